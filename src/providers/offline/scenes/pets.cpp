#include <cmath>
#include <numbers>

#include "providers/offline/scenes/figures.h"
#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void sitting_cat(Stage& s) {
  const auto frame = s.stand(0.8);
  s.shadow(0, 0, 0.7);
  const Lab fur = s.p[s.chance(0.5) ? Role::wood : Role::trousers];
  s.p.fill(tube({{0.14, -0.06}, {0.34, -0.04}, {0.4, -0.2}, {0.32, -0.32}}, {0.09, 0.075, 0.065, 0.04}),
           s.p.tone(fur, -0.05), {.shade = 0.1});
  s.p.fill(closed_curve(symmetric({{0.08, -0.58}, {0.15, -0.4}, {0.22, -0.18}, {0.2, -0.02}})), fur,
           {.shade = 0.14, .glow = 0.06, .depth = 1.5});
  s.p.fill(closed_curve(symmetric({{0.05, -0.52}, {0.08, -0.36}, {0.04, -0.22}})), s.p.tone(Role::light, -0.03),
           {.shade = 0.05, .ink = 0.5, .hatch = false});
  for (const double x : {-0.065, 0.065})
    s.p.fill(tube({{x, -0.3}, {x, -0.1}, {x, 0}}, {0.085, 0.075, 0.09}), s.p.tone(fur, x < 0 ? 0.02 : -0.03),
             {.shade = 0.08, .hatch = false});
  const auto head = s.p.at(0, -0.68, 1);
  for (const double x : {-0.11, 0.11}) {
    s.p.fill({{x - 0.06, -0.06}, {x * 1.25, -0.24}, {x + 0.06, -0.06}}, fur, {.shade = 0.08});
    s.p.fill({{x - 0.03, -0.08}, {x * 1.2, -0.18}, {x + 0.03, -0.08}}, Role::skin, {.shade = 0, .ink = 0.5});
  }
  s.p.fill(ellipse(0, 0, 0.175, 0.14), fur, {.shade = 0.1, .glow = 0.06, .hatch = false});
  s.p.fill(closed_curve(symmetric({{0.0, 0.025}, {0.07, 0.05}, {0.05, 0.1}})), s.p.tone(Role::light, -0.02),
           {.shade = 0, .ink = 0.3});
  for (const double x : {-0.075, 0.075}) {
    s.p.fill(ellipse(x, -0.015, 0.035, 0.03), s.p.tone(Role::accent, 0.08), {.shade = 0, .ink = 1.1});
    s.p.fill(ellipse(x, -0.015, 0.011, 0.027), Role::dark, {.shade = 0, .ink = 0});
    for (int i = 0; i < 3; ++i) s.p.line({{x * 0.7, 0.05 + 0.012 * i}, {x * 3, 0.03 + 0.03 * i}}, 0.6);
  }
  s.p.fill({{-0.02, 0.03}, {0.02, 0.03}, {0, 0.05}}, Role::skin, {.shade = 0, .ink = 0.8});
  s.p.line(curve({{-0.045, 0.075}, {-0.015, 0.085}, {0, 0.06}, {0.015, 0.085}, {0.045, 0.075}}), 0.9);
}

