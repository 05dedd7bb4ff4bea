#pragma once
// Pictures made of seeded noise and shapes that behave as photographs and illustrations do where it matters for
// measuring: plain skies, white paper, straight horizons, facades, foliage, dark scenes, soft and sharp edges, grain.

#include <array>
#include <vector>

#include "base/random.h"
#include "model/image.h"

namespace tessera::quality {

inline constexpr Size tile_size{.width = 341, .height = 341};

using Color = std::array<float, 3>;  ///< encoded levels, 0 … 255

/// Colours, ground and grain that the pictures of one sheet share, as a style does.
struct Style {
  std::vector<Color> palette;
  Color ground{};          ///< paper, or the dark of a dark style
  bool on_ground = false;  ///< whether many pictures leave the ground bare
  float grain = 0;         ///< levels
  float softness = 0;      ///< radius of the final blur, pixels
};

[[nodiscard]] Style make_style(Random& random);

/// One scene: landscape, still life, drawing on paper, facade, foliage, portrait or night.
[[nodiscard]] Image make_picture(Random& random, const Style& style, Size size);

}  // namespace tessera::quality
