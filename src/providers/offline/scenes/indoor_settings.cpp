#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/settings.h"

namespace tessera::offline {
namespace {

void studio(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0.02), s.p.tone(Role::sky, s.p.style().papery() ? 0.04 : -0.1));
  for (int i = 0; i < 4; ++i) {
    const double x = s.u(0, 1), y = s.u(0.1, 0.8), r = s.u(0.1, 0.24);
    s.p.fill(closed_curve({{x - r, y},
                           {x - r * 0.3, y - r * 0.7},
                           {x + r * 0.8, y - r * 0.4},
                           {x + r, y + r * 0.4},
                           {x - r * 0.2, y + r * 0.6}}),
             s.p.tone(i % 2 == 0 ? Role::distance : Role::sky, -0.03),
             {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.3});
  }
  s.spot = {.x = 0.5, .y = 0.95};
}

void wall_and_floor(Stage& s, double floor, Lab wall, Lab boards) {
  s.p.background(s.p.tone(wall, 0.03), s.p.tone(wall, -0.05));
  s.p.fill(rectangle(-0.05, floor, 1.1, 1.1 - floor), boards, {.shade = 0, .ink = 0.9, .gradient = 0.07});
  s.p.fill(rectangle(-0.05, floor - 0.03, 1.1, 0.03), s.p.tone(wall, 0.06), {.shade = 0, .ink = 0.6, .gradient = 0});
  for (int i = 0; i < 8; ++i) s.p.line({{0.5 + (i - 3.5) * 0.13, floor}, {0.5 + (i - 3.5) * 0.3, 1.05}}, 0.5, 0.5);
}

void room(Stage& s) {
  const double floor = 0.74;
  wall_and_floor(s, floor, s.p.tone(Role::sky, -0.03), s.p[Role::wood]);
  const bool left = s.chance(0.5);
  view_window(s, left ? 0.1 : 0.62, 0.12, 0.28, 0.38);
  const double px = left ? 0.64 : 0.14;  // two framed pictures on the other side
  for (int i = 0; i < 2; ++i) {
    const double x = px + 0.17 * i, y = 0.16 + 0.07 * i;
    s.p.fill(rectangle(x, y, 0.13, 0.16), Role::wood, {.shade = 0.05});
    s.p.fill(rectangle(x + 0.015, y + 0.015, 0.1, 0.13), s.p.tone(i == 0 ? Role::leaf : Role::accent, 0.12),
             {.shade = 0, .ink = 0.5});
  }
  s.p.fill(ellipse(0.5, 0.9, 0.42, 0.075), Role::trousers, {.shade = 0, .ink = 0.8, .gradient = 0});
  s.p.fill(ellipse(0.5, 0.9, 0.34, 0.055), s.p.tone(Role::cloth, 0.04), {.shade = 0, .ink = 0.5, .gradient = 0});
  s.spot = {.x = 0.5, .y = 0.92};
}

void window_room(Stage& s) {
  wall_and_floor(s, 0.76, s.p.tone(Role::sky, -0.05), s.p[Role::wood]);
  view_window(s, 0.3, 0.06, 0.4, 0.56);
  s.p.fill({{0.3, 0.8}, {0.66, 0.8}, {0.86, 1.05}, {0.2, 1.05}}, s.p.tone(Role::wood, 0.14),
           {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.7});
  for (const double x : {0.16, 0.72}) {
    s.p.fill(closed_curve(
                 {{x, 0.03}, {x + 0.12, 0.03}, {x + 0.1, 0.35}, {x + 0.13, 0.7}, {x - 0.01, 0.7}, {x + 0.02, 0.35}}),
             Role::cloth, {.shade = 0.1, .ink = 0.8});
    for (const double dx : {0.04, 0.08})
      s.p.line(curve({{x + dx, 0.06}, {x + dx - 0.01, 0.4}, {x + dx, 0.68}}), 0.6, 0.7);
  }
  s.spot = {.x = 0.5, .y = 0.93};
}

