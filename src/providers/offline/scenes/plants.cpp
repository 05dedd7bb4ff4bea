#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

Lab leaves(Stage& s) {
  if (s.season == Season::autumn)
    return s.p.tone(mix(s.p[Role::leaf], s.p[Role::accent], s.u(0.35, 0.8)), s.u(-0.04, 0.06));
  if (s.snowy()) return mix(s.p[Role::leaf], s.p[Role::light], 0.35);
  if (s.season == Season::spring) return s.p.tone(mix(s.p[Role::leaf], s.p[Role::light], 0.18), s.u(0, 0.07));
  return s.p.tone(Role::leaf, s.u(-0.05, 0.05));
}

Path lump(Stage& s, double x, double y, double rx, double ry, int points = 11) {
  Path path;
  for (int i = 0; i < points; ++i) {
    const double t = 2 * pi * i / points, r = s.u(0.86, 1.18);
    path.push_back({x + rx * r * std::cos(t), y + ry * r * std::sin(t)});
  }
  return closed_curve(path);
}

}  // namespace

void tree(Stage& s, double x, double y, double size) {
  if (s.snowy()) return bare_tree(s, x, y, size);
  const auto frame = s.p.at(x, y, size, 0, s.chance(0.5));
  s.p.fill(closed_curve({{-0.05, 0}, {-0.028, -0.25}, {-0.07, -0.44}, {0.06, -0.44}, {0.03, -0.22}, {0.055, 0}}),
           s.p[Role::wood], {.ink = 0.8});
  const Lab green = leaves(s);
  constexpr int lumps = 7;
  for (int i = 0; i < lumps; ++i) {
    const double t = i * 0.95 + s.u(0, 0.6), far = i == lumps - 1 ? 0 : 1;
    const double cx = 0.19 * std::cos(t) * far, cy = -0.62 + 0.15 * std::sin(t) * far;
    const double r = s.u(0.13, 0.18) + (far == 0 ? 0.04 : 0);
    s.p.fill(lump(s, cx, cy, r, r * 0.86), s.p.tone(green, s.u(-0.03, 0.03) + (cy < -0.62 ? 0.05 : -0.04)),
             {.ink = 0.65, .hatch = cy > -0.6});
  }
  if (s.season != Season::spring) return;
  for (int i = 0; i < 22; ++i) {  // blossom
    const double t = s.u(0, 2 * pi), far = std::sqrt(s.u(0, 1));
    const double r = s.u(0.014, 0.024);
    s.p.fill(ellipse(0.3 * far * std::cos(t), -0.63 + 0.25 * far * std::sin(t), r, r * 0.9, 0, 9),
             mix(s.p[Role::light], s.p[Role::accent], s.u(0.05, 0.5)), {.shade = 0, .ink = 0.3, .gradient = 0});
  }
}

void pine(Stage& s, double x, double y, double size) {
  const auto frame = s.p.at(x, y, size);
  const Lab green = s.season == Season::autumn ? s.p[Role::leaf] : leaves(s);
  s.p.fill(rectangle(-0.025, -0.14, 0.05, 0.15), s.p[Role::wood], {.ink = 0.6});
  for (int i = 0; i < 4; ++i) {
    const double w = 0.2 - i * 0.04, top = -0.1 - i * 0.2;
    s.p.fill({{-w, top},
              {-w * 0.45, top - 0.07},
              {-0.01, top - 0.34},
              {w * 0.45, top - 0.07},
              {w, top},
              {w * 0.35, top + 0.025},
              {0, top - 0.01},
              {-w * 0.4, top + 0.025}},
             s.p.tone(green, 0.025 * i - 0.05), {.ink = 0.6, .hatch = false, .depth = 1.6});
    if (s.snowy())
      s.p.stroke({{-w * 0.7, top - 0.02}, {0, top - 0.09}, {w * 0.5, top - 0.05}}, s.p[Role::light], 2.2, 0.9);
  }
}

void bare_tree(Stage& s, double x, double y, double size) {
  const auto frame = s.p.at(x, y, size, 0, s.chance(0.5));
  const Lab bark = s.p[Role::wood];
  s.p.fill(tube({{0, 0}, {0.01, -0.3}, {-0.02, -0.6}, {0, -0.95}}, {0.09, 0.06, 0.04, 0.01}), bark, {.ink = 0.7});
  for (int i = 0; i < 8; ++i) {
    const double h = -0.3 - 0.075 * i, side = i % 2 == 0 ? 1 : -1, l = s.u(0.2, 0.34) * (1 - 0.07 * i);
    s.p.fill(tube({{0, h}, {side * l * 0.5, h - l * 0.45}, {side * l, h - l * 0.75}}, {0.035, 0.02, 0.006}), bark,
             {.shade = 0, .ink = 0.4});
    s.p.line(curve({{side * l * 0.5, h - l * 0.45}, {side * l * 0.62, h - l * 0.8}, {side * l * 0.6, h - l}}), 0.9);
  }
}

