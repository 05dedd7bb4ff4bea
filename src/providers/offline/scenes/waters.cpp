#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void mountain_lake(Stage& s) {
  sky(s, 2);
  const double shore = s.u(0.52, 0.58), x = s.u(0.4, 0.62);
  peak(s, x - 0.36, shore, 0.6, s.u(0.18, 0.26), s.p.tone(Role::distance, 0.04));
  peak(s, x + 0.36, shore, 0.56, s.u(0.2, 0.28), s.p.tone(Role::distance, 0.02));
  peak(s, x, shore, 0.74, s.u(0.36, 0.44), s.p[Role::middle]);
  for (int i = 0; i < 9; ++i) pine(s, i < 5 ? 0.06 * i : 1 - 0.06 * (i - 5), shore + 0.015, s.u(0.14, 0.24));
  s.p.fill(rectangle(-0.05, shore, 1.1, 0.6), s.p.tone(Role::water, 0.02), {.shade = 0, .ink = 0.8, .gradient = 0.08});
  s.p.fill({{x - 0.37, shore + 0.01},
            {x + 0.37, shore + 0.01},
            {x + 0.1, shore + 0.2},
            {x, shore + 0.3},
            {x - 0.12, shore + 0.18}},
           s.p.tone(Role::water, -0.12), {.shade = 0, .ink = 0, .alpha = 0.8});
  s.p.fill({{x - 0.07, shore + 0.22}, {x + 0.07, shore + 0.22}, {x, shore + 0.3}}, s.p.tone(Role::light, -0.05),
           {.shade = 0, .ink = 0, .alpha = 0.7});
  for (int i = 0; i < 14; ++i) {
    const double y = s.u(shore + 0.03, 0.98), cx = s.u(0, 1), l = s.u(0.04, 0.14);
    s.p.stroke({{cx - l, y}, {cx, y + 0.002}, {cx + l, y}}, s.p.tone(Role::water, 0.14), 0.9, 0.7);
  }
  if (s.variant % 2 == 0) {
    pine(s, 0.08, 1.04, 0.8);
    pine(s, 0.24, 1.06, 0.56);
  } else {
    rock(s, 0.84, 1.0, 0.34, 0.14);
    rock(s, 0.62, 1.02, 0.2, 0.08);
  }
}

void river_valley(Stage& s) {
  sky(s, 3);
  ridge(s, 0.4, 0.07, 0.5, s.p.tone(Role::distance, 0.03));
  for (const double side : {-1.0, 1.0}) {
    const double x = 0.5 + side * 0.5;
    s.p.fill(closed_curve({{x + side * 0.3, 0.3},
                           {x, 0.42},
                           {x - side * 0.3, 0.52},
                           {x - side * 0.48, 0.56},
                           {x - side * 0.2, 0.7},
                           {x + side * 0.3, 0.8}}),
             s.p.tone(Role::leaf, side > 0 ? 0.05 : 0.0), {.shade = 0.07, .hatch = false});
  }
  land(s, 0.54, s.p.tone(Role::ground, 0.02));
  s.p.fill(closed_curve({{0.49, 0.545},
                         {0.53, 0.545},
                         {0.66, 0.6},
                         {0.5, 0.68},
                         {0.34, 0.76},
                         {0.56, 0.88},
                         {0.9, 1.1},
                         {0.1, 1.1},
                         {0.14, 0.9},
                         {0.12, 0.76},
                         {0.36, 0.66},
                         {0.56, 0.6}}),
           s.p[Role::water], {.shade = 0.05, .ink = 0.9, .gradient = 0.08});
  for (int i = 0; i < 12; ++i) {
    const double y = s.u(0.75, 1), x = 0.3 + s.u(-0.12, 0.2);
    s.p.stroke({{x - 0.06, y}, {x, y - 0.004}, {x + 0.06, y}}, s.p.tone(Role::water, 0.13), 1, 0.7);
  }
  constexpr Point willows[4] = {{0.12, 0.66}, {0.84, 0.68}, {0.72, 0.6}, {0.93, 0.9}};
  for (const Point at : willows) {
    const double size = (at.y - 0.45) * 1.0;
    tree(s, at.x, at.y, size);
    for (int k = 0; k < 9; ++k) {
      const double x = at.x + (k - 4) * 0.055 * size * 1.3;
      s.p.stroke(
          curve({{x, at.y - size * 0.58}, {x + 0.01, at.y - size * 0.38}, {x - 0.005, at.y - size * s.u(0.12, 0.26)}}),
          s.p.tone(Role::leaf, s.u(-0.08, 0.06)), 1.4, 0.9);
    }
  }
}

