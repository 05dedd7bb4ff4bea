#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void lighthouse(Stage& s) {
  const bool left = s.mirror;
  s.sun_x = left ? 0.8 : 0.2;
  sky(s, 2);
  water(s, 0.66, 1.1, 26);
  const auto world = s.p.at(left ? 1 : 0, 0, 1, 0, left);
  s.p.fill({{1.05, 0.6}, {0.8, 0.58}, {0.5, 0.62}, {0.44, 0.7}, {0.48, 0.8}, {0.4, 0.9}, {0.46, 1.05}, {1.05, 1.05}},
           s.p.tone(Role::middle, -0.03), {.shade = 0.14, .glow = 0.06});
  for (int i = 0; i < 6; ++i) s.p.line({{0.5 + 0.09 * i, 0.68}, {0.47 + 0.1 * i, 0.86}}, 0.7, 0.6);
  s.p.fill(closed_curve({{0.44, 0.64}, {0.7, 0.585}, {1.05, 0.58}, {1.05, 0.66}, {0.7, 0.65}}), Role::leaf,
           {.shade = 0.05, .hatch = false});
  small_house(s, 0.86, 0.62, 0.16, 0.15, s.p.tone(Role::light, -0.05), s.night());
  if (s.night() || s.daytime == Daytime::dusk) {
    s.p.fill({{0.66, 0.165}, {-0.1, 0.02}, {-0.1, 0.27}}, s.p.colours().shine(),
             {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.4});
    s.p.halo(0.66, 0.165, 0.24, s.p.colours().shine(), 0.8);
  }
  const auto tower = s.p.at(0.66, 0.62, 1);
  for (int i = 0; i < 5; ++i) {
    const double y0 = -0.076 * i, y1 = y0 - 0.078, w0 = 0.075 - 0.0062 * i, w1 = w0 - 0.0062;
    s.p.fill({{-w0, y0}, {-w1, y1}, {w1, y1}, {w0, y0}}, i % 2 == 0 ? s.p.tone(Role::light, -0.02) : s.p[Role::accent],
             {.shade = 0.13, .ink = 0.9, .depth = 1.6});
  }
  s.p.fill(rectangle(-0.062, -0.4, 0.124, 0.018), Role::dark, {.shade = 0});
  s.p.fill(rectangle(-0.032, -0.475, 0.064, 0.075), s.p.colours().shine(), {.shade = 0, .ink = 1});
  s.p.line({{0, -0.475}, {0, -0.4}}, 0.8);
  s.p.fill(closed_curve(symmetric({{0.005, -0.545}, {0.035, -0.505}, {0.045, -0.475}})), Role::accent, {.shade = 0.08});
  arched(s, 0, 0, 0.035, 0.06, s.p[Role::dark]);
}

void round_tower(Stage& s, double x, double y, double width, double height, Lab stone) {
  const auto frame = s.p.at(x, y, 1);
  s.p.fill(rectangle(-width / 2, -height, width, height), stone, {.shade = 0.14, .ink = 0.9, .depth = 1.8});
  for (int i = 0; i < 4; ++i)
    s.p.fill(rectangle(-width * 0.6 + i * width * 0.33, -height - width * 0.22, width * 0.2, width * 0.22), stone,
             {.shade = 0.05, .ink = 0.8, .hatch = false});
  s.p.fill({{-width * 0.7, -height - width * 0.2}, {0, -height - width * 1.5}, {width * 0.7, -height - width * 0.2}},
           s.p.tone(Role::accent, -0.03), {.shade = 0.12});
  s.p.line({{0, -height - width * 1.5}, {0, -height - width * 1.8}}, 0.9);
  s.p.fill({{0, -height - width * 1.8}, {width * 0.5, -height - width * 1.68}, {0, -height - width * 1.56}},
           Role::cloth, {.shade = 0, .ink = 0.7});
  arched(s, 0, -height * 0.55, width * 0.2, width * 0.42,
         s.night() ? s.p.colours().shine() : s.p.tone(Role::dark, 0.05));
}

