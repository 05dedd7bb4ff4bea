#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

/// The soft dark patch that a thing throws on a table.
void table_shadow(Stage& s, double x, double y, double width) {
  s.p.fill(ellipse(x + width * 0.12, y, width * 0.56, width * 0.09), s.p.tone(Role::wood, -0.15),
           {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.8});
}

void lemon(Stage& s, double x, double y, double r, Lab colour) {
  s.p.fill(closed_curve({{x - r * 1.25, y},
                         {x - r * 0.8, y - r * 0.7},
                         {x, y - r * 0.92},
                         {x + r * 0.8, y - r * 0.65},
                         {x + r * 1.3, y + r * 0.05},
                         {x + r * 0.75, y + r * 0.75},
                         {x, y + r * 0.9},
                         {x - r * 0.8, y + r * 0.7}}),
           colour, {.shade = 0.13, .glow = 0.1, .hatch = false});
}

void fruit_bowl(Stage& s) {
  const auto frame = s.stand(1.0);
  table_shadow(s, -0.1, 0.0, 0.5);
  const Lab fruit =
      s.says("lemons") || s.says("lemon") ? mix(s.p[Role::accent], s.p.colours().shine(), 0.45) : s.p[Role::accent];
  for (int i = 0; i < 7; ++i)
    lemon(s, -0.28 + 0.075 * i - (i > 3 ? 0.22 : 0), -0.2 - (i > 3 ? 0.075 : 0), 0.062,
          s.p.tone(fruit, s.u(-0.05, 0.05)));
  s.p.fill(closed_curve(
               {{-0.4, -0.2}, {-0.1, -0.17}, {0.2, -0.2}, {0.13, -0.06}, {0.02, 0.01}, {-0.22, 0.01}, {-0.33, -0.06}}),
           s.p.tone(Role::light, -0.05), {.shade = 0.14, .glow = 0.05});
  s.p.line(curve({{-0.37, -0.15}, {-0.1, -0.115}, {0.17, -0.15}}), 0.8);
  table_shadow(s, 0.32, 0.01, 0.2);
  const auto jug = s.p.at(0.31, 0.02, 1.1);
  s.p.line(arc(0.1, -0.3, 0.08, 0.12, -1.4, 1.5), 3.4);
  s.p.fill(closed_curve({{-0.075, -0.44},
                         {0.06, -0.46},
                         {0.055, -0.36},
                         {0.12, -0.2},
                         {0.1, -0.02},
                         {0, 0},
                         {-0.1, -0.02},
                         {-0.12, -0.2},
                         {-0.055, -0.36},
                         {-0.11, -0.45}}),
           Role::cloth, {.shade = 0.18, .ink = 1.1, .glow = 0.1, .depth = 1.8});
  s.p.fill(ellipse(-0.015, -0.445, 0.065, 0.015), s.p.tone(Role::cloth, -0.16), {.shade = 0, .ink = 0.8});
  lemon(s, 0.02 - 0.31, 0.04, 0.055, fruit);
}

void books(Stage& s) {
  const auto frame = s.stand(1.0);
  table_shadow(s, -0.05, 0.01, 0.62);
  const Role covers[5] = {Role::accent, Role::cloth, Role::leaf, Role::wood, Role::trousers};
  double y = 0;
  for (int i = 0; i < 5; ++i) {
    const double w = s.u(0.42, 0.54), h = s.u(0.07, 0.095), x = -0.1 + s.u(-0.04, 0.04);
    s.p.fill(rounded(x - w / 2, y - h, w, h, 0.016), covers[i], {.shade = 0.1, .glow = 0.06});
    s.p.fill(rectangle(x + w / 2 - 0.07, y - h + 0.014, 0.075, h - 0.028), s.p.tone(Role::light, -0.04),
             {.shade = 0, .ink = 0.6});
    for (const double dx : {0.06, 0.1}) s.p.line({{x - w / 2 + dx, y - h + 0.01}, {x - w / 2 + dx, y - 0.01}}, 0.7);
    y -= h;
  }
  s.p.line(ellipse(-0.2, y - 0.035, 0.055, 0.035, 0, 20), 1.5);
  s.p.line(ellipse(-0.06, y - 0.035, 0.055, 0.035, 0, 20), 1.5);
  s.p.line(arc(-0.13, y - 0.035, 0.018, 0.015, pi, 2 * pi), 1.4);
  s.p.line({{-0.005, y - 0.04}, {0.08, y - 0.015}}, 1.2);
  s.p.halo(0.3, -0.5, 0.34, s.p.colours().shine(), 0.75);
  s.p.fill(closed_curve({{0.18, -0.02}, {0.42, -0.02}, {0.36, 0.03}, {0.24, 0.03}}), Role::accent, {.shade = 0.1});
  s.p.fill(rectangle(0.265, -0.34, 0.07, 0.33), s.p.tone(Role::light, -0.02), {.shade = 0.12, .hatch = false});
  s.p.fill(
      closed_curve(
          {{0.26, -0.34}, {0.3, -0.36}, {0.34, -0.34}, {0.335, -0.22}, {0.325, -0.3}, {0.28, -0.31}, {0.27, -0.26}}),
      s.p.tone(Role::light, 0.02), {.shade = 0, .ink = 0.6});
  s.p.line({{0.3, -0.35}, {0.3, -0.39}}, 1);
  s.p.fill(closed_curve({{0.3, -0.5}, {0.33, -0.43}, {0.315, -0.385}, {0.285, -0.385}, {0.27, -0.43}}),
           mix(s.p.colours().shine(), s.p[Role::accent], 0.35), {.shade = 0, .ink = 0.6});
}

