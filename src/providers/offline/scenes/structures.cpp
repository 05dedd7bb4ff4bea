#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void house_front(Stage& s, double x, double width, double top, double base, Lab wall) {
  s.p.fill(rectangle(x, top, width, base - top), wall, {.shade = 0.05, .hatch = false});
  const int floors = static_cast<int>((base - top) / 0.17);
  for (int f = 0; f < floors; ++f) {
    for (int k = 0; k < 2; ++k) {
      const double wx = x + width * (0.16 + 0.44 * k), wy = top + 0.04 + 0.17 * f, w = width * 0.22, h = 0.085;
      window(s, wx, wy, w, h, s.night() ? s.chance(0.7) : false);
      for (const double side : {-1.0, 1.0})
        s.p.fill(rectangle(side < 0 ? wx - w * 0.42 : wx + w * 1.04, wy - 0.003, w * 0.38, h + 0.006),
                 s.p.tone(Role::leaf, s.u(-0.05, 0.05)), {.shade = 0, .ink = 0.6, .gradient = 0});
      if ((f + k) % 2 == 0) {
        s.p.fill(rectangle(wx - w * 0.3, wy + h + 0.006, w * 1.6, 0.022), Role::wood, {.shade = 0, .ink = 0.6});
        for (int q = 0; q < 5; ++q)
          flower(s, wx - w * 0.15 + w * 0.34 * q, wy + h, 0.014, s.p[q % 2 == 0 ? Role::accent : Role::light], 5);
      } else {
        s.p.fill(rectangle(wx - w * 0.35, wy + h * 0.98, w * 1.7, 0.01), Role::dark, {.shade = 0, .ink = 0.5});
        for (int q = 0; q < 6; ++q)
          s.p.line({{wx - w * 0.3 + w * 0.32 * q, wy + h * 0.55}, {wx - w * 0.3 + w * 0.32 * q, wy + h}}, 0.7);
        s.p.line({{wx - w * 0.35, wy + h * 0.55}, {wx + w * 1.35, wy + h * 0.55}}, 0.9);
      }
    }
  }
}

void narrow_street(Stage& s) {
  sky(s, 0);
  s.p.fill({{0.4, 0.66}, {0.6, 0.66}, {1.0, 1.05}, {0.0, 1.05}}, s.p.tone(Role::ground, 0.02), {.shade = 0});
  house_front(s, 0.4, 0.2, 0.24, 0.67, s.p.tone(Role::skin, 0.02));
  s.p.fill({{0.385, 0.24}, {0.5, 0.14}, {0.615, 0.24}}, s.p.tone(Role::accent, -0.04), {.shade = 0.05});
  arched(s, 0.5, 0.67, 0.06, 0.1, s.p[Role::wood]);
  const Role walls[2] = {Role::cloth, Role::skin};
  for (const int side : {-1, 1}) {
    const auto frame = s.p.at(side < 0 ? 0 : 1, 0, 1, 0, side > 0);
    s.p.fill({{0.24, 0.12}, {0.41, 0.26}, {0.41, 0.68}, {0.24, 0.8}}, s.p.tone(walls[side < 0 ? 0 : 1], -0.14),
             {.shade = 0});
    for (int f = 0; f < 3; ++f) {
      const double y = 0.28 + 0.14 * f;
      s.p.fill({{0.28, y}, {0.34, y + 0.02}, {0.34, y + 0.085}, {0.28, y + 0.085}}, s.p.tone(Role::water, -0.12),
               {.shade = 0, .ink = 0.7});
    }
    house_front(s, -0.06, 0.31, -0.02, 0.82, s.p.tone(walls[side < 0 ? 1 : 0], 0.02));
    s.p.fill(rectangle(0.03, 0.7, 0.1, 0.14), Role::wood, {.shade = 0.06});
    s.p.fill({{-0.05, 0.82}, {0.25, 0.82}, {0.25, 0.85}, {-0.05, 0.92}}, s.p.tone(Role::ground, 0.08), {.shade = 0});
  }
  for (int i = 0; i < 28; ++i) {
    const double t = std::pow(s.u(0, 1), 0.8), y = 0.69 + 0.33 * t, x = 0.5 + s.u(-1, 1) * (0.08 + 0.38 * t);
    s.p.line(arc(x, y, 0.012 + 0.025 * t, 0.006 + 0.01 * t, 3.3, 6.1), 0.5, 0.6);
  }
  s.p.line(curve({{0.25, 0.1}, {0.5, 0.17}, {0.75, 0.08}}), 0.7);
  for (int i = 0; i < 6; ++i)
    s.p.fill({{0.3 + 0.075 * i, 0.12 + 0.02 * (i % 2)},
              {0.345 + 0.075 * i, 0.125 + 0.015 * (i % 2)},
              {0.33 + 0.075 * i, 0.18},
              {0.3 + 0.075 * i, 0.175}},
             s.p[i % 2 == 0 ? Role::accent : Role::light], {.shade = 0.03, .ink = 0.6});
}

