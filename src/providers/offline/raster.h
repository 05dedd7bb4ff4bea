#pragma once
// Float pictures in OKLab for the offline engine. Four floats a pixel (L, a, b and one spare lane) so that one SSE
// register holds a pixel and every filter treats the lanes alike. Pure values; any thread.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/unfilled.h"
#include "model/image.h"

namespace tessera::offline {

using Lane4 = float __attribute__((vector_size(16)));

/// A colour in OKLab (Björn Ottosson, 2020, https://bottosson.github.io/posts/oklab/): L 0 … 1, a and b about ±0.35.
struct Lab {
  double L = 0;
  double a = 0;
  double b = 0;

  [[nodiscard]] double chroma() const;
  /// Degrees, -180 … 180.
  [[nodiscard]] double hue() const;
};

[[nodiscard]] Lab mix(Lab from, Lab to, double share);
/// Squared Euclidean distance.
[[nodiscard]] double distance2(Lab x, Lab y);

struct Raster {
  int width = 0;
  int height = 0;
  UnfilledVector<Lane4> pixels;

  Raster() = default;
  /// Every lane of every pixel must be written before it is read.
  Raster(int w, int h) : width(w), height(h), pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}

  [[nodiscard]] std::size_t count() const noexcept { return pixels.size(); }
  [[nodiscard]] Lane4* row(int y) noexcept {
    return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
  [[nodiscard]] const Lane4* row(int y) const noexcept {
    return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

/// sRGB 8 bit to OKLab.
[[nodiscard]] Raster to_raster(const Image& image);
[[nodiscard]] Lab to_lab(std::uint8_t red, std::uint8_t green, std::uint8_t blue);

struct Srgb {
  double red = 0, green = 0, blue = 0;  ///< 0 … 1, encoded
};
/// Clipped to the gamut.
[[nodiscard]] Srgb to_srgb(Lab colour);

/// Shrinks or enlarges with a tent as wide as the step (area average when shrinking).
[[nodiscard]] Raster resized(const Raster& from, int width, int height);

/// About a Gaussian of `sigma` pixels: `passes` box filters one after another (three: within 3 % of a Gaussian), edges
/// repeated. O(pixels) whatever sigma is.
void blur(Raster& raster, double sigma, int passes = 3);

/// Morphological closing minus the picture, of L, with a square of side 2 * radius + 1: thin dark marks, 0 … 1.
[[nodiscard]] std::vector<float> black_hat(const Raster& raster, int radius);

}  // namespace tessera::offline
