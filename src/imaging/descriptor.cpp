// Five descriptions side by side, each scaled so that the squared Euclidean distance of the whole is their weighted
// sum:
//   hog      orientation histograms, 8x8 cells of 8 unsigned orientations (Dalal and Triggs 2005), square roots, L2
//   pooled   the same averaged over nine overlapping windows of 4x4 cells: tolerant to shift and crop
//   layout   mean OKLab colour of 8x8 parts
//   dct      signs of the 63 lowest frequencies of the brightness (perceptual hash)
//   colors   square roots of a coarse OKLab histogram (Bhattacharyya)
// Formulas, weights and where they come from: docs/formulas.md.

#include "imaging/descriptor.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "imaging/oklab.h"
#include "imaging/thumbnail.h"
#include "imaging/transfer.h"

namespace tessera {
namespace {

constexpr int side = 64;          // the thumbnail
constexpr std::size_t cells = 8;  // of the thumbnail, each way
constexpr std::size_t bins = 8;   // orientations
constexpr std::size_t windows = 3;
constexpr std::size_t color_bins = 4;

constexpr std::size_t hog_at = 0;
constexpr std::size_t pooled_at = hog_at + cells * cells * bins;
constexpr std::size_t layout_at = pooled_at + windows * windows * bins;
constexpr std::size_t dct_at = layout_at + cells * cells * 3;
constexpr std::size_t colors_at = dct_at + cells * cells;
static_assert(colors_at + color_bins * color_bins * color_bins == Descriptor::length);

// Weights of the five in the distance. 1 - cosine is half the squared distance of unit vectors.
constexpr float hog_weight = 0.9F;
constexpr float pooled_weight = 1.2F;
constexpr float layout_weight = 6.0F;
constexpr float dct_weight = 0.35F;
constexpr float colors_weight = 0.15F;

struct Planes {
  std::vector<float> lightness, a, b;
};

Planes planes_of(const Image& image) {
  const std::vector<float> means = imaging::box_means(image, side);
  const std::array<float, 256>& linear = imaging::linear_of_level();
  Planes planes;
  const std::size_t count = means.size() / 3;
  planes.lightness.resize(count);
  planes.a.resize(count);
  planes.b.resize(count);
  // Table first, arithmetic after: the second loop computes four pixels at a time.
  std::vector<float> red(count);
  std::vector<float> green(count);
  std::vector<float> blue(count);
  const auto light = [&](std::size_t i) { return linear[static_cast<std::size_t>(means[i] + 0.5F)]; };
  for (std::size_t i = 0; i < count; ++i) {
    red[i] = light(i * 3);
    green[i] = light(i * 3 + 1);
    blue[i] = light(i * 3 + 2);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const imaging::Oklab color = imaging::oklab_of_linear(red[i], green[i], blue[i]);
    planes.lightness[i] = color.lightness;
    planes.a[i] = color.a;
    planes.b[i] = color.b;
  }
  return planes;
}

void normalize(std::span<float> values, float length) {
  float sum = 1e-12F;
  for (const float value : values) sum += value * value;
  const float scale = length / std::sqrt(sum);
  for (float& value : values) value *= scale;
}

/// Arc tangent on [0, 1], error below 0.0015 radians (Rajan et al. 2006, eq. 9).
float fast_atan(float x) { return x * (std::numbers::pi_v<float> / 4 + 0.273F * (1 - x)); }

/// The direction modulo half a turn as 0 … bins.
float orientation_of(float dx, float dy) {
  constexpr float half_turn = std::numbers::pi_v<float>;
  const float ax = std::abs(dx);
  const float ay = std::abs(dy);
  const float low = std::min(ax, ay);
  const float high = std::max(ax, ay) + 1e-12F;
  float angle = fast_atan(low / high);
  if (ay > ax) angle = half_turn / 2 - angle;
  if ((dx < 0) != (dy < 0)) angle = half_turn - angle;
  return angle * (static_cast<float>(bins) / half_turn);
}

void fill_hog(const std::vector<float>& lightness, std::span<float> hog) {
  std::array<float, side> magnitudes{};
  std::array<float, side> orientations{};
  for (std::size_t y = 1; y + 1 < side; ++y) {
    const float* row = lightness.data() + y * side;
    for (std::size_t x = 1; x + 1 < side; ++x) {
      const float dx = row[x + 1] - row[x - 1];
      const float dy = row[x + side] - *(row + x - side);
      magnitudes[x] = std::sqrt(dx * dx + dy * dy);
      orientations[x] = orientation_of(dx, dy);
    }
    for (std::size_t x = 1; x + 1 < side; ++x) {
      const auto bin = static_cast<std::size_t>(orientations[x]);
      const float part = orientations[x] - static_cast<float>(bin);
      float* cell = &hog[(y / (side / cells) * cells + x / (side / cells)) * bins];
      cell[bin % bins] += magnitudes[x] * (1 - part);
      cell[(bin + 1) % bins] += magnitudes[x] * part;
    }
  }
  float sum = 1e-6F;
  for (const float value : hog) sum += value;
  for (float& value : hog) value = std::sqrt(value / sum);
  normalize(hog, 1);
}

void fill_pooled(std::span<const float> hog, std::span<float> pooled) {
  for (std::size_t wy = 0; wy < windows; ++wy) {
    for (std::size_t wx = 0; wx < windows; ++wx) {
      float* out = &pooled[(wy * windows + wx) * bins];
      for (std::size_t y = wy * 2; y < wy * 2 + 4; ++y) {
        for (std::size_t x = wx * 2; x < wx * 2 + 4; ++x) {
          for (std::size_t bin = 0; bin < bins; ++bin) out[bin] += hog[(y * cells + x) * bins + bin];
        }
      }
    }
  }
}

void fill_layout(const Planes& planes, std::span<float> layout) {
  constexpr std::size_t cell = side / cells;
  const std::array<const float*, 3> channels{planes.lightness.data(), planes.a.data(), planes.b.data()};
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; x += cell) {
      float* out = &layout[(y / cell * cells + x / cell) * channels.size()];
      for (std::size_t c = 0; c < channels.size(); ++c) {
        float sum = out[c];
        for (std::size_t i = 0; i < cell; ++i) sum += channels[c][y * side + x + i];
        out[c] = sum;
      }
    }
  }
  const float scale = std::sqrt(layout_weight / static_cast<float>(layout.size())) / (cell * cell);
  for (float& value : layout) value *= scale;
}

