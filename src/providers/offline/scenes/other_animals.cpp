#include <numbers>

#include "providers/offline/scenes/figures.h"
#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void owl(Stage& s) {
  sky(s, 1);
  const auto world = s.p.at(s.mirror ? 1 : 0, 0, 1, 0, s.mirror);
  const Lab bark = s.p.tone(Role::wood, -0.06);
  s.p.fill(tube({{1.05, 0.62}, {0.7, 0.76}, {0.4, 0.8}, {0.08, 0.74}}, {0.1, 0.07, 0.05, 0.02}), bark, {.ink = 0.9});
  for (int i = 0; i < 4; ++i)
    s.p.fill(tube({{0.2 + 0.2 * i, 0.78}, {0.16 + 0.2 * i, 0.88}, {0.2 + 0.2 * i, 0.97}}, {0.03, 0.018, 0.006}), bark,
             {.shade = 0, .ink = 0.6});
  s.p.fill(tube({{0.88, 0.68}, {0.92, 0.5}, {0.86, 0.34}}, {0.04, 0.025, 0.008}), bark, {.shade = 0, .ink = 0.6});
  const auto frame = s.p.at(0.47, 0.5, 1);
  const Lab feather = s.p.tone(Role::skin, -0.12), dark = s.p.tone(Role::wood, 0.02);
  for (const double side : {-1.0, 1.0}) {
    const auto wing = s.p.at(0, 0, 1, 0, side < 0);
    for (int i = 6; i >= 0; --i) {
      const double a = -0.85 + 0.26 * i, l = 0.46 - 0.025 * i;
      s.p.fill(
          tube({{0.06, -0.06}, polar({0.06, -0.06}, l * 0.6, a), polar({0.06, -0.06}, l, a + 0.05)}, {0.1, 0.1, 0.03}),
          s.p.tone(i % 2 == 0 ? feather : dark, -0.03), {.shade = 0.08, .ink = 0.8, .hatch = false});
    }
    s.p.fill(closed_curve({{0.04, -0.12}, {0.2, -0.24}, {0.3, -0.2}, {0.22, -0.02}, {0.06, 0.08}}), feather,
             {.shade = 0.1, .hatch = false});
    for (int i = 0; i < 4; ++i) s.p.line(arc(0.1 + 0.05 * i, -0.06 - 0.02 * i, 0.025, 0.02, 0.2, 2.9), 0.7);
  }
  for (int i = -2; i <= 2; ++i)
    s.p.fill(tube({{0.02 * i, 0.18}, {0.04 * i, 0.28}, {0.05 * i, 0.34}}, {0.04, 0.045, 0.03}),
             s.p.tone(dark, 0.02 * (i % 2)), {.shade = 0.06, .ink = 0.8, .hatch = false});
  s.p.fill(closed_curve(symmetric({{0.06, -0.16}, {0.13, -0.02}, {0.12, 0.12}, {0.05, 0.22}})), feather,
           {.shade = 0.12, .glow = 0.06, .hatch = false});
  for (int y = 0; y < 4; ++y) {
    for (int x = -1; x <= 1; ++x) s.p.line(arc(0.055 * x, -0.02 + 0.055 * y, 0.022, 0.018, 0.3, 2.8), 0.8);
  }
  for (const double x : {-0.05, 0.05}) {
    s.p.fill(tube({{x, 0.2}, {x, 0.27}, {x, 0.3}}, {0.04, 0.03, 0.02}), s.p.tone(Role::accent, 0.04),
             {.shade = 0.05, .ink = 0.8});
    for (const double dx : {-0.02, 0.0, 0.02}) s.p.line({{x, 0.29}, {x + dx, 0.325}}, 1.6);
  }
  s.p.fill(closed_curve(symmetric({{0.04, -0.3}, {0.12, -0.28}, {0.135, -0.18}, {0.06, -0.11}})), feather,
           {.shade = 0.08, .hatch = false});
  for (const double x : {-0.058, 0.058}) {
    s.p.fill({{x * 1.5 - 0.02, -0.27}, {x * 2, -0.35}, {x * 1.5 + 0.02, -0.275}}, dark, {.shade = 0.05});
    s.p.fill(ellipse(x, -0.2, 0.055, 0.055), s.p.tone(Role::light, -0.04), {.shade = 0, .ink = 0.8});
    s.p.fill(ellipse(x, -0.2, 0.034, 0.034), mix(s.p[Role::accent], s.p.colours().shine(), 0.4), {.shade = 0});
    eye(s, x, -0.2, 0.018);
  }
  s.p.fill({{-0.018, -0.185}, {0.018, -0.185}, {0, -0.14}}, s.p.tone(Role::dark, 0.08), {.shade = 0});
}

