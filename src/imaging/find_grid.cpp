#include "imaging/grid_geometry.h"

namespace tessera {

GridGeometry find_grid(const Image& sheet, GridShape asked) {
  GridGeometry geometry = equal_grid(sheet.size(), asked);
  geometry.notes.emplace_back("equal parts");
  return geometry;
}

}  // namespace tessera