void stone_bridge(Stage& s) {
  sky(s, 2);
  for (int i = 0; i < 6; ++i)
    small_house(s, 0.06 + 0.18 * i, 0.54, 0.17, 0.26 + 0.05 * (i % 2),
                s.p.tone(i % 2 == 0 ? Role::skin : Role::light, s.u(-0.1, -0.02)), s.night());
  s.p.fill(rectangle(-0.05, 0.52, 1.1, 0.1), s.p.tone(Role::ground, 0), {.shade = 0});
  water(s, 0.6, 1.1, 34);
  const Lab stone = s.p.tone(Role::middle, 0.06);
  Path deck;
  const Path top = arc(0.5, 1.02, 0.66, 0.54, pi + 0.2, 2 * pi - 0.2);
  deck.insert(deck.end(), top.begin(), top.end());
  deck.push_back({1.06, 0.86});
  const Path inner = arc(0.5, 0.84, 0.28, 0.25, 2 * pi, pi);
  deck.push_back({0.78, 0.86});
  deck.insert(deck.end(), inner.begin(), inner.end());
  deck.push_back({0.22, 0.86});
  deck.push_back({-0.06, 0.86});
  s.p.fill(arc(0.5, 0.84, 0.28, 0.14, 0, pi), s.p.tone(Role::water, -0.14), {.shade = 0, .ink = 0, .alpha = 0.7});
  s.p.fill(deck, stone, {.shade = 0.12, .ink = 1.1, .glow = 0.05});
  s.p.line(arc(0.5, 0.84, 0.31, 0.28, pi, 2 * pi), 0.9);
  for (int i = 0; i <= 14; ++i) {
    const double t = pi + pi * i / 14;
    s.p.line({{0.5 + 0.28 * std::cos(t), 0.84 + 0.25 * std::sin(t)},
              {0.5 + 0.315 * std::cos(t), 0.84 + 0.285 * std::sin(t)}},
             0.8);
  }
  for (int i = 0; i < 26; ++i) {
    const double x = s.u(0.02, 0.98),
                 y = 1.02 - 0.54 * std::sqrt(std::max(0.0, 1 - std::pow((x - 0.5) / 0.66, 2))) + s.u(0.03, 0.1);
    s.p.line({{x, y}, {x + 0.035, y + 0.002}, {x + 0.035, y + 0.02}}, 0.5, 0.6);
  }
  s.p.stroke(moved(top, 0, -0.025), s.p.tone(stone, 0.1), 4, 1);
  s.p.line(moved(top, 0, -0.035), 0.9);
  rowing_boat(s, 0.2, 0.95, 0.3);
  rowing_boat(s, 0.82, 0.98, 0.26);
}

