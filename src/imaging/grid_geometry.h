#pragma once
// Where the cells of a generated sheet are, found from the picture itself.

#include <string>
#include <vector>

#include "model/grid_shape.h"
#include "model/image.h"

namespace tessera {

/// One side of a cell.
struct CellEdge {
  int position = 0;       ///< pixels; first content column/row for left/top, one past the last for right/bottom
  double confidence = 0;  ///< 0 … 1
};

struct GridCell {
  Box box;  ///< content only: without gutters, frames and the safety margin
  CellEdge left, top, right, bottom;
  bool usable = true;       ///< false: refused, see `reason`
  std::string reason = {};  ///< "spans two places", "missing", "too small"; empty when usable
};

struct GridGeometry {
  Size sheet;
  GridShape asked;
  GridShape found;                               ///< rows and columns that the picture shows
  std::vector<GridCell> cells;                   ///< asked.cells() of them, row by row
  std::vector<int> row_gutters, column_gutters;  ///< pixels between rows and between columns (asked - 1 of each)
  double confidence = 0;                         ///< the least of all edges' confidences
  std::vector<std::string> notes;
};

/// Pure; any thread. Never fails: what cannot be found falls back to equal parts with confidence 0 and a note.
[[nodiscard]] GridGeometry find_grid(const Image& sheet, GridShape asked);

/// Equal parts: edge k of n over a length L is floor(L * k / n).
[[nodiscard]] GridGeometry equal_grid(Size sheet, GridShape asked);

}  // namespace tessera