void castle(Stage& s) {
  sky(s, 2);
  ridge(s, 0.62, 0.05, 0.5, s.p[Role::distance]);
  s.p.fill(
      closed_curve(
          {{-0.2, 1.2}, {-0.1, 0.84}, {0.16, 0.7}, {0.34, 0.6}, {0.66, 0.59}, {0.86, 0.7}, {1.1, 0.84}, {1.2, 1.2}}),
      Role::ground, {.shade = 0.06, .hatch = false});
  const Lab stone = s.p.tone(Role::middle, 0.06);
  round_tower(s, 0.5, 0.6, 0.12, 0.32, s.p.tone(stone, -0.05));
  s.p.fill(rectangle(0.28, 0.42, 0.44, 0.2), stone, {.shade = 0.06});
  for (int i = 0; i < 9; ++i)
    s.p.fill(rectangle(0.285 + 0.05 * i, 0.395, 0.028, 0.03), stone, {.shade = 0.03, .ink = 0.7, .hatch = false});
  for (int i = 0; i < 12; ++i) {
    const double x = s.u(0.33, 0.65), y = s.u(0.45, 0.6);
    s.p.line({{x, y}, {x + 0.025, y}, {x + 0.025, y + 0.012}}, 0.5, 0.6);
  }
  round_tower(s, 0.27, 0.63, 0.1, 0.26, stone);
  round_tower(s, 0.73, 0.63, 0.1, 0.28, stone);
  arched(s, 0.5, 0.62, 0.11, 0.15, s.p.tone(Role::wood, -0.1), 1.2);
  for (int i = 1; i < 4; ++i) s.p.line({{0.445 + 0.0275 * i, 0.62}, {0.445 + 0.0275 * i, 0.5}}, 0.8);
  s.p.fill(
      closed_curve(
          {{0.46, 0.62}, {0.54, 0.62}, {0.6, 0.72}, {0.48, 0.84}, {0.3, 1.08}, {0.12, 1.08}, {0.4, 0.82}, {0.5, 0.72}}),
      s.p.tone(Role::ground, 0.12), {.shade = 0, .ink = 0.6});
  for (int i = 0; i < 6; ++i)
    small_house(s, i < 3 ? 0.06 + 0.12 * i : 0.66 + 0.13 * (i - 3), 0.9 + 0.035 * (i % 3), 0.11, 0.12,
                s.p.tone(Role::light, s.u(-0.12, -0.03)), s.night());
  for (const double x : {0.4, 0.62, 0.98}) tree(s, x, 0.99, 0.16);
}

void windmill(Stage& s) {
  sky(s, 3);
  ridge(s, 0.62, 0.02, 0.5, s.p[Role::distance]);
  land(s, 0.64, s.p.tone(Role::leaf, 0.06));
  const double x = s.mirror ? s.u(0.26, 0.34) : s.u(0.66, 0.74);
  const auto frame = s.p.at(x, 0.7, 1);
  s.p.fill(closed_curve(symmetric({{0.06, -0.4}, {0.08, -0.3}, {0.115, 0.0}})), s.p.tone(Role::light, -0.06),
           {.shade = 0.14, .depth = 1.8});
  s.p.fill(closed_curve(symmetric({{0.01, -0.48}, {0.055, -0.44}, {0.075, -0.385}})), Role::accent, {.shade = 0.1});
  s.p.fill(rectangle(-0.14, -0.16, 0.28, 0.022), Role::wood, {.shade = 0.05});
  arched(s, 0, 0, 0.05, 0.09, s.p[Role::wood]);
  window(s, -0.022, -0.28, 0.044, 0.05, s.night());
  const double turn = s.u(0.2, 1.2);
  for (int i = 0; i < 4; ++i) {
    const auto sail = s.p.at(0, -0.41, 1, turn + i * pi / 2);
    s.p.fill({{0.05, 0.004}, {0.36, 0.004}, {0.36, 0.085}, {0.07, 0.075}}, s.p.tone(Role::light, -0.02),
             {.shade = 0.05, .ink = 0.8, .alpha = 0.95, .hatch = false});
    for (int k = 1; k < 6; ++k) s.p.line({{0.05 + 0.052 * k, 0.005}, {0.05 + 0.052 * k, 0.08}}, 0.5);
    s.p.line({{0.06, 0.045}, {0.36, 0.045}}, 0.5);
    s.p.line({{0, 0}, {0.37, 0}}, 1.8);
  }
  s.p.fill(ellipse(0, -0.41, 0.018, 0.018), Role::dark, {.shade = 0});
  const auto world = s.p.at(-x, -0.7, 1);
  const Role rows[4] = {Role::accent, Role::light, Role::cloth, Role::skin};
  for (int row = 0; row < 7; ++row) {
    const double y = 0.74 + 0.042 * row, r = 0.008 + 0.0035 * row;
    for (int i = 0; i < 22 - row; ++i) {
      const double fx = (i + 0.5) / (22 - row) + s.u(-0.008, 0.008);
      s.p.stroke({{fx, y + r * 3}, {fx, y}}, s.p.tone(Role::leaf, -0.04), 1);
      s.p.fill(closed_curve({{fx - r, y - r},
                             {fx - r * 0.4, y - r * 1.8},
                             {fx, y - r},
                             {fx + r * 0.4, y - r * 1.8},
                             {fx + r, y - r},
                             {fx, y + r}}),
               s.p.tone(rows[row % 4], s.u(-0.04, 0.04)), {.shade = 0.05, .ink = 0.5, .hatch = false});
    }
  }
}