void greenhouse(Stage& s) {
  const Lab glass = s.p.tone(Role::water, 0.14);
  s.p.fill(rectangle(0.06, 0.78, 0.88, 0.05), s.p.tone(Role::ground, 0.06), {.shade = 0.05});
  Path dome = {{0.28, 0.78}, {0.28, 0.42}};
  const Path top = arc(0.5, 0.42, 0.22, 0.26, pi, 2 * pi);
  dome.insert(dome.end(), top.begin(), top.end());
  dome.push_back({0.72, 0.78});
  for (const double side : {-1.0, 1.0}) {
    const auto wing = s.p.at(0.5, 0, 1, 0, side < 0);
    const Path pane = {{0.2, 0.78}, {0.2, 0.5}, {0.32, 0.46}, {0.42, 0.52}, {0.42, 0.78}};
    s.p.fill(pane, glass, {.shade = 0, .gradient = 0.06});
    palm(s, 0.31, 0.78, 0.26);
    for (const double x : {0.25, 0.3, 0.36}) s.p.line({{x, 0.48}, {x, 0.78}}, 0.8);
    s.p.line({{0.2, 0.62}, {0.42, 0.62}}, 0.8);
  }
  s.p.fill(dome, glass, {.shade = 0, .ink = 1.2, .gradient = 0.08});
  palm(s, 0.42, 0.78, 0.44);
  palm(s, 0.58, 0.78, 0.5);
  bush(s, 0.5, 0.78, 0.2);
  fern(s, 0.35, 0.78, 0.1);
  fern(s, 0.66, 0.78, 0.1);
  for (int i = -2; i <= 2; ++i)
    s.p.line(curve({{0.5 + 0.075 * i, 0.78}, {0.5 + 0.075 * i, 0.42}, {0.5 + 0.05 * i, 0.26}, {0.5, 0.16}}), 1);
  for (const double y : {0.3, 0.42, 0.54, 0.66})
    s.p.line({{y < 0.4 ? 0.305 : 0.28, y}, {y < 0.4 ? 0.695 : 0.72, y}}, 0.9);
  s.p.fill(rectangle(0.47, 0.12, 0.06, 0.04), s.p.tone(Role::light, -0.05), {.shade = 0});
  s.p.line({{0.5, 0.12}, {0.5, 0.07}}, 1.2);
  s.p.fill(rectangle(0.46, 0.66, 0.08, 0.12), s.p.tone(glass, 0.06), {.shade = 0, .ink = 1.2});
}

void skyscrapers(Stage& s) {
  sky(s, 0);
  for (int layer = 0; layer < 3; ++layer) {
    double x = -0.06;
    while (x < 1.04) {
      const double w = s.u(0.09, 0.16), top = s.u(0.08, 0.4) + 0.12 * layer * s.u(0, 1.6);
      const Lab wall = s.p.tone(layer == 0   ? Role::distance
                                : layer == 1 ? Role::middle
                                             : Role::trousers,
                                s.u(-0.06, 0.04));
      const int shape = s.n(3);
      if (shape == 0) {
        s.p.fill({{x, 1.05}, {x, top + 0.06}, {x + w * 0.4, top}, {x + w, top + 0.02}, {x + w, 1.05}}, wall,
                 {.shade = 0.05, .ink = 0.7, .hatch = false});
      } else {
        s.p.fill(rectangle(x, top, w, 1.05 - top), wall, {.shade = 0.05, .ink = 0.7, .hatch = false});
        if (shape == 2) s.p.line({{x + w / 2, top}, {x + w / 2, top - 0.09}}, 1.4);
      }
      s.p.fill(rectangle(x + w * 0.72, top + 0.05, w * 0.28, 1.05 - top), s.p.tone(wall, -0.1),
               {.shade = 0, .ink = 0, .gradient = 0});
      const double step = 0.032 + 0.006 * layer;
      for (double y = top + 0.07; y < 1.0; y += step) {
        for (int k = 0; k < 4; ++k) {
          const bool lit = s.chance(s.daytime == Daytime::day ? 0.25 : 0.55);
          s.p.fill(rectangle(x + w * (0.1 + 0.22 * k), y, w * 0.13, step * 0.5),
                   lit ? mix(s.p.colours().shine(), s.p[Role::accent], s.u(0, 0.35)) : s.p.tone(wall, -0.12),
                   {.shade = 0, .ink = 0, .gradient = 0});
        }
      }
      x += w + s.u(0.005, 0.05) * (layer + 1);
    }
  }
}

