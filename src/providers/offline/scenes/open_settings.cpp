#include <cmath>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/settings.h"

namespace tessera::offline {
namespace {

void meadow(Stage& s) {
  sky(s, 3);
  ridge(s, 0.54, 0.05, 0.5, s.p.tone(Role::distance, 0.03));
  ridge(s, 0.6, 0.03, 0.45, s.p.tone(Role::leaf, 0.06));
  land(s, 0.66, s.p[Role::ground]);
  for (int i = 0; i < 14; ++i) grass(s, s.u(0, 1), s.u(0.72, 1), s.u(0.03, 0.06), 4);
  s.spot = {.x = 0.5, .y = 0.9};
}

void flowers_in_front(Stage& s) {
  if (s.snowy()) return;
  for (int i = 0; i < 12; ++i) {
    const double x = s.u(0, 1), y = s.u(0.93, 1);
    s.p.stroke({{x, y + 0.06}, {x + 0.005, y}}, s.p[Role::leaf], 1.2);
    flower(s, x, y, s.u(0.014, 0.024), s.p[i % 2 == 0 ? Role::accent : Role::light], 5);
  }
}

void hills(Stage& s) {
  sky(s, 2);
  ridge(s, 0.5, 0.06, 0.5, s.p[Role::distance]);
  for (int i = 0; i < 3; ++i) {
    const double y = 0.58 + 0.13 * i;
    const Lab green = s.p.tone(i % 2 == 0 ? Role::leaf : Role::ground, 0.05 - 0.03 * i);
    s.p.fill(closed_curve({{-0.2, 1.2},
                           {-0.1, y + s.u(-0.02, 0.06)},
                           {0.3, y - s.u(0.02, 0.06)},
                           {0.7, y + s.u(0, 0.05)},
                           {1.1, y - 0.02},
                           {1.2, 1.2}}),
             green, {.shade = 0.05, .ink = 0.8, .gradient = 0.07, .hatch = false});
    for (int k = 0; k < 9; ++k)
      s.p.line(curve({{0.12 * k, y + 0.06}, {0.12 * k + 0.05 * (k - 4) * 0.4, y + 0.2}}), 0.6, 0.6);
  }
  s.spot = {.x = 0.5, .y = 0.93};
}

void forest(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0.02), s.p.tone(Role::leaf, 0.12));
  for (int i = 0; i < 12; ++i)
    s.p.fill(rectangle(s.u(-0.02, 1), 0, s.u(0.015, 0.03), 0.7), s.p.tone(Role::distance, 0.04),
             {.shade = 0, .ink = 0.3});
  land(s, 0.66, s.p.tone(Role::ground, -0.04));
  for (int i = 0; i < 7; ++i) pine(s, (i + 0.5) / 7 + s.u(-0.05, 0.05), 0.68 + s.u(0, 0.06), s.u(0.5, 0.75));
  s.spot = {.x = 0.5, .y = 0.93};
}

void ferns_in_front(Stage& s) {
  for (const double x : {0.04, 0.96}) {
    if (s.snowy()) {
      rock(s, x, 1.02, 0.2, 0.1);
    } else {
      fern(s, x, 1.02, 0.16);
    }
  }
}

void snow_field(Stage& s) {
  s.season = Season::winter;
  sky(s, 2);
  ridge(s, 0.55, 0.05, 0.5, s.p.tone(Role::distance, 0.06));
  for (int i = 0; i < 6; ++i) (i % 2 == 0 ? pine : bare_tree)(s, s.u(0, 1), 0.64, s.u(0.25, 0.42));
  land(s, 0.62, s.p[Role::light]);
  s.spot = {.x = 0.5, .y = 0.9};
}

void mountains(Stage& s) {
  sky(s, 2);
  peak(s, 0.24, 0.66, 0.7, 0.42, s.p.tone(Role::distance, 0.02));
  peak(s, 0.74, 0.68, 0.8, 0.5, s.p.tone(Role::middle, 0.04));
  land(s, 0.66, s.p[Role::ground]);
  for (int i = 0; i < 4; ++i) rock(s, s.u(0.02, 0.98), s.u(0.72, 0.84), s.u(0.08, 0.16), s.u(0.04, 0.08));
  s.spot = {.x = 0.5, .y = 0.93};
}