void turtle(Stage& s) {
  const auto frame = s.p.at(0.5, 0.5, 0.86, s.u(-0.25, -0.05), s.mirror);
  const Lab skin = s.p.tone(Role::leaf, 0.06), shell = s.p.tone(Role::wood, 0.06);
  for (const Path& fin : {Path{{0.12, 0.02}, {0.26, 0.2}, {0.14, 0.4}, {0.06, 0.36}, {0.08, 0.18}},
                          Path{{0.16, -0.1}, {0.34, -0.24}, {0.36, -0.42}, {0.26, -0.36}, {0.1, -0.16}},
                          Path{{-0.28, 0.06}, {-0.42, 0.16}, {-0.48, 0.12}, {-0.34, 0.0}}})
    s.p.fill(closed_curve(fin), skin, {.shade = 0.1, .hatch = false});
  s.p.fill(closed_curve({{0.3, -0.04}, {0.4, -0.1}, {0.5, -0.08}, {0.54, -0.01}, {0.47, 0.05}, {0.34, 0.05}}), skin,
           {.shade = 0.1, .hatch = false});
  eye(s, 0.46, -0.035, 0.018);
  s.p.line({{0.53, 0.005}, {0.47, 0.02}}, 0.8);
  s.p.fill(closed_curve({{-0.36, 0.05},
                         {-0.28, -0.12},
                         {-0.06, -0.22},
                         {0.18, -0.18},
                         {0.33, -0.03},
                         {0.24, 0.1},
                         {-0.04, 0.15},
                         {-0.26, 0.12}}),
           shell, {.shade = 0.14, .ink = 1.1, .glow = 0.07});
  for (const Point c :
       {Point{-0.18, -0.03}, Point{-0.02, -0.08}, Point{0.15, -0.05}, Point{-0.08, 0.06}, Point{0.08, 0.05}}) {
    Path plate;
    for (int i = 0; i < 6; ++i) plate.push_back(polar(c, 0.072, i * pi / 3 + 0.3));
    s.p.fill(plate, s.p.tone(shell, s.u(-0.08, 0.02)), {.shade = 0.06, .ink = 0.9, .hatch = false});
  }
  const auto world = s.p.at(0, 0, 1);
  for (int i = 0; i < 9; ++i) {
    const double x = s.u(-0.55, 0.55), y = s.chance(0.5) ? s.u(-0.55, -0.3) : s.u(0.25, 0.5), l = s.u(0.03, 0.05);
    const Lab colour = s.p[i % 2 == 0 ? Role::accent : Role::light];
    s.p.fill({{x - l * 0.8, y}, {x - l * 1.4, y - l * 0.5}, {x - l * 1.4, y + l * 0.5}}, colour,
             {.shade = 0, .ink = 0.6});
    s.p.fill(ellipse(x, y, l, l * 0.55), colour, {.shade = 0.05, .ink = 0.7, .hatch = false});
    eye(s, x + l * 0.5, y - l * 0.1, l * 0.14);
  }
}

