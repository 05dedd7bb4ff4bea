#include <algorithm>
#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

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
