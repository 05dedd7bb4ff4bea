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
    {"horse", animals_category, "horse+ galloping+ pony donkey zebra mane", "meadow,hills,desert", horse},
    {"elephants", animals_category, "elephant+ elephants+ calf rhino hippo waterhole", "savanna", elephants},
    {"deer", animals_category, "deer+ stag+ elk moose antelope reindeer", "forest,meadow,snow field", deer},
    {"cow", animals_category, "cow+ bull ox goat pig farm", "meadow,hills", cow},
    {"sheep", animals_category, "sheep+ lamb wool alpaca", "hills,meadow", sheep},
    {"big cat", animals_category, "lion+ tiger+ bear+ wolf+ leopard panther", "savanna,forest,mountains", big_cat},
};

}  // namespace

std::span<const Subject> mammals() { return all; }

}  // namespace tessera::offline
