#pragma once
// A plain separable resampler for what zimg does not do: the box filter, and pictures smaller than a filter's reach.
// Private to this folder.

#include "imaging/resize.h"

namespace tessera::imaging {

/// In linear light; edges are mirrored as zimg does it. Cost: taps * (source rows * width + width * height).
[[nodiscard]] Image resample(const Image& image, Size size, Filter filter);

}  // namespace tessera::imaging
