#include "imaging/grid_geometry.h"

#include <fmt/format.h>

namespace tessera {

GridGeometry equal_grid(Size sheet, GridShape asked) {
  GridGeometry geometry{.sheet = sheet, .asked = asked, .found = asked};
  const auto cut = [](int length, int parts, int k) { return static_cast<int>(std::int64_t{length} * k / parts); };
  for (int r = 0; r < asked.rows; ++r) {
    for (int c = 0; c < asked.columns; ++c) {
      GridCell cell;
      cell.left.position = cut(sheet.width, asked.columns, c);
      cell.right.position = cut(sheet.width, asked.columns, c + 1);
      cell.top.position = cut(sheet.height, asked.rows, r);
      cell.bottom.position = cut(sheet.height, asked.rows, r + 1);
      cell.box = {.left = cell.left.position,
                  .top = cell.top.position,
                  .width = cell.right.position - cell.left.position,
                  .height = cell.bottom.position - cell.top.position};
      geometry.cells.push_back(cell);
    }
  }
  geometry.row_gutters.assign(static_cast<std::size_t>(asked.rows - 1), 0);
  geometry.column_gutters.assign(static_cast<std::size_t>(asked.columns - 1), 0);
  return geometry;
}

}  // namespace tessera
