#include "model/grid_shape.h"

#include <fmt/format.h>

namespace tessera {

Result<GridShape> parse_grid_shape(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : 0; };
  if (text.size() == 3 && text[1] == 'x') {
    const GridShape shape{.rows = digit(text[0]), .columns = digit(text[2])};
    if (shape.rows >= min_grid_side && shape.rows <= max_grid_side && shape.columns >= min_grid_side &&
        shape.columns <= max_grid_side) {
      return shape;
    }
  }
  return failure(ErrorKind::usage, fmt::format("grid \"{}\" is not rows x columns from 2x2 to 5x5", text));
}

std::string to_text(GridShape shape) { return fmt::format("{}x{}", shape.rows, shape.columns); }

}  // namespace tessera