void dragon(Stage& s) {
  const auto frame = s.p.at(s.mirror ? 0.53 : 0.47, 0.92, 0.88, 0, s.mirror);
  const Lab scale = s.p.tone(Role::leaf, 0.04);
  for (int i = 0; i < 46; ++i) {
    const double t = s.u(-1, 1), x = t * 0.26, y = -s.u(0, 0.2) * (1 - t * t);
    s.p.fill(ellipse(x, y, 0.032, 0.017, s.u(-0.4, 0.4), 14),
             mix(s.p[Role::accent], s.p.colours().shine(), s.u(0.2, 0.7)), {.shade = 0.06, .ink = 0.7, .hatch = false});
  }
  s.p.fill(closed_curve({{-0.12, -0.42},
                         {-0.3, -0.72},
                         {-0.5, -0.76},
                         {-0.44, -0.64},
                         {-0.5, -0.52},
                         {-0.38, -0.5},
                         {-0.36, -0.38},
                         {-0.2, -0.34}}),
           s.p.tone(Role::accent, -0.06), {.shade = 0.1});
  for (const Point tip : {Point{-0.5, -0.76}, Point{-0.5, -0.52}, Point{-0.36, -0.38}})
    s.p.line(curve({{-0.13, -0.4}, {(tip.x - 0.15) / 2, (tip.y - 0.44) / 2 - 0.03}, tip}), 1);
  s.p.fill(tube({{0.3, -0.42},
                 {0.12, -0.44},
                 {-0.1, -0.4},
                 {-0.32, -0.3},
                 {-0.42, -0.12},
                 {-0.28, -0.0},
                 {0.0, 0.02},
                 {0.28, 0.0},
                 {0.44, -0.1},
                 {0.46, -0.24}},
                {0.12, 0.17, 0.22, 0.21, 0.18, 0.15, 0.12, 0.09, 0.06, 0.02}),
           scale, {.shade = 0.14, .ink = 1.1, .glow = 0.07});
  s.p.fill({{0.43, -0.23}, {0.5, -0.33}, {0.52, -0.2}}, Role::accent, {.shade = 0.05});
  for (int i = 0; i < 13; ++i) {
    const double t = i / 12.0;
    const Point at = t < 0.5 ? Point{0.18 - 1.0 * t, -0.5 + 0.1 * t + 0.24 * t * t}
                             : Point{-0.38 + 0.14 * (t - 0.5), -0.37 + 0.6 * (t - 0.5)};
    s.p.fill({{at.x - 0.03, at.y + 0.02}, {at.x - 0.015, at.y - 0.05}, {at.x + 0.03, at.y}}, Role::accent,
             {.shade = 0, .ink = 0.7});
  }
  for (int i = 0; i < 18; ++i)
    s.p.line(arc(-0.3 + s.u(-0.08, 0.5), s.u(-0.42, -0.3), 0.022, 0.016, 0.3, 2.9), 0.7, 0.8);
  const auto head = s.p.at(0.3, -0.44, 1, 0.22);
  for (const double x : {-0.06, 0.0})
    s.p.fill(tube({{x, -0.06}, {x - 0.07, -0.13}, {x - 0.15, -0.15}}, {0.04, 0.03, 0.008}), s.p.tone(Role::light, -0.1),
             {.shade = 0.05, .ink = 0.8});
  s.p.fill(closed_curve({{-0.1, -0.02},
                         {-0.04, -0.1},
                         {0.06, -0.1},
                         {0.12, -0.05},
                         {0.24, -0.05},
                         {0.28, 0.0},
                         {0.24, 0.06},
                         {0.08, 0.08},
                         {-0.06, 0.08}}),
           scale, {.shade = 0.1, .glow = 0.06, .hatch = false});
  s.p.line(curve({{0.27, 0.02}, {0.16, 0.03}, {0.06, 0.02}}), 1);
  s.p.fill(ellipse(0.05, -0.045, 0.024, 0.02), mix(s.p[Role::accent], s.p.colours().shine(), 0.5), {.shade = 0});
  s.p.fill(ellipse(0.052, -0.045, 0.007, 0.018), Role::dark, {.shade = 0, .ink = 0});
  s.p.line(arc(0.24, -0.02, 0.01, 0.008, 0, 5), 0.8);
  for (int i = 0; i < 4; ++i)
    s.p.stroke(
        curve({{0.29 + 0.02 * i, -0.02}, {0.34 + 0.015 * i, -0.08 - 0.03 * i}, {0.31 + 0.03 * i, -0.15 - 0.04 * i}}),
        s.p.tone(Role::light, -0.05), 1.8, 0.5);
}

