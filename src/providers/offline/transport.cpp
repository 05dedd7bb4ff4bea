#include "providers/offline/transport.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

constexpr std::size_t sample_step = 61;  // a prime, so that columns of a regular texture are not hit alike
constexpr std::size_t bins = 64;

struct QuantileMap {
  Lane4 axis{};
  float low = 0, high = 1;
  std::array<float, bins + 1> shift{};

  [[nodiscard]] float at(float v) const {
    const float t = std::clamp((v - low) / (high - low), 0.0F, 1.0F) * static_cast<float>(bins);
    const std::size_t i = std::min(static_cast<std::size_t>(t), bins - 1);
    return shift[i] + (shift[i + 1] - shift[i]) * (t - static_cast<float>(i));
  }
};

float along(Lane4 axis, Lane4 v) { return axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2]; }

/// Where neighbouring values would be torn apart by more than `steepest` (as slope of the shift), those give way that
/// few pixels have: the weighted least-squares answer, by pooling adjacent violators (Ayer et al., 1955). Without the
/// weights a large even area would follow the few edge pixels beside it.
void bound_slope(QuantileMap& map, const std::array<float, bins + 1>& pixels, float steepest) {
  const float most = steepest * (map.high - map.low) / static_cast<float>(bins);
  struct Pool {
    float value, weight;
    std::size_t count;
  };
  std::vector<Pool> pools;  // of shift - most * index, which must not rise
  for (std::size_t i = 0; i <= bins; ++i) {
    pools.push_back({map.shift[i] - most * static_cast<float>(i), pixels[i] + 0.01F, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].value < pools.back().value) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& into = pools.back();
      const float weight = into.weight + last.weight;
      into = {(into.value * into.weight + last.value * last.weight) / weight, weight, into.count + last.count};
    }
  }
  std::size_t i = 0;
  for (const Pool& pool : pools) {
    for (std::size_t k = 0; k < pool.count; ++k, ++i) map.shift[i] = pool.value + most * static_cast<float>(i);
  }
}

}  // namespace

ColourGoal::ColourGoal(const Raster& goal, int rounds, Random random) {
  std::vector<Lane4> samples;
  for (std::size_t i = 0; i < goal.count(); i += sample_step) samples.push_back(goal.pixels[i]);
  for (int round = 0; round < rounds; ++round) {
    // A uniformly random rotation as a unit quaternion (Shoemake, 1992); the first one is the identity.
    const double u = random.uniform();
    const double v = random.uniform(0, 2 * std::numbers::pi);
    const double t = random.uniform(0, 2 * std::numbers::pi);
    double x = std::sqrt(1 - u) * std::sin(v), y = std::sqrt(1 - u) * std::cos(v);
    double z = std::sqrt(u) * std::sin(t), w = std::sqrt(u) * std::cos(t);
    if (round == 0) x = y = z = 0, w = 1;
    const double rows[3][3] = {{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
                               {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
                               {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}};
    for (const auto& r : rows) {
      Axis axis{static_cast<float>(r[0]), static_cast<float>(r[1]), static_cast<float>(r[2]), {}};
      for (const Lane4& s : samples) axis.goal.push_back(axis.L * s[0] + axis.a * s[1] + axis.b * s[2]);
      std::ranges::sort(axis.goal);
      axes_.push_back(std::move(axis));
    }
  }
}

void ColourGoal::attract(Raster& raster, double amount, double steepest) const {
  std::vector<Lane4> samples;
  for (std::size_t i = 0; i < raster.count(); i += sample_step) samples.push_back(raster.pixels[i]);
  std::vector<QuantileMap> maps;
  std::vector<float> values(samples.size());
  std::vector<float> sorted;
  for (const Axis& axis : axes_) {
    QuantileMap map;
    map.axis = Lane4{axis.L, axis.a, axis.b, 0};
    for (std::size_t i = 0; i < samples.size(); ++i) values[i] = along(map.axis, samples[i]);
    sorted = values;
    std::ranges::sort(sorted);
    map.low = sorted.front();
    map.high = sorted.back() + 1e-6F;
    const float bin = (map.high - map.low) / static_cast<float>(bins);
    std::array<float, bins + 1> pixels{};
    std::size_t below = 0, up_to = 0;
    for (std::size_t k = 0; k <= bins; ++k) {
      const float v = map.low + bin * static_cast<float>(k);
      // The middle rank of what lies around v: an area of one colour, however large, is not taken for its darkest part.
      while (below + 1 < sorted.size() && sorted[below] < v - bin) ++below;
      while (up_to + 1 < sorted.size() && sorted[up_to] < v + bin) ++up_to;
      pixels[k] = static_cast<float>(up_to - below);
      const double share = static_cast<double>(below + up_to) / 2 / static_cast<double>(sorted.size() - 1);
      const auto wanted = static_cast<std::size_t>(share * static_cast<double>(axis.goal.size() - 1));
      map.shift[k] = (axis.goal[wanted] - v) * static_cast<float>(amount);
    }
    bound_slope(map, pixels, static_cast<float>(steepest));
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += map.axis * map.at(values[i]);
    maps.push_back(map);
  }

  constexpr int c = ColourTable::chroma_steps;
  std::vector<Lane4> table(static_cast<std::size_t>(ColourTable::light_steps) * c * c);
  std::size_t next = 0;
  const auto chroma = [](int k) { return ColourTable::chroma_range * (2 * static_cast<float>(k) / (c - 1) - 1); };
  for (int l = 0; l < ColourTable::light_steps; ++l) {
    for (int a = 0; a < c; ++a) {
      for (int b = 0; b < c; ++b) {
        const Lane4 start = {static_cast<float>(l) / (ColourTable::light_steps - 1), chroma(a), chroma(b), 0};
        Lane4 v = start;
        for (const QuantileMap& map : maps) v += map.axis * map.at(along(map.axis, v));
        table[next++] = v - start;
      }
    }
  }
  kernels().displace(raster.pixels.data(), raster.count(), table.data());
}

}  // namespace tessera::offline
