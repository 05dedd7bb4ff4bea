// Pen and ink: an old harbour town on warm white paper, everything in hatched lines.
#include <algorithm>

#include "canvas.h"

namespace tessera::examples {
namespace {

constexpr Rgb ink{0.09, 0.08, 0.11};

struct Pen {
  const Sheet& sheet;
  Random random{7};

  /// A line that trembles and swells a little.
  void line(double x0, double y0, double x1, double y1, double width = 0.0022) {
    const double length = std::hypot(x1 - x0, y1 - y0);
    const int parts = std::max(2, static_cast<int>(length / 0.02));
    const double phase = random.uniform(0, 100);
    cairo_t* c = sheet.context();
    for (int i = 0; i < parts; ++i) {
      const auto point = [&](int k) {
        const double t = static_cast<double>(k) / parts, wave = (noise(phase + t * length * 30, 1, 3) - 0.5) * 0.005;
        return std::pair{x0 + (x1 - x0) * t - (y1 - y0) / length * wave,
                         y0 + (y1 - y0) * t + (x1 - x0) / length * wave};
      };
      const auto [ax, ay] = point(i);
      const auto [bx, by] = point(i + 1);
      sheet.colour(ink);
      cairo_set_line_width(c, width * (0.7 + 0.6 * noise(phase + i * 0.5, 9, 4)));
      cairo_move_to(c, ax, ay);
      cairo_line_to(c, bx, by);
      cairo_stroke(c);
    }
  }
  void shape(const std::vector<std::pair<double, double>>& points, double width = 0.003) {
    sheet.polygon(points);
    sheet.colour({0.965, 0.95, 0.915});
    sheet.fill();
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto& a = points[i];
      const auto& b = points[(i + 1) % points.size()];
      line(a.first, a.second, b.first, b.second, width);
    }
  }
  void hatch(const std::vector<std::pair<double, double>>& points, double angle, double gap, double width = 0.0016) {
    cairo_save(sheet.context());
    sheet.polygon(points);
    cairo_clip(sheet.context());
    for (double t = -1.2; t < 1.2; t += gap * random.uniform(0.8, 1.2)) {
      const double cx = 0.5 - std::sin(angle) * t, cy = 0.5 + std::cos(angle) * t;
      line(cx - std::cos(angle), cy - std::sin(angle), cx + std::cos(angle), cy + std::sin(angle), width);
    }
    cairo_restore(sheet.context());
  }
};

}  // namespace

Image paint_ink() {
  const Sheet sheet({0.965, 0.95, 0.915});
  Pen pen{sheet};
  for (int i = 0; i < 9; ++i) {  // streaks of sky
    const double y = 0.05 + 0.025 * i, x = pen.random.uniform(0, 0.6);
    pen.line(x, y, x + pen.random.uniform(0.15, 0.4), y + 0.004, 0.0014);
  }
  double x = -0.04;
  for (int house = 0; x < 1.0; ++house) {
    const double w = pen.random.uniform(0.15, 0.2), top = pen.random.uniform(0.26, 0.42), base = 0.7;
    const double ridge = top - pen.random.uniform(0.07, 0.12);
    pen.shape({{x, base}, {x, top}, {x + w, top}, {x + w, base}});
    pen.shape({{x - 0.012, top}, {x + w / 2, ridge}, {x + w + 0.012, top}});
    pen.hatch({{x - 0.012, top}, {x + w / 2, ridge}, {x + w + 0.012, top}}, house % 2 == 0 ? 0.0 : 0.5, 0.011);
    pen.hatch({{x + w * 0.66, base}, {x + w * 0.66, top}, {x + w, top}, {x + w, base}}, 1.1, 0.012);
    if (house % 2 == 1) pen.hatch({{x, base}, {x, top}, {x + w, top}, {x + w, base}}, 2.2, 0.02, 0.0013);
    for (double y = top + 0.03; y < base - 0.1; y += 0.095) {
      for (const double k : {0.16, 0.56}) {
        const double wx = x + w * k;
        const std::vector<std::pair<double, double>> pane = {
            {wx, y}, {wx + 0.036, y}, {wx + 0.036, y + 0.055}, {wx, y + 0.055}};
        pen.shape(pane, 0.0025);
        pen.hatch(pane, 0.9, 0.006, 0.002);
        pen.line(wx + 0.018, y, wx + 0.018, y + 0.055);
      }
    }
    const double door = x + w * 0.38;
    pen.shape({{door, base}, {door, base - 0.085}, {door + 0.05, base - 0.085}, {door + 0.05, base}});
    pen.hatch({{door, base}, {door, base - 0.085}, {door + 0.05, base - 0.085}, {door + 0.05, base}}, 1.5, 0.006,
              0.0024);
    x += w;
  }
  pen.shape({{-0.05, 0.7}, {1.05, 0.7}, {1.05, 0.77}, {-0.05, 0.77}});
  for (int i = 0; i < 26; ++i) pen.line(0.04 * i, 0.7 + 0.02 * (i % 3), 0.04 * i + 0.01, 0.77 - 0.02 * (i % 2));
  for (int i = 0; i < 90; ++i) {  // water
    const double y = 0.79 + 0.2 * pen.random.uniform(), wx = pen.random.uniform(), l = 0.02 + 0.1 * (y - 0.75);
    pen.line(wx - l, y, wx + l, y + 0.003, 0.0018);
  }
  pen.shape({{0.2, 0.83}, {0.62, 0.83}, {0.55, 0.92}, {0.28, 0.92}}, 0.004);
  pen.hatch({{0.2, 0.83}, {0.62, 0.83}, {0.55, 0.92}, {0.28, 0.92}}, 0.12, 0.012, 0.002);
  pen.hatch({{0.4, 0.83}, {0.62, 0.83}, {0.55, 0.92}, {0.38, 0.92}}, 2.3, 0.011, 0.002);
  pen.line(0.4, 0.83, 0.4, 0.4, 0.007);
  pen.shape({{0.41, 0.44}, {0.41, 0.78}, {0.6, 0.78}}, 0.003);
  pen.hatch({{0.41, 0.44}, {0.41, 0.78}, {0.48, 0.78}}, 1.4, 0.014);
  return sheet.image();
}

}  // namespace tessera::examples