void lake(Stage& s) {
  sky(s, 2);
  ridge(s, 0.48, 0.05, 0.5, s.p[Role::distance]);
  for (int i = 0; i < 11; ++i) pine(s, i / 10.0 + s.u(-0.03, 0.03), 0.56, s.u(0.14, 0.26));
  water(s, 0.56);
  for (int i = 0; i < 9; ++i) {  // the wood mirrored
    const double x = i / 8.0, l = s.u(0.05, 0.12);
    s.p.fill({{x - 0.04, 0.57}, {x + 0.04, 0.57}, {x, 0.57 + l}}, s.p.tone(Role::water, -0.12),
             {.shade = 0, .ink = 0, .alpha = 0.6});
  }
  s.spot = {.x = 0.5, .y = 0.82};
}

void sea(Stage& s) {
  sky(s, 3);
  ridge(s, 0.57, 0.02, 0.5, s.p.tone(Role::distance, 0.04), 0.5);
  water(s, 0.6, 1.1, 40);
  s.spot = {.x = 0.5, .y = 0.82};
}

void beach(Stage& s) {
  sky(s, 2);
  water(s, 0.46, 0.75, 20);
  s.p.fill(closed_curve({{-0.2, 1.2}, {-0.1, 0.7}, {0.25, 0.66}, {0.6, 0.72}, {1.1, 0.64}, {1.2, 1.2}}),
           s.p.tone(Role::ground, 0.06), {.shade = 0, .ink = 0.5, .gradient = 0.06});
  s.p.stroke(curve({{-0.05, 0.68}, {0.25, 0.645}, {0.6, 0.705}, {1.05, 0.63}}), s.p[Role::light], 4, 0.9);
  for (int i = 0; i < 34; ++i) {
    const double r = s.u(0.006, 0.016);
    s.p.fill(ellipse(s.u(0, 1), s.u(0.78, 1), r * 1.4, r), s.p.tone(Role::middle, s.u(-0.1, 0.12)),
             {.shade = 0.05, .ink = 0.4, .hatch = false});
  }
  s.spot = {.x = 0.5, .y = 0.91};
}

void pier(Stage& s) {
  sky(s, 2);
  ridge(s, 0.5, 0.03, 0.5, s.p[Role::distance], 0.6);
  water(s, 0.52, 0.85, 18);
  rowing_boat(s, s.chance(0.5) ? 0.16 : 0.84, 0.66, 0.26);
  s.p.fill({{0.02, 0.78}, {0.98, 0.78}, {1.15, 1.08}, {-0.15, 1.08}}, Role::wood, {.shade = 0, .gradient = 0.07});
  for (int i = 0; i < 9; ++i) s.p.line({{0.06 + 0.11 * i, 0.78}, {-0.08 + 0.145 * i, 1.05}}, 0.7, 0.8);
  for (const double x : {0.04, 0.96}) {
    s.p.fill(rectangle(x - 0.025, 0.66, 0.05, 0.2), s.p.tone(Role::wood, -0.1), {.shade = 0.08});
    s.p.fill(ellipse(x, 0.66, 0.025, 0.01), s.p.tone(Role::wood, 0.06), {.shade = 0, .ink = 0.6});
  }
  s.spot = {.x = 0.5, .y = 0.94};
}

void coast_road(Stage& s) {
  sky(s, 2);
  water(s, 0.42, 0.7, 22);
  s.p.fill({{1.05, 0.3}, {0.86, 0.34}, {0.76, 0.44}, {0.66, 0.5}, {0.6, 0.62}, {1.05, 0.66}}, Role::middle,
           {.shade = 0.12});
  s.p.fill(rectangle(-0.05, 0.64, 1.1, 0.5), s.p.tone(Role::ground, 0.02), {.shade = 0, .ink = 0.6});
  s.p.fill(rectangle(-0.05, 0.7, 1.1, 0.24), s.p.tone(Role::trousers, 0.12),
           {.shade = 0, .ink = 0.7, .gradient = 0.05});
  for (int i = 0; i < 5; ++i)
    s.p.fill(rectangle(0.03 + 0.22 * i, 0.905, 0.11, 0.014), Role::light, {.shade = 0, .ink = 0.2});
  for (int i = 0; i < 10; ++i)
    s.p.fill(rectangle(0.1 * i, 0.61, 0.022, 0.07), s.p.tone(Role::light, -0.05), {.shade = 0, .ink = 0.6});
  s.spot = {.x = 0.5, .y = 0.86};
}

