#pragma once
// What a grid engine is asked for in words. Pure.

#include <string>
#include <vector>

#include "model/description.h"
#include "model/grid_shape.h"

namespace tessera {

/// The prompt for one sheet of different subjects in the source's style. Digits are written as words, because a digit
/// in a prompt tends to be drawn. Precondition: one description a cell, row by row (std::invalid_argument otherwise).
[[nodiscard]] std::string grid_prompt(GridShape shape, const std::vector<Description>& descriptions);

/// The prompt for one picture on its own, as the cells of a sheet are asked for.
[[nodiscard]] std::string single_prompt(const Description& description);

}  // namespace tessera
