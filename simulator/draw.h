#pragma once
// Real sheets: scenes in the style of the source.

#include "simulator/pictures.h"

namespace tessera::sim {

/// Pure; any thread. Errors: of decoding the source.
[[nodiscard]] Result<Image> draw(const Recipe& recipe, Size size);

}  // namespace tessera::sim
