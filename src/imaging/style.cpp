#include "imaging/style.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "imaging/oklab.h"
#include "imaging/thumbnail.h"
#include "imaging/transfer.h"

namespace tessera {
namespace {

constexpr int side = 96;
constexpr std::size_t scales = 3;
constexpr std::size_t orientations = 6;

// Weights of the three parts in the distance; chosen so that each alone spans about 0 … 1 between styles.
constexpr double color_weight = 2.5;
constexpr double texture_weight = 0.12;
constexpr double edge_weight = 0.12;

using Plane = std::vector<float>;

std::array<Plane, 3> oklab_planes(const Image& image) {
  const std::vector<float> means = imaging::box_means(image, side);
  const std::array<float, 256>& linear = imaging::linear_of_level();
  const std::size_t count = means.size() / 3;
  std::array<Plane, 3> planes{Plane(count), Plane(count), Plane(count)};
  for (std::size_t i = 0; i < count; ++i) {
    const auto light = [&](std::size_t c) { return linear[static_cast<std::size_t>(means[i * 3 + c] + 0.5F)]; };
    const imaging::Oklab color = imaging::oklab_of_linear(light(0), light(1), light(2));
    planes[0][i] = color.lightness;
    planes[1][i] = color.a;
    planes[2][i] = color.b;
  }
  return planes;
}

/// Evenly spread over the half sphere (golden angle), the lightness axis first.
std::array<float, 3> direction(std::size_t k) {
  const double z = 1 - static_cast<double>(k) / StyleStatistics::directions;
  const double radius = std::sqrt(1 - z * z);
  const double angle = static_cast<double>(k) * std::numbers::pi * (3 - std::sqrt(5.0));
  return {static_cast<float>(z), static_cast<float>(radius * std::cos(angle)),
          static_cast<float>(radius * std::sin(angle))};
}

/// The place of the q-th of `quantiles` equally spaced ranks among `count` values.
std::size_t rank_of(std::size_t q, std::size_t quantiles, std::size_t count) {
  return static_cast<std::size_t>((static_cast<double>(q) + 0.5) / static_cast<double>(quantiles) *
                                  static_cast<double>(count));
}

/// The values at `out.size()` equally spaced ranks. Leaves `values` in another order.
void fill_quantiles(std::vector<float>& values, std::span<float> out) {
  auto unsorted = values.begin();
  for (std::size_t q = 0; q < out.size(); ++q) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank_of(q, out.size(), values.size()));
    std::nth_element(unsorted, place, values.end());
    out[q] = *place;
    unsorted = place;
  }
}

constexpr std::size_t bins = 2048;
constexpr float lowest = -1.5F, highest = 1.5F;  // of a projected colour

constexpr float bins_per_unit = bins / (highest - lowest);

std::int32_t bin_of(float value) {
  const float within = value < lowest ? lowest : value > highest ? highest : value;
  const auto bin = static_cast<std::int32_t>((within - lowest) * bins_per_unit);
  return bin < static_cast<std::int32_t>(bins) ? bin : static_cast<std::int32_t>(bins) - 1;
}

/// The same to half a bin, without sorting anything, of values whose bins are given.
void fill_quantiles_by_bins(std::span<const std::int32_t> bins_of_values, std::span<float> out) {
  std::array<std::uint32_t, bins> counts{};
  for (const std::int32_t bin : bins_of_values) ++counts[static_cast<std::size_t>(bin)];
  std::size_t bin = 0;
  std::size_t seen = counts[0];
  for (std::size_t q = 0; q < out.size(); ++q) {
    const std::size_t rank = rank_of(q, out.size(), bins_of_values.size());
    while (seen <= rank) seen += counts[++bin];
    out[q] = lowest + (static_cast<float>(bin) + 0.5F) / bins_per_unit;
  }
}