void heron(Stage& s) {
  const auto frame = s.stand(0.84);
  for (int i = 0; i < 3; ++i) s.p.line(ellipse(0, 0, 0.08 + 0.07 * i, 0.015 + 0.014 * i, 0, 30), 0.7, 0.7);
  s.p.fill({{-0.02, 0.02}, {0.03, 0.02}, {0.06, 0.3}, {-0.02, 0.26}}, s.p.tone(Role::water, -0.12),
           {.shade = 0, .ink = 0, .alpha = 0.6});
  s.p.line({{0.0, 0.0}, {0.01, -0.2}, {0.0, -0.4}}, 2.2);
  s.p.line({{0.03, -0.4}, {0.1, -0.28}, {0.02, -0.24}}, 2);
  const Lab gray = s.p.tone(Role::distance, -0.04);
  s.p.fill(tube({{0.12, -0.5}, {0.2, -0.62}, {0.1, -0.72}, {0.13, -0.86}}, {0.1, 0.06, 0.045, 0.045}),
           s.p.tone(Role::light, -0.04), {.shade = 0.08, .hatch = false});
  s.p.fill(closed_curve({{0.18, -0.54},
                         {0.1, -0.62},
                         {-0.08, -0.58},
                         {-0.26, -0.44},
                         {-0.4, -0.34},
                         {-0.2, -0.36},
                         {0.0, -0.38},
                         {0.14, -0.44}}),
           gray, {.shade = 0.13, .glow = 0.06});
  for (int i = 0; i < 4; ++i)
    s.p.line(curve({{0.06 - 0.06 * i, -0.54 + 0.02 * i},
                    {-0.08 - 0.05 * i, -0.47 + 0.02 * i},
                    {-0.2 - 0.04 * i, -0.38 + 0.008 * i}}),
             0.8);
  s.p.fill(closed_curve({{0.08, -0.9}, {0.13, -0.93}, {0.2, -0.91}, {0.21, -0.86}, {0.14, -0.84}}),
           s.p.tone(Role::light, -0.02), {.shade = 0.06, .hatch = false});
  s.p.fill({{0.2, -0.9}, {0.42, -0.85}, {0.2, -0.865}}, mix(s.p[Role::accent], s.p.colours().shine(), 0.3),
           {.shade = 0.04, .ink = 0.9});
  s.p.fill(tube({{0.14, -0.915}, {0.04, -0.91}, {-0.06, -0.87}}, {0.03, 0.02, 0.006}), Role::dark, {.shade = 0});
  eye(s, 0.16, -0.89, 0.011);
  for (int i = 0; i < 3; ++i)
    s.p.line(curve({{0.14 + 0.015 * i, -0.56}, {0.15 + 0.02 * i, -0.48}, {0.13 + 0.02 * i, -0.4}}), 0.8);
}

void perched_bird(Stage& s) {
  const auto frame = s.p.at(0.5, 0.5, 1, 0, s.mirror);
  s.p.fill(tube({{-0.55, 0.28}, {-0.2, 0.22}, {0.2, 0.26}, {0.55, 0.18}}, {0.035, 0.05, 0.045, 0.03}), Role::wood,
           {.ink = 0.9});
  for (int i = 0; i < 11; ++i)
    leaf_shape(s, -0.5 + 0.1 * i, 0.24 + s.u(-0.02, 0.03), s.u(0.08, 0.12), s.u(-2.6, 2.6),
               s.p.tone(Role::leaf, s.u(-0.06, 0.06)));
  const Lab feather = s.p[Role::accent];
  s.p.fill({{-0.14, 0.1}, {-0.42, 0.32}, {-0.36, 0.38}, {-0.06, 0.2}}, s.p.tone(feather, -0.12), {.shade = 0.08});
  s.p.fill(closed_curve(
               {{0.2, -0.14}, {0.22, 0.04}, {0.12, 0.2}, {-0.04, 0.22}, {-0.18, 0.12}, {-0.16, -0.02}, {0.0, -0.16}}),
           feather, {.shade = 0.14, .ink = 1.1, .glow = 0.06});
  s.p.fill(closed_curve({{0.18, -0.08}, {0.2, 0.06}, {0.1, 0.19}, {0.0, 0.18}, {0.08, 0.04}}),
           s.p.tone(Role::light, -0.04), {.shade = 0.05, .ink = 0.4, .hatch = false});
  s.p.fill(closed_curve({{0.02, -0.06}, {-0.1, 0.0}, {-0.26, 0.2}, {-0.1, 0.16}, {0.02, 0.08}}),
           s.p.tone(feather, -0.1), {.shade = 0.1});
  for (int i = 0; i < 3; ++i)
    s.p.line(curve({{-0.02, 0.0 + 0.04 * i}, {-0.1, 0.06 + 0.035 * i}, {-0.18, 0.13 + 0.02 * i}}), 0.8);
  s.p.fill(ellipse(0.16, -0.2, 0.12, 0.11), feather, {.shade = 0.1, .glow = 0.06, .hatch = false});
  s.p.fill({{0.26, -0.22}, {0.38, -0.18}, {0.26, -0.15}}, mix(s.p[Role::wood], s.p.colours().shine(), 0.3),
           {.shade = 0.04});
  eye(s, 0.2, -0.22, 0.02);
  for (const double x : {0.02, 0.09}) s.p.line({{x, 0.2}, {x + 0.005, 0.26}}, 1.8);
}

