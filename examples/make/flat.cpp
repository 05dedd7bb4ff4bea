// Flat vector art: few colours, clean curves, no outlines.
#include "canvas.h"

namespace tessera::examples {

Image paint_flat() {
  constexpr Rgb night{0.13, 0.16, 0.33}, plum{0.36, 0.2, 0.43}, coral{0.94, 0.42, 0.36}, peach{0.99, 0.71, 0.47},
      cream{1.0, 0.93, 0.78}, teal{0.1, 0.45, 0.5}, mint{0.45, 0.76, 0.66};
  const Sheet s(coral);
  cairo_t* c = s.context();
  s.colour(peach);
  cairo_rectangle(c, 0, 0.3, 1, 0.4);
  s.fill();
  s.colour(cream);
  s.circle(0.63, 0.36, 0.17);
  s.fill();
  for (int i = 0; i < 3; ++i) {
    s.colour(i == 1 ? peach : coral);
    cairo_rectangle(c, 0.4, 0.4 + 0.045 * i, 0.5, 0.014);
    s.fill();
  }
  const auto cloud = [&](double x, double y, double k) {
    s.colour(cream);
    for (const auto& [dx, dy, r] : {std::tuple{0.0, 0.0, 0.05}, {0.06, -0.02, 0.06}, {0.13, 0.0, 0.045}}) {
      s.circle(x + dx * k, y + dy * k, r * k);
      s.fill();
    }
    cairo_rectangle(c, x - 0.05 * k, y, 0.22 * k, 0.05 * k);
    s.fill();
  };
  cloud(0.14, 0.2, 1.0);
  cloud(0.78, 0.14, 0.7);
  const auto mountain = [&](double x, double base, double w, double h, Rgb lit, Rgb dark, Rgb cap) {
    s.polygon({{x - w, base}, {x, base - h}, {x + w, base}});
    s.colour(lit);
    s.fill();
    s.polygon({{x, base}, {x, base - h}, {x + w, base}});
    s.colour(dark);
    s.fill();
    s.polygon({{x - w * 0.28, base - h * 0.72},
               {x, base - h},
               {x + w * 0.28, base - h * 0.72},
               {x + w * 0.12, base - h * 0.66},
               {x, base - h * 0.74},
               {x - w * 0.12, base - h * 0.66}});
    s.colour(cap);
    s.fill();
  };
  mountain(0.2, 0.72, 0.34, 0.4, plum, night, cream);
  mountain(0.82, 0.72, 0.4, 0.34, plum, night, cream);
  mountain(0.5, 0.74, 0.3, 0.24, teal, night, mint);
  s.polygon({{0, 0.68}, {0.3, 0.64}, {0.6, 0.7}, {1, 0.66}, {1, 1}, {0, 1}});
  s.colour(teal);
  s.fill();
  s.polygon({{0, 0.8}, {0.4, 0.75}, {0.7, 0.82}, {1, 0.78}, {1, 1}, {0, 1}});
  s.colour(mint);
  s.fill();
  s.polygon({{0.44, 1}, {0.5, 0.86}, {0.46, 0.78}, {0.5, 0.72}, {0.52, 0.72}, {0.5, 0.78}, {0.56, 0.86}, {0.64, 1}});
  s.colour(peach);
  s.fill();
  for (int i = 0; i < 11; ++i) {
    const double x = i < 6 ? 0.02 + 0.07 * i : 0.64 + 0.075 * (i - 6), y = 0.9 + 0.02 * (i % 3),
                 h = 0.2 + 0.05 * (i % 4);
    s.polygon({{x - 0.045, y}, {x, y - h}, {x + 0.045, y}});
    s.colour(night);
    s.fill();
    s.polygon({{x, y}, {x, y - h}, {x + 0.045, y}});
    s.colour(plum);
    s.fill();
  }
  s.colour(cream);
  cairo_rectangle(c, 0.68, 0.76, 0.16, 0.1);
  s.fill();
  s.polygon({{0.66, 0.76}, {0.76, 0.67}, {0.86, 0.76}});
  s.colour(coral);
  s.fill();
  s.colour(night);
  cairo_rectangle(c, 0.74, 0.8, 0.035, 0.06);
  s.fill();
  s.colour(peach);
  cairo_rectangle(c, 0.695, 0.785, 0.03, 0.03);
  cairo_rectangle(c, 0.795, 0.785, 0.03, 0.03);
  s.fill();
  return s.image();
}

}  // namespace tessera::examples