/// Signs of the 8x8 lowest frequencies of the lightness averaged to 32x32; the mean itself (the first) stays zero.
void fill_dct(const std::vector<float>& lightness, std::span<float> dct) {
  constexpr std::size_t small = side / 2;
  static const std::array<std::array<float, small>, cells> waves = [] {
    std::array<std::array<float, small>, cells> table{};
    for (std::size_t k = 0; k < cells; ++k) {
      for (std::size_t i = 0; i < small; ++i) {
        table[k][i] = static_cast<float>(
            std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) * static_cast<double>(k) / small));
      }
    }
    return table;
  }();
  std::array<std::array<float, small>, cells> rows{};  // [horizontal frequency][y]
  for (std::size_t y = 0; y < small; ++y) {
    std::array<float, small> line{};
    for (std::size_t x = 0; x < small; ++x) {
      const std::size_t i = y * 2 * side + x * 2;
      line[x] = lightness[i] + lightness[i + 1] + lightness[i + side] + lightness[i + side + 1];
    }
    for (std::size_t k = 0; k < cells; ++k) {
      for (std::size_t x = 0; x < small; ++x) rows[k][y] += waves[k][x] * line[x];
    }
  }
  const float level = std::sqrt(dct_weight / (4.0F * static_cast<float>(cells * cells - 1)));
  for (std::size_t v = 0; v < cells; ++v) {
    for (std::size_t u = 0; u < cells; ++u) {
      if (u + v == 0) continue;
      float sum = 0;
      for (std::size_t y = 0; y < small; ++y) sum += waves[v][y] * rows[u][y];
      dct[v * cells + u] = sum < 0 ? -level : level;
    }
  }
}

