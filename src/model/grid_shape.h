#pragma once
// How many rows and columns a grid has: "3x3", from 2x2 to 5x5.

#include <string>
#include <string_view>

#include "tessera/error.h"

namespace tessera {

struct GridShape {
  int rows = 3;
  int columns = 3;

  [[nodiscard]] constexpr int cells() const noexcept { return rows * columns; }
  friend bool operator==(const GridShape&, const GridShape&) = default;
};

/// A picture made on its own instead of as a cell: the sheet of one.
inline constexpr GridShape single_picture{.rows = 1, .columns = 1};

inline constexpr int min_grid_side = 2;
inline constexpr int max_grid_side = 5;

/// Reads "3x3" (rows x columns), 2 to 5 each. Errors: usage.
[[nodiscard]] Result<GridShape> parse_grid_shape(std::string_view text);
/// "3x3"
[[nodiscard]] std::string to_text(GridShape shape);

}  // namespace tessera
