#pragma once
// Measurements of one tile that can refuse it. Each is a pure function with its formula in docs/formulas.md.

#include <vector>

#include "model/image.h"
#include "model/verdict.h"

namespace tessera {

[[nodiscard]] Measurement measure_flatness(const Image& tile);
[[nodiscard]] Measurement measure_sharpness(const Image& tile);
[[nodiscard]] Measurement measure_exposure(const Image& tile);

/// All of them, in a fixed order.
[[nodiscard]] std::vector<Measurement> measure_tile(const Image& tile);

/// One number to rank accepted tiles by; higher is better.
[[nodiscard]] double quality_score(const std::vector<Measurement>& measurements);

}  // namespace tessera
