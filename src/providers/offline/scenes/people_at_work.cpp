#include <numbers>

#include "providers/offline/scenes/figures.h"
#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void mender(Stage& s) {
  const auto frame = s.stand(0.86);
  s.shadow(0, 0, 0.9);
  s.p.fill(rectangle(-0.17, -0.26, 0.34, 0.26), Role::wood, {.shade = 0.1});
  s.p.line({{-0.17, -0.13}, {0.17, -0.13}}, 0.9);
  const Joints j = draw_person(s, {.upper_arm = {0.5, 0.75},
                                   .fore_arm = {1.2, 1.35},
                                   .thigh = {1.1, 1.3},
                                   .shin = {0.15, 0.3},
                                   .lean = 0.22,
                                   .hip = 0.3,
                                   .face = 0.8,
                                   .nod = 0.35,
                                   .hat = true,
                                   .beard = true,
                                   .hair = Hair::bald});
  const Point a = j.hand[1];
  s.p.fill(closed_curve({{a.x - 0.16, a.y - 0.01},
                         {a.x + 0.05, a.y - 0.04},
                         {a.x + 0.24, a.y + 0.12},
                         {a.x + 0.34, 0.02},
                         {a.x - 0.02, 0.03},
                         {a.x - 0.1, a.y + 0.18}}),
           s.p.tone(Role::water, -0.08), {.shade = 0.06, .alpha = 0.75});
  for (int i = 0; i < 7; ++i) {
    s.p.line(curve({{a.x - 0.12 + 0.045 * i, a.y}, {a.x - 0.02 + 0.045 * i, a.y + 0.16}, {a.x + 0.045 * i, 0.02}}), 0.5,
             0.9);
    s.p.line(
        curve({{a.x - 0.1, a.y + 0.04 * i}, {a.x + 0.1, a.y + 0.03 * i + 0.03}, {a.x + 0.3, a.y + 0.05 * i + 0.06}}),
        0.5, 0.9);
  }
}

void jumper(Stage& s) {
  s.p.fill(ellipse(0.5, 0.93, 0.34, 0.045), s.p.tone(Role::water, 0.04), {.shade = 0, .ink = 0.8, .gradient = 0.05});
  s.p.fill(ellipse(0.53, 0.935, 0.14, 0.018), s.p.tone(Role::water, -0.12), {.shade = 0, .ink = 0, .alpha = 0.7});
  const auto frame = s.p.at(0.5, 0.85, 0.66, 0, s.mirror);
  draw_person(s, {.upper_arm = {-2.0, 2.2},
                  .fore_arm = {-2.5, 2.4},
                  .thigh = {-0.5, 1.15},
                  .shin = {-1.5, -0.2},
                  .lean = 0.1,
                  .hip = 0.56,
                  .face = 0.5,
                  .coat = true,
                  .hood = true,
                  .top = Role::accent});
  for (int i = 0; i < 9; ++i) {
    const double x = s.u(-0.4, 0.4);
    s.p.fill(ellipse(x, 0.08 - s.u(0, 0.14), 0.012, 0.02, x), s.p.tone(Role::water, 0.1), {.shade = 0, .ink = 0.5});
  }
}

void baker(Stage& s) {
  const Lab brick = s.p.tone(Role::middle, 0.02);
  s.p.background(s.p.tone(Role::skin, -0.06), s.p.tone(Role::skin, -0.16));
  s.p.fill(rectangle(0.08, 0.1, 0.84, 0.9), brick, {.shade = 0.08});
  for (int y = 0; y < 11; ++y) {
    for (int x = 0; x < 6; ++x)
      s.p.fill(rectangle(0.09 + x * 0.14 - (y % 2) * 0.05, 0.11 + y * 0.08, 0.125, 0.065),
               s.p.tone(brick, s.u(-0.08, 0.08)), {.shade = 0, .ink = 0.4, .gradient = 0});
  }
  Path mouth = arc(0.6, 0.45, 0.25, 0.24, -pi, 0);
  mouth.push_back({0.85, 0.62});
  mouth.push_back({0.35, 0.62});
  s.p.fill(mouth, s.p.tone(Role::dark, 0), {.shade = 0, .ink = 1.4});
  s.p.halo(0.6, 0.6, 0.26, mix(s.p.colours().shine(), s.p[Role::accent], 0.5), 0.95);
  for (int i = 0; i < 5; ++i)
    s.p.fill(closed_curve({{0.45 + 0.065 * i, 0.62},
                           {0.44 + 0.065 * i, 0.55},
                           {0.47 + 0.065 * i, s.u(0.42, 0.5)},
                           {0.5 + 0.065 * i, 0.56},
                           {0.49 + 0.065 * i, 0.62}}),
             mix(s.p[Role::accent], s.p.colours().shine(), s.u(0, 0.5)), {.shade = 0, .ink = 0.4});
  s.p.fill(rectangle(-0.05, 0.86, 1.1, 0.2), s.p.tone(Role::wood, -0.02), {.shade = 0});
  const auto frame = s.p.at(0.34, 1.2, 1.12);
  const Joints j = draw_person(
      s,
      {.upper_arm = {0.7, 0.9}, .fore_arm = {1.5, 1.75}, .lean = 0.08, .face = 0.7, .apron = true, .top = Role::light});
  s.p.fill(
      moved(closed_curve(symmetric({{0.03, -0.17}, {0.075, -0.14}, {0.07, -0.09}, {0.06, -0.05}})), j.head.x, j.head.y),
      Role::light, {.shade = 0.06, .hatch = false});
  s.p.fill(rectangle(j.hand[1].x - 0.12, j.hand[1].y + 0.01, 0.42, 0.022), s.p.tone(Role::wood, 0.08), {.shade = 0.05});
  for (int i = 0; i < 3; ++i) {
    const double x = j.hand[1].x - 0.02 + 0.12 * i;
    s.p.fill(closed_curve({{x - 0.065, j.hand[1].y + 0.01},
                           {x - 0.05, j.hand[1].y - 0.055},
                           {x, j.hand[1].y - 0.08},
                           {x + 0.05, j.hand[1].y - 0.055},
                           {x + 0.065, j.hand[1].y + 0.01}}),
             mix(s.p[Role::wood], s.p[Role::skin], 0.45), {.shade = 0.12, .glow = 0.08, .hatch = false});
    s.p.line(arc(x, j.hand[1].y - 0.02, 0.03, 0.03, 3.6, 5.8), 0.8);
  }
}

