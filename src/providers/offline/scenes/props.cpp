#include "providers/offline/scenes/props.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

Lab leaves(Stage& s) {
  if (s.season == Season::autumn)
    return s.p.tone(mix(s.p[Role::leaf], s.p[Role::accent], s.u(0.35, 0.8)), s.u(-0.04, 0.06));
  if (s.snowy()) return mix(s.p[Role::leaf], s.p[Role::light], 0.35);
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

void sun_or_moon(Stage& s, double x, double y, double radius) {
  const Lab shine = s.p.colours().shine();
  if (s.night()) {
    s.p.halo(x, y, radius * 3.2, shine, 0.28);
    if (s.says("crescent")) {
      Path path = arc(x, y, radius, radius, 0.5 * pi - 0.9, 1.5 * pi + 0.1);
      const Path inner =
          arc(x + radius * 0.45, y - radius * 0.1, radius * 0.82, radius * 0.86, 1.5 * pi - 0.3, 0.5 * pi - 0.5);
      path.insert(path.end(), inner.begin(), inner.end());
      s.p.fill(path, shine, {.shade = 0, .ink = 0.5});
      return;
    }
    s.p.fill(ellipse(x, y, radius, radius), shine, {.shade = 0.05, .ink = 0.5, .hatch = false});
    for (int i = 0; i < 3; ++i) {
      s.p.fill(ellipse(x + s.u(-0.5, 0.4) * radius, y + s.u(-0.5, 0.5) * radius, radius * s.u(0.1, 0.2),
                       radius * s.u(0.1, 0.18)),
               s.p.tone(shine, -0.07), {.shade = 0, .ink = 0});
    }
    return;
  }
  s.p.halo(x, y, radius * 3.5, shine, 0.5);
  const bool low = s.daytime != Daytime::day;
  Lab disc = low ? mix(shine, s.p[Role::accent], 0.25) : shine;
  disc.L = std::max(disc.L, std::min(0.99, s.p[Role::sky].L + 0.06));
  s.p.fill(ellipse(x, y, radius, radius), disc, {.shade = 0, .ink = 0.45, .gradient = 0});
}

void cloud(Stage& s, double x, double y, double size, Lab colour) {
  Path path;
  constexpr int bumps = 8;
  for (int i = 0; i <= bumps; ++i) {
    const double t = pi + pi * i / bumps;
    path.push_back({x + size * std::cos(t) * 1.7, y + size * 0.62 * std::sin(t) * s.u(0.7, 1.25)});
  }
  path.push_back({x + size * 1.1, y + 0.13 * size});
  path.push_back({x - size * 1.1, y + 0.13 * size});
  s.p.fill(closed_curve(path), colour, {.shade = 0.05, .ink = 0.4, .hatch = false});
}

void sky(Stage& s, double clouds) {
  const Lab top = s.p[Role::sky];
  Lab bottom = s.p.tone(top, s.night() ? 0.08 : 0.06);
  if (s.daytime == Daytime::dusk) bottom = mix(s.p.tone(top, 0.08), s.p[Role::accent], 0.3);
  if (s.daytime == Daytime::dawn) bottom = mix(s.p.tone(top, 0.06), s.p[Role::skin], 0.4);
  const bool dark = s.weather == Weather::storm || s.weather == Weather::rain;
  s.p.background(dark ? s.p.tone(top, -0.14) : top, dark ? s.p.tone(bottom, -0.04) : bottom);
  if (s.night()) {
    for (int i = 0; i < 34; ++i) {
      const double r = s.u(0.0018, 0.0048);
      s.p.fill(ellipse(s.u(0, 1), s.u(0, 0.55), r, r, 0, 8), s.p.colours().shine(),
               {.shade = 0, .ink = 0, .gradient = 0});
    }
  }
  if (!dark && s.weather != Weather::snow) {
    const bool low = s.daytime == Daytime::dusk || s.daytime == Daytime::dawn;
    sun_or_moon(s,
                s.sun_x >= 0    ? s.sun_x
                : s.chance(0.5) ? s.u(0.14, 0.32)
                                : s.u(0.68, 0.86),
                low ? s.u(0.3, 0.4) : s.u(0.13, 0.22), s.night() ? 0.055 : 0.065);
  }
  const double share = clouds + (dark ? 4 : 0);
  for (int i = 0; i < static_cast<int>(share); ++i) {
    const Lab colour = dark        ? s.p.tone(top, s.u(-0.3, -0.2))
                       : s.night() ? s.p.tone(top, 0.1)
                                   : mix(s.p[Role::light], bottom, 0.15);
    cloud(s, s.u(-0.05, 1.05), s.u(0.06, 0.32), s.u(0.06, 0.12) * (dark ? 1.5 : 1), colour);
  }
}

void birds(Stage& s, int count, double x0, double x1, double y0, double y1) {
  for (int i = 0; i < count; ++i) {
    const double x = s.u(x0, x1), y = s.u(y0, y1), w = s.u(0.014, 0.03);
    s.p.line(curve({{x - w, y - w * 0.5},
                    {x - w * 0.4, y - w * 0.65},
                    {x, y},
                    {x + w * 0.4, y - w * 0.7},
                    {x + w, y - w * 0.4}}),
             1.2);
  }
}

void ridge(Stage& s, double base, double height, double roughness, Lab colour, double ink) {
  constexpr int count = 65;  // midpoint displacement
  std::vector<double> line(count);
  line.front() = s.u(-1, 1) * height;
  line.back() = s.u(-1, 1) * height;
  double size = height;
  for (int step = count - 1; step > 1; step /= 2, size *= roughness) {
    for (int i = step / 2; i < count; i += step) {
      line[static_cast<std::size_t>(i)] = (line[static_cast<std::size_t>(i - step / 2)] +
                                           line[static_cast<std::size_t>(std::min(count - 1, i + step / 2))]) /
                                              2 +
                                          s.u(-1, 1) * size;
    }
  }
  Path path;
  for (int i = 0; i < count; ++i)
    path.push_back({-0.03 + 1.06 * i / (count - 1), base + line[static_cast<std::size_t>(i)]});
  path.push_back({1.05, 1.08});
  path.push_back({-0.05, 1.08});
  s.p.fill(path, colour, {.shade = 0.06, .ink = ink, .gradient = 0.07, .hatch = false, .depth = -0.7});
}

void peak(Stage& s, double x, double base, double width, double height, Lab colour) {
  const double top = base - height, l = x - width / 2, r = x + width / 2;
  const double k = s.u(-0.06, 0.06) * width;
  s.p.fill({{l, base},
            {l + width * 0.2, base - height * 0.42},
            {l + width * 0.27, base - height * 0.4},
            {x + k, top},
            {r - width * 0.24, base - height * 0.5},
            {r - width * 0.17, base - height * 0.42},
            {r, base}},
           colour, {.shade = 0, .gradient = 0.07});
  s.p.fill({{x + k, top},
            {r - width * 0.24, base - height * 0.5},
            {r - width * 0.17, base - height * 0.42},
            {r, base},
            {x + width * 0.1, base},
            {x + width * 0.02, base - height * 0.45},
            {x + width * 0.09, base - height * 0.6}},
           s.p.tone(colour, -0.12), {.shade = 0, .ink = 0.5});
  s.p.fill({{x + k, top},
            {x + k + width * 0.115, base - height * 0.74},
            {x + width * 0.075, base - height * 0.7},
            {x + width * 0.03, base - height * 0.76},
            {x - width * 0.02, base - height * 0.66},
            {x - width * 0.06, base - height * 0.73},
            {x - width * 0.115, base - height * 0.69}},
           s.p[Role::light], {.shade = 0.06, .ink = 0.7, .hatch = false});
}

void land(Stage& s, double y, Lab colour) {
  const Lab base = s.snowy() ? mix(colour, s.p[Role::light], 0.75) : colour;
  s.p.fill({{-0.05, y + s.u(-0.01, 0.01)},
            {0.3, y + s.u(-0.015, 0.015)},
            {0.7, y + s.u(-0.015, 0.015)},
            {1.05, y},
            {1.05, 1.08},
            {-0.05, 1.08}},
           base, {.shade = 0, .ink = 0.6, .gradient = 0.08});
  for (int i = 0; i < 16; ++i) {
    const double yy = y + (1 - y) * std::pow(s.u(0, 1), 1.5) + 0.015, x = s.u(0, 1),
                 l = s.u(0.02, 0.1) * (0.4 + (yy - y) / (1.05 - y));
    s.p.stroke({{x - l, yy}, {x, yy + s.u(-0.004, 0.004)}, {x + l, yy}}, s.p.tone(base, s.chance(0.5) ? -0.09 : 0.06),
               s.u(0.6, 1.3), 0.55);
  }
}

void water(Stage& s, double y, double bottom, int waves) {
  s.p.fill(rectangle(-0.05, y, 1.1, bottom - y), s.p[Role::water], {.shade = 0, .ink = 0.6, .gradient = 0.08});
  for (int i = 0; i < waves; ++i) {
    const double depth = std::pow(s.u(0, 1), 0.9), yy = y + 0.012 + (bottom - y - 0.02) * depth, x = s.u(0, 1);
    const double l = s.u(0.03, 0.11) * (0.35 + depth);
    s.p.stroke(
        curve(
            {{x - l, yy}, {x - l * 0.4, yy - 0.006}, {x, yy + 0.003}, {x + l * 0.5, yy - 0.005}, {x + l, yy + 0.002}}),
        s.p.tone(Role::water, s.chance(0.55) ? 0.12 : -0.1), s.u(0.7, 1.7), 0.7);
  }
}

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

void rock(Stage& s, double x, double y, double width, double height) {
  const Lab stone = s.p.tone(Role::middle, s.u(-0.06, 0.04));
  s.p.fill({{x - width / 2, y},
            {x - width * 0.42, y - height * 0.6},
            {x - width * 0.12, y - height},
            {x + width * 0.22, y - height * 0.86},
            {x + width * 0.46, y - height * 0.4},
            {x + width / 2, y}},
           stone, {.shade = 0.14, .ink = 0.9, .glow = 0.06});
  s.p.line({{x - width * 0.12, y - height}, {x - width * 0.02, y - height * 0.5}, {x + width * 0.06, y - height * 0.1}},
           0.6, 0.7);
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

void window(Stage& s, double x, double y, double width, double height, bool lit) {
  const Lab glass = lit ? mix(s.p.colours().shine(), s.p[Role::accent], 0.25) : s.p.tone(Role::water, -0.12);
  s.p.fill(rectangle(x, y, width, height), glass, {.shade = 0, .ink = 0.6, .gradient = 0.03});
  s.p.line({{x + width / 2, y}, {x + width / 2, y + height}}, 0.5);
  s.p.line({{x, y + height * 0.45}, {x + width, y + height * 0.45}}, 0.5);
}

void small_house(Stage& s, double x, double y, double width, double height, Lab wall, bool lit) {
  const double l = x - width / 2, top = y - height * 0.6;
  s.p.fill(rectangle(l, top, width, height * 0.6), wall, {.shade = 0.08, .ink = 0.8, .hatch = false});
  s.p.fill({{l - width * 0.1, top}, {x, y - height}, {l + width * 1.1, top}},
           s.snowy() ? s.p[Role::light] : s.p[Role::accent], {.shade = 0.08, .ink = 0.8, .hatch = false});
  s.p.fill(rectangle(x - width * 0.1, y - height * 0.28, width * 0.2, height * 0.28), s.p[Role::wood],
           {.shade = 0, .ink = 0.6});
  for (const double dx : {-0.32, 0.18}) window(s, x + dx * width, y - height * 0.48, width * 0.16, height * 0.16, lit);
}

void view_window(Stage& s, double x, double y, double width, double height) {
  const Lab frame = s.p.tone(Role::light, -0.04);
  s.p.fill(rectangle(x - 0.02, y - 0.02, width + 0.04, height + 0.04), frame, {.shade = 0.04, .hatch = false});
  {
    const Path pane = rectangle(x, y, width, height);
    s.p.fill(pane, s.night() ? s.p[Role::sky] : s.p.tone(Role::sky, 0.06), {.shade = 0, .ink = 0.7, .gradient = 0.06});
    const auto clip = s.p.within(pane);
    const double horizon = y + height * 0.68;
    s.p.fill(closed_curve({{x - 0.1, y + height * 1.2},
                           {x - 0.05, horizon},
                           {x + width * 0.3, horizon - height * 0.1},
                           {x + width * 0.7, horizon + height * 0.04},
                           {x + width + 0.1, horizon - height * 0.06},
                           {x + width + 0.1, y + height * 1.2}}),
             s.p.tone(Role::leaf, 0.02), {.shade = 0.05, .ink = 0.6, .hatch = false});
    if (s.weather == Weather::clear && !s.night())
      cloud(s, x + width * 0.4, y + height * 0.25, width * 0.16, s.p[Role::light]);
  }
  for (int i = 1; i < 3; ++i) s.p.stroke({{x, y + height * i / 3}, {x + width, y + height * i / 3}}, frame, 2, 1);
  s.p.stroke({{x + width / 2, y}, {x + width / 2, y + height}}, frame, 2.6, 1);
  s.p.fill(rectangle(x - 0.04, y + height + 0.015, width + 0.08, 0.03), frame, {.shade = 0.08});
}

void lamp_post(Stage& s, double x, double y, double size) {
  const auto frame = s.p.at(x, y, size);
  s.p.fill(rectangle(-0.012, -0.85, 0.024, 0.85), s.p[Role::dark], {.shade = 0, .ink = 0.5});
  if (s.night() || s.daytime == Daytime::dusk) s.p.halo(0, -0.92, 0.3, s.p.colours().shine(), 0.6);
  s.p.fill({{-0.05, -0.98}, {0.05, -0.98}, {0.035, -0.85}, {-0.035, -0.85}}, s.p.colours().shine(),
           {.shade = 0.04, .ink = 0.8});
  s.p.fill({{-0.07, -0.98}, {0, -1.04}, {0.07, -0.98}}, s.p[Role::dark], {.shade = 0, .ink = 0.6});
}

void rowing_boat(Stage& s, double x, double y, double length) {
  const auto frame = s.p.at(x, y, length);
  s.p.fill(ellipse(0, 0.05, 0.46, 0.04), s.p.tone(Role::water, -0.14), {.shade = 0, .ink = 0, .alpha = 0.7});
  s.p.fill(
      closed_curve({{-0.5, -0.17}, {-0.2, -0.1}, {0.2, -0.1}, {0.5, -0.18}, {0.36, 0.04}, {0, 0.07}, {-0.36, 0.04}}),
      s.p[Role::wood], {.shade = 0.12, .glow = 0.06});
  s.p.fill(closed_curve({{-0.44, -0.15}, {0, -0.12}, {0.44, -0.16}, {0.2, -0.07}, {-0.2, -0.07}}),
           s.p.tone(Role::wood, -0.14), {.shade = 0, .ink = 0.6});
  s.p.line(curve({{-0.45, -0.08}, {0, -0.02}, {0.45, -0.09}}), 0.7);
}

void wheel(Stage& s, double x, double y, double radius, int spokes, bool thin) {
  if (thin) {
    s.p.line(ellipse(x, y, radius, radius, 0, 32), 1.6);
    s.p.line({{x + radius, y}, polar({x, y}, radius, 0.2)}, 1.6);
    s.p.line(ellipse(x, y, radius * 0.9, radius * 0.9, 0, 32), 0.6);
  } else {
    s.p.fill(ellipse(x, y, radius, radius), s.p[Role::dark], {.shade = 0.04, .ink = 1.1, .hatch = false});
    s.p.fill(ellipse(x, y, radius * 0.6, radius * 0.6), s.p.tone(Role::light, -0.15), {.shade = 0.1, .hatch = false});
  }
  for (int i = 0; i < spokes; ++i)
    s.p.line({{x, y}, polar({x, y}, radius * (thin ? 0.95 : 0.55), 2 * pi * i / spokes)}, thin ? 0.5 : 0.8);
  s.p.fill(ellipse(x, y, radius * 0.13, radius * 0.13), s.p[Role::dark], {.shade = 0, .ink = 0.4});
}

void weather_over(Stage& s) {
  switch (s.weather) {
    case Weather::rain:
    case Weather::storm:
      for (int i = 0; i < 60; ++i) {
        const double x = s.u(-0.05, 1.05), y = s.u(-0.05, 1), l = s.u(0.03, 0.07);
        s.p.stroke({{x, y}, {x - l * 0.14, y + l / 2}, {x - l * 0.28, y + l}},
                   mix(s.p.colours().shine(), s.p[Role::sky], 0.25), 0.6, 0.55);
      }
      return;
    case Weather::snow:
      for (int i = 0; i < 46; ++i) {
        const double r = s.u(0.003, 0.008);
        s.p.fill(ellipse(s.u(0, 1), s.u(0, 1), r, r, 0, 9), s.p.colours().shine(),
                 {.shade = 0, .ink = 0.15, .gradient = 0});
      }
      return;
    case Weather::mist:
      for (int i = 0; i < 4; ++i) {
        const double y = s.u(0.45, 0.85);
        s.p.fill(ellipse(s.u(0.1, 0.9), y, s.u(0.4, 0.7), s.u(0.02, 0.05)), mix(s.p[Role::light], s.p[Role::sky], 0.4),
                 {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.38});
      }
      return;
    case Weather::clear:
      return;
  }
}

}  // namespace tessera::offline
