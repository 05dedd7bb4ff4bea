#include <algorithm>
#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;
constexpr Role bright[6] = {Role::accent, Role::cloth, Role::leaf, Role::water, Role::skin, Role::middle};

Lab some_colour(Stage& s) { return s.p.tone(bright[s.n(6)], s.u(-0.06, 0.08)); }

void circles(Stage& s) {
  s.p.background(s.p.tone(Role::dark, 0.12), s.p.tone(Role::dark, 0.04));
  for (int i = 0; i < 13; ++i) {
    const double x = s.u(0.02, 0.98), y = s.u(0.02, 0.98), r = s.u(0.06, 0.27);
    const Lab colour = some_colour(s);
    s.p.fill(ellipse(x, y, r, r, 0, 40), s.p.tone(colour, 0.04),
             {.shade = 0, .ink = 0.9, .gradient = 0, .alpha = 0.55});
    for (int k = 1; k < 4; ++k)
      s.p.stroke(ellipse(x, y, r * k / 4, r * k / 4, 0, 32), s.p.tone(colour, 0.16), 1.4, 0.85);
  }
}

void sails(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0.02), s.p.tone(Role::sky, -0.08));
  const double x = s.u(0.62, 0.76);
  s.p.fill(ellipse(x, 0.26, 0.15, 0.15, 0, 40), mix(s.p.colours().shine(), s.p[Role::accent], 0.35),
           {.shade = 0, .ink = 0.9, .gradient = 0});
  for (int i = 0; i < 8; ++i) {
    const double base = -0.05 + 0.14 * i, h = s.u(0.4, 0.82), lean = s.u(-0.08, 0.1);
    s.p.fill({{base - 0.09, 1.02}, {base + lean, 1.0 - h}, {base + 0.13, 1.02}}, some_colour(s),
             {.shade = 0.1, .ink = 0.9, .alpha = 0.9});
    s.p.fill({{base + lean, 1.0 - h}, {base + 0.13, 1.02}, {base + 0.04, 1.02}}, s.p.tone(Role::dark, 0.1),
             {.shade = 0, .ink = 0, .alpha = 0.3});
  }
  for (int i = 0; i < 9; ++i) {
    const double base = s.u(0, 1);
    s.p.line({{base, 1.0}, {base + (x - base) * 0.75, 0.26 + 0.2 * s.u(0, 1)}}, 0.7);
  }
}

void maze(Stage& s) {
  s.p.background(s.p.tone(Role::ground, 0.05), s.p.tone(Role::ground, -0.03));
  constexpr int n = 8;
  constexpr double cell = 1.0 / n;
  const Lab shadow = s.p.tone(Role::dark, 0.05), wall = s.p.tone(Role::light, -0.03);
  struct Wall {
    double x, y, w, h;
  };
  std::vector<Wall> walls;
  for (int y = 0; y < n; ++y) {
    for (int x = 0; x < n; ++x) {
      const double t = 0.022;
      if (s.chance(0.5)) {
        walls.push_back({x * cell - t / 2, y * cell, cell + t, t});
      } else {
        walls.push_back({x * cell, y * cell - t / 2, t, cell + t});
      }
    }
  }
  for (const Wall& w : walls)
    s.p.fill({{w.x, w.y},
              {w.x + w.w, w.y},
              {w.x + w.w + 0.06, w.y + 0.05},
              {w.x + w.w + 0.06, w.y + w.h + 0.05},
              {w.x + 0.06, w.y + w.h + 0.05},
              {w.x, w.y + w.h}},
             shadow, {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.5});
  for (const Wall& w : walls)
    s.p.fill(rectangle(w.x, w.y, w.w, w.h), wall, {.shade = 0.06, .ink = 0.8, .hatch = false});
  for (int i = 0; i < 5; ++i) {
    const double x = (s.n(n) + 0.5) * cell, y = (s.n(n) + 0.5) * cell;
    s.p.fill(rectangle(x - 0.02, y - 0.02, 0.045, 0.045), s.p[Role::accent], {.shade = 0.06});
  }
}

