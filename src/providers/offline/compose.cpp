#include "providers/offline/compose.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

/// Guided filter (He, Sun and Tang, 2010) of `painted` with the drawing's lightness as guide, at half size (He and
/// Sun, 2015): the painted surface without its grain, its edges where the drawing has them.
Raster guided(const Raster& drawing, const Raster& painted) {
  constexpr float regularity = 0.0006F;  // small, so that strong edges leave no halo
  const int w = std::max(1, drawing.width / 2);
  const int h = std::max(1, drawing.height / 2);
  Raster mean(w, h), product(w, h);
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      const auto average = [&](const Raster& r) {
        return (r.row(2 * y)[2 * x] + r.row(2 * y)[2 * x + 1] + r.row(2 * y + 1)[2 * x] + r.row(2 * y + 1)[2 * x + 1]) *
               0.25F;
      };
      const float light = average(drawing)[0];
      Lane4 p = average(painted);
      p[3] = light;
      mean.row(y)[x] = p;
      product.row(y)[x] = p * light;
    }
  }
  constexpr double sigma = 2.2;
  blur(mean, sigma, 2);
  blur(product, sigma, 2);
  for (std::size_t i = 0; i < mean.count(); ++i) {
    const Lane4 m = mean.pixels[i];
    const float variance = product.pixels[i][3] - m[3] * m[3];
    const Lane4 slope = (product.pixels[i] - m * m[3]) * (1 / (std::max(0.0F, variance) + regularity));
    mean.pixels[i] = m - slope * m[3];
    product.pixels[i] = slope;
  }
  blur(mean, sigma, 2);
  blur(product, sigma, 2);
  Raster out(drawing.width, drawing.height);
  for (int y = 0; y < out.height; ++y) {
    const double fy = std::clamp((y + 0.5) / 2 - 0.5, 0.0, h - 1.0);
    const int y0 = static_cast<int>(fy);
    const int y1 = std::min(h - 1, y0 + 1);
    const auto v = static_cast<float>(fy - y0);
    for (int x = 0; x < out.width; ++x) {
      const float fx = std::clamp((static_cast<float>(x) + 0.5F) * 0.5F - 0.5F, 0.0F, static_cast<float>(w - 1));
      const int x0 = static_cast<int>(fx);
      const int x1 = std::min(w - 1, x0 + 1);
      const float u = fx - static_cast<float>(x0);
      const auto sample = [&](const Raster& r) {
        const Lane4 top = r.row(y0)[x0] + (r.row(y0)[x1] - r.row(y0)[x0]) * u;
        const Lane4 bottom = r.row(y1)[x0] + (r.row(y1)[x1] - r.row(y1)[x0]) * u;
        return top + (bottom - top) * v;
      };
      out.row(y)[x] = sample(product) * drawing.row(y)[x][0] + sample(mean);
    }
  }
  return out;
}

Lab nearest_of(const Style& style, Lab wanted) {
  double best = std::numeric_limits<double>::max();
  Lab colour = wanted;
  for (const PaletteColour& p : style.palette) {
    const double d = distance2(p.colour, wanted);
    if (d < best) best = d, colour = p.colour;
  }
  return colour;
}

/// Strength of the drawing's own edges, 0 … 1 (Sobel on L).
float edge_at(const Raster& drawing, int x, int y) {
  const int x0 = std::max(0, x - 1), x1 = std::min(drawing.width - 1, x + 1);
  const Lane4* above = drawing.row(std::max(0, y - 1));
  const Lane4* here = drawing.row(y);
  const Lane4* below = drawing.row(std::min(drawing.height - 1, y + 1));
  const float gx = above[x1][0] - above[x0][0] + 2 * (here[x1][0] - here[x0][0]) + below[x1][0] - below[x0][0];
  const float gy = below[x0][0] - above[x0][0] + 2 * (below[x][0] - above[x][0]) + below[x1][0] - above[x1][0];
  return std::min(1.0F, std::sqrt(gx * gx + gy * gy) * 2.4F);
}

}  // namespace

