#pragma once
// Small averages of a picture, and its brightness plane: what the measures look at instead of every pixel. Private to
// this folder.

#include <array>
#include <cstdint>
#include <vector>

#include "model/image.h"

namespace tessera::imaging {

/// Means of the encoded values (0 … 255) over side x side equal parts of the picture, R G B interleaved, row by row.
/// A picture smaller than that repeats pixels. Cost: one pass over the bytes.
[[nodiscard]] std::vector<float> box_means(const Image& image, int side);

/// The same of the outermost parts alone: the first and last row of parts from left to right, and of the rows between
/// them the first and the last part; 4 * side - 4 parts in all.
[[nodiscard]] std::vector<float> ring_means(const Image& image, int side);

/// Rec. 601 luma, 0 … 255, rounded down: (77 R + 150 G + 29 B) / 256.
struct LumaPlane {
  Size size;
  std::vector<std::uint8_t> values;

  [[nodiscard]] const std::uint8_t* row(int y) const noexcept {
    return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width);
  }
};
[[nodiscard]] LumaPlane luma_of(const Image& image);

}  // namespace tessera::imaging