void fish(Stage& s) {
  for (int i = 0; i < 4; ++i) {
    const double size = i == 0 ? 0.62 : s.u(0.2, 0.3);
    const auto frame = i == 0 ? s.p.at(0.5, 0.46, size, 0.05, s.mirror)
                              : s.p.at(s.u(0.15, 0.85), 0.2 + 0.24 * i, size, 0, s.chance(0.5));
    const Lab scale = s.p[i % 2 == 0 ? Role::accent : Role::cloth];
    s.p.fill(closed_curve({{-0.36, 0}, {-0.58, -0.2}, {-0.54, 0}, {-0.58, 0.2}}), s.p.tone(scale, -0.08),
             {.shade = 0.06});
    s.p.fill(closed_curve({{-0.1, -0.18}, {0.05, -0.34}, {0.2, -0.18}}), s.p.tone(scale, -0.06), {.shade = 0.05});
    s.p.fill(closed_curve({{-0.4, 0}, {-0.14, -0.2}, {0.2, -0.22}, {0.45, 0}, {0.2, 0.2}, {-0.14, 0.18}}), scale,
             {.shade = 0.13, .glow = 0.08});
    for (int k = 0; k < 12; ++k)
      s.p.line(arc(-0.2 + 0.11 * (k % 4), -0.08 + 0.07 * (k / 4), 0.04, 0.035, -1.3, 1.3), 0.7, 0.8);
    s.p.line(arc(0.16, 0, 0.06, 0.15, -1.2, 1.2), 0.9);
    eye(s, 0.32, -0.05, 0.03);
  }
}

void butterfly(Stage& s) {
  const auto frame = s.p.at(0.5, 0.5, 0.94, s.u(-0.3, 0.3));
  for (const double side : {-1.0, 1.0}) {
    const auto wing = s.p.at(0, 0, 1, 0, side < 0);
    s.p.fill(closed_curve({{0.02, 0.02}, {0.2, 0.06}, {0.34, 0.2}, {0.26, 0.36}, {0.1, 0.28}}), s.p[Role::cloth],
             {.shade = 0.1, .ink = 1.2, .glow = 0.06});
    s.p.fill(closed_curve({{0.02, -0.04}, {0.16, -0.3}, {0.36, -0.4}, {0.46, -0.24}, {0.34, -0.02}, {0.12, 0.04}}),
             s.p[Role::accent], {.shade = 0.1, .ink = 1.2, .glow = 0.06});
    for (const Point c : {Point{0.3, -0.24}, Point{0.22, -0.12}, Point{0.22, 0.2}}) {
      s.p.fill(ellipse(c.x, c.y, 0.055, 0.05), Role::dark, {.shade = 0});
      s.p.fill(ellipse(c.x, c.y, 0.028, 0.026), Role::light, {.shade = 0, .ink = 0.5});
    }
    for (int i = 0; i < 4; ++i)
      s.p.line(curve({{0.03, -0.03}, {0.18, -0.14 + 0.04 * i}, {0.36 - 0.02 * i, -0.3 + 0.1 * i}}), 0.7);
    s.p.line(curve({{0.01, -0.2}, {0.05, -0.34}, {0.1, -0.42}}), 1.2);
  }
  s.p.fill(closed_curve(symmetric({{0.01, -0.22}, {0.035, -0.16}, {0.03, 0.04}, {0.012, 0.26}})), Role::dark,
           {.shade = 0.05});
}

constexpr Subject all[] = {
    {"owl", animals_category, "owl+ eagle hawk wings raven landing", "", owl},
    {"turtle", animals_category, "turtle+ tortoise reef gliding coral", "reef", turtle},
    {"dragon", animals_category, "dragon+ serpent griffin coins creature monster", "cave", dragon},
    {"heron", animals_category, "heron+ stork flamingo crane swan duck leg", "pond,lake", heron},
    {"perched bird", animals_category, "bird+ robin sparrow parrot kingfisher songbird", "garden,forest,studio",
     perched_bird},
    {"fish", animals_category, "fish+ whale dolphin shark goldfish octopus", "reef", fish},
    {"butterfly", animals_category, "butterfly+ bee moth dragonfly insect beetle", "meadow,garden", butterfly},
};

}  // namespace

std::span<const Subject> other_animals() { return all; }

}  // namespace tessera::offline
