#include <algorithm>
#include <cmath>
#include <numbers>

#include "providers/offline/scenes/figures.h"
#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void sitting_fox(Stage& s) {
  const auto frame = s.stand(0.82);
  s.shadow(0, 0, 0.8);
  const Lab fur = s.says("fox") ? s.p[Role::accent] : s.p[Role::wood];
  s.p.fill(closed_curve({{-0.12, -0.06},
                         {-0.34, -0.02},
                         {-0.52, -0.1},
                         {-0.54, -0.24},
                         {-0.42, -0.22},
                         {-0.28, -0.14},
                         {-0.14, -0.18}}),
           fur, {.shade = 0.12});
  s.p.fill(closed_curve({{-0.5, -0.08}, {-0.54, -0.24}, {-0.46, -0.2}, {-0.43, -0.1}}), s.p.tone(Role::light, -0.02),
           {.shade = 0.04, .ink = 0.6});
  s.p.fill(
      closed_curve(
          {{-0.2, -0.02}, {-0.26, -0.2}, {-0.16, -0.42}, {-0.04, -0.58}, {0.12, -0.56}, {0.16, -0.36}, {0.12, -0.02}}),
      fur, {.shade = 0.14, .glow = 0.06, .depth = 1.5});
  s.p.fill(closed_curve({{0.02, -0.5}, {0.13, -0.52}, {0.15, -0.3}, {0.09, -0.16}, {0.03, -0.3}}),
           s.p.tone(Role::light, -0.02), {.shade = 0.06, .ink = 0.5, .hatch = false});
  for (const double x : {0.02, 0.11})
    s.p.fill(tube({{x, -0.3}, {x + 0.005, -0.12}, {x + 0.02, -0.01}}, {0.085, 0.06, 0.07}),
             s.p.tone(fur, x < 0.05 ? -0.05 : 0), {.shade = 0.1, .hatch = false});
  const auto head = s.p.at(0.02, -0.66, 1, -0.12, true);  // looks back over the shoulder
  for (const double x : {-0.09, 0.07}) {
    s.p.fill({{x - 0.055, -0.07}, {x - 0.01, -0.24}, {x + 0.06, -0.09}}, fur, {.shade = 0.1});
    s.p.fill({{x - 0.03, -0.09}, {x - 0.006, -0.18}, {x + 0.03, -0.1}}, Role::dark, {.shade = 0, .ink = 0.4});
  }
  s.p.fill(closed_curve({{-0.15, -0.01},
                         {-0.1, -0.11},
                         {0.02, -0.135},
                         {0.12, -0.09},
                         {0.17, 0.0},
                         {0.3, 0.075},
                         {0.28, 0.11},
                         {0.12, 0.12},
                         {-0.04, 0.13}}),
           fur, {.shade = 0.1, .glow = 0.05, .hatch = false});
  s.p.fill(closed_curve({{-0.13, 0.03}, {0.02, 0.04}, {0.16, 0.05}, {0.28, 0.09}, {0.12, 0.125}, {-0.05, 0.13}}),
           s.p.tone(Role::light, -0.01), {.shade = 0.04, .ink = 0.4, .hatch = false});
  s.p.fill(ellipse(0.295, 0.085, 0.022, 0.02), Role::dark, {.shade = 0});
  eye(s, 0.1, 0.005, 0.019);
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

void horse(Stage& s) {
  const auto frame = s.p.at(s.spot.x, s.spot.y, std::min(0.86, 0.76 * s.spot.size), -0.04, s.mirror);
  s.shadow(0, 0.02, 1.0);
  draw_beast(s, {.coat = Role::wood,
                 .leg = 0.34,
                 .depth = 0.24,
                 .neck = 0.26,
                 .neck_angle = 0.72,
                 .neck_width = 0.15,
                 .head = 0.24,
                 .head_depth = 0.11,
                 .head_angle = 0.62,
                 .leg_width = 0.062,
                 .gait = {-0.55, -0.8, 0.85, 0.5},
                 .bend = 0.5,
                 .ears = Ears::pointed,
                 .tail = Tail::horse,
                 .mane = true});
  for (int i = 0; i < 6; ++i)
    cloud(s, -0.42 + s.u(-0.15, 0.2), 0.0 + s.u(-0.04, 0.02), s.u(0.025, 0.05), s.p.tone(Role::ground, 0.1));
}