void dancer(Stage& s) {
  const auto frame = s.stand(0.8);
  s.shadow(0, 0.01, 0.9);
  s.p.fill(rectangle(-0.4, -0.27, 0.8, 0.045), Role::wood, {.shade = 0.08});
  for (const double x : {-0.34, 0.3})
    s.p.fill(rectangle(x, -0.23, 0.04, 0.23), s.p.tone(Role::wood, -0.08), {.shade = 0.06});
  draw_person(s, {.upper_arm = {-0.3, 0.45},
                  .fore_arm = {0.3, 1.1},
                  .thigh = {1.2, 1.45},
                  .shin = {0.75, 0.95},
                  .lean = 0.12,
                  .hip = 0.32,
                  .face = 0.7,
                  .nod = 0.25,
                  .hair = Hair::bun,
                  .top = Role::accent,
                  .bottom = Role::skin});
  const Lab tulle = s.p.tone(Role::light, -0.03);
  s.p.fill(closed_curve({{-0.14, -0.36},
                         {0.0, -0.4},
                         {0.14, -0.4},
                         {0.3, -0.34},
                         {0.28, -0.28},
                         {0.02, -0.24},
                         {-0.22, -0.2},
                         {-0.26, -0.28}}),
           tulle, {.shade = 0.08, .ink = 0.8});
  for (int i = 0; i < 6; ++i)
    s.p.line(curve({{0.02, -0.36}, {-0.16 + 0.075 * i, -0.3}, {-0.22 + 0.09 * i, -0.23}}), 0.4, 0.6);
}

void gardener(Stage& s) {
  for (int row = 0; row < 3; ++row) {
    const double y = 0.68 + 0.1 * row;
    for (int i = 0; i < 6; ++i) {
      const double x = 0.02 + 0.19 * i + 0.05 * row;
      if (row > 0 && x > 0.26 && x < 0.74) continue;
      s.p.fill(rectangle(x - 0.004, y - 0.16, 0.008, 0.16), Role::wood, {.shade = 0, .ink = 0.3});
      bush(s, x, y, 0.13);
      for (int k = 0; k < 4; ++k)
        s.p.fill(ellipse(x + s.u(-0.05, 0.05), y - s.u(0.03, 0.11), 0.016, 0.015, 0, 12), Role::accent,
                 {.shade = 0.06, .ink = 0.6, .glow = 0.06, .hatch = false});
    }
  }
  const auto frame = s.p.at(0.48, 0.95, 0.82, 0, s.mirror);
  s.shadow(0.05, 0, 0.7);
  const Joints j = draw_person(s, {.upper_arm = {0.5, 0.8},
                                   .fore_arm = {1.1, 1.2},
                                   .thigh = {0.35, 1.35},
                                   .shin = {-1.5, -0.05},
                                   .lean = 0.3,
                                   .hip = 0.27,
                                   .face = 0.7,
                                   .nod = 0.2,
                                   .hat = true,
                                   .top = Role::cloth});
  for (int k = 0; k < 3; ++k)
    s.p.fill(ellipse(j.hand[1].x + 0.03 + 0.04 * k, j.hand[1].y + 0.01 * k, 0.028, 0.027), Role::accent,
             {.shade = 0.08, .glow = 0.08, .hatch = false});
  s.p.fill(closed_curve({{0.34, -0.12}, {0.6, -0.12}, {0.56, 0.02}, {0.38, 0.02}}), Role::wood, {.shade = 0.1});
  for (int k = 0; k < 5; ++k)
    s.p.fill(ellipse(0.38 + 0.045 * k, -0.135 - 0.01 * (k % 2), 0.03, 0.028), Role::accent,
             {.shade = 0.08, .glow = 0.06, .hatch = false});
}

