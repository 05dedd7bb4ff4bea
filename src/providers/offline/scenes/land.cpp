#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void dunes(Stage& s) {
  sky(s, 0);
  const double crest = s.u(0.36, 0.62);
  s.p.fill(closed_curve({{-0.3, 1.2}, {-0.1, 0.56}, {0.2, 0.5}, {0.5, 0.56}, {0.8, 0.49}, {1.1, 0.55}, {1.3, 1.2}}),
           s.p.tone(Role::ground, 0.07), {.shade = 0.05, .ink = 0.7, .hatch = false});
  const Path lit = {{-0.05, 0.74},        {crest * 0.5, 0.62}, {crest, 0.535},       {crest + 0.03, 0.62},
                    {crest - 0.06, 0.75}, {crest + 0.08, 0.9}, {crest - 0.02, 1.08}, {-0.05, 1.08}};
  s.p.fill(lit, s.p.tone(Role::ground, 0.1), {.shade = 0, .ink = 0.8, .gradient = 0.06});
  s.p.fill({{crest, 0.535},
            {crest + 0.25, 0.64},
            {1.05, 0.74},
            {1.05, 1.08},
            {crest - 0.02, 1.08},
            {crest + 0.08, 0.9},
            {crest - 0.06, 0.75},
            {crest + 0.03, 0.62}},
           s.p.tone(Role::ground, -0.13), {.shade = 0, .ink = 0.8, .gradient = 0.06});
  for (int i = 0; i < 12; ++i) {
    const double y = 0.74 + 0.026 * i;
    s.p.line(curve({{0.0, y + 0.02}, {crest * 0.4, y - 0.01}, {crest * 0.8, y + 0.01}}), 0.4, 0.35);
  }
  double x = crest * 0.55, y = 1.02, size = 0.016;
  for (int i = 0; i < 19; ++i) {  // footprints
    s.p.fill(ellipse(x + (i % 2 == 0 ? -size : size), y, size * 0.6, size * 0.85, 0.4), s.p.tone(Role::ground, -0.16),
             {.shade = 0, .ink = 0.3, .gradient = 0});
    x += (crest - x) * 0.09 + 0.008 * std::sin(i * 0.6);
    y -= 0.031 * std::pow(0.965, i);
    size *= 0.945;
  }
}

void woods(Stage& s) {
  const bool birch = s.says("birch");
  s.p.background(s.p.tone(Role::sky, 0.05), s.p.tone(Role::distance, 0.1));
  sun_or_moon(s, s.u(0.3, 0.7), 0.46, 0.08);
  for (int i = 0; i < 14; ++i)
    s.p.fill(rectangle(s.u(-0.02, 1), -0.02, s.u(0.012, 0.024), 0.68), s.p.tone(Role::distance, s.u(-0.02, 0.05)),
             {.shade = 0, .ink = 0.3});
  land(s, 0.62, s.p.tone(Role::ground, 0));
  for (int row = 0; row < 3; ++row) {
    const int count = 5 - row;
    for (int i = 0; i < count; ++i) {
      const double w = 0.025 + 0.022 * row, x = (i + 0.5) / count + s.u(-0.09, 0.09),
                   base = 0.66 + 0.12 * row + s.u(0, 0.04);
      const Lab bark = birch ? s.p.tone(Role::light, -0.02) : s.p.tone(Role::wood, 0.05 - 0.05 * row);
      s.p.fill({{x + w * 3, base + 0.015}, {x + 0.34, base + 0.11}, {x + 0.31, base + 0.12}, {x, base + 0.015}},
               s.p.tone(s.snowy() ? Role::light : Role::ground, -0.12), {.shade = 0, .ink = 0, .alpha = 0.7});
      s.p.fill({{x - w * 0.8, base},
                {x - w * 0.5, base - 0.1},
                {x - w * 0.4, -0.05},
                {x + w * 0.4, -0.05},
                {x + w * 0.5, base - 0.1},
                {x + w * 0.9, base}},
               bark, {.shade = 0.14, .hatch = false});
      for (int k = 0; k < 7; ++k) {
        const double y = s.u(0, base - 0.06), side = s.chance(0.5) ? -1 : 1;
        if (birch) {
          s.p.fill({{x - side * w * 0.42, y}, {x + side * w * 0.1, y + 0.006}, {x - side * w * 0.42, y + 0.015}},
                   Role::dark, {.shade = 0, .ink = 0.3});
        } else {
          s.p.line({{x + side * w * 0.2, y}, {x + side * w * 0.1, y + 0.05}}, 0.6, 0.7);
        }
        if (k < 2) s.p.line(curve({{x, y}, {x + side * 0.07, y - 0.05}, {x + side * 0.13, y - 0.06}}), 1.2);
      }
    }
  }
  if (!s.snowy()) {
    for (int i = 0; i < 8; ++i) fern(s, s.u(0, 1), s.u(0.86, 1.02), s.u(0.06, 0.11));
  }
}

