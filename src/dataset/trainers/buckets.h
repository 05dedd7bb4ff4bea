#pragma once
// The bucket simulator: at which size a trainer trains a picture, and what it loses or invents on the way. Pure; any
// thread. Each rule computes what the trainer's own source computes, rounding included (docs/formulas.md).

#include <optional>
#include <vector>

#include "dataset/trainers/trainer.h"
#include "model/image.h"

namespace tessera {

/// What becomes of one picture in one pass.
struct Bucket {
  Size size;            ///< what is trained
  Size scaled;          ///< the picture after scaling, before it is cut to `size`
  double cut = 0;       ///< the part of the scaled picture's area that is cut away, 0 … 1
  double enlarged = 1;  ///< scaled width over the picture's; above 1 pixels are made up
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

/// Nothing when the trainer leaves the picture out (SimpleTuner below minimum_image_size; sd-scripts without enlarging
/// when a side is below the step). `resolution` is the side of the square whose area is aimed at; Trainer::webdataset
/// ignores it: pictures are handed on as they are. Precondition: all numbers are positive.
[[nodiscard]] std::optional<Bucket> bucket_for(Trainer trainer, Size picture, int resolution, const BucketRules& rules);
[[nodiscard]] std::optional<Bucket> bucket_for(Trainer trainer, Size picture, int resolution);  ///< safe_settings()

/// The fixed list of sizes that sd-scripts chooses from, ascending by width, then height.
[[nodiscard]] std::vector<Size> sd_scripts_buckets(int resolution, const BucketRules& rules);

/// The sizes of buckets that `trainer` keeps unchanged at `resolution`, neither cut nor scaled, with at least 9/10 of
/// the full area and an aspect of at most 12:5; multiples of 64, ascending by width. What an export should aim at.
[[nodiscard]] std::vector<Size> exact_sizes(Trainer trainer, int resolution, const BucketRules& rules);

/// For each resolution whether its pass repeats the one before: the picture lands in the same bucket again, so that the
/// pass shows nothing new. `resolutions` ascend. The first is never wasted.
[[nodiscard]] std::vector<bool> wasted_passes(Trainer trainer, Size picture, const TrainerSettings& settings);

}  // namespace tessera
