#include "imaging/line_statistics.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

#include "imaging/kernels.h"

namespace tessera::imaging {
namespace {

constexpr std::size_t channels = Image::channels;
constexpr int most_rows_a_band = 250;  // 16-bit sums of 8-bit values hold 257
constexpr int chunk = 16;              // pixels along a line whose mean is compared

/// Sums over the rows of one band, for every byte of a row.
class ColumnSums {
 public:
  explicit ColumnSums(std::size_t bytes) : chunk_(bytes), peak_(bytes), rough_(bytes), step_(bytes) {}

  void add(const std::uint8_t* row, const std::uint8_t* across, const std::uint8_t* along) {
    const std::size_t bytes = chunk_.size();
    kernels().add(row, chunk_.data(), bytes);
    kernels().add(along, rough_.data(), bytes);
    // `across` is followed by zeros.
    if (bytes > channels) {
      kernels().add_lone_steps(across + channels, across, across + 2 * channels, peak_.data() + channels,
                               bytes - channels);
    }
    ++rows_;
    if (++chunk_rows_ == chunk) end_chunk();
  }

  void flush(LineStatistics& statistics, int band) {
    if (chunks_ == 0) end_chunk();
    fold(step_, 1.0F / static_cast<float>(std::max(1, chunks_ * chunk_scale)), statistics, statistics.step, band);
    fold(peak_, 1.0F / static_cast<float>(std::max(1, rows_)), statistics, statistics.peak, band);
    fold(rough_, 1.0F / static_cast<float>(std::max(1, rows_)), statistics, statistics.rough, band);
    std::ranges::fill(chunk_, std::uint16_t{0});
    rows_ = chunk_rows_ = chunks_ = 0;
  }

 private:
  static constexpr int chunk_scale = 16;  // step sums are kept in sixteenths of a level

  void end_chunk() {
    if (chunk_rows_ == 0) return;
    for (std::size_t i = channels; i < chunk_.size(); ++i) {
      const int difference = std::abs(int{chunk_[i]} - int{chunk_[i - channels]});
      step_[i] += static_cast<std::uint32_t>(difference * chunk_scale / chunk_rows_);
    }
    std::ranges::fill(chunk_, std::uint16_t{0});
    chunk_rows_ = 0;
    ++chunks_;
  }

  template <class T>
  static void fold(std::vector<T>& sums, float scale, const LineStatistics& statistics, std::vector<float>& out,
                   int band) {
    float* line = out.data() + static_cast<std::ptrdiff_t>(band) * statistics.length;
    scale /= static_cast<float>(channels);
    for (std::size_t x = 0; x * channels < sums.size(); ++x) {
      line[x] = scale * static_cast<float>(sums[x * channels] + sums[x * channels + 1] + sums[x * channels + 2]);
    }
    std::ranges::fill(sums, T{0});
  }