Raster compose(const Raster& drawing, const Raster& painted, const std::vector<float>& ink, const Style& style,
               const ColourGoal& goal, double strength) {
  const Raster surface = guided(drawing, painted);
  Raster soft = painted;
  for (int y = 0; y < soft.height; ++y) {
    for (int x = 0; x < soft.width; ++x) soft.row(y)[x][3] = edge_at(drawing, x, y);
  }
  blur(soft, 3, 2);  // the spare lane becomes the nearness of an edge
  // In print a place that is more restless than the source usually is shows one of its motifs.
  Raster restless;
  if (style.printed()) {
    restless = Raster(painted.width, painted.height);
    for (std::size_t i = 0; i < restless.count(); ++i) {
      restless.pixels[i][0] = std::abs(painted.pixels[i][0] - soft.pixels[i][0]);
    }
    blur(restless, 3, 2);
  }
  const auto usual = static_cast<float>(0.6 * style.grain);
  const double roughness = style.texture;
  const auto share = static_cast<float>(strength * std::clamp(0.35 + 8 * roughness, 0.45, 0.8));
  const auto detail = static_cast<float>(strength * std::clamp(roughness / 0.02, 0.6, 1.6));
  // Grain beyond what the source itself has would read as dirt.
  const auto most = static_cast<float>(0.012 + 1.3 * style.grain);
  const auto line = static_cast<float>(0.85 * std::max(style.line_strength(), 0.3));
  Raster out(drawing.width, drawing.height);
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const std::size_t i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x);
      const Lane4 own = drawing.pixels[i];
      // Beside an edge the paint of the other side shows through; there the drawing counts more.
      const float edge = std::min(1.0F, 1.8F * soft.pixels[i][3]);
      // Paint that differs much from what it stands for is a motif of the source, not its manner.
      const Lane4 shift = surface.pixels[i] - own;
      const float far = (shift[0] * shift[0] + shift[1] * shift[1] + shift[2] * shift[2]) / (0.12F * 0.12F);
      const Lane4 base = own + shift * (share * (1 - 0.75F * edge) / (1 + far));
      Lane4 grain = painted.pixels[i] - soft.pixels[i];
      grain[3] = 0;
      const float size = std::abs(grain[0]) + std::abs(grain[1]) + std::abs(grain[2]);
      if (size > most) grain *= most / size;
      if (restless.count() > 0) grain *= usual / std::max(usual, restless.pixels[i][0]);
      const Lane4 mixed = base + grain * (detail * (1 - 0.85F * edge));
      out.pixels[i] = mixed + (own - mixed) * (ink[i] * line);
    }
  }
  goal.attract(out, strength * (style.gray ? 0.55 : 0.45));
  return out;
}

void snap_to_palette(Raster& drawing, const Style& style, double amount) {
  constexpr int c = ColourTable::chroma_steps;
  std::vector<Lane4> table;
  const auto chroma = [](int k) { return ColourTable::chroma_range * (2 * static_cast<float>(k) / (c - 1) - 1); };
  for (int l = 0; l < ColourTable::light_steps; ++l) {
    for (int k = 0; k < c * c; ++k) {
      const Lab here{static_cast<double>(l) / (ColourTable::light_steps - 1), chroma(k / c), chroma(k % c)};
      const Lab there = nearest_of(style, here);
      table.push_back(Lane4{static_cast<float>((there.L - here.L) * amount),
                            static_cast<float>((there.a - here.a) * amount),
                            static_cast<float>((there.b - here.b) * amount), 0});
    }
  }
  kernels().displace(drawing.pixels.data(), drawing.count(), table.data());
}

Raster pixelated(const Raster& drawing, const Style& style) {
  const int columns = std::max(8, style.lattice);
  const int rows =
      std::max(8, static_cast<int>(std::lround(static_cast<double>(columns) * drawing.height / drawing.width)));
  Raster small = resized(drawing, columns, rows);
  // Restless sources are dithered: ordered dithering with the smallest Bayer matrix (Bayer, 1973).
  constexpr float pattern[2][2] = {{-0.75F, 0.25F}, {0.75F, -0.25F}};
  const auto dither = static_cast<float>(std::clamp(style.grain - 0.01, 0.0, 0.06));
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      // Half the mean of the block, half its middle: thin lines stay lines.
      const Lane4 middle =
          drawing.row((2 * y + 1) * drawing.height / (2 * rows))[(2 * x + 1) * drawing.width / (2 * columns)];
      Lane4 wanted = (small.row(y)[x] + middle) * 0.5F;
      wanted[0] += dither * pattern[y % 2][x % 2];
      const Lab colour = nearest_of(style, {wanted[0], wanted[1], wanted[2]});
      small.row(y)[x] =
          Lane4{static_cast<float>(colour.L), static_cast<float>(colour.a), static_cast<float>(colour.b), 0};
    }
  }
  Raster out(drawing.width, drawing.height);
  for (int y = 0; y < out.height; ++y) {
    const Lane4* from = small.row(y * rows / out.height);
    for (int x = 0; x < out.width; ++x) out.row(y)[x] = from[x * columns / out.width];
  }
  return out;
}

}  // namespace tessera::offline
