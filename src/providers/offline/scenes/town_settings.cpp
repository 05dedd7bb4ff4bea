#include <cmath>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/settings.h"

namespace tessera::offline {
namespace {

void row_of_houses(Stage& s, double base, double least, double most) {
  const Role walls[4] = {Role::skin, Role::cloth, Role::light, Role::middle};
  double x = -0.06;
  for (int i = 0; x < 1.02; ++i) {
    const double w = s.u(0.14, 0.2), h = s.u(least, most);
    const Lab wall = s.p.tone(walls[(i + s.n(2)) % 4], s.u(-0.06, 0.03));
    s.p.fill(rectangle(x, base - h, w, h + 0.02), wall, {.shade = 0.06, .ink = 0.8, .hatch = false});
    s.p.fill({{x - 0.012, base - h}, {x + w / 2, base - h - s.u(0.05, 0.1)}, {x + w + 0.012, base - h}},
             s.p.tone(Role::accent, s.u(-0.1, 0)), {.shade = 0.06, .ink = 0.8, .hatch = false});
    for (int f = 0; f < static_cast<int>(h / 0.12); ++f) {
      for (int k = 0; k < 2; ++k)
        window(s, x + w * (0.18 + 0.4 * k), base - h + 0.03 + 0.12 * f, w * 0.22, 0.06,
               s.night() || s.daytime == Daytime::dusk ? s.chance(0.7) : false);
    }
    x += w;
  }
}

void street(Stage& s) {
  sky(s, 1);
  row_of_houses(s, 0.66, 0.3, 0.5);
  s.p.fill(rectangle(-0.05, 0.66, 1.1, 0.06), s.p.tone(Role::ground, 0.05), {.shade = 0, .ink = 0.6});
  s.p.fill(rectangle(-0.05, 0.72, 1.1, 0.4), s.p.tone(Role::ground, -0.08), {.shade = 0, .ink = 0.7, .gradient = 0.07});
  for (int i = 0; i < 26; ++i) {
    const double y = 0.75 + 0.25 * std::pow(s.u(0, 1), 1.3), x = s.u(0, 1), w = 0.03 + 0.06 * (y - 0.72);
    s.p.line(arc(x, y, w, w * 0.4, 3.3, 6.1), 0.5, 0.5);
  }
  lamp_post(s, s.chance(0.5) ? 0.1 : 0.9, 0.76, 0.46);
  s.spot = {.x = 0.5, .y = 0.93};
}

void city(Stage& s) {
  sky(s, 1);
  for (int layer = 0; layer < 2; ++layer) {
    double x = -0.05;
    while (x < 1.05) {
      const double w = s.u(0.08, 0.15), h = s.u(0.15, 0.42) * (layer == 0 ? 1.1 : 0.8);
      const Lab wall = s.p.tone(Role::distance, layer == 0 ? 0.04 : -0.06);
      s.p.fill(rectangle(x, 0.68 - h, w, h + 0.02), wall, {.shade = 0.05, .ink = 0.6, .hatch = false});
      for (int f = 0; f < static_cast<int>(h / 0.06) - 1 && layer == 1; ++f) {
        for (int k = 0; k < 3; ++k) {
          const bool lit = s.night() && s.chance(0.5);
          s.p.fill(rectangle(x + w * (0.14 + 0.27 * k), 0.7 - h + 0.06 * f, w * 0.16, 0.03),
                   lit ? s.p.colours().shine() : s.p.tone(wall, -0.1), {.shade = 0, .ink = 0.2, .gradient = 0});
        }
      }
      x += w + s.u(0, 0.02);
    }
  }
  s.p.fill(rectangle(-0.05, 0.68, 1.1, 0.4), s.p.tone(Role::ground, -0.06), {.shade = 0, .gradient = 0.07});
  for (int i = 0; i < 5; ++i)
    s.p.fill(rectangle(0.02 + i * 0.22, 0.9, 0.12, 0.015), Role::light, {.shade = 0, .ink = 0.3});
  s.spot = {.x = 0.5, .y = 0.88};
}

void park(Stage& s) {
  sky(s, 2);
  ridge(s, 0.56, 0.03, 0.5, s.p.tone(Role::leaf, 0.1));
  land(s, 0.62, s.p[Role::ground]);
  for (const double x : {0.08, 0.3, 0.86}) tree(s, x + s.u(-0.03, 0.03), 0.66 + s.u(0, 0.04), s.u(0.42, 0.58));
  s.p.fill(closed_curve({{0.44, 0.63}, {0.52, 0.63}, {0.62, 0.78}, {0.9, 1.08}, {0.2, 1.08}, {0.5, 0.8}}),
           s.p.tone(Role::ground, 0.1), {.shade = 0, .ink = 0.6, .gradient = 0});
  s.spot = {.x = 0.5, .y = 0.92};
}

void garden(Stage& s) {
  sky(s, 2);
  for (int i = 0; i < 5; ++i) bush(s, 0.1 + 0.2 * i, 0.6, 0.3);
  land(s, 0.58, s.p[Role::ground]);
  for (int i = 0; i < 11; ++i) {  // a fence
    const double x = 0.1 * i;
    s.p.fill({{x - 0.016, 0.64}, {x - 0.016, 0.49}, {x, 0.465}, {x + 0.016, 0.49}, {x + 0.016, 0.64}},
             s.p.tone(Role::light, -0.03), {.shade = 0.05, .ink = 0.6, .hatch = false});
  }
  s.spot = {.x = 0.5, .y = 0.92};
}

void square(Stage& s) {
  sky(s, 1);
  row_of_houses(s, 0.56, 0.22, 0.34);
  for (int i = 0; i < 5; ++i) {
    const double y = 0.62 + 0.09 * i, l = 0.08 - 0.04 * i;
    s.p.fill(rectangle(l, y - 0.05, 1 - 2 * l, 0.1), s.p.tone(Role::ground, 0.08 - 0.03 * i),
             {.shade = 0, .ink = 0.8, .gradient = 0.04});
  }
  s.p.fill(rectangle(-0.05, 0.98, 1.1, 0.1), s.p.tone(Role::ground, -0.06), {.shade = 0});
  // a fountain behind
  for (const double dx : {-0.07, 0.07})
    s.p.line(curve({{0.5, 0.27}, {0.5 + dx * 0.7, 0.24}, {0.5 + dx * 1.6, 0.42}}), 1.2, 0.6);
  s.p.fill(rectangle(0.475, 0.3, 0.05, 0.24), s.p.tone(Role::light, -0.12), {.shade = 0.08});
  s.p.fill(closed_curve({{0.34, 0.41}, {0.66, 0.41}, {0.58, 0.47}, {0.42, 0.47}}), s.p.tone(Role::light, -0.08),
           {.shade = 0.08});
  s.p.fill(closed_curve({{0.22, 0.54}, {0.78, 0.54}, {0.72, 0.63}, {0.28, 0.63}}), s.p.tone(Role::light, -0.1),
           {.shade = 0.1});
  s.p.fill(ellipse(0.5, 0.545, 0.27, 0.02), Role::water, {.shade = 0, .ink = 0.6});
  s.spot = {.x = 0.5, .y = 0.96};
}

void canal(Stage& s) {
  sky(s, 1);
  row_of_houses(s, 0.52, 0.2, 0.34);
  s.p.fill(rectangle(-0.05, 0.52, 1.1, 0.07), s.p.tone(Role::ground, -0.02), {.shade = 0, .ink = 0.8});
  water(s, 0.59, 1.1, 30);
  s.spot = {.x = 0.5, .y = 0.82};
}

constexpr Setting all[] = {
    {"street", "street shop fronts alley lane village town pavement", false, street},
    {"city", "city skyline downtown skyscrapers urban", false, city},
    {"park", "park tree chestnut trees lawn orchard", false, park},
    {"garden", "garden rows fence backyard tomatoes", false, garden},
    {"square", "fountain square steps plaza market", false, square},
    {"canal", "canal river bridge", false, canal},
};

}  // namespace

std::span<const Setting> town_settings() { return all; }

}  // namespace tessera::offline