void temple(Stage& s) {
  sky(s, 2);
  ridge(s, 0.6, 0.05, 0.5, s.p[Role::distance]);
  land(s, 0.7, s.p[Role::ground]);
  const Lab marble = s.p.tone(Role::light, -0.08);
  for (int i = 0; i < 3; ++i)
    s.p.fill(rectangle(0.08 - 0.025 * i, 0.76 + 0.035 * i, 0.84 + 0.05 * i, 0.037), s.p.tone(marble, -0.05 * i),
             {.shade = 0.03});
  for (int i = 0; i < 6; ++i) {
    const double x = 0.15 + 0.14 * i, top = i == 3 ? 0.52 : i == 5 ? 0.6 : 0.34;
    s.p.fill(rectangle(x - 0.04, 0.735, 0.08, 0.028), marble, {.shade = 0.05});
    s.p.fill(i == 3 || i == 5 ? Path{{x - 0.034, 0.735},
                                     {x - 0.03, top + 0.05},
                                     {x - 0.012, top},
                                     {x + 0.008, top + 0.04},
                                     {x + 0.03, top + 0.015},
                                     {x + 0.034, 0.735}}
                              : Path{{x - 0.034, 0.735}, {x - 0.028, top}, {x + 0.028, top}, {x + 0.034, 0.735}},
             marble, {.shade = 0.14, .ink = 0.9, .depth = 1.5});
    for (const double dx : {-0.015, 0.0, 0.015}) s.p.line({{x + dx, top + 0.06}, {x + dx * 1.1, 0.73}}, 0.5, 0.6);
    if (i != 3 && i != 5) s.p.fill(rectangle(x - 0.04, top - 0.03, 0.08, 0.032), marble, {.shade = 0.05});
  }
  s.p.fill({{0.08, 0.31}, {0.08, 0.25}, {0.53, 0.25}, {0.55, 0.28}, {0.5, 0.31}}, marble, {.shade = 0.08});
  s.p.fill({{0.08, 0.25}, {0.34, 0.12}, {0.42, 0.16}, {0.4, 0.2}, {0.52, 0.25}}, s.p.tone(marble, -0.04),
           {.shade = 0.1});
  s.p.fill(rectangle(0.66, 0.28, 0.12, 0.035), marble, {.shade = 0.06});
  for (int i = 0; i < 24; ++i) {  // ivy
    const double x = i % 3 == 0 ? 0.15 : i % 3 == 1 ? 0.57 : 0.43, y = s.u(0.28, 0.74);
    leaf_shape(s, x + s.u(-0.05, 0.05), y, s.u(0.03, 0.05), s.u(0, 6), s.p.tone(Role::leaf, s.u(-0.06, 0.08)));
  }
  for (int i = 0; i < 3; ++i)
    s.p.fill(tube({{0.1 + 0.3 * i, 0.86}, {0.2 + 0.3 * i, 0.9}, {0.16 + 0.3 * i, 1.02}}, {0.012, 0.024, 0.034}),
             Role::wood, {.ink = 0.7, .hatch = false});
  const auto drum = s.p.at(0.8, 0.92, 1, -0.2);
  s.p.fill(rectangle(-0.1, -0.07, 0.18, 0.09), marble, {.shade = 0.12});
  s.p.fill(ellipse(0.08, -0.025, 0.02, 0.045), s.p.tone(marble, -0.1), {.shade = 0});
}