void fill_colors(const Planes& planes, std::span<float> colors) {
  const auto bin_of = [](float value, float low, float high) {
    constexpr float last = static_cast<float>(color_bins) - 0.5F;
    const float place = (value - low) / (high - low) * static_cast<float>(color_bins);
    return static_cast<std::int32_t>(place < 0 ? 0 : place > last ? last : place);
  };
  constexpr auto count = static_cast<std::int32_t>(color_bins);
  std::array<std::int32_t, side> bins_of_row{};  // apart from the counting, so that several are found at once
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      const std::size_t i = y * side + x;
      bins_of_row[x] = (bin_of(planes.lightness[i], 0, 1) * count + bin_of(planes.a[i], -0.16F, 0.16F)) * count +
                       bin_of(planes.b[i], -0.16F, 0.16F);
    }
    for (const std::int32_t bin : bins_of_row) colors[static_cast<std::size_t>(bin)] += 1;
  }
  for (float& value : colors) value = std::sqrt(value);
  normalize(colors, std::sqrt(colors_weight / 2));
}

}  // namespace

Descriptor describe(const Image& image) {
  Descriptor descriptor;
  if (image.empty()) return descriptor;
  const Planes planes = planes_of(image);
  const std::span<float> values(descriptor.values);
  const std::span<float> hog = values.subspan(hog_at, pooled_at - hog_at);
  const std::span<float> pooled = values.subspan(pooled_at, layout_at - pooled_at);
  fill_hog(planes.lightness, hog);
  fill_pooled(hog, pooled);
  normalize(hog, std::sqrt(hog_weight / 2));
  normalize(pooled, std::sqrt(pooled_weight / 2));
  fill_layout(planes, values.subspan(layout_at, dct_at - layout_at));
  fill_dct(planes.lightness, values.subspan(dct_at, colors_at - dct_at));
  fill_colors(planes, values.subspan(colors_at));
  return descriptor;
}

Descriptor mirrored(const Descriptor& descriptor) {
  Descriptor result = descriptor;
  const auto& from = descriptor.values;
  auto& to = result.values;
  const auto mirror_histograms = [&](std::size_t at, std::size_t count) {
    for (std::size_t y = 0; y < count; ++y) {
      for (std::size_t x = 0; x < count; ++x) {
        for (std::size_t bin = 0; bin < bins; ++bin) {
          // An angle becomes half a turn minus itself.
          to[at + (y * count + x) * bins + bin] = from[at + (y * count + count - 1 - x) * bins + (bins - bin) % bins];
        }
      }
    }
  };
  mirror_histograms(hog_at, cells);
  mirror_histograms(pooled_at, windows);
  for (std::size_t y = 0; y < cells; ++y) {
    for (std::size_t x = 0; x < cells; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        to[layout_at + (y * cells + x) * 3 + c] = from[layout_at + (y * cells + cells - 1 - x) * 3 + c];
      }
      if (x % 2 == 1) to[dct_at + y * cells + x] = -from[dct_at + y * cells + x];
    }
  }
  return result;
}

double distance_unmirrored(const Descriptor& a, const Descriptor& b) {
  std::array<float, 8> sums{};
  for (std::size_t i = 0; i < Descriptor::length; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) {
      const float difference = a.values[i + k] - b.values[i + k];
      sums[k] += difference * difference;
    }
  }
  double total = 0;
  for (const float sum : sums) total += static_cast<double>(sum);
  return total;
}

double distance(const Descriptor& a, const Descriptor& b) {
  return std::min(distance_unmirrored(a, b), distance_unmirrored(mirrored(a), b));
}

}  // namespace tessera
