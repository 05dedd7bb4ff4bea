#pragma once
// The OKLab colour space (Björn Ottosson, 2020, "A perceptual color space for image processing"). Private to this
// folder.

#include <bit>
#include <cstdint>

namespace tessera::imaging {

struct Oklab {
  float lightness = 0;  ///< 0 … 1
  float a = 0;          ///< green to red, about -0.4 … 0.4
  float b = 0;          ///< blue to yellow, about -0.4 … 0.4
};

/// Cube root of a number in [0, 1], relative error below 1e-5: a guess from the exponent and two steps of Newton.
[[nodiscard]] inline float fast_cube_root(float x) noexcept {
  if (x < 1e-9F) return 0;
  float y = std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) / 3 + 0x2A514067U);
  y = (2 * y + x / (y * y)) / 3;
  return (2 * y + x / (y * y)) / 3;
}

/// Of linear sRGB, 0 … 1 each.
[[nodiscard]] inline Oklab oklab_of_linear(float r, float g, float b) noexcept {
  const float l = fast_cube_root(0.4122214708F * r + 0.5363325363F * g + 0.0514459929F * b);
  const float m = fast_cube_root(0.2119034982F * r + 0.6806995451F * g + 0.1073969566F * b);
  const float s = fast_cube_root(0.0883024619F * r + 0.2817188376F * g + 0.6299787005F * b);
  return {.lightness = 0.2104542553F * l + 0.7936177850F * m - 0.0040720468F * s,
          .a = 1.9779984951F * l - 2.4285922050F * m + 0.4505937099F * s,
          .b = 0.0259040371F * l + 0.7827717662F * m - 0.8086757660F * s};
}

}  // namespace tessera::imaging
