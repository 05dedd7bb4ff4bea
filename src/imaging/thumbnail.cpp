#include "imaging/thumbnail.h"

#include <algorithm>

#include "imaging/kernels.h"

namespace tessera::imaging {
namespace {

/// Part k of n over a length: never empty, the last one ends at the length.
struct Part {
  int first, last;
};
Part part_of(int length, int count, int k) {
  const auto cut = [&](int i) { return static_cast<int>(std::int64_t{length} * i / count); };
  const int first = std::min(cut(k), length - 1);
  return {.first = first, .last = std::max(first + 1, cut(k + 1))};
}

}  // namespace

std::vector<float> box_means(const Image& image, int side) {
  const auto cells = static_cast<std::size_t>(side);
  std::vector<float> means(cells * cells * Image::channels);
  // 16-bit sums of 8-bit values hold 257 rows; more are added in several goes.
  constexpr int most_rows = 256;
  std::vector<std::uint16_t> some_rows(image.stride());
  std::vector<std::uint32_t> column_sums(image.stride());
  float* out = means.data();
  for (int cell_y = 0; cell_y < side; ++cell_y) {
    const Part rows = part_of(image.height(), side, cell_y);
    std::ranges::fill(column_sums, 0U);
    for (int first = rows.first; first < rows.last; first += most_rows) {
      std::ranges::fill(some_rows, std::uint16_t{0});
      for (int y = first; y < std::min(first + most_rows, rows.last); ++y) {
        kernels().add(image.row(y).data(), some_rows.data(), some_rows.size());
      }
      for (std::size_t i = 0; i < column_sums.size(); ++i) column_sums[i] += some_rows[i];
    }
    for (int cell_x = 0; cell_x < side; ++cell_x) {
      const Part columns = part_of(image.width(), side, cell_x);
      std::array<std::uint32_t, Image::channels> sum{};
      for (int x = columns.first; x < columns.last; ++x) {
        for (std::size_t c = 0; c < sum.size(); ++c)
          sum[c] += column_sums[static_cast<std::size_t>(x) * sum.size() + c];
      }
      const auto area = static_cast<float>((rows.last - rows.first) * (columns.last - columns.first));
      for (const std::uint32_t total : sum) *out++ = static_cast<float>(total) / area;
    }
  }
  return means;
}

std::vector<float> ring_means(const Image& image, int side) {
  std::vector<float> means;
  for (int i = 0; i < side * side; ++i) {
    const int cell_x = i % side;
    const int cell_y = i / side;
    if (cell_x > 0 && cell_y > 0 && cell_x < side - 1 && cell_y < side - 1) continue;
    const Part rows = part_of(image.height(), side, cell_y);
    const Part columns = part_of(image.width(), side, cell_x);
    std::array<std::uint32_t, Image::channels> sum{};
    for (int y = rows.first; y < rows.last; ++y) {
      const std::uint8_t* pixel = image.row(y).data() + static_cast<std::size_t>(columns.first) * Image::channels;
      for (int x = columns.first; x < columns.last; ++x, pixel += Image::channels) {
        for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += pixel[c];
      }
    }
    const auto area = static_cast<float>((rows.last - rows.first) * (columns.last - columns.first));
    for (const std::uint32_t total : sum) means.push_back(static_cast<float>(total) / area);
  }
  return means;
}

LumaPlane luma_of(const Image& image) {
  LumaPlane plane{.size = image.size(), .values = std::vector<std::uint8_t>(image.pixels().size() / Image::channels)};
  kernels().luma(image.pixels().data(), plane.values.data(), plane.values.size());
  return plane;
}

}  // namespace tessera::imaging
