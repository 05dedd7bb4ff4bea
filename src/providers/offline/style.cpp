#include "providers/offline/style.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

struct Sample {
  Lab colour;
  double x = 0, y = 0;
};

double colour_distance(Lab p, Lab q) {
  const double da = p.a - q.a;
  const double db = p.b - q.b;
  return (p.L - q.L) * (p.L - q.L) + 2.2 * (da * da + db * db);
}

/// k-means++ (Arthur and Vassilvitskii, 2007), eight rounds of Lloyd.
std::vector<PaletteColour> find_palette(const Raster& picture, std::size_t wanted, Random& random) {
  std::vector<Sample> samples;
  const int step = std::max(1, static_cast<int>(std::sqrt(static_cast<double>(picture.count()) / 4000)));
  for (int y = step / 2; y < picture.height; y += step) {
    for (int x = step / 2; x < picture.width; x += step) {
      const Lane4 v = picture.row(y)[x];
      samples.push_back(
          {{v[0], v[1], v[2]}, static_cast<double>(x) / picture.width, static_cast<double>(y) / picture.height});
    }
  }
  std::vector<PaletteColour> palette{{samples[random.below(samples.size())].colour}};
  std::vector<double> nearest(samples.size(), std::numeric_limits<double>::max());
  while (palette.size() < wanted) {
    double total = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      nearest[i] = std::min(nearest[i], colour_distance(samples[i].colour, palette.back().colour));
      total += nearest[i];
    }
    double left = random.uniform() * total;
    std::size_t i = 0;
    while (i + 1 < samples.size() && (left -= nearest[i]) > 0) ++i;
    palette.push_back({samples[i].colour});
  }
  struct Sum {
    Lab colour;
    double count = 0, y = 0, centrality = 0;
  };
  for (int round = 0; round < 8; ++round) {
    std::vector<Sum> sums(palette.size());
    for (const Sample& s : samples) {
      std::size_t best = 0;
      double best_distance = std::numeric_limits<double>::max();
      for (std::size_t k = 0; k < palette.size(); ++k) {
        const double d = colour_distance(s.colour, palette[k].colour);
        if (d < best_distance) best_distance = d, best = k;
      }
      Sum& sum = sums[best];
      sum.colour = {sum.colour.L + s.colour.L, sum.colour.a + s.colour.a, sum.colour.b + s.colour.b};
      sum.count += 1;
      sum.y += s.y;
      sum.centrality += 1 - std::min(1.0, 2 * std::hypot(s.x - 0.5, s.y - 0.5));
    }
    for (std::size_t k = 0; k < palette.size(); ++k) {
      const Sum& sum = sums[k];
      palette[k].weight = sum.count / static_cast<double>(samples.size());
      if (sum.count == 0) continue;
      palette[k].colour = {sum.colour.L / sum.count, sum.colour.a / sum.count, sum.colour.b / sum.count};
      palette[k].mean_y = sum.y / sum.count;
      palette[k].centrality = sum.centrality / sum.count;
    }
  }
  // A tiny cluster stays when its colour is strong: one red umbrella is what people remember of a picture.
  std::erase_if(palette, [](const PaletteColour& p) { return p.weight < (p.colour.chroma() > 0.1 ? 0.0004 : 0.002); });
  std::ranges::sort(palette, {}, [](const PaletteColour& p) { return p.colour.L; });
  return palette;
}

/// Pixel art that was enlarged by a whole factor changes colour only at multiples of that factor.
int lattice_of(const Image& image, Box square) {
  const auto period_along = [&](bool along_x) {
    std::vector<double> edges(static_cast<std::size_t>(square.width));
    double all = 0;
    for (int line = 0; line < square.width; line += 3) {
      for (int i = 1; i < square.width; ++i) {
        const int x = square.left + (along_x ? i : line);
        const int y = square.top + (along_x ? line : i);
        const auto now = image.row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
        const auto before =
            image.row(along_x ? y : y - 1).subspan(static_cast<std::size_t>(along_x ? x - 1 : x) * 3, 3);
        int change = 0;
        for (std::size_t c = 0; c < 3; ++c) change += std::abs(now[c] - before[c]);
        if (change > 42) edges[static_cast<std::size_t>(i)] += 1, all += 1;
      }
    }
    if (all < 200) return 0;
    for (int period = 64; period >= 4; --period) {
      if (square.width / period < 12) continue;
      double hits = 0;
      for (int i = 0; i < square.width; i += period) hits += edges[static_cast<std::size_t>(i)];
      if (hits > 0.93 * all) return period;
    }
    return 0;
  };
  // The crop may start inside a block: only pictures whose square begins on the lattice are recognised.
  const int across = period_along(true);
  return across > 0 && period_along(false) == across ? square.width / across : 0;
}