Plane halved(const Plane& plane, int width) {
  const int half = width / 2;
  Plane result(static_cast<std::size_t>(half * half));
  for (int y = 0; y < half; ++y) {
    for (int x = 0; x < half; ++x) {
      const auto at = [&](int dx, int dy) {
        return plane[static_cast<std::size_t>((2 * y + dy) * width + 2 * x + dx)];
      };
      result[static_cast<std::size_t>(y * half + x)] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
    }
  }
  return result;
}

/// Per scale: logarithms of the mean and the spread of the gradient, and the share of each orientation.
void fill_texture(Plane lightness, StyleStatistics& style) {
  int width = side;
  std::size_t out = 0;
  for (std::size_t scale = 0; scale < scales; ++scale) {
    std::vector<float> strengths;
    std::array<float, orientations> shares{};
    float total = 1e-6F;
    for (int y = 0; y + 1 < width; ++y) {
      for (int x = 0; x + 1 < width; ++x) {
        const auto i = static_cast<std::size_t>(y * width + x);
        const float dx = lightness[i + 1] - lightness[i];
        const float dy = lightness[i + static_cast<std::size_t>(width)] - lightness[i];
        const float strength = std::hypot(dx, dy);
        strengths.push_back(strength);
        const double turn = std::atan2(dy, dx) / std::numbers::pi + 1;  // 0 … 2
        shares[static_cast<std::size_t>(turn * orientations) % orientations] += strength;
        total += strength;
      }
    }
    const auto count = static_cast<float>(strengths.size());
    const float mean = total / count;
    float squares = 0;
    for (const float strength : strengths) squares += (strength - mean) * (strength - mean);
    style.texture[out++] = std::log(mean + 0.002F);
    style.texture[out++] = std::log(std::sqrt(squares / count) + 0.002F);
    for (const float share : shares) style.texture[out++] = share / total;
    if (scale == 0) {
      std::array<float, 8>& edges = style.edges;
      fill_quantiles(strengths, edges);
      for (float& edge : edges) edge = std::log(edge + 0.002F);
    }
    lightness = halved(lightness, width);
    width /= 2;
  }
}

}  // namespace

StyleStatistics measure_style(const Image& image) {
  StyleStatistics style;
  if (image.empty()) return style;
  std::array<Plane, 3> planes = oklab_planes(image);
  // Chroma spans a third of what lightness does.
  for (std::size_t c = 1; c < 3; ++c) {
    for (float& value : planes[c]) value *= 2;
  }
  std::vector<std::int32_t> projected(planes[0].size());  // as bins, apart from counting: several at once
  for (std::size_t k = 0; k < StyleStatistics::directions; ++k) {
    const std::array<float, 3> d = direction(k);
    for (std::size_t i = 0; i < projected.size(); ++i) {
      projected[i] = bin_of(d[0] * planes[0][i] + d[1] * planes[1][i] + d[2] * planes[2][i]);
    }
    fill_quantiles_by_bins(projected, style.colors[k]);
  }
  fill_texture(std::move(planes[0]), style);
  return style;
}

double style_distance(const StyleStatistics& a, const StyleStatistics& b) {
  double colors = 0;
  for (std::size_t k = 0; k < StyleStatistics::directions; ++k) {
    for (std::size_t q = 0; q < StyleStatistics::quantiles; ++q)
      colors += std::abs(static_cast<double>(a.colors[k][q] - b.colors[k][q]));
  }
  double texture = 0;
  for (std::size_t i = 0; i < a.texture.size(); ++i)
    texture += std::abs(static_cast<double>(a.texture[i] - b.texture[i]));
  double edges = 0;
  for (std::size_t i = 0; i < a.edges.size(); ++i) edges += std::abs(static_cast<double>(a.edges[i] - b.edges[i]));
  return color_weight * colors / (StyleStatistics::directions * StyleStatistics::quantiles) +
         texture_weight * texture / scales + edge_weight * edges / static_cast<double>(a.edges.size());
}

}  // namespace tessera
