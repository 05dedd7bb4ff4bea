#pragma once
// Reads what a grid's prompt or a judge's question asks for, as a model would: by looking for shapes and lists in it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/grid_shape.h"

namespace tessera::sim {

/// "one single picture", "3x3", "3 x 3", "3 by 3", "three rows and three columns"; nothing when no shape is named.
[[nodiscard]] std::optional<GridShape> shape_in(std::string_view text);

/// Descriptions of cells in the order of the text: "… row, left to right: a; b; c.", "It shows: a." or lines "1. a",
/// "1: a", "- a", "tile 1: a". Empty when there is no such list.
[[nodiscard]] std::vector<std::string> descriptions_in(std::string_view text);

}  // namespace tessera::sim