void kitchen(Stage& s) {
  s.p.background(s.p.tone(Role::sky, -0.02), s.p.tone(Role::sky, -0.08));
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 8; ++x)
      s.p.fill(rectangle(x * 0.13 - 0.02, 0.36 + y * 0.1, 0.12, 0.09),
               s.p.tone(Role::light, -0.05 - 0.03 * ((x + y) % 3)), {.shade = 0, .ink = 0.3, .gradient = 0});
  }
  s.p.fill(rectangle(0.06, 0.24, 0.88, 0.03), Role::wood, {.shade = 0.08});
  const Role jars[5] = {Role::accent, Role::cloth, Role::leaf, Role::water, Role::skin};
  for (int i = 0; i < 5; ++i) {
    const double x = 0.12 + i * 0.18, h = s.u(0.09, 0.15);
    s.p.fill(rounded(x, 0.24 - h, 0.09, h, 0.02), jars[i], {.shade = 0.1, .glow = 0.06});
    s.p.fill(rectangle(x + 0.01, 0.225 - h, 0.07, 0.022), Role::wood, {.shade = 0, .ink = 0.6});
  }
  s.p.fill(rectangle(-0.05, 0.66, 1.1, 0.5), Role::wood, {.shade = 0, .gradient = 0.08});
  s.spot = {.x = 0.5, .y = 0.84};
}

void table_before(Stage& s, Role backdrop) {
  s.p.background(s.p.tone(backdrop, 0.03), s.p.tone(backdrop, -0.08));
  s.p.fill({{-0.05, 0.68}, {1.05, 0.66}, {1.05, 1.05}, {-0.05, 1.05}}, Role::wood, {.shade = 0, .gradient = 0.09});
  for (int i = 0; i < 6; ++i) {
    const double y = 0.72 + 0.05 * i;
    s.p.line(curve({{s.u(0, 0.3), y}, {0.5, y + s.u(-0.01, 0.01)}, {s.u(0.7, 1), y}}), 0.5, 0.4);
  }
  s.spot = {.x = 0.5, .y = 0.86};
}

void table(Stage& s) {
  table_before(s, Role::sky);
  s.p.halo(0.3, 0.25, 0.6, s.p.tone(Role::sky, 0.1), 0.5);
}

void table_by_window(Stage& s) {
  table_before(s, Role::distance);
  view_window(s, 0.52, 0.06, 0.38, 0.44);
}

void windowsill(Stage& s) {
  s.p.background(s.p.tone(Role::sky, 0), s.p.tone(Role::sky, -0.06));
  view_window(s, 0.1, 0.05, 0.8, 0.7);
  s.p.fill({{-0.05, 0.8}, {1.05, 0.8}, {1.05, 1.05}, {-0.05, 1.05}}, s.p.tone(Role::light, -0.06),
           {.shade = 0, .gradient = 0.07});
  s.spot = {.x = 0.5, .y = 0.89};
}

void barn(Stage& s) {
  s.p.background(s.p.tone(Role::wood, -0.12), s.p.tone(Role::wood, -0.2));
  for (int i = 0; i < 12; ++i) s.p.line({{i * 0.09, 0}, {i * 0.09, 0.8}}, 0.8, 0.7);
  const Path door = rectangle(0.26, 0.16, 0.48, 0.62);
  s.p.fill(door, s.p.tone(Role::sky, 0.04), {.shade = 0, .gradient = 0.05});
  {
    const auto clip = s.p.within(door);
    ridge(s, 0.6, 0.03, 0.5, s.p[Role::distance]);
    s.p.fill(rectangle(0, 0.66, 1, 0.2), Role::ground, {.shade = 0, .ink = 0.5});
  }
  for (const double side : {-1.0, 1.0}) {
    const double x = 0.5 + side * 0.36;
    s.p.fill(rectangle(x - 0.12, 0.14, 0.24, 0.64), s.p.tone(Role::wood, 0.04), {.shade = 0.08});
    s.p.line({{x - 0.11, 0.16}, {x + 0.11, 0.76}}, 1.1);
    s.p.line({{x + 0.11, 0.16}, {x - 0.11, 0.76}}, 1.1);
  }
  s.p.fill({{-0.05, 0.78}, {1.05, 0.78}, {1.05, 1.05}, {-0.05, 1.05}}, s.p.tone(Role::ground, -0.08),
           {.shade = 0, .gradient = 0.08});
  s.spot = {.x = 0.5, .y = 0.92};
}