  std::vector<std::uint16_t> chunk_, peak_, rough_;
  std::vector<std::uint32_t> step_;
  int rows_ = 0;
  int chunk_rows_ = 0;
  int chunks_ = 0;
};

LineStatistics make_statistics(int length, int bands) {
  const std::size_t count = static_cast<std::size_t>(length) * static_cast<std::size_t>(bands);
  return {.length = length,
          .bands = bands,
          .step = std::vector<float>(count),
          .peak = std::vector<float>(count),
          .rough = std::vector<float>(count)};
}

int band_of(int position, int length, int bands) { return static_cast<int>(std::int64_t{position} * bands / length); }

/// |row - the row before|; zero for the first.
void across_rows(const Image& sheet, int y, std::uint8_t* out) {
  const std::size_t bytes = sheet.stride();
  if (y <= 0 || y >= sheet.height()) {
    std::fill_n(out, bytes, std::uint8_t{0});
    return;
  }
  const std::uint8_t* row = sheet.row(y).data();
  const std::uint8_t* before = sheet.row(y - 1).data();
  kernels().distances(row, before, out, bytes);
}

void across_columns(const Image& sheet, int y, std::uint8_t* out) {
  const std::size_t bytes = sheet.stride();
  const std::uint8_t* row = sheet.row(y).data();
  std::fill_n(out, std::min(bytes, channels), std::uint8_t{0});
  if (bytes > channels) kernels().distances(row + channels, row, out + channels, bytes - channels);
}

constexpr int chunk_width = 2 * chunk;  // every other pixel, as every other row is used for the columns

/// Sums of `chunk` pixels each along a row, channels apart.
void chunk_sums(const std::uint8_t* row, std::vector<std::uint16_t>& sums) {
  for (std::size_t k = 0; k * channels < sums.size(); ++k) {
    const std::uint8_t* from = row + k * chunk_width * channels;
    unsigned red = 0;
    unsigned green = 0;
    unsigned blue = 0;
    for (std::size_t i = 0; i < chunk_width * channels; i += 2 * channels) {
      red += from[i];
      green += from[i + 1];
      blue += from[i + 2];
    }
    sums[k * channels] = static_cast<std::uint16_t>(red);
    sums[k * channels + 1] = static_cast<std::uint16_t>(green);
    sums[k * channels + 2] = static_cast<std::uint16_t>(blue);
  }
}

/// Mean step of the chunks that begin in pixels [first, last).
float chunk_step(const std::vector<std::uint16_t>& here, const std::vector<std::uint16_t>& before, int first,
                 int last) {
  std::size_t k = static_cast<std::size_t>((first + chunk_width - 1) / chunk_width) * channels;
  const std::size_t end =
      std::min(here.size(), static_cast<std::size_t>((last + chunk_width - 1) / chunk_width) * channels);
  if (k >= end) return 0;
  const auto count = static_cast<float>(end - k);
  int sum = 0;
  for (; k < end; ++k) sum += std::abs(int{here[k]} - int{before[k]});
  return static_cast<float>(sum) / (count * chunk);
}

}  // namespace

SheetStatistics measure_lines(const Image& sheet, int column_bands, int row_bands) {
  SheetStatistics result{.columns = make_statistics(sheet.width(), column_bands),
                         .rows = make_statistics(sheet.height(), row_bands)};
  const std::size_t bytes = sheet.stride();
  std::vector<std::uint8_t> buffer(bytes * 4 + channels);
  std::uint8_t* before = buffer.data();
  std::uint8_t* here = before + bytes;
  std::uint8_t* after = here + bytes;
  std::uint8_t* along = after + bytes;
  std::fill_n(before, 2 * bytes, std::uint8_t{0});
  across_rows(sheet, 1, after);
  ColumnSums sums(bytes);
  const std::size_t chunks = static_cast<std::size_t>(sheet.width() / chunk_width) * channels;
  std::vector<std::uint16_t> chunks_here(chunks);
  std::vector<std::uint16_t> chunks_before(chunks);
  chunk_sums(sheet.row(0).data(), chunks_before);
  // Every other row is enough for the columns; more of a tall sheet would overflow the sums.
  const int every =
      std::max(2, (sheet.height() + column_bands * most_rows_a_band - 1) / (column_bands * most_rows_a_band));
  int open_band = 0;
  for (int y = 0; y < sheet.height(); ++y) {
    across_columns(sheet, y, along);
    if (y % every == 0) {
      const int band = band_of(y, sheet.height(), column_bands);
      if (band != open_band) sums.flush(result.columns, open_band);
      open_band = band;
      sums.add(sheet.row(y).data(), along, here);
    }
    chunk_sums(sheet.row(y).data(), chunks_here);
    for (int band = 0; band < row_bands; ++band) {
      const auto edge = [&](int k) { return static_cast<int>(std::int64_t{sheet.width()} * k / row_bands); };
      const std::size_t first = static_cast<std::size_t>(edge(band)) * channels;
      const std::size_t count = static_cast<std::size_t>(edge(band + 1)) * channels - first;
      const float scale = 1.0F / static_cast<float>(std::max<std::size_t>(count, 1));
      const auto i =
          static_cast<std::size_t>(band) * static_cast<std::size_t>(sheet.height()) + static_cast<std::size_t>(y);
      result.rows.step[i] = chunk_step(chunks_here, chunks_before, edge(band), edge(band + 1));
      result.rows.peak[i] =
          scale * static_cast<float>(kernels().count_lone_steps(here + first, before + first, after + first, count));
      result.rows.rough[i] = scale * static_cast<float>(kernels().sum(along + first, count));
    }
    std::swap(chunks_before, chunks_here);
    std::swap(before, here);
    std::swap(here, after);
    across_rows(sheet, y + 2, after);
  }
  sums.flush(result.columns, open_band);
  return result;
}

}  // namespace tessera::imaging
