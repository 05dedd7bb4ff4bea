#include "providers/offline/scenes/figures.h"
#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

Hair some_hair(Stage& s) {
  if (s.says("curly")) return Hair::curly;
  if (s.says("girl") || s.says("woman") || s.says("lady") || s.says("grandmother"))
    return s.chance(0.6) ? Hair::long_hair : Hair::bun;
  return s.chance(0.7) ? Hair::short_cut : Hair::curly;
}

bool bearded(Stage& s) { return s.says("beard") || s.says("bearded") || s.says("grandfather") || s.says("fisherman"); }

void portrait(Stage& s) {
  const double turn = s.u(-0.8, 0.8);
  const auto frame =
      s.p.at(0.5 + turn * 0.04, s.variant == 3 ? 0.52 : 0.46, s.variant == 3 ? 1.18 : s.u(0.9, 1.02), 0, s.mirror);
  draw_bust(s, {.hair = some_hair(s),
                .beard = bearded(s),
                .hat = s.says("hat") || s.chance(0.2),
                .smile = s.says("laughing") || s.says("smiling") || s.chance(0.25),
                .glasses = s.says("glasses") || s.says("scholar"),
                .closed_eyes = s.says("closed"),
                .turn = turn});
}

void umbrella(Stage& s) {
  const auto frame = s.p.at(0.48, 0.6, 0.74, 0, s.mirror);
  s.p.fill(tube({{0.3, -0.5}, {0.31, 0.2}, {0.3, 0.5}}, {0.022, 0.022, 0.022}), Role::dark, {.shade = 0, .ink = 0.6});
  draw_bust(s, {.hair = some_hair(s), .smile = true, .turn = 0.4});
  constexpr int panels = 6;
  for (int i = 0; i < panels; ++i) {
    const double a = -0.42 + 1.24 * i / panels, b = -0.42 + 1.24 * (i + 1) / panels;
    s.p.fill(closed_curve({{0.2, -0.78},
                           {0.2 + (a - 0.2) * 0.75, -0.64},
                           {a, -0.3},
                           {(a + b) / 2, -0.345},
                           {b, -0.3},
                           {0.2 + (b - 0.2) * 0.75, -0.64}}),
             i % 2 == 0 ? s.p[Role::accent] : s.p.tone(Role::light, -0.02),
             {.shade = 0.06, .ink = 0.9, .hatch = false});
  }
  s.p.line({{0.2, -0.78}, {0.2, -0.83}}, 1.6);
  s.p.fill(tube({{0.36, 0.6}, {0.4, 0.45}, {0.31, 0.3}}, {0.2, 0.17, 0.12}), s.p.tone(Role::cloth, -0.05),
           {.shade = 0.1});
  s.p.fill(ellipse(0.305, 0.27, 0.05, 0.055), Role::skin, {.shade = 0.08, .hatch = false});
}

void violinist(Stage& s) {
  const auto frame = s.stand(0.78);
  s.shadow(0, 0, 0.5);
  const Joints j = draw_person(s, {.upper_arm = {-0.75, 0.95},
                                   .fore_arm = {-2.6, 2.1},
                                   .lean = -0.05,
                                   .face = -0.5,
                                   .nod = 0.3,
                                   .coat = s.chance(0.5),
                                   .closed_eyes = true,
                                   .hair = some_hair(s),
                                   .top = Role::dark});
  const auto violin = s.p.at(j.neck.x - 0.1, j.neck.y - 0.005, 0.3, 2.95);
  s.p.fill(rectangle(0.16, -0.02, 0.36, 0.04), Role::dark, {.shade = 0});
  s.p.fill(closed_curve({{-0.22, -0.1},
                         {-0.08, -0.13},
                         {0, -0.08},
                         {0.08, -0.1},
                         {0.18, -0.07},
                         {0.2, 0.07},
                         {0.08, 0.1},
                         {0, 0.08},
                         {-0.08, 0.13},
                         {-0.22, 0.1}}),
           Role::accent, {.shade = 0.1, .glow = 0.06, .hatch = false});
  s.p.line({{0.1, 0}, {-0.2, 0}}, 0.5);
  const auto bow = s.p.at(-0.02, 0.02, 1, 0.25);
  s.p.stroke({{0.05, -0.7}, {0.05, 0.6}}, s.p[Role::dark], 1.2);
}

