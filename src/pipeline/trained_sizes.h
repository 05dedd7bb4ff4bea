#pragma once
// At which sizes trainers will train the images of a plan, so that it can be seen before they are paid for. Pure.

#include <string>
#include <vector>

#include "model/image.h"

namespace tessera {

/// One pass of a trainer over images of one size.
struct TrainedPass {
  int resolution = 0;   ///< side of the square whose area the pass aims at
  Size size;            ///< what is trained
  bool wasted = false;  ///< the same size as in the pass before: nothing new is learnt
  double cut = 0;       ///< part of the picture that is cut away, 0 … 1
  double enlarged = 1;  ///< above 1 pixels are made up
};

struct TrainedSizes {
  std::string trainer;  ///< "ai-toolkit", "sd-scripts"
  std::vector<TrainedPass> passes;
};

/// By the rules of ai-toolkit and sd-scripts with the settings that Tessera's exports write (dataset/trainers).
[[nodiscard]] std::vector<TrainedSizes> trained_sizes(Size image);

/// "768x768, wasted", "512x512, 5 % cut away"
[[nodiscard]] std::string to_text(const TrainedPass& pass);

}  // namespace tessera
