#include <cmath>

#include "providers/offline/scenes/figures.h"

namespace tessera::offline {
namespace {

Point along(Point from, double angle, double length) {
  return {from.x + std::sin(angle) * length, from.y + std::cos(angle) * length};
}

}  // namespace

Point draw_beast(Stage& s, const Beast& b) {
  const Lab coat = s.p[b.coat];
  const double belly = -b.leg, back = -b.leg - b.depth, mid = (belly + back) / 2;
  const Point hip{-0.24, mid + b.depth * 0.1}, chest{0.24, mid + b.depth * 0.08};
  const auto draw_leg_at = [&](Point from, double angle, bool hind, Lab colour) {
    const double half = (b.leg + b.depth * 0.4) / 2;
    const Point knee = along(from, angle, half);
    const Point foot = along(knee, angle + (hind ? -b.bend : b.bend * 0.4) * (angle >= 0 ? 1 : 1.6), half);
    s.p.fill(tube({from, knee, foot}, {b.leg_width * 1.9, b.leg_width * 0.95, b.leg_width * 0.72}), colour,
             {.shade = 0.1, .hatch = false});
    s.p.fill(ellipse(foot.x + 0.012, foot.y, b.leg_width * 0.55, b.leg_width * 0.32), Role::dark,
             {.shade = 0, .ink = 0.6, .gradient = 0});
  };
  const Lab far = s.p.tone(coat, -0.1);
  draw_leg_at({hip.x + 0.05, hip.y}, b.gait[1], true, far);
  draw_leg_at({chest.x - 0.05, chest.y}, b.gait[3], false, far);
  const Point root{-0.31, back + b.depth * 0.25};
  switch (b.tail) {
    case Tail::thin:
      s.p.fill(
          tube({root, {-0.4, back - 0.02}, {-0.42, back - 0.16}, {-0.36, back - 0.22}}, {0.045, 0.035, 0.03, 0.02}),
          coat, {.shade = 0.06, .hatch = false});
      break;
    case Tail::bushy:
      s.p.fill(closed_curve({root,
                             {-0.42, root.y + 0.02},
                             {-0.56, root.y + 0.14},
                             {-0.6, root.y + 0.28},
                             {-0.46, root.y + 0.24},
                             {-0.33, root.y + 0.1}}),
               coat, {.shade = 0.1});
      if (b.pale_belly)
        s.p.fill(closed_curve({{-0.54, root.y + 0.17}, {-0.6, root.y + 0.28}, {-0.5, root.y + 0.25}}), Role::light,
                 {.shade = 0.04, .ink = 0.5});
      break;
    case Tail::tuft:
      s.p.fill(tube({root, {-0.38, mid}, {-0.36, belly + 0.08}}, {0.03, 0.022, 0.018}), coat,
               {.shade = 0.04, .hatch = false});
      s.p.fill(ellipse(-0.36, belly + 0.1, 0.03, 0.05), Role::dark, {.shade = 0.04, .ink = 0.6});
      break;
    case Tail::stub:
      s.p.fill(ellipse(-0.33, root.y, 0.05, 0.045), coat, {.shade = 0.06, .hatch = false});
      break;
    case Tail::horse:
      s.p.fill(closed_curve({root,
                             {-0.42, root.y - 0.05},
                             {-0.56, root.y + 0.02},
                             {-0.66, root.y + 0.13},
                             {-0.5, root.y + 0.12},
                             {-0.35, root.y + 0.1}}),
               Role::hair, {.shade = 0.08});
      break;
  }
  // Trunk and neck in one outline.
  const Point shoulder{0.25, back + b.depth * 0.22};
  const Point poll{shoulder.x + std::cos(b.neck_angle) * b.neck, shoulder.y - std::sin(b.neck_angle) * b.neck};
  s.p.fill(tube({{0.2, mid + b.depth * 0.02}, {(shoulder.x + poll.x) / 2, (shoulder.y + poll.y) / 2 + 0.01}, poll},
                {b.depth * 0.85, b.neck_width * 1.15, b.neck_width * 0.8}),
           coat, {.shade = 0.1, .hatch = false});
  s.p.fill(closed_curve({{-0.34, mid - b.depth * 0.1},
                         {-0.27, back + b.depth * 0.06},
                         {-0.05, back + b.depth * 0.1},
                         {0.2, back - b.depth * 0.02},
                         {0.33, mid - b.depth * 0.12},
                         {0.32, mid + b.depth * 0.3},
                         {0.14, belly + b.depth * 0.02},
                         {-0.12, belly - b.depth * 0.04},
                         {-0.3, belly - b.depth * 0.1}}),
           coat, {.shade = 0.13, .glow = 0.06, .depth = 1.5});
  s.p.fill(tube({{0.22, mid}, {(shoulder.x + poll.x) / 2, (shoulder.y + poll.y) / 2 + 0.01}, poll},
                {b.depth * 0.6, b.neck_width, b.neck_width * 0.7}),
           coat, {.shade = 0, .ink = 0, .gradient = 0});
  if (b.pale_belly)
    s.p.fill(closed_curve({{0.1, belly - 0.03},
                           {0.28, mid + b.depth * 0.2},
                           {0.33, mid - b.depth * 0.05},
                           {poll.x - 0.02, poll.y + b.neck_width * 0.6},
                           {0.26, mid + b.depth * 0.05}}),
             s.p.tone(Role::light, -0.03), {.shade = 0.04, .ink = 0.3, .hatch = false});
  draw_leg_at(hip, b.gait[0], true, coat);
  draw_leg_at(chest, b.gait[2], false, coat);
  // The near legs grow out of the trunk: its surface goes over their upper ends, which have no outline there.
  const Look surface{.shade = 0, .ink = 0, .gradient = 0, .hatch = false};
  s.p.fill(ellipse(hip.x + 0.015, hip.y - b.depth * 0.02, b.leg_width * 1.05, b.depth * 0.26, b.gait[0] * -0.6), coat,
           surface);
  s.p.fill(ellipse(chest.x - 0.005, chest.y - b.depth * 0.02, b.leg_width, b.depth * 0.24, b.gait[2] * -0.6), coat,
           surface);
  if (b.shaggy) {
    for (int i = 0; i < 60; ++i) {
      const double x = s.u(-0.33, 0.32), y = s.u(back + 0.02, belly + 0.03);
      s.p.stroke(curve({{x, y}, {x - 0.02, y + 0.03}, {x - 0.015, y + 0.07}}),
                 s.p.tone(coat, s.chance(0.5) ? 0.09 : -0.1), 1.1, 0.9);
    }
    for (int i = 0; i < 13; ++i) {  // locks along the belly
      const double x = -0.29 + 0.047 * i;
      s.p.fill(tube({{x, belly - 0.03}, {x - 0.012, belly + 0.02}, {x - 0.03, belly + s.u(0.015, 0.07)}},
                    {0.05, 0.035, 0.008}),
               s.p.tone(coat, s.u(-0.06, 0.02)), {.shade = 0, .ink = 0.2, .gradient = 0, .hatch = false});
    }
  }
  if (b.mane) {
    for (int i = 0; i < 7; ++i) {
      const double k = i / 6.0;
      const Point from{shoulder.x - 0.04 + (poll.x - shoulder.x) * k, shoulder.y + (poll.y - 0.02 - shoulder.y) * k};
      s.p.fill(
          tube({from, {from.x - 0.07, from.y - 0.015}, {from.x - 0.15, from.y + s.u(0, 0.05)}}, {0.06, 0.045, 0.008}),
          s.p.tone(Role::hair, s.u(-0.03, 0.05)), {.shade = 0.05, .ink = 0.5, .hatch = false});
    }
  }
  const auto head = s.p.at(poll.x, poll.y, 1, b.head_angle);
  const double l = b.head, d = b.head_depth;
  const auto ear = [&](double x, Lab colour) {
    switch (b.ears) {
      case Ears::pointed:
        s.p.fill({{x - 0.03, -d * 0.3}, {x - 0.015, -d * 0.5 - 0.085}, {x + 0.03, -d * 0.42}}, colour,
                 {.shade = 0.08, .hatch = false});
        break;
      case Ears::round:
        s.p.fill(ellipse(x - 0.01, -d * 0.55, 0.035, 0.035), colour, {.shade = 0.08, .hatch = false});
        break;
      case Ears::floppy:
        s.p.fill(closed_curve({{x - 0.03, -d * 0.4},
                               {x + 0.02, -d * 0.42},
                               {x + 0.03, d * 0.3},
                               {x - 0.02, d * 0.55},
                               {x - 0.05, d * 0.2}}),
                 colour, {.shade = 0.08, .hatch = false});
        break;
      case Ears::upright:
        s.p.fill(ellipse(x - 0.03, -d * 0.5 - 0.06, 0.022, 0.085, -0.2), colour, {.shade = 0.08, .hatch = false});
        break;
    }
  };
  if (b.ears != Ears::floppy) ear(-0.03, far);
  s.p.fill(closed_curve({{-d * 0.45, -d * 0.2},
                         {-d * 0.1, -d * 0.52},
                         {l * 0.35, -d * 0.42},
                         {l * 0.85, -d * 0.16},
                         {l * 0.95, d * 0.12},
                         {l * 0.8, d * 0.34},
                         {l * 0.3, d * 0.46},
                         {-d * 0.25, d * 0.42}}),
           coat, {.shade = 0.1, .glow = 0.05, .hatch = false});
  if (b.pale_belly)
    s.p.fill(closed_curve({{l * 0.35, d * 0.12},
                           {l * 0.8, d * 0.08},
                           {l * 0.92, d * 0.16},
                           {l * 0.75, d * 0.34},
                           {l * 0.2, d * 0.42}}),
             s.p.tone(Role::light, -0.03), {.shade = 0.04, .ink = 0.3, .hatch = false});
  s.p.fill(ellipse(l * 0.9, -d * 0.02, 0.02, 0.017, 0, 12), Role::dark, {.shade = 0, .ink = 0.5, .gradient = 0});
  s.p.line(curve({{l * 0.85, d * 0.2}, {l * 0.65, d * 0.26}, {l * 0.5, d * 0.22}}), 0.7);
  eye(s, l * 0.3, -d * 0.12, 0.014);
  ear(0.01, coat);
  return {poll.x + std::cos(b.head_angle) * l * 0.4, poll.y + std::sin(b.head_angle) * l * 0.4};
}

void standing_beast(Stage& s, const Beast& beast, double size) {
  const auto frame = s.stand(size);
  s.shadow(0, 0.01, 0.9);
  draw_beast(s, beast);
}

}  // namespace tessera::offline
