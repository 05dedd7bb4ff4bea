#pragma once
// Cheap pictures: flat shapes that differ from cell to cell, in a fraction of the time of real ones.

#include <string>
#include <vector>

#include "model/grid_shape.h"
#include "model/image.h"

namespace tessera::sim {

/// Cells are equal parts; each is a function of its description, its place and the seed.
[[nodiscard]] Image draw_shapes(Size size, GridShape shape, const std::vector<std::string>& descriptions,
                                const std::string& style, std::uint64_t seed);

/// Every pixel `factor` times in both directions.
[[nodiscard]] Image repeat_pixels(const Image& image, int factor);

}  // namespace tessera::sim