void draw_elephant(Stage& s, double size, double x) {
  const auto frame = s.p.at(x, 0, size);
  const Lab hide = s.p.tone(Role::middle, 0.02);
  s.shadow(0, 0.01, 0.9);
  for (const double lx : {-0.2, 0.12})
    s.p.fill(rounded(lx, -0.3, 0.12, 0.3, 0.03), s.p.tone(hide, -0.1), {.shade = 0.08});
  s.p.line(curve({{-0.36, -0.42}, {-0.42, -0.3}, {-0.4, -0.18}}), 1.6);
  s.p.fill(closed_curve({{-0.36, -0.26},
                         {-0.36, -0.5},
                         {-0.16, -0.64},
                         {0.1, -0.63},
                         {0.26, -0.52},
                         {0.28, -0.3},
                         {0.1, -0.2},
                         {-0.2, -0.2}}),
           hide, {.shade = 0.14, .glow = 0.06, .depth = 1.6});
  for (const double lx : {-0.31, 0.03}) s.p.fill(rounded(lx, -0.32, 0.13, 0.32, 0.03), hide, {.shade = 0.1});
  s.p.fill(tube({{0.42, -0.44}, {0.52, -0.3}, {0.5, -0.12}, {0.55, 0.01}}, {0.16, 0.1, 0.075, 0.06}), hide,
           {.shade = 0.1, .hatch = false});
  for (int i = 0; i < 5; ++i)
    s.p.line({{0.47 + 0.01 * i, -0.3 + 0.055 * i}, {0.53 + 0.004 * i, -0.31 + 0.055 * i}}, 0.6);
  s.p.fill(
      closed_curve({{0.2, -0.5}, {0.24, -0.66}, {0.38, -0.7}, {0.5, -0.6}, {0.5, -0.42}, {0.38, -0.34}, {0.26, -0.36}}),
      hide, {.shade = 0.12, .glow = 0.05, .hatch = false});
  s.p.fill(tube({{0.44, -0.4}, {0.5, -0.32}, {0.58, -0.3}}, {0.035, 0.03, 0.012}), Role::light,
           {.shade = 0.04, .ink = 0.8});
  s.p.fill(closed_curve({{0.26, -0.64}, {0.12, -0.68}, {0.06, -0.54}, {0.12, -0.38}, {0.24, -0.36}, {0.3, -0.48}}),
           s.p.tone(hide, -0.05), {.shade = 0.12, .ink = 1.1, .hatch = false});
  eye(s, 0.4, -0.54, 0.016);
}

void elephants(Stage& s) {
  const auto frame = s.p.at(s.spot.x, 0.84, 0.62, 0, s.mirror);
  draw_elephant(s, 1.0, -0.14);
  const auto calf = s.p.at(0.38, 0.1, 0.5);
  draw_elephant(s, 1.0, 0);
}

