#include "simulator/shapes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.h"

namespace tessera::sim {
namespace {

using Color = std::array<std::uint8_t, 3>;

Color random_color(Random& random) {
  return {static_cast<std::uint8_t>(random.below(256)), static_cast<std::uint8_t>(random.below(256)),
          static_cast<std::uint8_t>(random.below(256))};
}

void fill_run(Image& image, int y, int from, int to, const Color& color) {
  auto row = image.row(y);
  for (int x = from; x < to; ++x) std::ranges::copy(color, row.begin() + static_cast<std::ptrdiff_t>(x) * 3);
}

// A box, an ellipse or a triangle, whole inside the cell: a subject that the border cuts counts against a tile.
void fill_shape(Image& image, Box cell, Random& random) {
  const auto color = random_color(random);
  const auto kind = random.below(3);
  const double width = cell.width * random.uniform(0.15, 0.6);
  const double height = cell.height * random.uniform(0.15, 0.6);
  const double middle = cell.left + width / 2 + (cell.width - width) * random.uniform(0.04, 0.96);
  const double top = cell.top + (cell.height - height) * random.uniform(0.04, 0.96);
  const int first = std::max(cell.top, static_cast<int>(top));
  const int last = std::min(cell.top + cell.height, static_cast<int>(top + height));
  for (int y = first; y < last; ++y) {
    const double v = (y + 0.5 - top) / height;  // 0 at the top, 1 at the bottom
    const double half = width / 2 *
                        (kind == 0   ? 1
                         : kind == 1 ? std::sqrt(std::max(0.0, 1 - (2 * v - 1) * (2 * v - 1)))
                                     : v);
    const int from = std::clamp(static_cast<int>(middle - half), cell.left, cell.left + cell.width);
    const int to = std::clamp(static_cast<int>(middle + half), cell.left, cell.left + cell.width);
    fill_run(image, y, from, to, color);
  }
}

}  // namespace

Image draw_shapes(Size size, GridShape shape, const std::vector<std::string>& descriptions, const std::string& style,
                  std::uint64_t seed) {
  Image image(size);
  for (int index = 0; index < shape.cells(); ++index) {
    const int row = index / shape.columns;
    const int column = index % shape.columns;
    const int left = size.width * column / shape.columns;
    const int top = size.height * row / shape.rows;
    const Box cell{.left = left,
                   .top = top,
                   .width = size.width * (column + 1) / shape.columns - left,
                   .height = size.height * (row + 1) / shape.rows - top};
    const auto words = static_cast<std::size_t>(index) < descriptions.size()
                           ? descriptions[static_cast<std::size_t>(index)]
                           : std::string();
    Random random(seed, style + "/" + std::to_string(index) + "/" + words);
    const auto background = random_color(random);
    for (int y = cell.top; y < cell.top + cell.height; ++y) {
      fill_run(image, y, cell.left, cell.left + cell.width, background);
    }
    for (int shapes = 7; shapes > 0; --shapes) fill_shape(image, cell, random);
  }
  return image;
}

Image repeat_pixels(const Image& image, int factor) {
  Image large({.width = image.width() * factor, .height = image.height() * factor});
  for (int y = 0; y < large.height(); ++y) {
    auto target = large.row(y);
    if (y % factor != 0) {
      std::ranges::copy(large.row(y - 1), target.begin());
      continue;
    }
    const auto source = image.row(y / factor);
    for (int x = 0; x < large.width(); ++x) {
      std::copy_n(source.begin() + static_cast<std::ptrdiff_t>(x / factor) * 3, 3,
                  target.begin() + static_cast<std::ptrdiff_t>(x) * 3);
    }
  }
  return large;
}

}  // namespace tessera::sim
