#include "providers/offline/compose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

/// Bilinear samples of a raster of half the size along one row of the whole one.
class HalfRow {
 public:
  HalfRow(int half_height, int y) {
    const double fy = std::clamp((y + 0.5) / 2 - 0.5, 0.0, half_height - 1.0);
    y0_ = static_cast<int>(fy);
    y1_ = std::min(half_height - 1, y0_ + 1);
    v_ = static_cast<float>(fy - y0_);
  }
  [[nodiscard]] Lane4 sample(const Raster& half, int x) const {
    const float fx = std::clamp((static_cast<float>(x) + 0.5F) * 0.5F - 0.5F, 0.0F, static_cast<float>(half.width - 1));
    const int x0 = static_cast<int>(fx);
    const int x1 = std::min(half.width - 1, x0 + 1);
    const float u = fx - static_cast<float>(x0);
    const Lane4 top = half.row(y0_)[x0] + (half.row(y0_)[x1] - half.row(y0_)[x0]) * u;
    const Lane4 bottom = half.row(y1_)[x0] + (half.row(y1_)[x1] - half.row(y1_)[x0]) * u;
    return top + (bottom - top) * v_;
  }

 private:
  int y0_ = 0, y1_ = 0;
  float v_ = 0;
};

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
    const HalfRow row(h, y);
    for (int x = 0; x < out.width; ++x) {
      out.row(y)[x] = row.sample(product, x) * drawing.row(y)[x][0] + row.sample(mean, x);
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

/// How far the paint moves a place away from the drawing. What differs much is a motif of the source, not its manner.
Lane4 shift_of(Lane4 surface, Lane4 own) {
  const Lane4 shift = surface - own;
  const float far = (shift[0] * shift[0] + shift[1] * shift[1] + shift[2] * shift[2]) / (0.12F * 0.12F);
  return shift * (1 / (1 + far));
}

/// The shift beside edges, where the paint itself cannot be trusted, carried there from farther away (normalised
/// convolution, Knutsson and Westin, 1993), at half size. Without it edges wear halos of the drawing's own colour.
Raster carried_shift(const Raster& drawing, const Raster& surface, const Raster& nearness) {
  Raster half(std::max(1, drawing.width / 2), std::max(1, drawing.height / 2));
  for (int y = 0; y < half.height; ++y) {
    for (int x = 0; x < half.width; ++x) {
      const float away = 1 - std::min(1.0F, 1.8F * nearness.row(2 * y)[2 * x][3]);
      const float trust = away * away + 0.002F;
      Lane4 shift = shift_of(surface.row(2 * y)[2 * x], drawing.row(2 * y)[2 * x]) * trust;
      shift[3] = trust;
      half.row(y)[x] = shift;
    }
  }
  blur(half, 4, 2);
  for (Lane4& v : half.pixels) v *= 1 / v[3];
  return half;
}

/// A source without colours has one tint at each lightness; transport along slanted axes gives others.
void tint(Raster& picture, const Style& style, double strength) {
  const auto& palette = style.palette;  // from dark to light
  constexpr std::size_t steps = 64;
  std::array<Lane4, steps + 1> tints{};
  for (std::size_t i = 0; i <= steps; ++i) {
    const double light = static_cast<double>(i) / steps;
    std::size_t above = 0;
    while (above + 1 < palette.size() && palette[above].colour.L < light) ++above;
    const Lab high = palette[above].colour, low = palette[above == 0 ? 0 : above - 1].colour;
    const double range = high.L - low.L;
    const Lab here = mix(low, high, range > 1e-6 ? std::clamp((light - low.L) / range, 0.0, 1.0) : 1.0);
    tints[i] = Lane4{0, static_cast<float>(here.a), static_cast<float>(here.b), 0};
  }
  for (Lane4& v : picture.pixels) {
    const float at = std::clamp(v[0], 0.0F, 0.999F) * steps;
    const auto i = static_cast<std::size_t>(at);
    const Lane4 wanted = tints[i] + (tints[i + 1] - tints[i]) * (at - static_cast<float>(i));
    v[1] += (wanted[1] - v[1]) * static_cast<float>(strength);
    v[2] += (wanted[2] - v[2]) * static_cast<float>(strength);
  }
}

}  // namespace

Raster compose(const Raster& drawing, const Painted& paint, const std::vector<float>& ink, const Style& style,
               const ColourGoal& goal, double strength) {
  const Raster& painted = paint.surface;
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
      restless.pixels[i] = Lane4{std::abs(painted.pixels[i][0] - soft.pixels[i][0])};
    }
    blur(restless, 3, 2);
  }
  const auto usual = static_cast<float>(0.6 * style.grain);
  const double roughness = style.texture;
  // Printed colours are solid: paint only brings them their dots. A pen's marks are the drawing's own lines: on bare
  // paper there is hardly anything else to bring.
  const bool bare = style.inky() && style.papery();
  const bool drawn_marks = bare || style.printed();
  const double most_share = style.printed() ? 0.3 : bare ? 0.1 : 0.8;
  const auto share = static_cast<float>(strength * std::min(std::clamp(0.35 + 8 * roughness, 0.45, 0.8), most_share));
  const auto detail =
      static_cast<float>(strength * (bare ? 0.3 : std::clamp(roughness / (drawn_marks ? 0.02 : 0.014), 0.7, 1.5)));
  // Grain beyond what the source itself has would read as dirt.
  const auto most = static_cast<float>(0.012 + 1.3 * style.grain);
  const auto line = static_cast<float>(0.85 * std::max(style.line_strength(), 0.3));
  const Raster carried = carried_shift(drawing, surface, soft);
  Raster out(drawing.width, drawing.height);
  for (int y = 0; y < out.height; ++y) {
    const HalfRow halves(carried.height, y);
    for (int x = 0; x < out.width; ++x) {
      const std::size_t i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x);
      const Lane4 own = drawing.pixels[i];
      // Beside an edge the paint of the other side shows through; there what is farther away counts more.
      const float edge = std::min(1.0F, 1.8F * soft.pixels[i][3]);
      const Lane4 shift = shift_of(surface.pixels[i], own);
      Lane4 base = own + (shift + (halves.sample(carried, x) - shift) * edge) * share;
      base[3] = 0;
      Lane4 grain = drawn_marks ? painted.pixels[i] - soft.pixels[i] : paint.marks.pixels[i];
      grain[3] = 0;
      const float size = std::abs(grain[0]) + std::abs(grain[1]) + std::abs(grain[2]);
      if (size > most) grain *= most / size;
      if (restless.count() > 0) {
        // Dots of a colour that is not this area's are of another area.
        const Lane4 off = soft.pixels[i] - own;
        const float misfit = (off[0] * off[0] + off[1] * off[1] + off[2] * off[2]) / (0.07F * 0.07F);
        grain *= usual / std::max(usual, restless.pixels[i][0]) / (1 + misfit);
      }
      const Lane4 mixed = base + grain * (detail * (1 - 0.85F * edge));
      out.pixels[i] = mixed + (own - mixed) * (ink[i] * line);
    }
  }
  goal.attract(out, strength * (style.gray ? 0.55 : 0.45));
  if (style.gray) tint(out, style, strength);
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
