#pragma once
// A compact description of a picture that survives shift, crop, mild colour change and JPEG, to find repeats.

#include <array>
#include <cstdint>

#include "model/image.h"

namespace tessera {

/// Opaque numbers; compare with distance(). The layout is private to descriptor.cpp and may change between versions.
struct Descriptor {
  std::array<float, 704> values{};
};

[[nodiscard]] Descriptor describe(const Image& image);

/// 0 for equal pictures, about 1 for unrelated ones; symmetric; a mirrored picture counts as the same.
[[nodiscard]] double distance(const Descriptor& a, const Descriptor& b);

/// Below this two pictures are repeats of each other (tuned in bench/quality; source there).
inline constexpr double duplicate_distance = 0.36;

}  // namespace tessera
