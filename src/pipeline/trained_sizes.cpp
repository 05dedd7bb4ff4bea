#include "pipeline/trained_sizes.h"

#include <array>

#include <fmt/format.h>

#include "dataset/trainers/buckets.h"

namespace tessera {

std::vector<TrainedSizes> trained_sizes(Size image) {
  std::vector<TrainedSizes> all;
  for (const Trainer trainer : {Trainer::ai_toolkit, Trainer::sd_scripts}) {
    const TrainerSettings settings = safe_settings(trainer);
    const std::vector<bool> wasted = wasted_passes(trainer, image, settings);
    TrainedSizes sizes{.trainer = std::string(name_of(trainer)), .passes = {}};
    for (std::size_t i = 0; i < settings.resolutions.size(); ++i) {
      const int resolution = settings.resolutions[i];
      const std::optional<Bucket> bucket = bucket_for(trainer, image, resolution, settings.buckets);
      if (!bucket) continue;
      sizes.passes.push_back({.resolution = resolution,
                              .size = bucket->size,
                              .wasted = wasted[i],
                              .cut = bucket->cut,
                              .enlarged = bucket->enlarged});
    }
    all.push_back(std::move(sizes));
  }
  return all;
}

std::string to_text(const TrainedPass& pass) {
  std::string text = fmt::format("{}x{}", pass.size.width, pass.size.height);
  if (pass.wasted) text += " again";
  if (pass.cut >= 0.005) text += fmt::format(", {:.0f} % cut away", 100 * pass.cut);
  if (pass.enlarged > 1.005) text += fmt::format(", enlarged {:.2f}x", pass.enlarged);
  return text;
}

}  // namespace tessera