void hands(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0.02), s.p.tone(Role::sky, -0.1));
  for (const int side : {-1, 1}) {
    const auto frame = s.p.at(0.5, 0.62, 0.92, 0, side < 0);
    s.p.fill(tube({{0.5, 0.5}, {0.32, 0.24}, {0.24, 0.12}}, {0.26, 0.2, 0.16}), Role::cloth, {.shade = 0.14});
    s.p.fill(
        closed_curve({{0.28, 0.2}, {0.34, 0.0}, {0.26, -0.12}, {0.12, -0.08}, {0.04, 0.1}, {0.02, 0.2}, {0.14, 0.24}}),
        Role::skin, {.shade = 0.1, .hatch = false});
    for (int i = 0; i < 4; ++i) {
      const double x = 0.28 - 0.055 * i, top = -0.27 - 0.035 * (i == 1 || i == 2 ? 1 : 0) + 0.03 * (i == 3 ? 1 : 0);
      s.p.fill(tube({{x, -0.04}, {x - 0.02, -0.16}, {x - 0.055, top}}, {0.065, 0.06, 0.045}), Role::skin,
               {.shade = 0.08, .hatch = false});
    }
    s.p.fill(tube({{0.08, 0.1}, {0.03, 0.0}, {0.035, -0.07}}, {0.075, 0.065, 0.05}), Role::skin,
             {.shade = 0.08, .hatch = false});
  }
  const auto bird = s.p.at(0.5, 0.36, 0.24);
  s.p.halo(0, 0, 1.1, s.p.colours().shine(), 0.6);
  flower(s, 0, 0.05, 0.42, s.p[Role::accent], 8);
}

void walker(Stage& s) {
  const auto frame = s.stand(0.76);
  s.shadow(0, 0, 0.5);
  draw_person(s, {.upper_arm = {0.4, -0.35},
                  .fore_arm = {0.7, 0.0},
                  .thigh = {-0.35, 0.4},
                  .shin = {-0.6, 0.2},
                  .lean = 0.04,
                  .hip = 0.48,
                  .face = 0.6,
                  .behind = s.says("behind") || s.chance(0.25),
                  .coat = s.chance(0.5),
                  .hat = s.says("hat") || s.chance(0.4),
                  .beard = bearded(s),
                  .backpack = s.says("hiker"),
                  .hair = some_hair(s)});
}

void child(Stage& s) {
  const auto frame = s.stand(0.6);
  s.shadow(0, 0, 0.5);
  const Joints j = draw_person(s, {.upper_arm = {-0.5, 2.3},
                                   .fore_arm = {-0.2, 2.7},
                                   .thigh = {-0.3, 0.35},
                                   .shin = {-0.5, 0.1},
                                   .face = 0.3,
                                   .skirt = s.chance(0.5),
                                   .hair = some_hair(s),
                                   .top = Role::accent});
  for (int i = 0; i < 3; ++i) {
    const double x = j.hand[1].x + 0.1 * (i - 0.6), y = j.hand[1].y - 0.42 - 0.08 * (i % 2);
    s.p.line(curve({j.hand[1], {x - 0.02, y + 0.25}, {x, y + 0.1}}), 0.5);
    s.p.fill(ellipse(x, y, 0.085, 0.105),
             s.p[i == 0   ? Role::accent
                 : i == 1 ? Role::cloth
                          : Role::leaf],
             {.shade = 0.1, .glow = 0.12, .hatch = false});
  }
}

void group(Stage& s) {
  const auto frame = s.stand(0.62);
  s.shadow(0, 0, 1.2);
  const int count = s.says("two") || s.says("couple") || s.says("pair") ? 2 : 4;
  const Role tops[4] = {Role::cloth, Role::accent, Role::leaf, Role::light};
  for (int i = 0; i < count; ++i) {
    const auto place = s.p.at((i - (count - 1) / 2.0) * 0.36, i % 2 == 0 ? 0 : 0.04, s.u(0.88, 1.06), 0, i % 2 == 1);
    draw_person(s, {.upper_arm = {-0.3, s.u(0.2, 0.9)},
                    .fore_arm = {-0.15, s.u(0.2, 1.6)},
                    .face = 0.5,
                    .skirt = i % 2 == 1,
                    .hat = i == 2,
                    .beard = i == 0 && bearded(s),
                    .hair = i % 2 == 0 ? Hair::short_cut : Hair::long_hair,
                    .top = tops[i]});
  }
}

