#include "imaging/reduce.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tessera {
namespace {

/// sums[i] += row[i]; up to 16 rows of 16 columns fit into 16 bits.
void add_row(const std::uint8_t* row, std::vector<std::uint16_t>& sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
}

}  // namespace

Image reduced(const Image& image, int factor) {
  if (factor <= 1 || image.empty()) return image;
  const int block_width = std::min(factor, image.width());
  const int block_height = std::min(factor, image.height());
  Image result = Image::unfilled({.width = image.width() / block_width, .height = image.height() / block_height});
  const auto area = static_cast<std::uint32_t>(block_width * block_height);
  // Division by multiplication: exact for sums below 2^16 with a 16-bit reciprocal that is rounded up (area <= 256).
  const std::uint32_t reciprocal = ((1U << 24U) + area - 1) / area;
  std::vector<std::uint16_t> sums(result.stride() * static_cast<std::size_t>(block_width));
  for (int y = 0; y < result.height(); ++y) {
    std::ranges::fill(sums, std::uint16_t{0});
    for (int k = 0; k < block_height; ++k) add_row(image.row(y * block_height + k).data(), sums);
    std::uint8_t* out = result.row(y).data();
    const std::uint16_t* block = sums.data();
    for (int x = 0; x < result.width(); ++x, block += std::ptrdiff_t{block_width} * Image::channels) {
      for (int c = 0; c < Image::channels; ++c) {
        std::uint32_t sum = area / 2;
        for (int k = 0; k < block_width; ++k) sum += block[k * Image::channels + c];
        *out++ = static_cast<std::uint8_t>(std::uint64_t{sum} * reciprocal >> 24U);
      }
    }
  }
  return result;
}

Image reduced_to_about(const Image& image, int longest_side) {
  const int longest = std::max(image.width(), image.height());
  return reduced(image, std::clamp((longest + longest_side / 2) / longest_side, 1, 16));
}

}  // namespace tessera