void wet_dog(Stage& s) {
  const auto frame = s.stand(0.8);
  s.shadow(0, 0.01, 0.9);
  draw_beast(s, {.coat = Role::wood,
                 .leg = 0.26,
                 .depth = 0.26,
                 .neck = 0.14,
                 .neck_angle = 0.7,
                 .neck_width = 0.17,
                 .head = 0.22,
                 .head_depth = 0.15,
                 .head_angle = 0.15,
                 .leg_width = 0.075,
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

void standing_beast(Stage& s, const Beast& beast, double size) {
  const auto frame = s.stand(size);
  s.shadow(0, 0.01, 0.9);
  draw_beast(s, beast);
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

void deer(Stage& s) {
  const auto frame = s.stand(0.76);
  s.shadow(0, 0.01, 0.8);
  const Point head = draw_beast(s, {.coat = Role::skin,
                                    .leg = 0.42,
                                    .depth = 0.2,
                                    .neck = 0.26,
                                    .neck_angle = 1.0,
                                    .neck_width = 0.1,
                                    .head = 0.18,
                                    .head_depth = 0.09,
                                    .head_angle = 0.25,
                                    .leg_width = 0.042,
                                    .ears = Ears::upright,
                                    .tail = Tail::stub,
                                    .pale_belly = true});
  for (const double side : {-1.0, 1.0}) {
    const double x = head.x - 0.07;
    s.p.line(curve({{x, head.y - 0.06}, {x + side * 0.06, head.y - 0.17}, {x + side * 0.03, head.y - 0.3}}), 2.2);
    s.p.line(curve({{x + side * 0.05, head.y - 0.16}, {x + side * 0.12, head.y - 0.22}}), 1.8);
    s.p.line(curve({{x + side * 0.05, head.y - 0.23}, {x + side * 0.11, head.y - 0.3}}), 1.6);
  }
}

void cow(Stage& s) {
  standing_beast(s,
                 {.coat = Role::light,
                  .leg = 0.28,
                  .depth = 0.3,
                  .neck = 0.13,
                  .neck_angle = 0.35,
                  .neck_width = 0.18,
                  .head = 0.24,
                  .head_depth = 0.16,
                  .head_angle = 0.55,
                  .leg_width = 0.075,
                  .ears = Ears::round,
                  .tail = Tail::tuft},
                 0.8);
}

void sheep(Stage& s) {
  const auto frame = s.stand(0.72);
  s.shadow(0, 0.01, 0.8);
  for (const double x : {-0.2, -0.1, 0.1, 0.2})
    s.p.fill(rounded(x - 0.03, -0.24, 0.055, 0.24, 0.02), Role::dark, {.shade = 0.05});
  for (int i = 0; i < 13; ++i) {
    const Point c = polar({0, -0.36}, 0.2, 2 * pi * i / 13);
    s.p.fill(ellipse(c.x * 1.35, c.y, 0.1, 0.09), s.p.tone(Role::light, s.u(-0.05, 0)),
             {.shade = 0.08, .hatch = false});
  }
  s.p.fill(ellipse(0, -0.36, 0.27, 0.19), s.p.tone(Role::light, -0.02), {.shade = 0, .ink = 0});
  for (int i = 0; i < 9; ++i) s.p.line(arc(s.u(-0.2, 0.2), -0.36 + s.u(-0.12, 0.12), 0.03, 0.025, 2.6, 6.2), 0.8);
  s.p.fill(closed_curve({{0.26, -0.52}, {0.38, -0.54}, {0.47, -0.42}, {0.44, -0.34}, {0.32, -0.37}}), Role::dark,
           {.shade = 0.08});
  s.p.fill(ellipse(0.27, -0.5, 0.06, 0.025, 0.5), Role::dark, {.shade = 0.05});
  s.p.fill(ellipse(0.37, -0.47, 0.014, 0.014), Role::light, {.shade = 0, .ink = 0.6});
}

void big_cat(Stage& s) {
  const auto frame = s.stand(0.8);
  s.shadow(0, 0.01, 0.9);
  if (s.says("lion")) {
    for (int i = 0; i < 16; ++i) {
      const Point c = polar({0.42, -0.52}, 0.15, 2 * pi * i / 16);
      s.p.fill(ellipse(c.x, c.y, 0.08, 0.07), s.p.tone(Role::hair, s.u(0, 0.1)),
               {.shade = 0.06, .ink = 0.7, .hatch = false});
    }
  }
  draw_beast(s, {.coat = s.says("bear")   ? Role::hair
                         : s.says("wolf") ? Role::middle
                                          : Role::skin,
                 .leg = 0.27,
                 .depth = s.says("bear") ? 0.34 : 0.25,
                 .neck = 0.16,
                 .neck_angle = 0.6,
                 .neck_width = 0.17,
                 .head = 0.22,
                 .head_depth = 0.16,
                 .head_angle = 0.2,
                 .leg_width = 0.085,
                 .gait = {-0.25, 0.2, 0.25, -0.2},
                 .ears = s.says("wolf") ? Ears::pointed : Ears::round,
                 .tail = s.says("bear")   ? Tail::stub
                         : s.says("wolf") ? Tail::bushy
                                          : Tail::tuft});
}

constexpr Subject all[] = {
    {"sitting fox", animals_category, "fox+ coyote jackal shoulder", "snow field,forest,meadow", sitting_fox},
    {"sleeping cat", animals_category, "sleeping+ tabby kitten sofa sunlight", "room,window room", sleeping_cat},
    {"sitting cat", animals_category, "cat+ cats kittens", "room,windowsill,garden", sitting_cat},
    {"horse", animals_category, "horse+ galloping+ pony donkey zebra mane", "meadow,hills,desert", horse},
    {"elephants", animals_category, "elephant+ elephants+ calf rhino hippo waterhole", "savanna", elephants},
    {"wet dog", animals_category, "shaking+ shaggy dog pebble", "beach", wet_dog},
    {"dog", animals_category, "dog+ puppy hound terrier", "park,meadow,street", dog},
    {"deer", animals_category, "deer+ stag+ elk moose antelope reindeer", "forest,meadow,snow field", deer},
    {"cow", animals_category, "cow+ bull ox goat pig farm", "meadow,hills", cow},
    {"sheep", animals_category, "sheep+ lamb wool alpaca", "hills,meadow", sheep},
    {"big cat", animals_category, "lion+ tiger+ bear+ wolf+ leopard panther", "savanna,forest,mountains", big_cat},
};

}  // namespace

std::span<const Subject> mammals() { return all; }

}  // namespace tessera::offline