void ribbons(Stage& s) {
  s.p.background(s.p.tone(Role::sky, -0.02), s.p.tone(Role::sky, -0.12));
  for (int i = 0; i < 6; ++i) {
    const double y0 = 0.1 + 0.16 * i, phase = s.u(0, 6), amp = s.u(0.08, 0.16);
    const Lab colour = s.p.tone(bright[i], 0);
    Path top, bottom;
    std::vector<double> fold;
    for (int k = 0; k <= 40; ++k) {
      const double t = k / 40.0, x = -0.05 + 1.1 * t,
                   y = y0 + amp * std::sin(phase + 7 * t) + 0.04 * std::sin(15 * t + i);
      const double w = 0.045 * std::cos(phase * 0.5 + 9 * t) + 0.012;
      top.push_back({x, y - w});
      bottom.push_back({x, y + w});
      fold.push_back(w);
    }
    for (std::size_t k = 0; k < 40; ++k) {
      const bool back = fold[k] < 0;
      s.p.fill({top[k], top[k + 1], bottom[k + 1], bottom[k]},
               s.p.tone(colour, (back ? -0.16 : 0.02) + 0.9 * (fold[k] - 0.03)), {.shade = 0, .ink = 0, .gradient = 0});
    }
    s.p.line(top, 1);
    s.p.line(bottom, 1);
    for (std::size_t k = 4; k < 38; k += 7)
      s.p.line({{top[k].x, (top[k].y * 3 + bottom[k].y) / 4}, {top[k].x + 0.02, (top[k].y + bottom[k].y * 2) / 3}}, 0.5,
               0.6);
  }
}

void cube(Stage& s, double x, double y, double size, Lab colour) {
  const double h = size * 0.5;
  s.p.fill({{x - size, y - h}, {x, y}, {x, y + size * 1.1}, {x - size, y + size * 0.6}}, colour, {.shade = 0});
  s.p.fill({{x + size, y - h}, {x, y}, {x, y + size * 1.1}, {x + size, y + size * 0.6}}, s.p.tone(colour, -0.14),
           {.shade = 0});
  s.p.fill({{x - size, y - h}, {x, y - 2 * h}, {x + size, y - h}, {x, y}}, s.p.tone(colour, 0.1), {.shade = 0});
}

void balance(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0.02), s.p.tone(Role::sky, -0.06));
  s.p.fill(rectangle(-0.05, 0.9, 1.1, 0.2), s.p[Role::ground], {.shade = 0, .gradient = 0.06});
  s.p.fill(ellipse(0.54, 0.935, 0.2, 0.022), s.p.tone(Role::ground, -0.15), {.shade = 0, .ink = 0, .alpha = 0.8});
  s.p.fill(ellipse(0.5, 0.855, 0.075, 0.075, 0, 32), s.p[Role::accent],
           {.shade = 0.16, .glow = 0.12, .hatch = false, .depth = 1.6});
  s.p.fill(rectangle(0.26, 0.755, 0.48, 0.028), Role::wood, {.shade = 0.05});
  const auto arch = [&](double x, double y, double w, double h, Lab colour) {
    Path path = {{x - w, y}, {x - w, y - h * 0.55}};
    const Path outer = arc(x, y - h * 0.55, w, h * 0.45, pi, 2 * pi);
    path.insert(path.end(), outer.begin(), outer.end());
    path.push_back({x + w, y});
    path.push_back({x + w * 0.55, y});
    const Path inner = arc(x, y - h * 0.5, w * 0.55, h * 0.28, 2 * pi, pi);
    path.insert(path.end(), inner.begin(), inner.end());
    path.push_back({x - w * 0.55, y});
    s.p.fill(path, colour, {.shade = 0.1, .glow = 0.05});
  };
  arch(0.38, 0.755, 0.1, 0.17, some_colour(s));
  arch(0.62, 0.755, 0.1, 0.17, some_colour(s));
  s.p.fill(rectangle(0.3, 0.56, 0.42, 0.025), Role::wood, {.shade = 0.05});
  cube(s, 0.4, 0.49, 0.06, some_colour(s));
  cube(s, 0.6, 0.47, 0.075, some_colour(s));
  arch(0.51, 0.38, 0.13, 0.14, some_colour(s));
  cube(s, 0.48, 0.19, 0.05, some_colour(s));
  s.p.fill({{0.47, 0.14}, {0.55, 0.13}, {0.51, 0.03}}, s.p[Role::accent], {.shade = 0.08});
}

