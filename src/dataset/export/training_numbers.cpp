#include "dataset/export/training_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "model/training_settings.h"

namespace tessera {
namespace {

constexpr int step = 64;
constexpr int largest_resolution = 1024;
/// Lower, and buckets of sd-scripts, whose sides are multiples of 64, leave out what is long: nothing of 331x85 at 128.
constexpr int least_resolution = 256;
constexpr std::int64_t largest_area = std::int64_t{largest_resolution} * largest_resolution;

/// Buckets that are not square have a little less area than the square: 1344x768 has 1016² and is one of 1024². The
/// leanest of sd-scripts' buckets, 1536x640, has 0.968 of the side.
constexpr double full_share = 0.968;

std::int64_t area_of(Size size) { return std::int64_t{size.width} * size.height; }

/// How much of a picture a bucket keeps: what is not cut off, times the pixels that are not scaled away.
double kept(Size picture, Size bucket) {
  const double aspect = static_cast<double>(picture.width) / picture.height;
  const double bucket_aspect = static_cast<double>(bucket.width) / bucket.height;
  const double uncut = std::min(aspect, bucket_aspect) / std::max(aspect, bucket_aspect);
  return uncut * static_cast<double>(area_of(bucket));
}

}  // namespace

TrainingNumbers training_numbers(Mode mode, int images) {
  TrainingNumbers numbers{.rank = rank_for(mode), .steps = steps_for(mode, images)};
  const StepsRule rule = steps_rule(mode);
  numbers.steps_formula = fmt::format(
      "{} pictures x {} steps, at least {}, at most {}: what the training client that "
      "Tessera replaces gave a {}",
      images, rule.per_picture, rule.least, rule.most, mode == Mode::character ? "character" : "style");
  return numbers;
}

std::vector<int> fitting_resolutions(std::span<const Size> sizes) {
  std::vector<double> sides;
  for (const Size size : sizes) sides.push_back(std::sqrt(static_cast<double>(area_of(size))));
  std::ranges::sort(sides);
  const double reached = sides.empty() ? 0 : sides[sides.size() / 10];
  std::vector<int> resolutions;
  for (const int resolution : {512, 768, largest_resolution}) {
    if (reached >= resolution * full_share) resolutions.push_back(resolution);
  }
  const int top = std::min(largest_resolution, static_cast<int>(reached) / step * step);
  if (resolutions.empty() || top > resolutions.back()) resolutions.push_back(std::max(least_resolution, top));
  return resolutions;
}

Size bucket_size(Size picture) {
  const auto least = [](int side) { return side >= 256 ? 256 : std::max(step, side / step * step); };
  Size best{least(picture.width), least(picture.height)};
  for (int width = best.width; width <= std::min(2048, picture.width); width += step) {
    for (int height = least(picture.height); height <= std::min(2048, picture.height); height += step) {
      const Size bucket{width, height};
      if (area_of(bucket) <= largest_area && kept(picture, bucket) > kept(picture, best)) best = bucket;
    }
  }
  return best;
}

}  // namespace tessera
