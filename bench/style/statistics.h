#pragma once
// Figures that say how alike two pictures are in manner, and how near an enlargement is to its original.

#include <array>

#include "model/image.h"

namespace tessera::bench {

/// What the engine does not optimise directly: quantiles of lightness, of chroma, of hue-weighted a and b, of gradients
/// at two scales, and how gradients are directed.
struct Statistics {
  std::array<double, 72> values{};
};
[[nodiscard]] Statistics statistics_of(const Image& image);
void add(Statistics& to, const Statistics& what, double weight);
[[nodiscard]] double difference(const Statistics& a, const Statistics& b);

/// Of luma (BT.601), without the outer four pixels. dB.
[[nodiscard]] double psnr(const Image& a, const Image& b);
/// Of luma, mean over 8 x 8 windows (Wang et al., 2004).
[[nodiscard]] double ssim(const Image& a, const Image& b);

}  // namespace tessera::bench
