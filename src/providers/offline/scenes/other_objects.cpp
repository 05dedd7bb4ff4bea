#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void apple(Stage& s, double x, double y, double r, Lab colour) {
  s.p.fill(closed_curve({{x - r, y - r * 0.1},
                         {x - r * 0.6, y - r * 0.85},
                         {x, y - r * 0.7},
                         {x + r * 0.6, y - r * 0.85},
                         {x + r, y - r * 0.1},
                         {x + r * 0.5, y + r * 0.85},
                         {x - r * 0.5, y + r * 0.85}}),
           colour, {.shade = 0.14, .glow = 0.1, .hatch = false});
  s.p.line(curve({{x, y - r * 0.7}, {x + r * 0.08, y - r}, {x + r * 0.25, y - r * 1.2}}), 1);
}

void guitar_chair(Stage& s) {
  const auto frame = s.stand(0.86);
  s.shadow(0, 0, 0.9);
  const Lab wood = s.p.tone(Role::wood, 0.1);
  for (const double x : {-0.36, -0.05}) s.p.fill(rectangle(x, -0.84, 0.045, 0.6), wood, {.shade = 0.08});
  for (const double y : {-0.8, -0.68, -0.56})
    s.p.fill(rectangle(-0.33, y, 0.3, 0.05), s.p.tone(wood, 0.04), {.shade = 0.06});
  s.p.fill({{-0.4, -0.42}, {0.0, -0.42}, {0.1, -0.33}, {-0.44, -0.33}}, s.p.tone(wood, 0.06), {.shade = 0.05});
  for (const double x : {-0.42, 0.05, -0.34, -0.04})
    s.p.fill(rectangle(x, -0.33, 0.04, x < -0.35 || x > 0 ? 0.33 : 0.27), s.p.tone(wood, -0.03), {.shade = 0.06});
  const auto guitar = s.p.at(0.2, -0.02, 1.0, 0.2);
  s.p.fill(rectangle(-0.025, -0.92, 0.05, 0.5), s.p.tone(Role::dark, 0.06), {.shade = 0.04});
  s.p.fill({{-0.04, -1.02}, {0.04, -1.02}, {0.03, -0.9}, {-0.03, -0.9}}, Role::wood, {.shade = 0.05});
  s.p.fill(closed_curve(symmetric({{0.06, -0.5}, {0.125, -0.44}, {0.1, -0.32}, {0.165, -0.17}, {0.13, -0.03}, {0, 0}})),
           Role::accent, {.shade = 0.13, .ink = 1.1, .glow = 0.08});
  s.p.fill(ellipse(0, -0.31, 0.05, 0.05), s.p.tone(Role::dark, 0), {.shade = 0, .ink = 1.2});
  s.p.fill(rectangle(-0.055, -0.12, 0.11, 0.024), Role::dark, {.shade = 0});
  for (int i = -2; i <= 2; ++i) s.p.line({{0.008 * i, -0.98}, {0.009 * i, -0.11}}, 0.35, 0.8);
}

void boots(Stage& s) {
  const auto frame = s.stand(0.95);
  s.shadow(0, 0.02, 1.0);
  s.p.fill(rounded(0.1, -0.72, 0.4, 0.62, 0.04), s.p.tone(Role::dark, 0.05), {.shade = 0.1, .glow = 0.08});
  s.p.fill(rectangle(0.24, -1.2, 0.11, 0.5), s.p.tone(Role::dark, 0.02), {.shade = 0.12});
  s.p.fill(rectangle(0.07, -0.75, 0.46, 0.05), s.p.tone(Role::dark, 0.1), {.shade = 0.05});
  for (const double x : {0.13, 0.43}) s.p.fill(rectangle(x, -0.1, 0.05, 0.12), Role::dark, {.shade = 0});
  s.p.halo(0.3, -0.36, 0.22, mix(s.p[Role::accent], s.p.colours().shine(), 0.4), 0.9);
  s.p.fill(rectangle(0.19, -0.48, 0.22, 0.22), mix(s.p[Role::accent], s.p.colours().shine(), 0.35),
           {.shade = 0, .ink = 1.2});
  for (int i = 1; i < 4; ++i) s.p.line({{0.19 + 0.055 * i, -0.48}, {0.19 + 0.055 * i, -0.26}}, 1.6);
  for (int i = 0; i < 2; ++i) {
    const auto boot = s.p.at(-0.34 + 0.2 * i, 0.03 * i, 0.98, i == 0 ? -0.06 : 0.05);
    s.p.fill(closed_curve({{-0.09, -0.44},
                           {0.09, -0.45},
                           {0.08, -0.2},
                           {0.14, -0.13},
                           {0.24, -0.09},
                           {0.25, -0.01},
                           {-0.09, -0.01},
                           {-0.1, -0.2}}),
             s.p.tone(Role::wood, i == 0 ? -0.03 : 0.03), {.shade = 0.15, .ink = 1.1, .glow = 0.07});
    s.p.fill(rounded(-0.11, -0.03, 0.37, 0.045, 0.015), Role::dark, {.shade = 0});
    s.p.fill(ellipse(0, -0.445, 0.09, 0.022), s.p.tone(Role::dark, 0.03), {.shade = 0});
    for (int k = 0; k < 5; ++k) s.p.line({{0.02, -0.38 + 0.05 * k}, {0.09, -0.36 + 0.05 * k}}, 0.9);
    s.p.line(curve({{-0.08, -0.14}, {0, -0.12}, {0.08, -0.15}}), 0.6);
  }
}

