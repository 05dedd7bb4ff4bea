#include "providers/offline/raster.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

/// One direction of resized(): `along_x` true changes the width.
Raster resize_axis(const Raster& from, int target, bool along_x) {
  const int length = along_x ? from.width : from.height;
  const int lines = along_x ? from.height : from.width;
  Raster to(along_x ? target : from.width, along_x ? from.height : target);
  const double step = static_cast<double>(length) / target;
  const double radius = std::max(1.0, step);
  const std::ptrdiff_t stride = along_x ? 1 : from.width;
  const std::ptrdiff_t line_stride = along_x ? from.width : 1;
  const std::ptrdiff_t to_stride = along_x ? 1 : to.width;
  const std::ptrdiff_t to_line_stride = along_x ? to.width : 1;
  std::vector<float> weights;
  for (int i = 0; i < target; ++i) {
    const double centre = (i + 0.5) * step - 0.5;
    const int first = static_cast<int>(std::floor(centre - radius)) + 1;
    const int last = static_cast<int>(std::ceil(centre + radius)) - 1;
    weights.clear();
    double sum = 0;
    for (int k = first; k <= last; ++k) {
      const double weight = std::max(0.0, 1 - std::abs(k - centre) / radius);
      weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : weights) weight = static_cast<float>(weight / sum);
    for (int line = 0; line < lines; ++line) {
      const Lane4* in = from.pixels.data() + line * line_stride;
      Lane4 total{};
      for (int k = first; k <= last; ++k) {
        total += in[std::clamp(k, 0, length - 1) * stride] * weights[static_cast<std::size_t>(k - first)];
      }
      to.pixels[static_cast<std::size_t>(line * to_line_stride + i * to_stride)] = total;
    }
  }
  return to;
}

/// Running maximum (or minimum) over 2 * radius + 1 values; radius is small, so the plain form is the fast one.
void extreme(std::vector<float>& values, int width, int height, int radius, bool maximum) {
  std::vector<float> other(values.size());
  const auto pick = [maximum](float a, float b) { return maximum ? std::max(a, b) : std::min(a, b); };
  for (int pass = 0; pass < 2; ++pass) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        float best = values[static_cast<std::size_t>(y * width + x)];
        for (int k = -radius; k <= radius; ++k) {
          const int qx = pass == 0 ? std::clamp(x + k, 0, width - 1) : x;
          const int qy = pass == 0 ? y : std::clamp(y + k, 0, height - 1);
          best = pick(best, values[static_cast<std::size_t>(qy * width + qx)]);
        }
        other[static_cast<std::size_t>(y * width + x)] = best;
      }
    }
    values.swap(other);
  }
}

double encode(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

}  // namespace

double Lab::chroma() const { return std::hypot(a, b); }
double Lab::hue() const { return std::atan2(b, a) * 180 / std::numbers::pi; }

Lab mix(Lab from, Lab to, double share) {
  return {from.L + (to.L - from.L) * share, from.a + (to.a - from.a) * share, from.b + (to.b - from.b) * share};
}

double distance2(Lab x, Lab y) {
  return (x.L - y.L) * (x.L - y.L) + (x.a - y.a) * (x.a - y.a) + (x.b - y.b) * (x.b - y.b);
}

Raster to_raster(const Image& image) {
  Raster raster(image.width(), image.height());
  kernels().rgb_to_oklab(image.pixels().data(), raster.pixels.data(), raster.count());
  return raster;
}

Lab to_lab(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  const std::uint8_t rgb[3] = {red, green, blue};
  Lane4 out{};
  kernels().rgb_to_oklab(rgb, &out, 1);
  return {out[0], out[1], out[2]};
}

Srgb to_srgb(Lab colour) {
  const double l = std::pow(colour.L + 0.3963377774 * colour.a + 0.2158037573 * colour.b, 3);
  const double m = std::pow(colour.L - 0.1055613458 * colour.a - 0.0638541728 * colour.b, 3);
  const double s = std::pow(colour.L - 0.0894841775 * colour.a - 1.2914855480 * colour.b, 3);
  return {encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

Raster resized(const Raster& from, int width, int height) {
  return resize_axis(resize_axis(from, width, true), height, false);
}

void blur(Raster& raster, double sigma, int passes) {
  if (sigma < 0.6) return;
  // A box of side 2r + 1 has the variance ((2r + 1)^2 - 1) / 12.
  const int radius = std::max(1, static_cast<int>(std::lround((std::sqrt(sigma * sigma * 12 / passes + 1) - 1) / 2)));
  Raster scratch(raster.width, raster.height);
  kernels().box_blur(raster.pixels.data(), scratch.pixels.data(), raster.width, raster.height, radius, passes);
}

std::vector<float> black_hat(const Raster& raster, int radius) {
  std::vector<float> closed(raster.count());
  for (std::size_t i = 0; i < closed.size(); ++i) closed[i] = raster.pixels[i][0];
  extreme(closed, raster.width, raster.height, radius, true);
  extreme(closed, raster.width, raster.height, radius, false);
  for (std::size_t i = 0; i < closed.size(); ++i) closed[i] -= raster.pixels[i][0];
  return closed;
}

}  // namespace tessera::offline
