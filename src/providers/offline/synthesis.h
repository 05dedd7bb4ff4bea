#pragma once
// Texture of the source laid under a drawing: the energy of image analogies (Hertzmann et al., 2001) minimised by
// PatchMatch (Barnes et al., 2009) from coarse to fine.

#include <vector>

#include "base/random.h"
#include "providers/offline/raster.h"

namespace tessera::offline {

class TextureSource {
 public:
  /// `source` has the size of a tile. About 10 ms.
  explicit TextureSource(const Raster& source);

  /// A picture made of small pieces of the source that follows `drawing`'s colours and its `ink` (coverage 0 … 1 of
  /// the outlines, as many values as pixels). Deterministic in `random`. The dear part: about 30 ms a tile with AVX2.
  [[nodiscard]] Raster paint(const Raster& drawing, const std::vector<float>& ink, Random random) const;

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
};

}  // namespace tessera::offline