void palm(Stage& s, double x, double y, double size) {
  const auto frame = s.p.at(x, y, size, 0, s.chance(0.5));
  s.p.fill(tube({{0, 0}, {0.05, -0.4}, {0.02, -0.8}}, {0.08, 0.055, 0.045}), s.p[Role::wood], {.ink = 0.8});
  for (int i = 0; i < 8; ++i) {
    const double t = -pi + pi * i / 7 + s.u(-0.15, 0.15), l = s.u(0.28, 0.38);
    const Point tip{0.02 + l * std::cos(t), -0.8 + l * 0.6 * std::sin(t) + 0.12};
    s.p.fill(closed_curve({{0.02, -0.82},
                           {(tip.x + 0.02) / 2, -0.86 + (tip.y + 0.8) * 0.25},
                           tip,
                           {(tip.x + 0.02) / 2, -0.76 + (tip.y + 0.8) * 0.3}}),
             s.p.tone(Role::leaf, s.u(-0.07, 0.07)), {.ink = 0.6});
  }
}

void bush(Stage& s, double x, double y, double width) {
  const Lab green = leaves(s);
  for (int i = 0; i < 3; ++i) {
    const double cx = x + (i - 1) * width * 0.28, r = width * (i == 1 ? 0.3 : 0.23);
    s.p.fill(lump(s, cx, y - r * 0.7, r, r * 0.8), s.p.tone(green, s.u(-0.06, 0.03)), {.ink = 0.6, .hatch = i == 1});
  }
}

void grass(Stage& s, double x, double y, double size, int blades) {
  for (int i = 0; i < blades; ++i) {
    const double bx = x + s.u(-0.4, 0.4) * size, lean = s.u(-0.35, 0.35) * size;
    s.p.stroke(curve({{bx, y}, {bx + lean * 0.3, y - size * 0.5}, {bx + lean, y - size * s.u(0.8, 1.1)}}),
               s.p.tone(Role::leaf, s.u(-0.12, 0.05)), 1.1, 0.9);
  }
}

void reeds(Stage& s, double x, double y, double size, int count) {
  for (int i = 0; i < count; ++i) {
    const double bx = x + s.u(-0.25, 0.25) * size, lean = s.u(-0.12, 0.12) * size, top = y - size * s.u(0.7, 1.05);
    s.p.stroke(curve({{bx, y}, {bx + lean * 0.3, (y + top) / 2}, {bx + lean, top}}),
               s.p.tone(Role::leaf, s.u(-0.14, 0)), 1.5, 1);
    if (i % 2 == 0) s.p.fill(ellipse(bx + lean, top, size * 0.022, size * 0.08), s.p[Role::wood], {.ink = 0.6});
  }
}

void flower(Stage& s, double x, double y, double radius, Lab petals, int count) {
  const double turn = s.u(0, 1);
  for (int i = 0; i < count; ++i) {
    const double t = turn + 2 * pi * i / count;
    s.p.fill(
        ellipse(x + radius * 0.62 * std::cos(t), y + radius * 0.58 * std::sin(t), radius * 0.45, radius * 0.25, t, 14),
        s.p.tone(petals, s.u(-0.05, 0.05)), {.shade = 0.08, .ink = 0.55, .hatch = false});
  }
  s.p.fill(ellipse(x, y, radius * 0.34, radius * 0.32), s.p[Role::wood], {.shade = 0.08, .ink = 0.6, .hatch = false});
}

void leaf_shape(Stage& s, double x, double y, double length, double angle, Lab colour) {
  const auto frame = s.p.at(x, y, length, angle);
  s.p.fill(closed_curve({{0, 0}, {0.35, -0.2}, {0.75, -0.14}, {1, 0}, {0.75, 0.14}, {0.35, 0.2}}), colour,
           {.shade = 0.08, .ink = 0.6, .hatch = false});
  s.p.line({{0.05, 0}, {0.9, 0}}, 0.5, 0.7);
}

void fern(Stage& s, double x, double y, double size) {
  for (int i = 0; i < 6; ++i) {
    const double t = -pi * (0.12 + 0.76 * i / 5);
    const Point tip{x + size * std::cos(t), y + size * 0.9 * std::sin(t) + size * 0.15};
    const Point mid{x + size * 0.55 * std::cos(t), y + size * 0.75 * std::sin(t)};
    s.p.fill(tube({{x, y}, mid, tip}, {size * 0.03, size * 0.15, size * 0.02}), s.p.tone(Role::leaf, s.u(-0.08, 0.06)),
             {.shade = 0.06, .ink = 0.5, .hatch = false});
  }
}

}  // namespace tessera::offline
