#include <numbers>

#include "providers/offline/scenes/props.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

}  // namespace

void rock(Stage& s, double x, double y, double width, double height) {
  const Lab stone = s.p.tone(Role::middle, s.u(-0.06, 0.04));
  s.p.fill({{x - width / 2, y},
            {x - width * 0.42, y - height * 0.6},
            {x - width * 0.12, y - height},
            {x + width * 0.22, y - height * 0.86},
            {x + width * 0.46, y - height * 0.4},
            {x + width / 2, y}},
           stone, {.shade = 0.14, .ink = 0.9, .glow = 0.06});
  s.p.line({{x - width * 0.12, y - height}, {x - width * 0.02, y - height * 0.5}, {x + width * 0.06, y - height * 0.1}},
           0.6, 0.7);
}

void window(Stage& s, double x, double y, double width, double height, bool lit) {
  const Lab glass = lit ? mix(s.p.colours().shine(), s.p[Role::accent], 0.25) : s.p.tone(Role::water, -0.12);
  s.p.fill(rectangle(x, y, width, height), glass, {.shade = 0, .ink = 0.6, .gradient = 0.03});
  s.p.line({{x + width / 2, y}, {x + width / 2, y + height}}, 0.5);
  s.p.line({{x, y + height * 0.45}, {x + width, y + height * 0.45}}, 0.5);
}

void small_house(Stage& s, double x, double y, double width, double height, Lab wall, bool lit) {
  const double l = x - width / 2, top = y - height * 0.6;
  s.p.fill(rectangle(l, top, width, height * 0.6), wall, {.shade = 0.08, .ink = 0.8, .hatch = false});
  s.p.fill({{l - width * 0.1, top}, {x, y - height}, {l + width * 1.1, top}},
           s.snowy() ? s.p[Role::light] : s.p[Role::accent], {.shade = 0.08, .ink = 0.8, .hatch = false});
  s.p.fill(rectangle(x - width * 0.1, y - height * 0.28, width * 0.2, height * 0.28), s.p[Role::wood],
           {.shade = 0, .ink = 0.6});
  for (const double dx : {-0.32, 0.18}) window(s, x + dx * width, y - height * 0.48, width * 0.16, height * 0.16, lit);
}

void view_window(Stage& s, double x, double y, double width, double height) {
  const Lab frame = s.p.tone(Role::light, -0.04);
  s.p.fill(rectangle(x - 0.02, y - 0.02, width + 0.04, height + 0.04), frame, {.shade = 0.04, .hatch = false});
  {
    const Path pane = rectangle(x, y, width, height);
    s.p.fill(pane, s.night() ? s.p[Role::sky] : s.p.tone(Role::sky, 0.06), {.shade = 0, .ink = 0.7, .gradient = 0.06});
    const auto clip = s.p.within(pane);
    const double horizon = y + height * 0.68;
    s.p.fill(closed_curve({{x - 0.1, y + height * 1.2},
                           {x - 0.05, horizon},
                           {x + width * 0.3, horizon - height * 0.1},
                           {x + width * 0.7, horizon + height * 0.04},
                           {x + width + 0.1, horizon - height * 0.06},
                           {x + width + 0.1, y + height * 1.2}}),
             s.p.tone(Role::leaf, 0.02), {.shade = 0.05, .ink = 0.6, .hatch = false});
    if (s.weather == Weather::clear && !s.night())
      cloud(s, x + width * 0.4, y + height * 0.25, width * 0.16, s.p[Role::light]);
  }
  for (int i = 1; i < 3; ++i) s.p.stroke({{x, y + height * i / 3}, {x + width, y + height * i / 3}}, frame, 2, 1);
  s.p.stroke({{x + width / 2, y}, {x + width / 2, y + height}}, frame, 2.6, 1);
  s.p.fill(rectangle(x - 0.04, y + height + 0.015, width + 0.08, 0.03), frame, {.shade = 0.08});
}

void lamp_post(Stage& s, double x, double y, double size) {
  const auto frame = s.p.at(x, y, size);
  s.p.fill(rectangle(-0.012, -0.85, 0.024, 0.85), s.p[Role::dark], {.shade = 0, .ink = 0.5});
  if (s.night() || s.daytime == Daytime::dusk) s.p.halo(0, -0.92, 0.3, s.p.colours().shine(), 0.6);
  s.p.fill({{-0.05, -0.98}, {0.05, -0.98}, {0.035, -0.85}, {-0.035, -0.85}}, s.p.colours().shine(),
           {.shade = 0.04, .ink = 0.8});
  s.p.fill({{-0.07, -0.98}, {0, -1.04}, {0.07, -0.98}}, s.p[Role::dark], {.shade = 0, .ink = 0.6});
}

void rowing_boat(Stage& s, double x, double y, double length) {
  const auto frame = s.p.at(x, y, length);
  s.p.fill(ellipse(0, 0.05, 0.46, 0.04), s.p.tone(Role::water, -0.14), {.shade = 0, .ink = 0, .alpha = 0.7});
  s.p.fill(
      closed_curve({{-0.5, -0.17}, {-0.2, -0.1}, {0.2, -0.1}, {0.5, -0.18}, {0.36, 0.04}, {0, 0.07}, {-0.36, 0.04}}),
      s.p[Role::wood], {.shade = 0.12, .glow = 0.06});
  s.p.fill(closed_curve({{-0.44, -0.15}, {0, -0.12}, {0.44, -0.16}, {0.2, -0.07}, {-0.2, -0.07}}),
           s.p.tone(Role::wood, -0.14), {.shade = 0, .ink = 0.6});
  s.p.line(curve({{-0.45, -0.08}, {0, -0.02}, {0.45, -0.09}}), 0.7);
}

void wheel(Stage& s, double x, double y, double radius, int spokes, bool thin) {
  if (thin) {
    s.p.line(ellipse(x, y, radius, radius, 0, 32), 1.6);
    s.p.line({{x + radius, y}, polar({x, y}, radius, 0.2)}, 1.6);
    s.p.line(ellipse(x, y, radius * 0.9, radius * 0.9, 0, 32), 0.6);
  } else {
    s.p.fill(ellipse(x, y, radius, radius), s.p[Role::dark], {.shade = 0.04, .ink = 1.1, .hatch = false});
    s.p.fill(ellipse(x, y, radius * 0.6, radius * 0.6), s.p.tone(Role::light, -0.15), {.shade = 0.1, .hatch = false});
  }
  for (int i = 0; i < spokes; ++i)
    s.p.line({{x, y}, polar({x, y}, radius * (thin ? 0.95 : 0.55), 2 * pi * i / spokes)}, thin ? 0.5 : 0.8);
  s.p.fill(ellipse(x, y, radius * 0.13, radius * 0.13), s.p[Role::dark], {.shade = 0, .ink = 0.4});
}

void arched(Stage& s, double x, double y, double width, double height, Lab colour, double ink) {
  Path path = {{x - width / 2, y}};
  const Path top = arc(x, y - height + width / 2, width / 2, width / 2, pi, 2 * pi);
  path.insert(path.end(), top.begin(), top.end());
  path.push_back({x + width / 2, y});
  s.p.fill(path, colour, {.shade = 0, .ink = ink, .gradient = 0.04});
}

}  // namespace tessera::offline
