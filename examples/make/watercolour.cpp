// Watercolour: transparent washes with dark rims and blooms, on rough paper.
#include <algorithm>

#include "canvas.h"

namespace tessera::examples {
namespace {

/// One wash: darker where pigment settles in the paper and along its rim.
void wash(std::vector<Rgb>& paper, const std::function<double(double, double)>& inside, Rgb pigment, double strength,
          unsigned seed) {
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double u = (x + 0.5) / side, v = (y + 0.5) / side;
      const double edge = inside(u, v) + (fractal(u * 22, v * 22, seed, 4) - 0.5) * 0.035;
      if (edge <= 0) continue;
      const double rim = std::exp(-edge * 150) * 0.55;
      const double bloom = fractal(u * 5, v * 5, seed + 50, 4);
      const double grain = 0.75 + 0.5 * noise(u * 330, v * 330, 5);
      const double amount = std::min(1.0, strength * (0.45 + 0.8 * bloom + rim) * grain * smooth(0, 0.004, edge));
      Rgb& p = paper[static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)];
      p = {p.r * (1 - amount * (1 - pigment.r)), p.g * (1 - amount * (1 - pigment.g)),
           p.b * (1 - amount * (1 - pigment.b))};
    }
  }
}

double hill(double u, double v, double base, double height, double scale, unsigned seed) {
  return v - (base - height * (fractal(u * scale, 0.3, seed, 3) - 0.3));
}

}  // namespace

Image paint_watercolour() {
  std::vector<Rgb> paper(static_cast<std::size_t>(side) * side, {0.985, 0.975, 0.95});
  wash(paper, [](double, double v) { return 0.6 - v; }, {0.55, 0.74, 0.9}, 0.5, 11);
  wash(paper, [](double u, double v) { return 0.14 - std::hypot(u - 0.72, (v - 0.2)); }, {0.99, 0.74, 0.5}, 0.5, 12);
  wash(
      paper, [](double u, double v) { return 0.12 - std::abs(v - 0.4 - 0.02 * std::sin(u * 9)) * 1.2; },
      {0.93, 0.62, 0.66}, 0.4, 13);
  wash(
      paper, [](double u, double v) { return std::min(hill(u, v, 0.52, 0.3, 2.2, 21), 0.74 - v); }, {0.5, 0.58, 0.76},
      0.62, 14);
  wash(
      paper, [](double u, double v) { return std::min(hill(u, v, 0.62, 0.26, 3.0, 31), 0.78 - v); }, {0.34, 0.5, 0.6},
      0.68, 15);
  wash(
      paper, [](double u, double v) { return std::min(v - 0.69, 0.93 - v + 0.02 * std::sin(u * 8)); },
      {0.42, 0.66, 0.74}, 0.55, 16);
  wash(paper, [](double u, double v) { return v - 0.86 - 0.06 * std::sin(u * 3.4 + 0.6); }, {0.58, 0.64, 0.3}, 0.8, 17);
  Random random(5);
  for (int i = 0; i < 9; ++i) {  // trees on the shore
    const double cx = 0.06 + 0.11 * i + random.uniform(-0.03, 0.03), cy = 0.66 + random.uniform(0, 0.03),
                 r = random.uniform(0.03, 0.06);
    const Rgb green = i % 3 == 0 ? Rgb{0.75, 0.5, 0.24} : Rgb{0.3, 0.48, 0.34};
    wash(
        paper, [=](double u, double v) { return r - std::hypot((u - cx) * 1.2, v - cy); }, green, 0.75,
        40 + static_cast<unsigned>(i));
  }
  for (int i = 0; i < 3; ++i) {  // a boat with a red sail
    const double x = 0.4;
    if (i == 0)
      wash(
          paper,
          [=](double u, double v) {
            return std::min({u - x, (x + 0.13) - u - (0.73 - v) * 0.55 + 0.02, v - 0.53, 0.765 - v});
          },
          {0.82, 0.26, 0.2}, 0.85, 60);
    if (i == 1)
      wash(
          paper,
          [=](double u, double v) {
            return std::min(
                {x - 0.012 - u, u - (x - 0.1) - (0.765 - v) * -0.4 - 0.08 * (0.76 - v), v - 0.6, 0.765 - v});
          },
          {0.95, 0.83, 0.6}, 0.5, 61);
    if (i == 2)
      wash(
          paper,
          [=](double u, double v) {
            return std::min({v - 0.775, 0.82 - v - 4 * (u - x) * (u - x), 0.15 - std::abs(u - x)});
          },
          {0.32, 0.2, 0.18}, 0.9, 62);
  }
  for (int i = 0; i < 60; ++i) {
    const double gx = random.uniform(), gy = random.uniform(0.9, 1.02), lean = random.uniform(-0.3, 0.3),
                 h = random.uniform(0.04, 0.1);
    wash(
        paper,
        [=](double u, double v) {
          return std::min(0.004 - std::abs(u - gx - lean * (gy - v)), std::min(v - gy + h, gy - v));
        },
        {0.36, 0.42, 0.18}, 0.7, 70);
  }
  Image out({side, side});
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double tooth = 0.97 + 0.06 * (noise(x * 0.42, y * 0.42, 3) - noise(x * 0.42 - 0.4, y * 0.42 - 0.4, 3));
      set(out, x, y, paper[static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)] * tooth);
    }
  }
  return out;
}

}  // namespace tessera::examples