void reader(Stage& s) {
  const auto frame = s.stand(0.9);
  s.shadow(0, 0, 0.8);
  s.p.fill(rounded(-0.32, -0.66, 0.2, 0.56, 0.08), Role::leaf, {.shade = 0.1});
  s.p.fill(rounded(-0.3, -0.3, 0.52, 0.26, 0.06), Role::leaf, {.shade = 0.12});
  const Joints j = draw_person(s, {.upper_arm = {0.35, 0.5},
                                   .fore_arm = {1.5, 1.7},
                                   .thigh = {1.35, 1.5},
                                   .shin = {0.15, 0.3},
                                   .lean = -0.06,
                                   .hip = 0.33,
                                   .face = 0.7,
                                   .nod = 0.3,
                                   .beard = bearded(s),
                                   .hair = some_hair(s)});
  s.p.fill({{j.hand[1].x - 0.02, j.hand[1].y - 0.13},
            {j.hand[1].x + 0.12, j.hand[1].y - 0.16},
            {j.hand[1].x + 0.13, j.hand[1].y + 0.03},
            {j.hand[1].x - 0.01, j.hand[1].y + 0.05}},
           Role::accent, {.shade = 0.06});
  s.p.line({{j.hand[1].x + 0.05, j.hand[1].y - 0.14}, {j.hand[1].x + 0.06, j.hand[1].y + 0.04}}, 0.8);
}

void silhouette(Stage& s) {
  const Lab dark = s.p.tone(Role::dark, -0.02);
  s.p.halo(0.5, 0.5, 0.5, s.p.colours().shine(), 0.7);
  s.p.fill(ellipse(0.5, 0.48, 0.27, 0.27), mix(s.p.colours().shine(), s.p[Role::accent], 0.3),
           {.shade = 0, .ink = 0.5, .gradient = 0});
  s.p.fill(closed_curve({{-0.1, 1.1}, {-0.05, 0.86}, {0.3, 0.8}, {0.7, 0.82}, {1.05, 0.88}, {1.1, 1.1}}), dark,
           {.shade = 0});
  const auto frame = s.p.at(0.5, 0.83, 0.62, 0, s.mirror);
  s.p.fill(ellipse(0, -0.9, 0.07, 0.085), dark, {.shade = 0, .gradient = 0});
  s.p.fill(
      closed_curve(symmetric({{0.03, -0.83}, {0.11, -0.79}, {0.1, -0.6}, {0.16, -0.3}, {0.14, -0.28}, {0.06, 0.02}})),
      dark, {.shade = 0, .gradient = 0});
  s.p.fill(tube({{-0.1, -0.76}, {-0.3, -0.7}, {-0.36, -0.92}}, {0.07, 0.055, 0.04}), dark, {.shade = 0, .gradient = 0});
  s.p.fill(tube({{0.1, -0.76}, {0.18, -0.58}, {0.12, -0.42}}, {0.07, 0.055, 0.04}), dark, {.shade = 0, .gradient = 0});
}

constexpr Subject all[] = {
    {"portrait", people_category,
     "portrait+ face+ man woman person old elder young scholar queen king lady girl sailor actor poet smiling",
     "studio,garden,mountains,city", portrait},
    {"umbrella", people_category, "umbrella+ rain laughing curly", "street,park,city", umbrella},
    {"violinist", people_category, "violinist+ musician+ violin+ playing flute cellist singer closed",
     "square,street,room", violinist},
    {"hands", people_category, "hands+ hand+ palms fingers holding", "", hands},
    {"walker", people_category, "walking+ walker man woman standing figure postman soldier stroll keeper",
     "street,park,forest,snow field", walker},
    {"child", people_category, "child+ kid girl boy toddler balloons+ kite", "meadow,park,beach", child},
    {"group", people_category, "group+ crowd+ family+ friends+ couple+ two three children people team",
     "park,square,beach", group},
    {"reader", people_category, "reading+ reader+ sitting seated writer writing thinking student", "room,window room",
     reader},
    {"silhouette", people_category, "silhouette+ shadow backlit against", "sky,mountains", silhouette},
};

}  // namespace

std::span<const Subject> people() { return all; }

}  // namespace tessera::offline
