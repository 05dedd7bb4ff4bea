#include "imaging/line_statistics.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tessera::imaging {
namespace {

constexpr std::size_t channels = Image::channels;
constexpr int most_rows_a_band = 250;  // 16-bit sums of 8-bit values hold 257
constexpr unsigned least_peak = 5;     // levels

std::uint8_t distance(std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>(a > b ? a - b : b - a); }

/// Whether a step stands alone between its neighbours.
bool stands_out(unsigned step, unsigned before, unsigned after) {
  return step > least_peak && 4 * step > 5 * std::max(before, after);
}

/// Sums over the rows of one band, for every byte of a row.
struct ColumnSums {
  explicit ColumnSums(std::size_t bytes) : step(bytes), peak(bytes), rough(bytes) {}

  void add(const std::uint8_t* across, const std::uint8_t* along) {
    const std::size_t bytes = step.size();
    for (std::size_t i = 0; i < bytes; ++i) step[i] = static_cast<std::uint16_t>(step[i] + across[i]);
    for (std::size_t i = 0; i < bytes; ++i) rough[i] = static_cast<std::uint16_t>(rough[i] + along[i]);
    for (std::size_t i = channels; i + channels < bytes; ++i) {
      peak[i] = static_cast<std::uint16_t>(
          peak[i] + (stands_out(across[i], across[i - channels], across[i + channels]) ? 1U : 0U));
    }
    ++rows;
  }

  void flush(LineStatistics& statistics, int band) {
    const float scale = rows == 0 ? 0 : 1.0F / static_cast<float>(rows * static_cast<int>(channels));
    const auto fold = [&](std::vector<std::uint16_t>& sums, std::vector<float>& out) {
      float* line = out.data() + static_cast<std::ptrdiff_t>(band) * statistics.length;
      for (std::size_t x = 0; x * channels < sums.size(); ++x) {
        line[x] = scale * static_cast<float>(sums[x * channels] + sums[x * channels + 1] + sums[x * channels + 2]);
      }
      std::ranges::fill(sums, std::uint16_t{0});
    };
    fold(step, statistics.step);
    fold(peak, statistics.peak);
    fold(rough, statistics.rough);
    rows = 0;
  }

  std::vector<std::uint16_t> step, peak, rough;
  int rows = 0;
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
  for (std::size_t i = 0; i < bytes; ++i) out[i] = distance(row[i], before[i]);
}

void across_columns(const Image& sheet, int y, std::uint8_t* out) {
  const std::size_t bytes = sheet.stride();
  const std::uint8_t* row = sheet.row(y).data();
  std::fill_n(out, std::min(bytes, channels), std::uint8_t{0});
  for (std::size_t i = channels; i < bytes; ++i) out[i] = distance(row[i], row[i - channels]);
}

std::uint32_t sum_of(const std::uint8_t* values, std::size_t count) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[i];
  return sum;
}

std::uint32_t peaks_of(const std::uint8_t* step, const std::uint8_t* before, const std::uint8_t* after,
                       std::size_t count) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += stands_out(step[i], before[i], after[i]) ? 1U : 0U;
  return sum;
}

}  // namespace

SheetStatistics measure_lines(const Image& sheet, int column_bands, int row_bands) {
  SheetStatistics result{.columns = make_statistics(sheet.width(), column_bands),
                         .rows = make_statistics(sheet.height(), row_bands)};
  const std::size_t bytes = sheet.stride();
  std::vector<std::uint8_t> buffer(bytes * 4);
  std::uint8_t* before = buffer.data();
  std::uint8_t* here = before + bytes;
  std::uint8_t* after = here + bytes;
  std::uint8_t* along = after + bytes;
  std::fill_n(before, 2 * bytes, std::uint8_t{0});
  across_rows(sheet, 1, after);
  ColumnSums sums(bytes);
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
      sums.add(along, here);
    }
    for (int band = 0; band < row_bands; ++band) {
      const auto edge = [&](int k) {
        return static_cast<std::size_t>(std::int64_t{sheet.width()} * k / row_bands) * channels;
      };
      const std::size_t first = edge(band);
      const std::size_t count = edge(band + 1) - first;
      const float scale = 1.0F / static_cast<float>(std::max<std::size_t>(count, 1));
      const auto i =
          static_cast<std::size_t>(band) * static_cast<std::size_t>(sheet.height()) + static_cast<std::size_t>(y);
      result.rows.step[i] = scale * static_cast<float>(sum_of(here + first, count));
      result.rows.peak[i] = scale * static_cast<float>(peaks_of(here + first, before + first, after + first, count));
      result.rows.rough[i] = scale * static_cast<float>(sum_of(along + first, count));
    }
    std::swap(before, here);
    std::swap(here, after);
    across_rows(sheet, y + 2, after);
  }
  sums.flush(result.columns, open_band);
  return result;
}

}  // namespace tessera::imaging
