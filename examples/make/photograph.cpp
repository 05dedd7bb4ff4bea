// Photograph-like: hills in morning haze, ray-marched over a height field, with a lens's vignette and grain.
#include <algorithm>

#include "canvas.h"

namespace tessera::examples {
namespace {

double height(double x, double z) {
  return 2.6 * std::pow(fractal(x * 0.18, z * 0.18, 3, 6), 1.6) + 0.05 * fractal(x * 2.2, z * 2.2, 30, 3) - 0.5;
}

Rgb sky(double up, double side_angle) {
  Rgb c = mix({0.97, 0.86, 0.72}, {0.42, 0.58, 0.78}, smooth(-0.02, 0.45, up));
  c = mix(c, {1.0, 0.95, 0.85}, 0.9 * std::exp(-7 * std::hypot(up - 0.13, side_angle - 0.22)));
  const double cloud = fractal(side_angle * 3 / (0.25 + up) + 5, 1.4 / (0.25 + up), 60, 5);
  return mix(c, {0.99, 0.95, 0.92}, 0.55 * smooth(0.5, 0.75, cloud) * smooth(0.02, 0.2, up));
}

Rgb see(double u, double v) {
  const double sx = (u - 0.5) * 1.1, sy = 0.47 - v;
  const double length = std::sqrt(sx * sx + sy * sy + 1);
  const double dx = sx / length, dy = sy / length, dz = 1 / length;
  double t = 0.4, step = 0.02;
  for (int i = 0; i < 420 && t < 34; ++i) {
    const double x = 4.2 + dx * t, y = 1.35 + dy * t, z = dz * t;
    const double above = y - height(x, z);
    if (above < 0.004 * t) {
      const double e = 0.01 + 0.004 * t;
      const double nx = height(x - e, z) - height(x + e, z), nz = height(x, z - e) - height(x, z + e), ny = 2 * e;
      const double n = std::sqrt(nx * nx + ny * ny + nz * nz);
      const double sun = std::max(0.0, (nx * 0.45 + ny * 0.42 + nz * 0.6) / n);
      const double steep = 1 - ny / n;
      Rgb ground = mix({0.24, 0.3, 0.1}, {0.52, 0.47, 0.22}, fractal(x * 3, z * 3, 40, 4));
      ground = mix(ground, {0.34, 0.29, 0.25}, smooth(0.12, 0.4, steep));
      ground = mix(ground, {0.11, 0.17, 0.08}, smooth(0.52, 0.62, fractal(x * 1.6, z * 1.6, 44, 5)) * 0.85);
      Rgb lit = ground * (0.32 + 1.15 * sun);
      lit = {lit.r * 1.06, lit.g, lit.b * 0.94 + 0.02};
      const double haze = 1 - std::exp(-t * 0.075 * std::exp(-std::max(0.0, y - 0.2) * 0.9));
      return mix(lit, {0.86, 0.83, 0.82}, haze);
    }
    step = std::max(0.012, above * 0.35);
    t += step;
  }
  return sky(dy, dx);
}

}  // namespace

Image paint_photograph() {
  Random random(21);
  return from_function([&](double u, double v) {
    Rgb c = mix(see(u, v), see(u + 0.4 / side, v + 0.4 / side), 0.5);
    const double vignette = 1 - 0.5 * std::pow(std::hypot(u - 0.5, v - 0.5), 2.4);
    const double grain = (random.uniform() + random.uniform() - 1) * 0.035;
    const auto film = [&](double x) { return smooth(-0.12, 1.1, x) * vignette + grain; };
    return Rgb{film(c.r), film(c.g), film(c.b)};
  });
}

}  // namespace tessera::examples