void lone_tree(Stage& s) {
  sky(s, 2);
  ridge(s, 0.56, 0.04, 0.5, s.p[Role::distance]);
  const double x = s.u(0.36, 0.66);
  s.p.fill(
      closed_curve({{-0.3, 1.2}, {-0.1, 0.72}, {x - 0.2, 0.6}, {x, 0.565}, {x + 0.25, 0.61}, {1.1, 0.74}, {1.3, 1.2}}),
      s.p.tone(Role::leaf, 0.06), {.shade = 0, .ink = 0.8, .gradient = 0.06});
  tree(s, x, 0.585, 0.46);
  for (int row = 0; row < 9; ++row) {  // rows of flowering bushes that run to one point
    const double far = (row - 4) * 0.05, near = (row - 4) * 0.3;
    for (int k = 0; k < 9; ++k) {
      const double t = (k + 0.5) / 9, y = 0.66 + 0.38 * t * t, fx = x + far + (near - far) * t * t,
                   r = 0.008 + 0.032 * t;
      s.p.fill(ellipse(fx, y, r * 1.25, r, 0, 12),
               s.p.tone(s.says("lavender") ? mix(s.p[Role::cloth], s.p[Role::accent], 0.3) : s.p[Role::accent],
                        s.u(-0.07, 0.07)),
               {.shade = 0.08, .ink = 0.4, .hatch = false});
    }
  }
}

void volcano(Stage& s) {
  sky(s, 0);
  const double x = s.u(0.44, 0.56);
  for (int i = 0; i < 9; ++i) {
    const double t = i / 8.0, r = 0.045 + 0.06 * t;
    s.p.fill(ellipse(x + 0.03 + 0.2 * t * t + s.u(-0.03, 0.03), 0.33 - 0.3 * t, r * 1.2, r),
             s.p.tone(Role::middle, s.u(-0.08, 0.12)), {.shade = 0.1, .ink = 0.5, .hatch = false});
  }
  s.p.fill({{x - 0.46, 0.86},
            {x - 0.26, 0.6},
            {x - 0.09, 0.37},
            {x - 0.03, 0.385},
            {x + 0.04, 0.375},
            {x + 0.09, 0.36},
            {x + 0.28, 0.6},
            {x + 0.5, 0.86}},
           s.p.tone(Role::distance, -0.1), {.shade = 0.12, .glow = 0.06});
  s.p.fill({{x - 0.05, 0.385},
            {x + 0.05, 0.375},
            {x + 0.07, 0.46},
            {x + 0.03, 0.6},
            {x + 0.05, 0.7},
            {x - 0.01, 0.6},
            {x + 0.0, 0.47}},
           mix(s.p[Role::accent], s.p.colours().shine(), 0.35), {.shade = 0, .ink = 0.6});
  for (int i = 0; i < 5; ++i)
    s.p.line({{x - 0.3 + 0.14 * i, 0.7 - 0.03 * (i % 2)}, {x - 0.34 + 0.17 * i, 0.84}}, 0.6, 0.6);
  for (int i = 0; i < 14; ++i) {
    const double cx = s.u(-0.1, 1.1), y = 0.8 + 0.018 * i;
    cloud(s, cx, y, s.u(0.07, 0.13),
          mix(s.p.tone(Role::light, s.night() ? -0.2 : -0.03), s.p[Role::sky], s.night() ? 0.4 : 0.15));
  }
}

