#pragma once
// Cutting and resampling. Pure and synchronous; any thread.

#include "model/image.h"
#include "tessera/error.h"

namespace tessera {

/// The pixels of `box`, which must lie inside the image (precondition).
[[nodiscard]] Image crop(const Image& image, Box box);

enum class Filter { box, bilinear, lanczos3 };

/// Resamples in linear light (sRGB transfer function, IEC 61966-2-1). Any size from 1x1 up. Errors: internal.
[[nodiscard]] Result<Image> resize(const Image& image, Size size, Filter filter = Filter::lanczos3);

/// The same picture with its shorter side at most `pixels`; unchanged when it is already.
[[nodiscard]] Result<Image> fit_short_side(const Image& image, int pixels);

}  // namespace tessera