void chapel(Stage& s) {
  sky(s, 2);
  for (int i = 0; i < 13; ++i) pine(s, i / 12.0 + s.u(-0.02, 0.02), 0.68 + s.u(-0.02, 0.03), s.u(0.34, 0.52));
  land(s, 0.68, s.p[Role::ground]);
  const auto frame = s.p.at(s.u(0.44, 0.56), 0.86, 1, 0, s.mirror);
  const Lab wall = s.p.tone(Role::wood, 0.1);
  const Lab roof = s.snowy() ? s.p.tone(Role::light, 0) : s.p.tone(Role::accent, -0.05);
  s.p.fill({{0.02, 0}, {0.02, -0.24}, {0.32, -0.22}, {0.32, 0}}, s.p.tone(wall, -0.08), {.shade = 0.04});
  s.p.fill({{-0.08, -0.42}, {0.22, -0.4}, {0.36, -0.2}, {0.05, -0.22}}, roof, {.shade = 0.05});
  s.p.fill({{-0.2, 0}, {-0.2, -0.24}, {-0.08, -0.42}, {0.04, -0.24}, {0.04, 0}}, wall, {.shade = 0.05});
  s.p.fill({{-0.23, -0.22}, {-0.08, -0.45}, {0.07, -0.22}, {0.04, -0.22}, {-0.08, -0.4}, {-0.2, -0.22}}, roof,
           {.shade = 0});
  for (int i = 0; i < 6; ++i) s.p.line({{-0.2, -0.04 * i - 0.02}, {0.04, -0.04 * i - 0.02}}, 0.4, 0.6);
  s.p.fill(rectangle(-0.13, -0.58, 0.1, 0.18), wall, {.shade = 0.06});
  arched(s, -0.08, -0.45, 0.05, 0.1, s.p.tone(Role::dark, 0.04));
  s.p.fill(moved(closed_curve(symmetric({{0.006, -0.535}, {0.012, -0.5}, {0.018, -0.48}})), -0.08, 0), Role::accent,
           {.shade = 0, .ink = 0.6});
  s.p.fill({{-0.155, -0.57}, {-0.08, -0.78}, {-0.005, -0.57}}, roof, {.shade = 0.06});
  s.p.line({{-0.08, -0.78}, {-0.08, -0.86}}, 1.2);
  s.p.line({{-0.105, -0.83}, {-0.055, -0.83}}, 1.2);
  arched(s, -0.08, 0, 0.08, 0.15, s.p.tone(Role::wood, -0.1), 1);
  s.p.fill(ellipse(-0.08, -0.26, 0.03, 0.03), mix(s.p.colours().shine(), s.p[Role::accent], 0.3), {.shade = 0});
  for (const double x : {0.1, 0.2})
    arched(s, x + 0.02, -0.07, 0.045, 0.09, mix(s.p.colours().shine(), s.p[Role::accent], 0.3));
}

void cottage(Stage& s) {
  const auto frame = s.stand(0.7);
  const Lab wall = s.p.tone(Role::light, -0.05), roof = s.p[Role::accent];
  s.shadow(0.05, 0.01, 1.0);
  s.p.fill(rectangle(0.2, -0.86, 0.09, 0.25), Role::wood, {.shade = 0.08});
  s.p.fill({{-0.08, 0}, {-0.08, -0.42}, {0.44, -0.4}, {0.44, -0.03}}, s.p.tone(wall, -0.12), {.shade = 0});
  s.p.fill({{-0.24, -0.74}, {0.3, -0.7}, {0.5, -0.37}, {-0.06, -0.39}}, roof, {.shade = 0.05});
  s.p.fill({{-0.44, 0}, {-0.44, -0.42}, {-0.25, -0.72}, {-0.06, -0.42}, {-0.06, 0}}, wall, {.shade = 0.03});
  s.p.fill({{-0.5, -0.38}, {-0.26, -0.76}, {-0.2, -0.74}, {-0.43, -0.37}}, s.p.tone(roof, -0.08), {.shade = 0});
  for (int i = 1; i < 6; ++i)
    s.p.line({{-0.24 + 0.03 * i, -0.74 + 0.06 * i}, {0.3 + 0.035 * i, -0.7 + 0.057 * i}}, 0.6, 0.7);
  arched(s, -0.25, 0, 0.13, 0.28, s.p[Role::wood], 1);
  for (const double x : {0.04, 0.25}) window(s, x, -0.3, 0.12, 0.14, s.night() || s.daytime == Daytime::dusk);
  s.p.fill(ellipse(-0.25, -0.5, 0.05, 0.05), s.p.tone(Role::water, -0.05), {.shade = 0});
  for (const double x : {-0.5, 0.46, 0.1}) bush(s, x, 0.03, 0.22);
}

constexpr Subject all[] = {
    {"lighthouse", architecture_category, "lighthouse+ beacon+ lamp cliff", "", lighthouse},
    {"castle", architecture_category, "castle+ fortress+ towers palace tower", "", castle},
    {"windmill", architecture_category, "windmill+ tulips mill", "", windmill},
    {"chapel", architecture_category, "chapel+ church+ bell cathedral monastery abbey", "", chapel},
    {"cottage", architecture_category, "cottage+ house+ hut cabin farmhouse home barn",
     "meadow,snow field,garden,forest", cottage},
};

}  // namespace

std::span<const Subject> buildings() { return all; }

}  // namespace tessera::offline