void doorway(Stage& s) {
  s.p.background(s.p.tone(Role::skin, -0.05), s.p.tone(Role::skin, -0.15));
  for (int i = 0; i < 24; ++i) {
    const double x = s.u(0, 1), y = s.u(0, 0.85);
    s.p.fill(rounded(x - 0.05, y - 0.02, 0.1, 0.045, 0.01), s.p.tone(Role::skin, s.u(-0.16, 0)),
             {.shade = 0.03, .ink = 0.4, .alpha = 0.8});
  }
  arched(s, 0.5, 0.88, 0.56, 0.8, s.p.tone(Role::light, -0.12), 1.2);
  arched(s, 0.5, 0.88, 0.44, 0.72, s.p[Role::cloth], 1.2);
  s.p.line({{0.5, 0.16}, {0.5, 0.88}}, 1.4);
  for (const double side : {-1.0, 1.0}) {
    for (const double y : {0.4, 0.6})
      s.p.fill(rectangle(0.5 + (side < 0 ? -0.18 : 0.04), y, 0.14, 0.16), s.p.tone(Role::cloth, -0.08),
               {.shade = 0.06});
    s.p.fill(ellipse(0.5 + side * 0.03, 0.58, 0.014, 0.014), Role::accent, {.shade = 0});
  }
  for (int i = 0; i < 3; ++i)
    s.p.fill(rectangle(0.16 - 0.06 * i, 0.87 + 0.05 * i, 0.68 + 0.12 * i, 0.055),
             s.p.tone(Role::ground, 0.04 - 0.04 * i), {.shade = 0.03});
  for (const double x : {0.1, 0.9}) {
    s.p.fill({{x - 0.07, 0.78}, {x + 0.07, 0.78}, {x + 0.05, 0.92}, {x - 0.05, 0.92}}, Role::accent, {.shade = 0.12});
    bush(s, x, 0.8, 0.22);
  }
}

void stairs(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0), s.p.tone(Role::sky, -0.1));
  arched(s, 0.62, 0.36, 0.2, 0.3, s.p.colours().shine());
  for (int i = 0; i < 10; ++i) {
    const double t = i / 9.0, y = 0.36 + 0.068 * i, l = 0.5 - 0.5 * t, r = 0.74 + 0.16 * t;
    s.p.fill({{l, y}, {r, y}, {r + 0.02, y + 0.028}, {l - 0.04, y + 0.028}}, s.p.tone(Role::light, -0.06),
             {.shade = 0});
    s.p.fill({{l - 0.04, y + 0.028}, {r + 0.02, y + 0.028}, {r + 0.02, y + 0.07}, {l - 0.04, y + 0.07}},
             s.p.tone(Role::middle, -0.02), {.shade = 0});
  }
  s.p.fill({{0.76, 0.36}, {1.05, 0.1}, {1.05, 1.05}, {0.93, 1.05}}, s.p.tone(Role::middle, -0.1), {.shade = 0});
  s.p.stroke(curve({{0.48, 0.14}, {0.3, 0.38}, {0.02, 0.78}}), s.p[Role::wood], 5, 1);
  for (int i = 0; i < 9; ++i) s.p.line({{0.46 - 0.05 * i, 0.17 + 0.07 * i}, {0.46 - 0.052 * i, 0.38 + 0.066 * i}}, 1.2);
}

constexpr Subject all[] = {
    {"narrow street", architecture_category, "street+ balconies+ shutters houses alley narrow village", "",
     narrow_street},
    {"stone bridge", architecture_category, "bridge+ canal+ arched aqueduct", "", stone_bridge},
    {"greenhouse", architecture_category, "greenhouse+ glass+ conservatory palms pavilion", "park", greenhouse},
    {"skyscrapers", architecture_category, "skyscrapers+ skyscraper+ city skyline modern office", "", skyscrapers},
    {"temple", architecture_category, "temple+ ruined+ columns ruin ruins ivy shrine", "", temple},
    {"doorway", architecture_category, "doorway+ door+ gate entrance portal", "", doorway},
    {"stairs", architecture_category, "stairs+ staircase+ steps interior hall corridor", "", stairs},
};

}  // namespace

std::span<const Subject> structures() { return all; }

}  // namespace tessera::offline