void sleeping_cat(Stage& s) {
  const auto frame = s.p.at(0.5, 0.92, 0.9, 0, s.mirror);
  s.p.fill(rounded(-0.5, -0.56, 1.0, 0.4, 0.08), Role::cloth, {.shade = 0.1});
  s.p.fill(rounded(-0.46, -0.26, 0.92, 0.18, 0.05), s.p.tone(Role::cloth, 0.05), {.shade = 0.1});
  for (const double x : {-0.55, 0.43})
    s.p.fill(rounded(x, -0.38, 0.14, 0.34, 0.06), s.p.tone(Role::cloth, -0.04), {.shade = 0.1});
  s.p.fill(rectangle(-0.46, -0.1, 0.92, 0.06), s.p.tone(Role::cloth, -0.06), {.shade = 0.05});
  s.p.fill({{-0.3, -0.24}, {0.12, -0.52}, {0.34, -0.52}, {0.2, -0.24}}, s.p.colours().shine(),
           {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.35});
  const Lab fur = s.p.tone(Role::wood, 0.08), stripe = s.p.tone(Role::wood, -0.14);
  s.p.fill(closed_curve({{-0.3, -0.22},
                         {-0.3, -0.36},
                         {-0.16, -0.44},
                         {0.06, -0.45},
                         {0.24, -0.38},
                         {0.28, -0.27},
                         {0.2, -0.2},
                         {-0.1, -0.18}}),
           fur, {.shade = 0.14, .glow = 0.06, .depth = 1.5});
  for (int i = 0; i < 6; ++i)
    s.p.stroke(curve({{-0.06 + 0.055 * i, -0.44 + 0.01 * std::abs(i - 2)},
                      {-0.03 + 0.06 * i, -0.38},
                      {-0.03 + 0.055 * i, -0.33}}),
               stripe, 2.2, 0.9);
  s.p.fill(tube({{0.26, -0.26}, {0.16, -0.19}, {-0.05, -0.17}, {-0.2, -0.18}}, {0.07, 0.065, 0.06, 0.04}),
           s.p.tone(fur, -0.04), {.shade = 0.08, .hatch = false});
  for (int i = 0; i < 5; ++i) s.p.stroke({{-0.1 + 0.06 * i, -0.2}, {-0.095 + 0.06 * i, -0.145}}, stripe, 1.6, 0.9);
  const auto head = s.p.at(-0.24, -0.29, 1, -0.1);
  for (const double x : {-0.07, 0.07})
    s.p.fill({{x - 0.045, -0.06}, {x * 1.35, -0.16}, {x + 0.045, -0.06}}, fur, {.shade = 0.08});
  s.p.fill(ellipse(0, 0, 0.13, 0.1), fur, {.shade = 0.1, .glow = 0.05, .hatch = false});
  for (const double x : {-0.02, 0.0, 0.02}) s.p.stroke({{x, -0.09}, {x * 1.2, -0.05}}, stripe, 1.5, 0.9);
  for (const double x : {-0.05, 0.05}) s.p.line(arc(x, 0, 0.025, 0.016, 0.2, pi - 0.2), 1.4);
  s.p.fill({{-0.012, 0.025}, {0.012, 0.025}, {0, 0.04}}, Role::skin, {.shade = 0, .ink = 0.7});
  s.p.line(curve({{-0.03, 0.055}, {-0.01, 0.06}, {0, 0.045}, {0.01, 0.06}, {0.03, 0.055}}), 0.8);
  for (const double side : {-1.0, 1.0}) {
    for (int i = 0; i < 2; ++i) s.p.line({{side * 0.05, 0.035 + 0.015 * i}, {side * 0.17, 0.02 + 0.035 * i}}, 0.5);
  }
}

void wet_dog(Stage& s) {
  const auto frame = s.stand(0.8);
  s.shadow(0, 0.01, 0.9);
  draw_beast(s, {.coat = Role::wood,
                 .leg = 0.2,
                 .depth = 0.3,
                 .neck = 0.15,
                 .neck_angle = 0.85,
                 .neck_width = 0.22,
                 .head = 0.24,
                 .head_depth = 0.19,
                 .head_angle = 0.35,
                 .leg_width = 0.085,
                 .gait = {-0.2, 0.2, 0.22, -0.18},
                 .ears = Ears::floppy,
                 .tail = Tail::bushy,
                 .shaggy = true});
  for (int i = 0; i < 34; ++i) {
    const double a = s.u(pi * 0.95, 2.05 * pi), r = s.u(0.36, 0.66);
    const Point at = polar({0, -0.3}, r, a);
    s.p.fill(ellipse(at.x, at.y, 0.009, 0.018, a + pi / 2, 10), s.p.tone(Role::water, 0.1), {.shade = 0, .ink = 0.5});
  }
  for (int i = 0; i < 5; ++i)
    s.p.line(arc(0, -0.3, 0.46 + 0.03 * i, 0.42 + 0.03 * i, pi * (1.1 + 0.17 * i), pi * (1.18 + 0.17 * i)), 0.8, 0.7);
}

void dog(Stage& s) {
  standing_beast(s,
                 {.coat = Role::wood,
                  .leg = 0.27,
                  .depth = 0.22,
                  .neck = 0.15,
                  .neck_angle = 0.8,
                  .head = 0.21,
                  .head_depth = 0.13,
                  .ears = Ears::floppy,
                  .tail = Tail::thin,
                  .pale_belly = true},
                 0.8);
}

constexpr Subject all[] = {
    {"sleeping cat", animals_category, "sleeping+ tabby kitten sofa sunlight", "room,window room", sleeping_cat},
    {"sitting cat", animals_category, "cat+ cats kittens", "room,windowsill,garden", sitting_cat},
    {"wet dog", animals_category, "shaking+ shaggy dog pebble", "beach", wet_dog},
    {"dog", animals_category, "dog+ puppy hound terrier", "park,meadow,street", dog},
};

}  // namespace

std::span<const Subject> pets() { return all; }

}  // namespace tessera::offline