void garden_path(Stage& s) {
  s.p.fill(closed_curve({{0.45, 0.6}, {0.55, 0.6}, {0.6, 0.75}, {0.85, 1.1}, {0.15, 1.1}, {0.44, 0.76}}),
           s.p.tone(Role::ground, 0.12), {.shade = 0, .ink = 0.7});
  for (const double side : {-1.0, 1.0}) {
    for (int i = 0; i < 12; ++i) {
      const double t = (i + 0.5) / 12, y = 0.66 + 0.36 * t, x = 0.5 + side * (0.1 + 0.34 * t * s.u(0.8, 1.25));
      s.p.stroke({{x, y + 0.04}, {x, y}}, s.p[Role::leaf], 1.2);
      flower(s, x, y - 0.01, 0.02 + 0.03 * t,
             s.p[i % 3 == 0   ? Role::light
                 : i % 3 == 1 ? Role::accent
                              : Role::cloth],
             6);
    }
  }
  for (const double x : {0.3, 0.7})
    s.p.fill(rectangle(x - 0.012, 0.28, 0.024, 0.36), s.p.tone(Role::light, -0.05), {.shade = 0.06});
  s.p.line(arc(0.5, 0.3, 0.2, 0.18, pi, 2 * pi), 3.5);
  for (int i = 0; i < 16; ++i) {
    const Point q = polar({0.5, 0.3}, 0.2, pi + pi * i / 15);
    leaf_shape(s, q.x, q.y, 0.06, s.u(0, 6), s.p.tone(Role::leaf, s.u(-0.06, 0.06)));
    if (i % 3 == 0) flower(s, q.x, q.y, 0.028, s.p[Role::accent], 6);
  }
}

void big_peak(Stage& s) {
  sky(s, 3);
  peak(s, 0.16, 0.8, 0.6, 0.34, s.p.tone(Role::distance, 0.05));
  peak(s, 0.88, 0.8, 0.6, 0.4, s.p.tone(Role::distance, 0.02));
  peak(s, s.u(0.44, 0.56), 0.86, 1.0, 0.68, s.p[Role::middle]);
  ridge(s, 0.84, 0.04, 0.5, s.p.tone(Role::leaf, -0.03));
  for (int i = 0; i < 9; ++i) pine(s, s.u(0, 1), s.u(0.9, 1.02), s.u(0.12, 0.24));
}

void rainbow_field(Stage& s) {
  sky(s, 3);
  const Role bands[5] = {Role::accent, Role::skin, Role::leaf, Role::water, Role::cloth};
  for (int i = 0; i < 5; ++i)
    s.p.stroke(arc(0.5, 0.75, 0.46 - 0.022 * i, 0.5 - 0.022 * i, pi, 2 * pi), s.p.tone(bands[i], 0.06), 4.6, 0.7);
  ridge(s, 0.62, 0.04, 0.5, s.p[Role::distance]);
  land(s, 0.68, s.p[Role::ground]);
  tree(s, 0.2, 0.8, 0.4);
  for (int i = 0; i < 18; ++i) grass(s, s.u(0, 1), s.u(0.74, 1), 0.05, 4);
}

constexpr Subject all[] = {
    {"dunes", nature_category, "dunes+ desert+ sand footprints canyon", "", dunes},
    {"woods", nature_category, "forest+ birch+ trunks wood woods jungle path", "", woods},
    {"lone tree", nature_category, "tree+ oak+ lavender field lone hill blossom", "", lone_tree},
    {"volcano", nature_category, "volcano+ lava crater eruption smoke", "", volcano},
    {"garden path", nature_category, "garden+ flowers roses path blooming", "garden", garden_path},
    {"big peak", nature_category, "mountain+ mountains+ summit alpine snowy", "", big_peak},
    {"rainbow field", nature_category, "rainbow+ meadow+ prairie hills sky weather season spring summer countryside",
     "", rainbow_field},
};

}  // namespace

std::span<const Subject> lands() { return all; }

}  // namespace tessera::offline