void cup(Stage& s, double x, double y, double size, Lab colour) {
  const auto frame = s.p.at(x, y, size);
  s.p.fill(ellipse(0, 0.02, 0.2, 0.04), s.p.tone(colour, 0.05), {.shade = 0.08, .ink = 0.9});
  s.p.line(arc(0.12, -0.1, 0.06, 0.06, -1.5, 1.6), 2);
  s.p.fill(closed_curve({{-0.125, -0.2}, {0.125, -0.2}, {0.11, -0.06}, {0.06, 0.01}, {-0.06, 0.01}, {-0.11, -0.06}}),
           colour, {.shade = 0.13, .glow = 0.08});
  s.p.fill(ellipse(0, -0.2, 0.125, 0.028), s.p.tone(Role::wood, -0.08), {.shade = 0, .ink = 0.8});
}

void teapot(Stage& s) {
  const auto frame = s.stand(1.0);
  s.p.fill(closed_curve({{-0.46, -0.03}, {0, -0.1}, {0.46, -0.03}, {0.42, 0.05}, {0, 0.08}, {-0.42, 0.05}}),
           s.p.tone(Role::accent, -0.1), {.shade = 0.08});
  const Lab clay = s.p[Role::cloth];
  const auto pot = s.p.at(-0.12, -0.02, 1.05);
  s.p.line(arc(-0.2, -0.2, 0.1, 0.12, 1.3, 5.0), 3.6);
  s.p.fill(tube({{0.12, -0.12}, {0.24, -0.19}, {0.29, -0.33}}, {0.09, 0.05, 0.035}), clay, {.shade = 0.1});
  s.p.fill(closed_curve(symmetric({{0.06, -0.34}, {0.17, -0.27}, {0.2, -0.15}, {0.15, -0.02}, {0.08, 0}})), clay,
           {.shade = 0.17, .ink = 1.1, .glow = 0.1, .depth = 1.8});
  s.p.fill(closed_curve(symmetric({{0.01, -0.4}, {0.07, -0.375}, {0.1, -0.335}})), s.p.tone(clay, 0.05),
           {.shade = 0.1});
  s.p.fill(ellipse(0, -0.41, 0.025, 0.025), clay, {.shade = 0.06});
  flower(s, 0, -0.17, 0.06, s.p[Role::light], 6);
  for (int i = 0; i < 3; ++i)
    s.p.stroke(curve({{0.31 + 0.02 * i, -0.36}, {0.35, -0.45}, {0.31 + 0.03 * i, -0.54}, {0.36, -0.66}}),
               s.p.tone(Role::light, 0), 2.2, 0.55);
  const double x = 0.4;
  cup(s, x, 0.03, 0.72, s.p.tone(Role::light, -0.03));
  cup(s, x + 0.17, 0.09, 0.72, s.p.tone(Role::light, -0.03));
}

