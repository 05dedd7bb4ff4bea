#pragma once
// A compact description of a picture that survives shift, crop, mild colour change and JPEG, to find repeats.

#include <array>
#include <cstddef>

#include "model/image.h"

namespace tessera {

/// Opaque numbers; compare with distance(). The layout is private to descriptor.cpp and may change between versions.
struct Descriptor {
  static constexpr std::size_t length = 904;
  std::array<float, length> values{};
};

[[nodiscard]] Descriptor describe(const Image& image);

/// What describe() gives for the picture mirrored left to right, without the picture.
[[nodiscard]] Descriptor mirrored(const Descriptor& descriptor);

/// Squared Euclidean distance of the values; a mirrored picture is another one here. Cost: under a microsecond.
[[nodiscard]] double distance_unmirrored(const Descriptor& a, const Descriptor& b);

/// 0 for equal pictures, about 1 for unrelated ones; symmetric; a mirrored picture counts as the same.
[[nodiscard]] double distance(const Descriptor& a, const Descriptor& b);

/// Below this two pictures are repeats of each other (tuned in bench/quality; see docs/formulas.md).
inline constexpr double duplicate_distance = 0.25;

}  // namespace tessera