void mandala(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0), s.p.tone(Role::sky, -0.05));
  const int rays = 8 + 2 * s.n(3);
  for (int ring = 5; ring >= 1; --ring) {
    const double r = 0.095 * ring;
    const Lab colour = s.p.tone(bright[ring % 6], 0.03);
    s.p.fill(ellipse(0.5, 0.5, r * 1.02, r * 1.02, 0, 48), s.p.tone(colour, 0.1),
             {.shade = 0, .ink = 0.8, .gradient = 0});
    for (int k = 0; k < rays; ++k) {
      const double t = 2 * pi * (k + 0.5 * (ring % 2)) / rays;
      const auto frame = s.p.at(0.5, 0.5, 1, t);
      if (ring % 2 == 0) {
        s.p.fill(closed_curve({{r * 0.55, 0}, {r * 0.8, -r * 0.2}, {r, 0}, {r * 0.8, r * 0.2}}), colour,
                 {.shade = 0.06, .ink = 0.8, .hatch = false});
      } else {
        s.p.fill({{r * 0.62, -r * 0.16}, {r * 0.98, 0}, {r * 0.62, r * 0.16}}, colour,
                 {.shade = 0.05, .ink = 0.8, .hatch = false});
      }
    }
  }
  s.p.fill(ellipse(0.5, 0.5, 0.045, 0.045), s.p[Role::accent], {.shade = 0.06});
}

void light_and_shadow(Stage& s) {
  s.p.background(s.p.tone(Role::light, -0.05), s.p.tone(Role::light, -0.12));
  s.p.fill({{0.62, -0.05}, {1.05, -0.05}, {1.05, 1.05}, {0.62, 0.8}}, s.p.tone(Role::middle, 0.04), {.shade = 0});
  s.p.fill({{-0.05, 0.8}, {0.62, 0.8}, {1.05, 1.05}, {-0.05, 1.05}}, s.p.tone(Role::ground, -0.03), {.shade = 0});
  for (int i = 0; i < 5; ++i)
    s.p.fill({{0.06 + 0.1 * i, 0.1}, {0.11 + 0.1 * i, 0.1}, {0.36 + 0.1 * i, 0.8}, {0.3 + 0.1 * i, 0.8}},
             s.p.tone(Role::dark, 0.14), {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.5});
  s.p.fill(ellipse(0.3, 0.68, 0.15, 0.15, 0, 36), s.p[Role::accent], {.shade = 0.2, .glow = 0.12, .depth = 2});
  s.p.fill(ellipse(0.42, 0.83, 0.2, 0.03), s.p.tone(Role::dark, 0.06), {.shade = 0, .ink = 0, .alpha = 0.6});
}

void gradient_bands(Stage& s) {
  s.p.background(s.p[Role::sky], s.p[Role::accent]);
  for (int i = 0; i < 8; ++i) {
    const double y = 0.16 + 0.11 * i;
    s.p.fill(closed_curve({{-0.2, 1.3},
                           {-0.1, y + s.u(-0.05, 0.05)},
                           {0.25, y + s.u(-0.07, 0.07)},
                           {0.6, y + s.u(-0.07, 0.07)},
                           {1.1, y + s.u(-0.05, 0.05)},
                           {1.2, 1.3}}),
             mix(s.p.tone(Role::cloth, 0.12), s.p.tone(Role::trousers, -0.1), i / 7.0),
             {.shade = 0.05, .ink = 0.5, .hatch = false});
  }
  sun_or_moon(s, 0.68, 0.17, 0.07);
}

constexpr Subject all[] = {
    {"circles", abstract_category, "circles+ ripples+ overlapping bubbles dots rings", "", circles},
    {"sails", abstract_category, "triangles+ lines+ geometric shapes angular", "", sails},
    {"maze", abstract_category, "maze+ labyrinth+ walls doorways", "", maze},
    {"ribbons", abstract_category, "ribbons+ cloth+ twisting fabric flowing wind", "", ribbons},
    {"balance", abstract_category, "cubes+ arches+ balancing+ sphere stacked blocks minimal", "", balance},
    {"mandala", abstract_category, "mandala+ pattern+ symmetry kaleidoscope ornament tiles texture", "", mandala},
    {"light and shadow", abstract_category, "shadow+ shadows light contrast still", "", light_and_shadow},
    {"gradient bands", abstract_category, "gradient+ gradients+ colours bands layers waves horizon", "",
     gradient_bands},
};

}  // namespace

std::span<const Subject> abstracts() { return all; }

}  // namespace tessera::offline