/// Averages blocks of 8-bit pixels first, so that a huge source costs little more than reading it once.
Raster reduced(const Image& image, Box square, int tile) {
  const int block = std::max(1, static_cast<int>(std::lround(square.width / (1.5 * tile))));
  const int side = square.width / block;
  Image small({side, side});
  for (int y = 0; y < side; ++y) {
    const auto out = small.row(y);
    for (int x = 0; x < side; ++x) {
      int sum[3] = {0, 0, 0};
      for (int dy = 0; dy < block; ++dy) {
        const auto in =
            image.row(square.top + y * block + dy)
                .subspan(static_cast<std::size_t>(square.left + x * block) * 3, static_cast<std::size_t>(block) * 3);
        for (std::size_t i = 0; i < in.size(); ++i) sum[i % 3] += in[i];
      }
      for (std::size_t c = 0; c < 3; ++c) {
        out[static_cast<std::size_t>(x) * 3 + c] =
            static_cast<std::uint8_t>((sum[c] + block * block / 2) / (block * block));
      }
    }
  }
  return resized(to_raster(small), tile, tile);
}

float quantile(std::vector<float> values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

void measure_lines(Style& style) {
  const Raster& s = style.source;
  const auto w = static_cast<std::size_t>(s.width);
  const std::vector<float> hat = black_hat(s, 3);
  constexpr float mark = 0.17F;
  double area = 0, border = 0;
  Lab sum;
  for (std::size_t y = 1; y + 1 < static_cast<std::size_t>(s.height); ++y) {
    for (std::size_t x = 1; x + 1 < w; ++x) {
      const std::size_t i = y * w + x;
      if (hat[i] <= mark) continue;
      area += 1;
      sum = {sum.L + s.pixels[i][0], sum.a + s.pixels[i][1], sum.b + s.pixels[i][2]};
      if (hat[i - 1] <= mark || hat[i + 1] <= mark || hat[i - w] <= mark || hat[i + w] <= mark) border += 1;
    }
  }
  style.lineness = area / static_cast<double>(s.count());
  if (border > 0) style.stroke = std::clamp(2 * area / border, 1.0, 5.0);
  style.ink = area > 200 ? Lab{sum.L / area, sum.a / area, sum.b / area} : style.palette.front().colour;
  if (style.ink.L > 0.45) style.ink = style.palette.front().colour;
}

/// Share of 7 x 7 windows without any change: a smooth gradient or film grain is not solid.
double measure_solidity(const Raster& s) {
  constexpr int radius = 3;
  double solid = 0, windows = 0;
  for (int y = radius; y + radius < s.height; y += 3) {
    for (int x = radius; x + radius < s.width; x += 3) {
      Lane4 low = s.row(y)[x], high = low;
      for (int dy = -radius; dy <= radius; ++dy) {
        for (int dx = -radius; dx <= radius; ++dx) {
          const Lane4 v = s.row(y + dy)[x + dx];
          low = v < low ? v : low;
          high = v > high ? v : high;
        }
      }
      const Lane4 range = high - low;
      windows += 1;
      if (range[0] < 0.01F && range[1] < 0.01F && range[2] < 0.01F) solid += 1;
    }
  }
  return windows > 0 ? solid / windows : 0;
}

void measure_texture(Style& style) {
  const Raster& s = style.source;
  Raster soft = s;
  blur(soft, 1.5);
  double flat = 0, rough = 0;
  for (int y = 1; y + 1 < s.height; ++y) {
    for (int x = 1; x + 1 < s.width; ++x) {
      const float gx = s.row(y)[x + 1][0] - s.row(y)[x - 1][0];
      const float gy = s.row(y + 1)[x][0] - s.row(y - 1)[x][0];
      if (gx * gx + gy * gy < 0.02F * 0.02F) flat += 1;
      rough += std::abs(static_cast<double>(s.row(y)[x][0] - soft.row(y)[x][0]));
    }
  }
  style.flatness = flat / static_cast<double>(s.count());
  style.solidity = measure_solidity(s);
  style.texture = rough / static_cast<double>(s.count());
  soft = s;
  blur(soft, 3, 2);
  std::vector<float> marks(s.count());
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = std::abs(s.pixels[i][0] - soft.pixels[i][0]);
  style.grain = quantile(std::move(marks), 0.75);
}

}  // namespace

double Style::line_strength() const {
  // Below one per cent the dark marks are details of the motif, not outlines.
  return std::clamp((lineness - 0.008) * 16, 0.0, 1.0);
}

Style analyse_style(const Image& image, int tile, Random random) {
  const int side = std::min(image.width(), image.height());
  const Box square{(image.width() - side) / 2, (image.height() - side) / 2, side, side};
  Style style;
  style.source = reduced(image, square, tile);
  style.lattice = lattice_of(image, square);
  style.palette = find_palette(style.source, 24, random);
  style.paper = style.palette.back().colour;
  std::vector<float> values(style.source.count());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = style.source.pixels[i][0];
  style.low_light = quantile(values, 0.04);
  style.high_light = quantile(values, 0.96);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = std::hypot(style.source.pixels[i][1], style.source.pixels[i][2]);
  }
  style.strong_chroma = quantile(std::move(values), 0.9);
  style.gray = style.strong_chroma < 0.035;
  for (const PaletteColour& p : style.palette) style.paper_weight += p.colour.L > 0.9 ? p.weight : 0;
  measure_lines(style);
  measure_texture(style);
  return style;
}

}  // namespace tessera::offline