void vase(Stage& s) {
  const auto frame = s.stand(1.0);
  s.p.fill(ellipse(0.06, 0, 0.2, 0.03), s.p.tone(Role::ground, -0.16), {.shade = 0, .ink = 0, .alpha = 0.8});
  const bool sunflowers = s.says("sunflowers") || s.says("sunflower");
  const Lab petals = sunflowers ? mix(s.p[Role::accent], s.p.colours().shine(), 0.4) : s.p[Role::accent];
  struct Bloom {
    double x, y, r;
  };
  std::vector<Bloom> blooms;
  const int count = sunflowers ? 6 : 8;
  for (int i = 0; i < count; ++i) {
    const double a = -pi + pi * (i + 0.5) / count + s.u(-0.1, 0.1), l = s.u(0.22, 0.36);
    blooms.push_back(
        {l * std::cos(a), -0.46 + l * 0.85 * std::sin(a), sunflowers ? s.u(0.085, 0.11) : s.u(0.05, 0.075)});
  }
  for (const Bloom& b : blooms) {
    s.p.line(curve({{0, -0.36}, {b.x * 0.4, -0.44 + (b.y + 0.46) * 0.5}, {b.x, b.y}}), 1.6);
    leaf_shape(s, b.x * 0.5, -0.44 + (b.y + 0.46) * 0.5, 0.11, s.u(-3, 0), s.p.tone(Role::leaf, s.u(-0.06, 0.06)));
  }
  for (const Bloom& b : blooms) {
    flower(s, b.x, b.y, b.r, s.p.tone(petals, s.u(-0.06, 0.06)), sunflowers ? 13 : 7);
    if (sunflowers)
      s.p.fill(ellipse(b.x, b.y, b.r * 0.5, b.r * 0.47), s.p.tone(Role::wood, -0.08),
               {.shade = 0.08, .ink = 0.8, .hatch = false});
  }
  s.p.fill(closed_curve(symmetric({{0.075, -0.4}, {0.055, -0.33}, {0.14, -0.2}, {0.13, -0.07}, {0.07, 0}})),
           Role::cloth, {.shade = 0.18, .ink = 1.1, .glow = 0.1, .depth = 1.8});
  s.p.fill(ellipse(0, -0.395, 0.075, 0.015), s.p.tone(Role::cloth, -0.14), {.shade = 0});
  for (int i = 0; i < 6; ++i)
    s.p.fill(ellipse(s.u(-0.42, 0.42), s.u(0.0, 0.07), 0.03, 0.014, s.u(-0.5, 0.5), 12), petals,
             {.shade = 0.04, .ink = 0.6});
}

void bread_cheese(Stage& s) {
  const auto frame = s.stand(1.0);
  s.p.fill(closed_curve({{-0.46, 0.0}, {-0.4, -0.06}, {0.4, -0.08}, {0.5, 0.0}, {0.4, 0.08}, {-0.4, 0.09}}),
           s.p.tone(Role::wood, 0.12), {.shade = 0.1});
  const Lab crust = mix(s.p[Role::wood], s.p[Role::skin], 0.4);
  s.p.fill(closed_curve({{-0.46, -0.06},
                         {-0.44, -0.24},
                         {-0.3, -0.34},
                         {-0.06, -0.35},
                         {0.08, -0.26},
                         {0.1, -0.08},
                         {-0.1, -0.02},
                         {-0.34, -0.02}}),
           crust, {.shade = 0.16, .ink = 1.1, .glow = 0.1, .depth = 1.8});
  for (int i = 0; i < 4; ++i)
    s.p.fill(
        closed_curve(
            {{-0.38 + 0.11 * i, -0.22}, {-0.32 + 0.11 * i, -0.32}, {-0.28 + 0.11 * i, -0.3}, {-0.33 + 0.11 * i, -0.2}}),
        s.p.tone(Role::light, -0.07), {.shade = 0.04, .ink = 0.6, .hatch = false});
  const Lab cheese = mix(s.p[Role::accent], s.p.colours().shine(), 0.55);
  s.p.fill({{0.06, 0.02}, {0.3, -0.06}, {0.32, -0.2}, {0.07, -0.12}}, cheese, {.shade = 0.1});
  s.p.fill({{0.07, -0.12}, {0.32, -0.2}, {0.42, -0.17}}, s.p.tone(cheese, 0.06), {.shade = 0});
  s.p.fill({{0.32, -0.2}, {0.42, -0.17}, {0.41, -0.03}, {0.3, -0.06}}, s.p.tone(cheese, -0.1), {.shade = 0});
  for (int i = 0; i < 4; ++i)
    s.p.fill(ellipse(0.12 + 0.05 * i, -0.06 - 0.012 * i + 0.02 * (i % 2), 0.014, 0.012, 0, 12), s.p.tone(cheese, -0.14),
             {.shade = 0, .ink = 0.5});
  for (int row = 0; row < 5; ++row) {
    for (int i = 0; i <= 4 - row; ++i)
      s.p.fill(ellipse(0.3 + 0.05 * i + 0.025 * row, 0.02 + 0.038 * row - 0.02, 0.03, 0.03, 0, 16),
               s.p.tone(mix(s.p[Role::cloth], s.p[Role::accent], 0.35), s.u(-0.08, 0.03)),
               {.shade = 0.1, .ink = 0.8, .glow = 0.12, .hatch = false});
  }
  s.p.line(curve({{0.4, -0.03}, {0.42, -0.1}, {0.47, -0.12}}), 1.4);
}