void waterfall(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0.04), s.p.tone(Role::leaf, 0.1));
  for (int i = 0; i < 6; ++i) tree(s, 0.06 + 0.18 * i, 0.3, 0.34);
  const double x = s.u(0.44, 0.56);
  const Lab stone = s.p.tone(Role::middle, -0.06);
  s.p.fill({{-0.05, 0.2}, {0.2, 0.16}, {x - 0.12, 0.22}, {x - 0.1, 0.5}, {x - 0.16, 0.78}, {-0.05, 0.82}}, stone,
           {.shade = 0.12, .glow = 0.05});
  s.p.fill({{1.05, 0.18}, {0.8, 0.15}, {x + 0.12, 0.22}, {x + 0.11, 0.5}, {x + 0.17, 0.78}, {1.05, 0.82}},
           s.p.tone(stone, -0.05), {.shade = 0.12, .glow = 0.05});
  for (int i = 0; i < 12; ++i) {
    const double rx = i % 2 == 0 ? s.u(0, x - 0.16) : s.u(x + 0.16, 1), ry = s.u(0.25, 0.72), l = s.u(0.04, 0.1);
    s.p.line({{rx - l, ry}, {rx, ry + s.u(-0.02, 0.02)}, {rx + l, ry + s.u(0, 0.05)}}, 0.7, 0.6);
  }
  s.p.fill(
      closed_curve(
          {{x - 0.11, 0.19}, {x + 0.11, 0.19}, {x + 0.115, 0.4}, {x + 0.13, 0.8}, {x - 0.13, 0.8}, {x - 0.115, 0.4}}),
      s.p.tone(Role::light, -0.03), {.shade = 0.06, .ink = 0.7, .hatch = false});
  for (int i = 0; i < 16; ++i) {
    const double fx = x + s.u(-0.1, 0.1), y0 = s.u(0.2, 0.5);
    s.p.stroke(curve({{fx, y0}, {fx + 0.004, y0 + 0.12}, {fx - 0.003, y0 + s.u(0.2, 0.28)}}),
               s.p.tone(Role::water, s.u(-0.06, 0.08)), 1.2, 0.7);
  }
  s.p.fill(ellipse(x, 0.87, 0.42, 0.12), Role::water, {.shade = 0.04, .ink = 0.8, .gradient = 0.06, .hatch = false});
  for (int i = 0; i < 4; ++i) s.p.line(arc(x, 0.82, 0.12 + 0.06 * i, 0.025 + 0.02 * i, 0.2, pi - 0.2), 0.6, 0.6);
  for (int i = 0; i < 7; ++i)
    s.p.fill(ellipse(x + s.u(-0.14, 0.14), 0.79 + s.u(-0.02, 0.02), s.u(0.03, 0.05), s.u(0.02, 0.03)), Role::light,
             {.shade = 0.03, .ink = 0.3, .hatch = false});
  rock(s, 0.1, 0.99, 0.3, 0.15);
  rock(s, 0.88, 1.0, 0.34, 0.17);
  rock(s, 0.7, 1.02, 0.16, 0.08);
  fern(s, 0.2, 0.9, 0.14);
  fern(s, 0.82, 0.85, 0.13);
  fern(s, 0.04, 0.76, 0.12);
}

void storm_coast(Stage& s) {
  sky(s, 3);
  s.p.fill(rectangle(-0.05, 0.5, 1.1, 0.6), s.p.tone(Role::water, -0.04), {.shade = 0, .ink = 0.6, .gradient = 0.08});
  s.p.fill({{1.05, 0.2}, {0.86, 0.24}, {0.8, 0.34}, {0.72, 0.38}, {0.7, 0.5}, {0.62, 0.6}, {0.66, 0.7}, {1.05, 0.76}},
           s.p.tone(Role::middle, -0.05), {.shade = 0.14, .glow = 0.05});
  for (int i = 0; i < 7; ++i) s.p.line({{0.72 + 0.04 * i, 0.42 + 0.01 * i}, {0.7 + 0.05 * i, 0.64}}, 0.7, 0.6);
  for (int i = 0; i < 4; ++i) {  // rollers from far to near, each with a breaking crest
    const double y = 0.56 + 0.115 * i, x = s.u(-0.02, 0.06) + 0.1 * (i % 2), h = 0.05 + 0.028 * i;
    const Lab sea = s.p.tone(Role::water, -0.1 + 0.04 * i);
    Path roller = {{-0.2, 1.2}, {-0.1, y + h * 0.4}};
    for (int k = 0; k < 4; ++k) {
      const double left = x + 0.3 * k - 0.1;
      roller.push_back({left, y + h * 0.45});
      roller.push_back({left + 0.12, y - h * s.u(0.5, 0.8)});
      roller.push_back({left + 0.17, y - h * 0.45});
    }
    roller.push_back({1.15, y + h * 0.4});
    roller.push_back({1.2, 1.2});
    s.p.fill(closed_curve(roller), sea, {.shade = 0.06, .ink = 0.8, .hatch = false});
    for (int k = 0; k < 4; ++k) {
      const double left = x + 0.3 * k - 0.1;
      for (int f = 0; f < 7; ++f) {  // foam runs down from the crest
        const double t = f / 6.0, r = h * s.u(0.16, 0.26) * (1 - 0.45 * std::abs(t - 0.6));
        s.p.fill(ellipse(left + 0.06 + 0.13 * t, y - h * (0.62 * std::sin(pi * (0.25 + 0.45 * t))) + r * 0.6, r * 1.5,
                         r, 0.3, 12),
                 s.p.tone(Role::light, s.u(-0.05, 0)), {.shade = 0.04, .ink = 0.35, .hatch = false});
      }
      s.p.stroke(curve({{left + 0.02, y + h * 0.7}, {left + 0.12, y + h * 0.45}, {left + 0.24, y + h * 0.75}}),
                 s.p.tone(Role::light, -0.06), 1.3, 0.7);
    }
  }
  for (int i = 0; i < 26; ++i) {
    const double r = s.u(0.006, 0.02), x = s.u(0.52, 0.76), y = s.u(0.42, 0.72);
    s.p.fill(ellipse(x, y, r, r, 0, 10), Role::light, {.shade = 0, .ink = 0.3});
  }
  rock(s, 0.62, 0.8, 0.22, 0.16);
  rock(s, 0.86, 0.98, 0.4, 0.22);
  rock(s, 0.14, 1.02, 0.26, 0.12);
  birds(s, 4, 0.1, 0.6, 0.2, 0.4);
}