void desert(Stage& s) {
  sky(s, 0);
  for (int i = 0; i < 3; ++i) {
    const double y = 0.58 + 0.12 * i;
    s.p.fill(closed_curve({{-0.2, 1.2},
                           {-0.1, y + 0.04},
                           {s.u(0.2, 0.45), y - 0.06},
                           {s.u(0.5, 0.8), y + 0.05},
                           {1.1, y - 0.03},
                           {1.2, 1.2}}),
             s.p.tone(Role::ground, 0.06 - 0.05 * i),
             {.shade = 0.1, .ink = 0.7, .gradient = 0.08, .hatch = false, .depth = 2});
  }
  s.spot = {.x = 0.5, .y = 0.88};
}

void savanna(Stage& s) {
  sky(s, 1);
  ridge(s, 0.55, 0.02, 0.5, s.p[Role::distance], 0.6);
  land(s, 0.58, s.p[Role::ground]);
  for (const double x : {0.14, 0.84}) {  // flat-topped trees
    s.p.fill(tube({{x, 0.64}, {x + 0.01, 0.5}, {x - 0.02, 0.4}}, {0.025, 0.018, 0.012}), Role::wood, {.ink = 0.6});
    s.p.fill(closed_curve({{x - 0.16, 0.39}, {x - 0.06, 0.34}, {x + 0.06, 0.33}, {x + 0.16, 0.385}, {x, 0.41}}),
             Role::leaf, {.ink = 0.7});
  }
  s.p.fill(closed_curve({{-0.1, 0.86}, {0.25, 0.82}, {0.75, 0.83}, {1.1, 0.88}, {0.9, 1.02}, {0.2, 1.02}}), Role::water,
           {.shade = 0, .ink = 0.8, .gradient = 0.07});
  for (int i = 0; i < 10; ++i) grass(s, s.u(0, 1), s.u(0.64, 0.8), 0.04, 4);
  s.spot = {.x = 0.46, .y = 0.84};
}

void pond(Stage& s) {
  sky(s, 1);
  ridge(s, 0.44, 0.03, 0.5, s.p.tone(Role::leaf, 0.08), 0.6);
  water(s, 0.5, 1.1, 30);
  for (const double x : {0.04, 0.14, 0.88, 0.97}) reeds(s, x, 0.72, 0.36, 6);
  s.spot = {.x = 0.5, .y = 0.86};
}

void reeds_in_front(Stage& s) {
  for (const double x : {0.02, 0.1, 0.94}) reeds(s, x, 1.05, 0.36, 5);
}

void high_sky(Stage& s) {
  sky(s, 5);
  ridge(s, 0.9, 0.03, 0.5, s.p[Role::distance]);
  s.spot = {.x = 0.5, .y = 0.62};
}

constexpr Setting all[] = {
    {"meadow", "meadow field grass pasture farm clearing tulips", false, meadow, flowers_in_front},
    {"hills", "hill hills vineyards valley countryside village", false, hills},
    {"forest", "forest wood woods jungle birch", false, forest, ferns_in_front},
    {"snow field", "snow snowy winter ice arctic", false, snow_field},
    {"mountains", "mountain mountains pass peak alps", false, mountains},
    {"lake", "lake jetty reservoir", false, lake},
    {"sea", "sea ocean bay waves harbour port", false, sea},
    {"beach", "beach shore pebble sand coastline", false, beach},
    {"pier", "pier dock quay wharf", false, pier},
    {"coast road", "coast road highway route", false, coast_road},
    {"desert", "desert dunes sandy", false, desert},
    {"savanna", "savanna waterhole plain steppe", false, savanna},
    {"pond", "pond reeds shallow marsh swamp lily", false, pond, reeds_in_front},
    {"sky", "sky clouds air flying", false, high_sky},
};

}  // namespace

std::span<const Setting> open_settings() { return all; }

}  // namespace tessera::offline