void watch_map(Stage& s) {
  s.p.background(s.p.tone(Role::wood, 0.02), s.p.tone(Role::wood, -0.08));
  s.p.fill(
      {{0.06, 0.14}, {0.36, 0.08}, {0.66, 0.15}, {0.95, 0.1}, {0.98, 0.88}, {0.66, 0.94}, {0.36, 0.87}, {0.04, 0.93}},
      s.p.tone(Role::light, -0.05), {.shade = 0.04});
  for (const double x : {0.355, 0.66}) s.p.line({{x, x < 0.5 ? 0.09 : 0.15}, {x, x < 0.5 ? 0.87 : 0.94}}, 0.6, 0.6);
  s.p.fill(closed_curve({{0.1, 0.2}, {0.4, 0.16}, {0.52, 0.3}, {0.44, 0.48}, {0.2, 0.56}, {0.08, 0.4}}),
           s.p.tone(Role::leaf, 0.16), {.shade = 0, .ink = 0.6});
  s.p.fill(closed_curve({{0.62, 0.58}, {0.9, 0.5}, {0.94, 0.8}, {0.7, 0.88}}), s.p.tone(Role::skin, 0.06),
           {.shade = 0, .ink = 0.6});
  s.p.line(curve({{0.1, 0.72}, {0.3, 0.62}, {0.5, 0.66}, {0.66, 0.44}, {0.9, 0.3}}), 1, 0.7);
  for (int i = 0; i < 7; ++i)
    s.p.line({{0.14 + 0.05 * i, 0.76 - 0.03 * (i % 2)}, {0.17 + 0.05 * i, 0.75 - 0.03 * (i % 2)}}, 1.8);
  const auto turned = s.p.at(0.5, 0.5, 1, s.u(-0.25, 0.25), s.mirror);
  for (int i = 0; i < 11; ++i)
    s.p.line(ellipse(-0.05 - 0.012 * i * (i % 2 == 0 ? 1 : 0.4), -0.28 - 0.018 * i, 0.016, 0.011, i, 10), 1);
  s.p.fill(ellipse(-0.17, 0.02, 0.2, 0.2), s.p.tone(Role::wood, -0.14), {.shade = 0, .ink = 0, .alpha = 0.4});
  s.p.fill(ellipse(-0.19, 0, 0.19, 0.19), mix(s.p[Role::accent], s.p[Role::skin], 0.4),
           {.shade = 0.14, .ink = 1.2, .glow = 0.1});
  s.p.fill(ellipse(-0.19, 0, 0.15, 0.15), s.p.tone(Role::light, 0.02), {.shade = 0.04, .hatch = false});
  for (int i = 0; i < 12; ++i)
    s.p.line({polar({-0.19, 0}, 0.12, i * pi / 6), polar({-0.19, 0}, 0.14, i * pi / 6)}, i % 3 == 0 ? 1.6 : 0.8);
  s.p.line({{-0.19, 0}, {-0.13, -0.06}}, 2);
  s.p.line({{-0.19, 0}, {-0.22, -0.11}}, 1.4);
  s.p.fill(rectangle(-0.215, -0.235, 0.05, 0.05), s.p.tone(Role::accent, -0.05), {.shade = 0.06});
  s.p.fill(ellipse(0.22, 0.18, 0.16, 0.16), s.p.tone(Role::skin, -0.12), {.shade = 0.14, .ink = 1.2, .glow = 0.1});
  s.p.fill(ellipse(0.22, 0.18, 0.125, 0.125), s.p.tone(Role::light, -0.02), {.shade = 0.04, .hatch = false});
  s.p.fill(star(0.22, 0.18, 0.11, 0.03, 4, -pi / 2), s.p.tone(Role::distance, 0), {.shade = 0, .ink = 0.6});
  s.p.fill({{0.16, 0.24}, {0.235, 0.19}, {0.205, 0.165}}, Role::dark, {.shade = 0, .ink = 0.6});
  s.p.fill({{0.28, 0.11}, {0.235, 0.19}, {0.205, 0.165}}, Role::accent, {.shade = 0, .ink = 0.6});
}

