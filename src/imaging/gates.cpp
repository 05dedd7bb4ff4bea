#include "imaging/gates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "imaging/frame.h"
#include "imaging/kernels.h"
#include "imaging/oklab.h"
#include "imaging/text_lines.h"
#include "imaging/thumbnail.h"
#include "imaging/transfer.h"

namespace tessera {
namespace {

using imaging::LumaPlane;

// Default thresholds; each is explained in docs/formulas.md.
constexpr double most_flat_blocks = 0.97;
constexpr double least_tonal_range = 24;
constexpr double least_sharpness = 0.42;
constexpr double least_detail = 0.31;
constexpr double most_clipped = 0.95;
constexpr double most_text = 4;
constexpr double most_border = 0.35;

Measurement at_most(const char* name, double value, double threshold) {
  return {.name = name, .value = value, .threshold = threshold, .passed = value <= threshold};
}
Measurement at_least(const char* name, double value, double threshold) {
  return {.name = name, .value = value, .threshold = threshold, .passed = value >= threshold};
}

Measurement flatness(const LumaPlane& luma) {
  constexpr int block = 16;
  constexpr double structure = 2.0;  // levels of standard deviation
  const int across = luma.size.width / block;
  const int down = luma.size.height / block;
  if (across == 0 || down == 0) return at_most("flatness", 0, most_flat_blocks);
  int flat = 0;
  for (int by = 0; by < down; ++by) {
    for (int bx = 0; bx < across; ++bx) {
      const auto [sum, squares] =
          imaging::kernels().block(luma.row(by * block) + bx * block, static_cast<std::size_t>(luma.size.width));
      constexpr double area = block * block;
      const double variance = squares / area - (sum / area) * (sum / area);
      if (variance < structure * structure) ++flat;
    }
  }
  return at_most("flatness", static_cast<double>(flat) / (across * down), most_flat_blocks);
}

using Histogram = std::array<std::uint32_t, 256>;

Histogram histogram_of(const LumaPlane& luma) {
  std::array<Histogram, 2> halves{};
  for (int y = 0; y < luma.size.height; y += 2) {  // every other row is enough for shares and percentiles
    const std::uint8_t* row = luma.row(y);
    int x = 0;
    for (; x + 1 < luma.size.width; x += 2) {
      ++halves[0][row[x]];
      ++halves[1][row[x + 1]];
    }
    if (x < luma.size.width) ++halves[0][row[x]];
  }
  for (std::size_t i = 0; i < 256; ++i) halves[0][i] += halves[1][i];
  return halves[0];
}

double total_of(const Histogram& histogram) {
  double total = 0;
  for (const std::uint32_t count : histogram) total += count;
  return std::max(total, 1.0);
}

int percentile(const Histogram& histogram, double share) {
  const double wanted = share * total_of(histogram);
  double below = 0;
  for (std::size_t level = 0; level < histogram.size(); ++level) {
    below += histogram[level];
    if (below >= wanted) return static_cast<int>(level);
  }
  return 255;
}

Measurement tonal_range(const Histogram& histogram) {
  return at_least("tonal_range", percentile(histogram, 0.98) - percentile(histogram, 0.02), least_tonal_range);
}

Measurement exposure(const Histogram& histogram) {
  double black = 0;
  double white = 0;
  for (std::size_t i = 0; i <= 2; ++i) black += histogram[i];
  for (std::size_t i = 253; i < 256; ++i) white += histogram[i];
  return at_most("exposure", std::max(black, white) / total_of(histogram), most_clipped);
}

/// Calls add(from, count) for pieces that the kernels can sum.
template <class Add>
void in_pieces(const std::uint8_t* line, int count, Add add) {
  constexpr int longest = 1024;
  for (int from = 0; from < count; from += longest) {
    add(line + from, static_cast<std::size_t>(std::min(longest, count - from)));
  }
}

struct Blur {
  std::uint64_t steps = 0;
  std::uint64_t lost = 0;
};

void add_blur(const std::uint8_t* line, std::ptrdiff_t step, int count, Blur& blur) {
  in_pieces(line, count, [&](const std::uint8_t* from, std::size_t some) {
    const imaging::BlurSums sums = imaging::kernels().blur(from, step, some);
    blur.steps += sums.steps;
    blur.lost += sums.lost;
  });
}

Measurement sharpness(const LumaPlane& luma) {
  const auto [width, height] = luma.size;
  if (width < 16 || height < 16) return at_least("sharpness", 1, least_sharpness);
  Blur across;
  Blur down;
  for (int y = 5; y + 4 < height; y += 2) {
    add_blur(luma.row(y) + 5, 1, width - 9, across);
    add_blur(luma.row(y), width, width, down);
  }
  const auto share = [](const Blur& blur) {
    return blur.steps == 0 ? 0.0 : static_cast<double>(blur.lost) / static_cast<double>(blur.steps);
  };
  return at_least("sharpness", std::min(share(across), share(down)), least_sharpness);
}

struct Curvature {
  std::uint64_t near = 0;
  std::uint64_t far = 0;
};

void add_curvature(const std::uint8_t* line, std::ptrdiff_t step, int count, Curvature& curvature) {
  in_pieces(line, count, [&](const std::uint8_t* from, std::size_t some) {
    const imaging::CurvatureSums sums = imaging::kernels().curvature(from, step, some);
    curvature.near += sums.near;
    curvature.far += sums.far;
  });
}

/// A smooth slope bends four times less over one pixel than over two, a hard edge half as much, grain as much.
Measurement detail(const LumaPlane& luma) {
  const auto [width, height] = luma.size;
  if (width < 8 || height < 8) return at_least("detail", 1, least_detail);
  Curvature curvature;
  for (int y = 2; y + 2 < height; y += 2) {
    add_curvature(luma.row(y) + 2, 1, width - 4, curvature);
    add_curvature(luma.row(y), width, width, curvature);
  }
  const double value =
      curvature.far == 0 ? 0.25 : static_cast<double>(curvature.near) / static_cast<double>(curvature.far);
  return at_least("detail", value, least_detail);
}

Measurement frame(const Image& tile) {
  const Box all{.left = 0, .top = 0, .width = tile.width(), .height = tile.height()};
  int deepest = 0;
  for (const imaging::Side side :
       {imaging::Side::left, imaging::Side::top, imaging::Side::right, imaging::Side::bottom}) {
    deepest = std::max(deepest, imaging::bar_depth(tile, all, side, std::max(all.width, all.height) / 4));
  }
  return at_most("frame", deepest, 0);
}

Measurement border(const Image& tile) {
  constexpr int side = 32;
  constexpr float far = 0.12F;  // OKLab
  constexpr double plain = 0.5;
  const std::vector<float> means = imaging::ring_means(tile, side);
  const std::array<float, 256>& linear = imaging::linear_of_level();
  std::vector<imaging::Oklab> ring;
  for (std::size_t i = 0; i < means.size(); i += Image::channels) {
    const auto light = [&](std::size_t c) { return linear[static_cast<std::size_t>(means[i + c] + 0.5F)]; };
    ring.push_back(imaging::oklab_of_linear(light(0), light(1), light(2)));
  }
  const auto median = [&](auto member) {
    std::vector<float> values;
    for (const imaging::Oklab& color : ring) values.push_back(color.*member);
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
  };
  const imaging::Oklab middle{.lightness = median(&imaging::Oklab::lightness),
                              .a = median(&imaging::Oklab::a),
                              .b = median(&imaging::Oklab::b)};
  const auto touching = std::ranges::count_if(ring, [&](const imaging::Oklab& color) {
    return std::hypot(color.lightness - middle.lightness, color.a - middle.a, color.b - middle.b) > far;
  });
  const double share = static_cast<double>(touching) / static_cast<double>(ring.size());
  // Without a plain background there is no telling subject from surroundings.
  Measurement result = at_most("border", share <= plain ? share : 0, most_border);
  result.advisory = true;
  return result;
}

}  // namespace

Measurement measure_flatness(const Image& tile) { return flatness(imaging::luma_of(tile)); }
Measurement measure_tonal_range(const Image& tile) { return tonal_range(histogram_of(imaging::luma_of(tile))); }
Measurement measure_sharpness(const Image& tile) { return sharpness(imaging::luma_of(tile)); }
Measurement measure_detail(const Image& tile) { return detail(imaging::luma_of(tile)); }
Measurement measure_exposure(const Image& tile) { return exposure(histogram_of(imaging::luma_of(tile))); }
Measurement measure_frame(const Image& tile) { return frame(tile); }
Measurement measure_text(const Image& tile) {
  return at_most("text", imaging::longest_text_line(imaging::luma_of(tile)), most_text);
}
Measurement measure_border(const Image& tile) { return border(tile); }

std::vector<Measurement> measure_tile(const Image& tile) {
  const LumaPlane luma = imaging::luma_of(tile);
  const Histogram histogram = histogram_of(luma);
  return {flatness(luma),
          tonal_range(histogram),
          sharpness(luma),
          detail(luma),
          exposure(histogram),
          frame(tile),
          at_most("text", imaging::longest_text_line(luma), most_text),
          border(tile)};
}

std::string first_refusal(const std::vector<Measurement>& measurements) {
  const auto refusing =
      std::ranges::find_if(measurements, [](const Measurement& one) { return !one.passed && !one.advisory; });
  if (refusing == measurements.end()) return {};
  return fmt::format("{} {:.3g} (threshold {:.3g})", refusing->name, refusing->value, refusing->threshold);
}

double quality_score(const std::vector<Measurement>& measurements) {
  const auto value_of = [&](std::string_view name, double otherwise) {
    const auto found = std::ranges::find(measurements, name, &Measurement::name);
    return found == measurements.end() ? otherwise : found->value;
  };
  const double sharp = std::clamp(value_of("sharpness", 0.5), 0.0, 1.0);
  const double fine = std::clamp(value_of("detail", 0.5), 0.0, 1.0);
  const double filled = 1 - std::clamp(value_of("flatness", 0.5), 0.0, 1.0);
  const double range = std::clamp(value_of("tonal_range", 128) / 200, 0.0, 1.0);
  const double whole = 1 - std::clamp(value_of("border", 0), 0.0, 1.0);
  return 0.3 * sharp + 0.25 * fine + 0.15 * filled + 0.2 * range + 0.1 * whole;
}

}  // namespace tessera