void clock(Stage& s) {
  const auto frame = s.stand(0.95);
  table_shadow(s, 0, 0, 0.4);
  s.p.fill(closed_curve(symmetric({{0, -0.62}, {0.18, -0.56}, {0.25, -0.36}, {0.24, -0.1}})), Role::wood,
           {.shade = 0.14, .glow = 0.07});
  s.p.fill(rectangle(-0.28, -0.1, 0.56, 0.1), s.p.tone(Role::wood, -0.05), {.shade = 0.08});
  s.p.fill(ellipse(0, -0.35, 0.18, 0.18), s.p.tone(Role::light, 0), {.shade = 0.05, .ink = 1.3, .hatch = false});
  for (int i = 0; i < 12; ++i)
    s.p.line({polar({0, -0.35}, 0.14, i * pi / 6), polar({0, -0.35}, 0.165, i * pi / 6)}, 1.2);
  const double turn = s.u(0, 6);
  s.p.line({{0, -0.35}, polar({0, -0.35}, 0.09, turn)}, 2.2);
  s.p.line({{0, -0.35}, polar({0, -0.35}, 0.13, turn * 3)}, 1.5);
}

void jewel(Stage& s) {
  const auto frame = s.stand(0.95);
  table_shadow(s, 0, 0, 0.5);
  s.p.line(ellipse(0, -0.2, 0.2, 0.2, 0, 40), 5);
  s.p.line(ellipse(0, -0.2, 0.17, 0.17, 0, 40), 1.2);
  const Lab gem = s.p[Role::accent];
  s.p.halo(0, -0.5, 0.3, s.p.colours().shine(), 0.7);
  s.p.fill({{-0.18, -0.55}, {-0.1, -0.64}, {0.1, -0.64}, {0.18, -0.55}, {0, -0.38}}, gem, {.shade = 0.1});
  s.p.fill({{-0.06, -0.55}, {0.06, -0.55}, {0, -0.38}}, s.p.tone(gem, 0.15), {.shade = 0});
  s.p.fill({{-0.1, -0.64}, {0.1, -0.64}, {0.06, -0.55}, {-0.06, -0.55}}, s.p.tone(gem, 0.2), {.shade = 0});
  for (int i = 0; i < 13; ++i)
    s.p.fill(ellipse(-0.42 + 0.07 * i, 0.03 + 0.03 * std::sin(i * 0.7), 0.03, 0.03, 0, 14),
             s.p.tone(Role::light, -0.02), {.shade = 0.08, .ink = 0.8, .hatch = false});
}

constexpr Subject all[] = {
    {"fruit bowl", objects_category, "bowl+ lemons+ fruit+ jug oranges pears lemon plate", "kitchen,table,window table",
     fruit_bowl},
    {"books", objects_category, "books+ book+ candle+ glasses stack burning letters library", "table,room", books},
    {"teapot", objects_category, "teapot+ cups+ tea coffee tray cup kettle mug", "window table,table,kitchen", teapot},
    {"vase", objects_category, "vase+ sunflowers+ bouquet flowers petals tulips roses pot", "windowsill,table", vase},
    {"bread", objects_category, "bread+ cheese+ loaf grapes food cake wine wedge", "table,kitchen", bread_cheese},
    {"clock", objects_category, "clock+ radio gramophone typewriter camera globe", "table,room", clock},
    {"jewel", objects_category, "jewel+ jewellery+ ring necklace gem crown pearls diamond treasure", "table", jewel},
};

}  // namespace

std::span<const Subject> table_objects() { return all; }

}  // namespace tessera::offline
