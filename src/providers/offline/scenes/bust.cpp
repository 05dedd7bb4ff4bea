// Head and shoulders.
#include "providers/offline/scenes/figures.h"

namespace tessera::offline {

void draw_bust(Stage& s, const Bust& b) {
  const Lab skin = s.p[Role::skin], hair = s.p[Role::hair];
  const double t = b.turn * 0.06;
  if (b.hair == Hair::long_hair)
    s.p.fill(closed_curve(symmetric({{0, -0.31}, {0.16, -0.25}, {0.21, -0.04}, {0.25, 0.2}, {0.2, 0.42}})), hair,
             {.shade = 0.08, .glow = 0.05});
  if (b.hair == Hair::curly) {
    for (int i = 0; i < 15; ++i) {
      const Point c = polar({0, -0.03}, 0.2, 2.5 + i * 0.31);
      s.p.fill(ellipse(c.x, c.y, 0.085, 0.08, 0, 16), s.p.tone(hair, s.u(-0.03, 0.06)),
               {.shade = 0.08, .ink = 0.8, .hatch = false});
    }
  }
  s.p.fill(closed_curve(symmetric({{0.1, 0.16}, {0.11, 0.34}, {0, 0.45}})), s.p.tone(skin, -0.06), {.shade = 0.1});
  s.p.fill(closed_curve({{-0.44, 0.72},
                         {-0.38, 0.5},
                         {-0.29, 0.42},
                         {-0.11, 0.34},
                         {0, 0.44},
                         {0.11, 0.34},
                         {0.29, 0.41},
                         {0.39, 0.5},
                         {0.44, 0.72}}),
           Role::cloth, {.shade = 0.16, .ink = 1.1, .glow = 0.07});
  s.p.line(curve({{-0.11, 0.35}, {-0.07, 0.46}, {0, 0.53}, {0.07, 0.46}, {0.11, 0.35}}), 1.1);
  for (const double side : {-1.0, 1.0})
    s.p.fill(ellipse(side * 0.17 + t * 0.3, 0.03, 0.03, 0.05), s.p.tone(skin, -0.05), {.shade = 0.06});
  s.p.fill(closed_curve({{-0.165, -0.1},
                         {-0.163, 0.06},
                         {-0.105, 0.18},
                         {t * 0.5, 0.245},
                         {0.105, 0.18},
                         {0.163, 0.06},
                         {0.165, -0.1},
                         {0.09, -0.22},
                         {-0.09, -0.22}}),
           skin, {.shade = 0.11, .glow = 0.04, .hatch = false, .depth = 1.5});
  for (const double side : {-1.0, 1.0}) {
    const double ex = t + side * 0.07, ey = 0;
    s.p.fill(ellipse(ex * 1.1, 0.075, 0.035, 0.022), mix(skin, s.p[Role::accent], 0.35),
             {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.45});
    if (b.closed_eyes || b.smile) {
      s.p.line(arc(ex, ey + (b.smile ? 0.014 : -0.01), 0.036, 0.02, b.smile ? 3.4 : 0.2, b.smile ? 6.02 : 2.94), 1.8);
    } else {
      s.p.fill(closed_curve({{ex - 0.04, ey + 0.004},
                             {ex - 0.015, ey - 0.022},
                             {ex + 0.02, ey - 0.022},
                             {ex + 0.04, ey + 0.006},
                             {ex + 0.01, ey + 0.018},
                             {ex - 0.02, ey + 0.016}}),
               s.p.tone(Role::light, 0), {.shade = 0, .ink = 0.5});
      eye(s, ex + 0.003, ey - 0.002, 0.018);
      s.p.line(
          curve(
              {{ex - 0.044, ey + 0.002}, {ex - 0.015, ey - 0.027}, {ex + 0.022, ey - 0.026}, {ex + 0.045, ey + 0.004}}),
          1.6);
    }
    s.p.line(
        curve({{ex - 0.05, ey - 0.05 + side * 0.004}, {ex - 0.005, ey - 0.066}, {ex + 0.05, ey - 0.05 - side * 0.004}}),
        2.2);
    if (b.glasses) s.p.line(ellipse(ex, ey, 0.055, 0.05, 0, 24), 1.3);
  }
  if (b.glasses) s.p.line({{t - 0.016, -0.005}, {t + 0.016, -0.005}}, 1.3);
  s.p.line(
      curve({{t + 0.012, 0.01}, {t + 0.024 * (b.turn >= 0 ? 1 : -1), 0.075}, {t + 0.004, 0.092}, {t - 0.016, 0.084}}),
      1);
  const Lab lips = mix(s.p.tone(skin, -0.16), s.p[Role::accent], 0.3);
  if (b.smile) {
    s.p.fill(closed_curve(
                 {{t - 0.066, 0.125}, {t, 0.138}, {t + 0.066, 0.125}, {t + 0.04, 0.165}, {t, 0.18}, {t - 0.04, 0.165}}),
             s.p.tone(Role::dark, 0.05), {.shade = 0, .ink = 0.8});
    s.p.fill(closed_curve({{t - 0.056, 0.13}, {t, 0.14}, {t + 0.056, 0.13}, {t, 0.15}}), Role::light,
             {.shade = 0, .ink = 0});
  } else {
    s.p.fill(closed_curve({{t - 0.058, 0.142},
                           {t - 0.02, 0.13},
                           {t, 0.135},
                           {t + 0.022, 0.13},
                           {t + 0.058, 0.14},
                           {t + 0.01, 0.165},
                           {t - 0.02, 0.163}}),
             lips, {.shade = 0, .ink = 0.5});
    s.p.line(curve({{t - 0.06, 0.142}, {t, 0.147}, {t + 0.06, 0.14}}), 1);
  }
  if (b.beard) {
    s.p.fill(closed_curve({{-0.165, 0.03},
                           {-0.13, 0.1},
                           {-0.06, 0.115},
                           {t, 0.105},
                           {0.06, 0.115},
                           {0.13, 0.1},
                           {0.165, 0.03},
                           {0.15, 0.22},
                           {0.06, 0.34},
                           {t * 0.5, 0.37},
                           {-0.06, 0.34},
                           {-0.15, 0.22}}),
             s.p.tone(Role::light, -0.06), {.shade = 0.1, .hatch = false});
    for (int i = -2; i <= 2; ++i)
      s.p.line(curve({{0.045 * i, 0.16}, {0.04 * i + 0.01, 0.24}, {0.025 * i, 0.32}}), 0.6, 0.7);
    s.p.line(curve({{t - 0.045, 0.15}, {t, 0.158}, {t + 0.045, 0.15}}), 1.2);
  }
  if (b.hair != Hair::bald) {
    s.p.fill(closed_curve({{-0.185, 0.02},
                           {-0.2, -0.14},
                           {-0.1, -0.29},
                           {0.08, -0.3},
                           {0.195, -0.16},
                           {0.182, 0.02},
                           {0.145, -0.09},
                           {0.06 + t, -0.17},
                           {-0.05 + t, -0.14},
                           {-0.14, -0.09}}),
             hair, {.shade = 0.08, .glow = 0.07});
    for (int i = 0; i < 6; ++i) {
      const double a = -0.14 + 0.055 * i;
      s.p.line(curve({{a * 0.6, -0.28}, {a, -0.22}, {a * 1.15, -0.15}}), 0.7, 0.7);
    }
  }
  if (b.hat) {
    s.p.fill(closed_curve({{-0.3, -0.15},
                           {-0.16, -0.21},
                           {-0.13, -0.36},
                           {0, -0.385},
                           {0.13, -0.36},
                           {0.16, -0.21},
                           {0.3, -0.15},
                           {0, -0.12}}),
             Role::accent, {.shade = 0.14, .ink = 1.1});
    s.p.line(curve({{-0.155, -0.22}, {0, -0.185}, {0.155, -0.22}}), 1.4);
  }
}

}  // namespace tessera::offline
