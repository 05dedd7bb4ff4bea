#pragma once
// Moves the colours of one picture onto those of another: sliced optimal transport in OKLab (Pitié, Kokaram and
// Dahyot, 2007; Rabin et al., 2011), as a small table that is applied to every pixel.

#include <vector>

#include "base/random.h"
#include "providers/offline/raster.h"

namespace tessera::offline {

/// The goal, prepared once: projections of its colours on fixed random axes, sorted.
class ColourGoal {
 public:
  /// `rounds` rotations of three axes each.
  ColourGoal(const Raster& goal, int rounds, Random random);

  /// Moves `raster` by `amount` (0 … 1) of the way, in place. No map rises faster than by `steepest` over the identity,
  /// so that a flat area never becomes a noisy one; pictures of few solid colours may be torn apart more. About 1.5 ms
  /// for 341 x 341 pixels.
  void attract(Raster& raster, double amount, double steepest = 0.5) const;

 private:
  struct Axis {
    float L = 0, a = 0, b = 0;
    std::vector<float> goal;  ///< sorted
  };
  std::vector<Axis> axes_;
};

}  // namespace tessera::offline