void cave(Stage& s) {
  s.p.background(s.p.tone(Role::dark, 0.12), s.p.tone(Role::dark, 0.05));
  s.p.halo(0.5, 0.5, 0.6, s.p.tone(Role::accent, -0.05), 0.5);
  const Lab stone = s.p.tone(Role::middle, -0.12);
  s.p.fill({{-0.05, -0.05},
            {1.05, -0.05},
            {1.05, 0.2},
            {0.9, 0.12},
            {0.84, 0.3},
            {0.76, 0.11},
            {0.62, 0.2},
            {0.5, 0.08},
            {0.38, 0.24},
            {0.28, 0.1},
            {0.18, 0.32},
            {0.1, 0.14},
            {-0.05, 0.24}},
           stone, {.shade = 0.1});
  s.p.fill({{-0.05, 0.1}, {0.1, 0.3}, {0.06, 0.6}, {0.14, 0.82}, {-0.05, 0.9}}, s.p.tone(stone, -0.03), {.shade = 0.1});
  s.p.fill({{1.05, 0.1}, {0.92, 0.32}, {0.95, 0.6}, {0.86, 0.84}, {1.05, 0.9}}, s.p.tone(stone, -0.03), {.shade = 0.1});
  s.p.fill({{-0.05, 0.86}, {0.2, 0.79}, {0.5, 0.77}, {0.8, 0.8}, {1.05, 0.86}, {1.05, 1.05}, {-0.05, 1.05}},
           s.p.tone(stone, 0.06), {.shade = 0.06});
  s.spot = {.x = 0.5, .y = 0.92};
}

void reef(Stage& s) {
  s.p.background(s.p.tone(Role::water, 0.12), s.p.tone(Role::water, -0.14));
  for (int i = 0; i < 4; ++i) {
    const double x = 0.15 + 0.25 * i;
    s.p.fill({{x, -0.02}, {x + 0.09, -0.02}, {x + 0.02, 0.7}, {x - 0.16, 0.7}}, s.p.tone(Role::light, 0),
             {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.12});
  }
  for (int i = 0; i < 9; ++i) {
    const double x = s.u(0, 1);
    if (i % 3 == 0) {
      reeds(s, x, 1.02, 0.25, 4);
      continue;
    }
    for (int k = -1; k <= 1; ++k)
      s.p.fill(tube({{x, 1.04}, {x + 0.03 * k, 0.92}, {x + 0.07 * k, s.u(0.78, 0.86)}}, {0.05, 0.04, 0.03}),
               s.p.tone(i % 3 == 1 ? Role::accent : Role::skin, s.u(-0.08, 0.05)), {.ink = 0.7, .hatch = false});
  }
  s.p.fill({{-0.05, 0.97}, {0.3, 0.94}, {0.7, 0.97}, {1.05, 0.94}, {1.05, 1.05}, {-0.05, 1.05}},
           s.p.tone(Role::ground, -0.04), {.shade = 0, .ink = 0.7});
  s.spot = {.x = 0.5, .y = 0.62};
}

void brick_wall(Stage& s) {
  s.p.background(s.p.tone(Role::accent, 0.08), s.p.tone(Role::accent, 0));
  for (int y = 0; y < 12; ++y) {
    for (int x = 0; x < 8; ++x) {
      if (s.chance(0.4))
        s.p.fill(rectangle(x * 0.14 - (y % 2) * 0.07, y * 0.068, 0.13, 0.058), s.p.tone(Role::accent, s.u(-0.06, 0.14)),
                 {.shade = 0, .ink = 0.35, .gradient = 0});
    }
  }
  s.p.fill(rectangle(-0.05, 0.8, 1.1, 0.3), s.p.tone(Role::ground, -0.04), {.shade = 0, .gradient = 0.06});
  s.spot = {.x = 0.5, .y = 0.92};
}

constexpr Setting all[] = {
    {"studio", "studio backdrop plain dark surface", true, studio},
    {"room", "room sofa interior indoors living bedroom house home", true, room},
    {"window room", "rehearsal hall window", true, window_room},
    {"kitchen", "kitchen oven bakery", true, kitchen},
    {"table", "table board map desk tray shelf nail unfolded", true, table},
    {"window table", "breakfast", true, table_by_window},
    {"windowsill", "windowsill sill", true, windowsill},
    {"barn", "barn stable workshop garage shed", true, barn},
    {"cave", "cave cavern grotto coins mine", true, cave},
    {"reef", "reef coral underwater aquarium", true, reef},
    {"brick wall", "wall brick", true, brick_wall},
};

}  // namespace

std::span<const Setting> indoor_settings() { return all; }

}  // namespace tessera::offline