void lily_pond(Stage& s) {
  sky(s, 0);
  for (int i = 0; i < 6; ++i) bush(s, 0.2 * i, 0.38, 0.32);
  water(s, 0.38, 1.1, 20);
  for (const double x : {0.05, 0.13, 0.92}) reeds(s, x, 0.56, 0.34, 6);
  for (int i = 0; i < 15; ++i) {
    const double t = (i + 0.5) / 15, y = 0.5 + 0.48 * t, r = 0.03 + 0.06 * t, x = std::fmod(0.17 + i * 0.381, 1.0);
    const double cut = s.u(0, 6);
    Path pad = arc(x, y, r, r * 0.38, cut + 0.25, cut + 2 * pi - 0.25);
    pad.push_back({x, y});
    s.p.fill(pad, s.p.tone(Role::leaf, s.u(-0.02, 0.1)), {.shade = 0.06, .ink = 0.8, .hatch = false});
    if (i % 3 == 0) {
      for (int k = 0; k < 7; ++k)
        s.p.fill(tube({{x, y - r * 0.1},
                       {x + (k - 3) * r * 0.13, y - r * 0.4},
                       {x + (k - 3) * r * 0.17, y - r * (0.75 - 0.06 * std::abs(k - 3))}},
                      {r * 0.1, r * 0.2, r * 0.04}),
                 s.p.tone(k % 2 == 0 ? Role::light : Role::accent, k % 2 == 0 ? 0 : 0.12),
                 {.shade = 0.04, .ink = 0.5, .hatch = false});
    }
  }
  s.p.fill(closed_curve({{0.56, 0.79}, {0.66, 0.735}, {0.82, 0.74}, {0.9, 0.79}, {0.8, 0.83}, {0.62, 0.83}}),
           s.p.tone(Role::middle, 0.05), {.shade = 0.12, .glow = 0.06});
}

void open_sea(Stage& s) {
  sky(s, 4);
  water(s, 0.5, 1.1, 60);
  for (int i = 0; i < 20; ++i) {
    const double y = s.u(0.52, 0.98), w = 0.02 + 0.1 * (y - 0.5);
    s.p.stroke({{0.5 - w * s.u(0.4, 1), y}, {0.5 + w * s.u(0.4, 1), y}}, s.p.colours().shine(), 1.4, 0.8);
  }
  birds(s, 5);
}

constexpr Subject all[] = {
    {"mountain lake", nature_category, "lake+ mirrored+ reflection peak pine glacier fjord", "", mountain_lake},
    {"river valley", nature_category, "river+ valley+ willow stream winding creek", "", river_valley},
    {"waterfall", nature_category, "waterfall+ cascade+ ferns mossy pool", "", waterfall},
    {"storm coast", nature_category, "coast+ storm+ waves breaking cliff cliffs rocky thunder", "", storm_coast},
    {"lily pond", nature_category, "pond+ lily+ lilies reeds marsh swamp", "", lily_pond},
    {"open sea", nature_category, "sea+ ocean+ horizon sunset sunrise bay beach", "", open_sea},
};

}  // namespace

std::span<const Subject> waters() { return all; }

}  // namespace tessera::offline
