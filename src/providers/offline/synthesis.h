#pragma once
// Texture of the source laid under a drawing: the energy of image analogies (Hertzmann et al., 2001) minimised by
// PatchMatch (Barnes et al., 2009) from coarse to fine.

#include <vector>

#include "base/random.h"
#include "providers/offline/raster.h"

namespace tessera::offline {

/// What TextureSource made of a drawing; both of its size.
struct Painted {
  Raster surface;  ///< made of small pieces of the source, overlapping ones averaged
  Raster marks;    ///< what the pieces add to their own surroundings: grain, bristles, fibres at their full strength
};

class TextureSource {
 public:
  /// `source` has the size of a tile. About 10 ms.
  explicit TextureSource(const Raster& source);

  /// Follows `drawing`'s colours and its `ink` (coverage 0 … 1 of the outlines, as many values as pixels).
  /// Deterministic in `random`. The dear part: about 30 ms a tile with AVX2.
  [[nodiscard]] Painted paint(const Raster& drawing, const std::vector<float>& ink, Random random) const;

 private:
  static constexpr std::size_t levels = 3;
  struct Level {
    Raster picture;
    Raster guide;                 ///< blurred, lane 3: ink
    std::vector<float> contrast;  ///< mean |L - blurred L| around each pixel
    float usual_contrast = 0;     ///< their median
  };
  double tile_ = 0;
  std::vector<Level> levels_;  ///< from a quarter to full size
  Raster marks_;               ///< of the source: itself without its large forms
};

}  // namespace tessera::offline