void lantern(Stage& s) {
  const auto frame = s.p.at(0.5, 0.5, 1, 0, s.mirror);
  s.p.halo(0.05, -0.12, 0.5, s.p.colours().shine(), 0.75);
  s.p.fill(ellipse(0.05, -0.44, 0.012, 0.012), Role::dark, {.shade = 0});
  s.p.line(arc(0.05, -0.27, 0.09, 0.16, pi, 2 * pi), 1.5);
  const auto lamp = s.p.at(0.05, -0.08, 1);
  s.p.fill(symmetric({{0.05, -0.22}, {0.11, -0.16}}), s.p.tone(Role::accent, -0.06), {.shade = 0.06});
  s.p.fill(rectangle(-0.1, -0.16, 0.2, 0.2), mix(s.p.colours().shine(), s.p[Role::accent], 0.15), {.shade = 0});
  s.p.fill(closed_curve({{0, -0.12}, {0.03, -0.04}, {0.02, 0.02}, {-0.02, 0.02}, {-0.03, -0.04}}),
           mix(s.p[Role::accent], s.p.colours().shine(), 0.4), {.shade = 0, .ink = 0.6});
  for (const double x : {-0.11, -0.035, 0.035, 0.09})
    s.p.fill(rectangle(x, -0.17, 0.02, 0.22), Role::accent, {.shade = 0.04, .ink = 0.8});
  s.p.fill(rectangle(-0.13, 0.04, 0.26, 0.05), Role::accent, {.shade = 0.08});
  const auto basket = s.p.at(-0.02, 0.42, 1.0);
  for (int i = 0; i < 9; ++i)
    apple(s, -0.26 + 0.085 * i - (i > 5 ? 0.42 : 0), -0.17 - (i > 5 ? 0.08 : 0) + 0.01 * (i % 2), 0.055,
          s.p.tone(i % 3 == 0 ? Role::leaf : Role::accent, s.u(-0.03, 0.07)));
  s.p.fill(closed_curve({{-0.34, -0.16}, {0, -0.12}, {0.34, -0.16}, {0.27, 0.06}, {-0.27, 0.06}}),
           s.p.tone(Role::wood, 0.1), {.shade = 0.14});
  for (int i = 0; i < 4; ++i)
    s.p.line(
        curve({{-0.33 + 0.015 * i, -0.11 + 0.045 * i}, {0, -0.08 + 0.045 * i}, {0.33 - 0.015 * i, -0.11 + 0.045 * i}}),
        0.9);
  for (int i = 0; i < 9; ++i) s.p.line({{-0.28 + 0.07 * i, -0.13}, {-0.24 + 0.06 * i, 0.05}}, 0.7);
}

void tools(Stage& s) {
  const auto frame = s.p.at(0.5, 0.5, 1, s.u(-0.2, 0.2), s.mirror);
  s.p.fill(rectangle(-0.03, -0.3, 0.06, 0.7), s.p.tone(Role::wood, 0.12), {.shade = 0.1});
  s.p.fill({{-0.17, -0.4}, {0.12, -0.4}, {0.2, -0.34}, {0.12, -0.28}, {-0.17, -0.28}}, s.p.tone(Role::middle, -0.05),
           {.shade = 0.12, .glow = 0.1});
  const auto saw = s.p.at(0.3, 0.02, 1, 0.3);
  s.p.fill({{-0.05, -0.36}, {0.08, -0.36}, {0.1, 0.2}, {-0.06, 0.2}}, s.p.tone(Role::light, -0.12), {.shade = 0.08});
  for (int i = 0; i < 11; ++i) s.p.line({{0.08, -0.34 + 0.05 * i}, {0.105, -0.32 + 0.05 * i}}, 0.9);
  s.p.fill(rounded(-0.08, 0.18, 0.2, 0.2, 0.06), Role::accent, {.shade = 0.12});
  const auto wrench = s.p.at(-0.28, 0.03, 1, -0.35);
  s.p.fill(rectangle(-0.03, -0.25, 0.06, 0.5), s.p.tone(Role::middle, 0.03), {.shade = 0.08});
  for (const double y : {-0.3, 0.3}) {
    s.p.fill(ellipse(0, y, 0.085, 0.085), s.p.tone(Role::middle, 0.03), {.shade = 0.08});
    s.p.fill(ellipse(0, y * 1.12, 0.035, 0.05), s.p.tone(Role::wood, -0.05), {.shade = 0, .ink = 0.8});
  }
}

constexpr Subject all[] = {
    {"guitar", objects_category, "guitar+ chair+ instrument cello violin banjo leaning", "room,studio", guitar_chair},
    {"boots", objects_category, "boots+ shoes+ stove leather iron worn", "room,kitchen", boots},
    {"watch", objects_category, "watch+ compass+ map+ key coin pocket telescope", "", watch_map},
    {"lantern", objects_category, "lantern+ apples+ basket lamp hanging nail", "barn,studio", lantern},
    {"tools", objects_category, "tools+ hammer+ saw wrench workshop tool axe", "table", tools},
};

}  // namespace

std::span<const Subject> other_objects() { return all; }

}  // namespace tessera::offline