void chess(Stage& s) {
  const auto frame = s.p.at(0.5, 0.94, 0.82);
  s.shadow(0, 0, 1.0);
  for (const int side : {-1, 1}) {
    const auto place = s.p.at(side * 0.34, 0, 0.82, 0, side > 0);
    s.p.fill(rectangle(-0.13, -0.28, 0.24, 0.04), Role::wood, {.shade = 0.05});
    for (const double x : {-0.12, 0.08}) s.p.line({{x, -0.25}, {x, 0}}, 1.8);
    s.p.line({{-0.13, -0.26}, {-0.16, -0.58}}, 1.8);
    Pose pose{.upper_arm = {0.5, 0.7},
              .fore_arm = {1.3, 1.5},
              .thigh = {1.35, 1.5},
              .shin = {0.1, -0.05},
              .lean = 0.18,
              .hip = 0.33,
              .face = 0.9,
              .nod = 0.25};
    if (side < 0) {
      pose.beard = true;
      pose.hair = Hair::bald;
    } else {
      pose.hair = Hair::bun;
      pose.top = Role::accent;
      pose.bottom = Role::leaf;
    }
    draw_person(s, pose);
  }
  s.p.fill({{-0.2, -0.34}, {0.2, -0.34}, {0.24, -0.29}, {-0.24, -0.29}}, Role::wood, {.shade = 0.05});
  for (const double x : {-0.17, 0.15})
    s.p.fill(rectangle(x, -0.29, 0.03, 0.29), s.p.tone(Role::wood, -0.06), {.shade = 0.05});
  for (int i = 0; i < 6; ++i)
    s.p.fill(moved(closed_curve(symmetric({{0.006, -0.06}, {0.014, -0.045}, {0.008, -0.02}, {0.02, 0}})),
                   -0.14 + 0.055 * i, -0.335),
             i % 2 == 0 ? s.p[Role::light] : s.p[Role::dark], {.shade = 0, .ink = 0.6});
}

void draw_bicycle(Stage& s, double size) {
  const auto frame = s.p.at(0, 0, size);
  for (const double x : {-0.34, 0.34}) wheel(s, x, -0.22, 0.22, 10, true);
  const Lab paint = s.p[Role::accent];
  for (const Path& bar : {Path{{-0.34, -0.22}, {-0.1, -0.24}, {0.24, -0.56}}, Path{{-0.1, -0.24}, {-0.18, -0.6}},
                          Path{{-0.34, -0.22}, {-0.16, -0.54}}, Path{{-0.16, -0.54}, {0.23, -0.54}},
                          Path{{0.34, -0.22}, {0.22, -0.64}}}) {
    s.p.stroke(bar, paint, 2.6, 1);
    s.p.line(bar, 0.7);
  }
  s.p.fill(closed_curve({{-0.27, -0.63}, {-0.1, -0.63}, {-0.14, -0.59}, {-0.24, -0.585}}), Role::dark, {.shade = 0});
  s.p.line(curve({{0.22, -0.64}, {0.2, -0.7}, {0.3, -0.71}}), 2);
}

void traveller(Stage& s) {
  const auto frame = s.stand(0.74);
  s.shadow(0, 0, 0.9);
  {
    const auto bike = s.p.at(-0.16, 0, 0.9);
    draw_bicycle(s, 1);
  }
  const auto place = s.p.at(0.16, 0.01, 1.0);
  const Joints j = draw_person(s, {.upper_arm = {-0.3, 1.0},
                                   .fore_arm = {-0.7, 2.65},
                                   .lean = -0.06,
                                   .face = 0.6,
                                   .nod = -0.3,
                                   .hat = s.chance(0.5),
                                   .backpack = true,
                                   .top = Role::cloth});
  s.p.fill(rounded(j.hand[1].x - 0.02, j.hand[1].y - 0.07, 0.04, 0.1, 0.012), Role::water,
           {.shade = 0.06, .glow = 0.08});
}

constexpr Subject all[] = {
    {"mender", people_category, "fisherman+ mending+ net+ craftsman sewing weaver knitting sailor potter carpenter",
     "pier,beach,room", mender},
    {"jumper", people_category, "jumping+ puddle+ raincoat boy leaping skipping running runner", "street,park", jumper},
    {"baker", people_category, "baker+ oven+ loaves+ cook chef blacksmith floured", "", baker},
    {"dancer", people_category, "dancer+ ballet+ ballerina+ dancing resting rehearsal bench", "window room,room",
     dancer},
    {"gardener", people_category, "gardener+ kneeling+ farmer harvest tomatoes planting picking", "garden,hills",
     gardener},
    {"chess", people_category, "chess+ playing cards grandparents+ players grandmother grandfather", "park,room",
     chess},
    {"traveller", people_category, "cyclist+ backpack+ drinking hiker+ climber traveller", "mountains,hills",
     traveller},
};

}  // namespace

std::span<const Subject> people_at_work() { return all; }

}  // namespace tessera::offline
