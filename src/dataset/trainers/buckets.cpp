#include "dataset/trainers/buckets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>

namespace tessera {
namespace {

std::int64_t area(Size size) noexcept { return std::int64_t{size.width} * size.height; }

double aspect(Size size) noexcept { return static_cast<double>(size.width) / size.height; }

/// Rounded half up, as `int(x + 0.5)` in the sources.
int rounded(double value) noexcept { return static_cast<int>(value + 0.5); }

int floored_to(int value, int step) noexcept { return value - value % step; }

Bucket bucket(Size picture, Size scaled, Size size) {
  const double kept = static_cast<double>(area(size)) / static_cast<double>(area(scaled));
  return {.size = size,
          .scaled = scaled,
          .cut = std::max(0.0, 1 - kept),
          .enlarged = static_cast<double>(scaled.width) / picture.width};
}

/// The smallest scaling of `picture` that covers `size`, sides rounded up (ai-toolkit's setup_buckets).
Size covering(Size picture, Size size) {
  const double scale = std::max(static_cast<double>(size.width) / picture.width,  //
                                static_cast<double>(size.height) / picture.height);
  const auto side = [scale](int pixels) { return static_cast<int>(std::ceil(pixels * scale)); };
  return {.width = std::max(side(picture.width), size.width), .height = std::max(side(picture.height), size.height)};
}

/// ai-toolkit, toolkit/buckets.py: of the four roundings of the picture at the target area to multiples of the step,
/// the one within resolution² that is nearest the target; the first of equals.
Bucket ai_toolkit_bucket(Size picture, int resolution, const BucketRules& rules) {
  const std::int64_t most = std::int64_t{resolution} * resolution;
  const std::int64_t target = std::min(area(picture), most);
  const double scale = std::sqrt(static_cast<double>(target) / static_cast<double>(area(picture)));
  const double width = picture.width * scale / rules.step;
  const double height = picture.height * scale / rules.step;
  const auto sides = [&](double x, double y) {
    return Size{.width = static_cast<int>(x) * rules.step, .height = static_cast<int>(y) * rules.step};
  };
  const auto candidates =
      std::to_array<Size>({sides(std::floor(width), std::floor(height)), sides(std::floor(width), std::ceil(height)),
                           sides(std::ceil(width), std::floor(height)), sides(std::ceil(width), std::ceil(height))});
  std::optional<Size> best;
  const auto distance = [&](Size size) { return std::abs(area(size) - target); };
  for (const Size& candidate : candidates) {
    if (candidate.width == 0 || candidate.height == 0 || area(candidate) > most) continue;
    if (!best || distance(candidate) < distance(*best)) best = candidate;
  }
  if (!best) {
    best =
        Size{.width = std::max(rules.step, candidates[0].width), .height = std::max(rules.step, candidates[0].height)};
  }
  return bucket(picture, covering(picture, *best), *best);
}

/// sd-scripts, BucketManager.select_bucket with the fixed list: an equal size first, else the nearest aspect, the first
/// of equals; scaled to cover it, whatever that enlarges.
Bucket nearest_aspect(Size picture, const std::vector<Size>& sizes) {
  const double wanted = aspect(picture);
  Size best = sizes.front();
  for (const Size& size : sizes) {
    if (size == picture) return bucket(picture, picture, picture);
    if (std::abs(aspect(size) - wanted) < std::abs(aspect(best) - wanted)) best = size;
  }
  const double scale = wanted > aspect(best) ? static_cast<double>(best.height) / picture.height
                                             : static_cast<double>(best.width) / picture.width;
  return bucket(picture, {.width = rounded(picture.width * scale), .height = rounded(picture.height * scale)}, best);
}

/// sd-scripts with bucket_no_upscale: large pictures are brought down to the area, one side rounded to the step; then
/// both sides are floored to the step by cutting.
std::optional<Bucket> never_enlarged(Size picture, int resolution, int step) {
  const double most = static_cast<double>(resolution) * resolution;
  Size scaled = picture;
  if (static_cast<double>(area(picture)) > most) {
    const double wanted = aspect(picture);
    const double width = std::sqrt(most * wanted);
    const auto stepped = [step](double value) { return floored_to(rounded(value), step); };
    const int width_first = stepped(width);
    const int height_after = stepped(width_first / wanted);
    const int height_first = stepped(most / width);
    const int width_after = stepped(height_first * wanted);
    if (height_after == 0 || height_first == 0) return std::nullopt;
    const double error_by_width = std::abs(static_cast<double>(width_first) / height_after - wanted);
    const double error_by_height = std::abs(static_cast<double>(width_after) / height_first - wanted);
    scaled = error_by_width < error_by_height ? Size{.width = width_first, .height = rounded(width_first / wanted)}
                                              : Size{.width = rounded(height_first * wanted), .height = height_first};
  }
  const Size size{.width = floored_to(scaled.width, step), .height = floored_to(scaled.height, step)};
  if (size.width == 0 || size.height == 0) return std::nullopt;
  return bucket(picture, scaled, size);
}

std::optional<Bucket> sd_scripts_bucket(Size picture, int resolution, const BucketRules& rules) {
  if (!rules.enabled) return nearest_aspect(picture, {{.width = resolution, .height = resolution}});
  if (!rules.enlarges) return never_enlarged(picture, resolution, rules.step);
  const std::vector<Size> sizes = sd_scripts_buckets(resolution, rules);
  return nearest_aspect(picture, sizes);
}

/// diffusers: the shorter side is brought to the resolution, the other follows, and the middle square is kept.
Bucket square_bucket(Size picture, int resolution) {
  const double scale = static_cast<double>(resolution) / std::min(picture.width, picture.height);
  const Size scaled{.width = std::max(resolution, static_cast<int>(picture.width * scale)),
                    .height = std::max(resolution, static_cast<int>(picture.height * scale))};
  return bucket(picture, scaled, {.width = resolution, .height = resolution});
}

/// SimpleTuner, resolution_type "pixel_area" with the aspect preserved: the aspect is rounded to two decimals first,
/// each side to the nearest multiple, and the picture is scaled to cover that. Pictures of less area than the minimum
/// are left out.
std::optional<Bucket> simpletuner_bucket(Size picture, int resolution, const BucketRules& rules) {
  if (area(picture) < std::int64_t{rules.least_picture} * rules.least_picture) return std::nullopt;
  const auto nearest = [&](double value) {
    return std::max(rules.step, static_cast<int>(std::nearbyint(value / rules.step)) * rules.step);
  };
  const double edge = nearest(resolution);
  const double wanted = std::nearbyint(aspect(picture) * 100) / 100;
  if (wanted <= 0) return std::nullopt;
  const Size size{.width = nearest(edge * std::sqrt(wanted)), .height = nearest(edge / std::sqrt(wanted))};
  return bucket(picture, covering(picture, size), size);
}

}  // namespace

std::vector<Size> sd_scripts_buckets(int resolution, const BucketRules& rules) {
  const std::int64_t most = std::int64_t{resolution} * resolution;
  const int least_side = floored_to(rules.least_side, rules.step);
  const int most_side = floored_to(rules.most_side + rules.step - 1, rules.step);
  const int square = std::max(rules.step, floored_to(resolution, rules.step));
  std::set<std::pair<int, int>> sizes = {{square, square}};
  for (int width = std::max(least_side, rules.step); width <= most_side; width += rules.step) {
    const auto fitting = static_cast<int>(std::min<std::int64_t>(most / width, most_side));
    const int height = std::min(most_side, floored_to(fitting, rules.step));
    if (height < least_side || height == 0) continue;
    sizes.emplace(width, height);
    sizes.emplace(height, width);
  }
  std::vector<Size> list;
  for (const auto& [width, height] : sizes) list.push_back({.width = width, .height = height});
  return list;
}

std::optional<Bucket> bucket_for(Trainer trainer, Size picture, int resolution, const BucketRules& rules) {
  switch (trainer) {
    case Trainer::ai_toolkit:
    case Trainer::replicate:
      return ai_toolkit_bucket(picture, resolution, rules);
    case Trainer::sd_scripts:
    case Trainer::sd_scripts_folder:
      return sd_scripts_bucket(picture, resolution, rules);
    case Trainer::imagefolder:
      return square_bucket(picture, resolution);
    case Trainer::simpletuner:
      return simpletuner_bucket(picture, resolution, rules);
    case Trainer::webdataset:
      break;
  }
  return bucket(picture, picture, picture);
}

std::optional<Bucket> bucket_for(Trainer trainer, Size picture, int resolution) {
  return bucket_for(trainer, picture, resolution, safe_settings(trainer).buckets);
}

std::vector<Size> exact_sizes(Trainer trainer, int resolution, const BucketRules& rules) {
  constexpr int step = 64;
  const double least = 0.9 * resolution * resolution;
  std::vector<Size> sizes;
  for (int width = step; width <= 4 * resolution; width += step) {
    for (int height = step; height <= 4 * resolution; height += step) {
      const Size size{.width = width, .height = height};
      if (static_cast<double>(area(size)) < least || area(size) > std::int64_t{resolution} * resolution) continue;
      if (5 * std::max(width, height) > 12 * std::min(width, height)) continue;
      const std::optional<Bucket> found = bucket_for(trainer, size, resolution, rules);
      if (found && found->size == size && found->scaled == size) sizes.push_back(size);
    }
  }
  return sizes;
}

std::vector<bool> wasted_passes(Trainer trainer, Size picture, const TrainerSettings& settings) {
  std::vector<bool> wasted;
  std::optional<Bucket> before;
  for (const int resolution : settings.resolutions) {
    const std::optional<Bucket> now = bucket_for(trainer, picture, resolution, settings.buckets);
    wasted.push_back(now && before && now->size == before->size);
    before = now;
  }
  return wasted;
}

}  // namespace tessera
