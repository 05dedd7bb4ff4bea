#pragma once
// The numbers of a training that follow from the set: how many steps, which rank, which resolutions. Pure; any thread.

#include <span>
#include <string>
#include <vector>

#include "model/image.h"
#include "model/request.h"

namespace tessera {

struct TrainingNumbers {
  int rank = 16;  ///< also alpha
  int steps = 0;
  std::string steps_formula;  ///< how `steps` came about, with its source
  double caption_dropout = 0.05;
};

/// By steps_for() and rank_for(). Precondition: images >= 1.
[[nodiscard]] TrainingNumbers training_numbers(Mode mode, int images);

/// Resolutions (sides of a square of the same area) that the pictures fill, ascending, never empty: those of 512, 768
/// and 1024 that every picture but a tenth of them reaches, and where 1024 is not reached the largest multiple of 64
/// that is, from 256 on. A resolution above what is there would only repeat a smaller pass.
[[nodiscard]] std::vector<int> fitting_resolutions(std::span<const Size> sizes);

/// The size with sides that are multiples of 64 which keeps most of a picture: at most 1024² pixels, inside the
/// picture, sides from 256 to 2048 (from 64 where the picture is smaller). 64 divides into the steps of all trainers.
[[nodiscard]] Size bucket_size(Size picture);

}  // namespace tessera
