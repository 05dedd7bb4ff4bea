// Oil: a sunset coast in thousands of thick strokes that follow the forms.
#include <algorithm>

#include "canvas.h"

namespace tessera::examples {
namespace {

Rgb scene(double u, double v) {
  Rgb sky = mix({0.16, 0.22, 0.45}, {0.96, 0.55, 0.25}, smooth(0.0, 0.46, v));
  sky = mix(sky, {1.0, 0.9, 0.55}, std::exp(-18 * std::hypot(u - 0.36, (v - 0.44) * 1.3)));
  sky = mix(sky, {0.55, 0.22, 0.35},
            0.75 * smooth(0.52, 0.7, fractal(u * 3, v * 9, 2, 4)) * smooth(0.5, 0.2, std::abs(v - 0.25)));
  Rgb sea = mix({0.85, 0.5, 0.3}, {0.08, 0.2, 0.36}, smooth(0.5, 0.9, v));
  sea = mix(
      sea, {1.0, 0.82, 0.5},
      0.8 * std::exp(-std::pow((u - 0.36) / (0.05 + 0.2 * (v - 0.5)), 2)) * smooth(0.35, 0.6, noise(u * 9, v * 60, 8)));
  Rgb c = v < 0.5 ? sky : sea;
  const double cliff = 0.62 + 0.16 * (fractal(v * 5, 1, 6, 3) - 0.5) - 0.2 * smooth(0.5, 0.9, v);
  if (u > cliff && v > 0.3 + 0.1 * (fractal(u * 6, 2, 7, 3) - 0.5) + 0.3 * smooth(0.85, 0.6, u)) {
    c = mix({0.2, 0.12, 0.16}, {0.62, 0.3, 0.16}, fractal(u * 9, v * 7, 9, 4));
    if (v < 0.42) c = mix(c, {0.25, 0.36, 0.16}, 0.8);
  }
  if (v > 0.86 + 0.05 * std::sin(u * 7)) c = mix({0.5, 0.36, 0.24}, {0.76, 0.56, 0.36}, fractal(u * 12, v * 30, 4, 3));
  return c;
}

}  // namespace

Image paint_oil() {
  const Sheet sheet({0.35, 0.22, 0.2});
  cairo_t* c = sheet.context();
  Random random(3);
  for (int layer = 0; layer < 3; ++layer) {
    const double width = layer == 0 ? 0.034 : layer == 1 ? 0.018 : 0.01;
    const int count = layer == 0 ? 2600 : layer == 1 ? 7000 : 9000;
    for (int i = 0; i < count; ++i) {
      double u = random.uniform(-0.02, 1.02), v = random.uniform(-0.02, 1.02);
      Rgb colour = scene(std::clamp(u, 0.0, 1.0), std::clamp(v, 0.0, 1.0));
      const double vary = random.uniform(-0.07, 0.07);
      colour = {colour.r + vary, colour.g + vary * 0.8 + random.uniform(-0.02, 0.02),
                colour.b + vary * 0.7 + random.uniform(-0.03, 0.03)};
      const bool rock = u > 0.6 && v > 0.4 && v < 0.86;
      std::vector<std::pair<double, double>> path{{u, v}};
      for (int k = 0; k < 5; ++k) {
        const double turn = (rock ? 1.2 : 0.0) + (fractal(u * 4, v * 4, 17, 2) - 0.5) * (v < 0.5 ? 2.4 : 0.9);
        u += std::cos(turn) * width * 0.9;
        v += std::sin(turn) * width * 0.9;
        path.emplace_back(u, v);
      }
      // Bristles: a body and lighter and darker threads beside it.
      for (int b = -2; b <= 2; ++b) {
        const double k = 1 + 0.09 * b * (i % 2 == 0 ? 1 : -1);
        sheet.colour(colour * k, b == 0 ? 0.9 : 0.75);
        cairo_set_line_width(c, width * (b == 0 ? 0.95 : 0.2));
        for (const auto& [x, y] : path) cairo_line_to(c, x, y + b * width * 0.22);
        cairo_stroke(c);
      }
    }
  }
  const Image flat = sheet.image();
  Image out({side, side});  // light from the upper left on the ridges of paint
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const Rgb p = at(flat, (x + 0.5) / side, (y + 0.5) / side), q = at(flat, (x - 1.0) / side, (y - 1.0) / side);
      const double relief = (p.r + p.g + p.b - q.r - q.g - q.b) * 0.35;
      set(out, x, y, {p.r + relief, p.g + relief, p.b + relief});
    }
  }
  return out;
}

}  // namespace tessera::examples
