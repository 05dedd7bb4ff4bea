#include "providers/offline/scenes/figures.h"

#include <cmath>
#include <numbers>

namespace tessera::offline {
namespace {

Point along(Point from, double angle, double length) {
  return {from.x + std::sin(angle) * length, from.y + std::cos(angle) * length};
}

struct Leg {
  Point knee, foot;
};

Leg draw_leg(Stage& s, const Pose& pose, Point hip, std::size_t side, Lab colour) {
  const Point knee = along(hip, pose.thigh[side], 0.245);
  const Point foot = along(knee, pose.shin[side], 0.245);
  const double toe = pose.face >= 0 ? 1 : -1;
  s.p.fill(closed_curve({{foot.x - toe * 0.025, foot.y - 0.025},
                         {foot.x + toe * 0.03, foot.y - 0.025},
                         {foot.x + toe * 0.065, foot.y + 0.005},
                         {foot.x + toe * 0.02, foot.y + 0.018},
                         {foot.x - toe * 0.03, foot.y + 0.015}}),
           Role::dark, {.shade = 0.04, .ink = 0.8});
  s.p.fill(tube({hip, knee, foot}, {0.1, 0.085, 0.06}), colour, {.shade = 0.1, .hatch = false});
  return {knee, foot};
}

Point draw_arm(Stage& s, const Pose& pose, Point shoulder, std::size_t side, Lab sleeve) {
  const Point elbow = along(shoulder, pose.upper_arm[side], 0.165);
  const Point hand = along(elbow, pose.fore_arm[side], 0.15);
  s.p.fill(ellipse(hand.x, hand.y, 0.027, 0.03), Role::skin, {.shade = 0.08, .ink = 0.8, .hatch = false});
  const Point cuff{elbow.x + (hand.x - elbow.x) * 0.88, elbow.y + (hand.y - elbow.y) * 0.88};
  s.p.fill(tube({shoulder, elbow, cuff}, {0.078, 0.066, 0.056}), sleeve, {.shade = 0.1, .hatch = false});
  return hand;
}

void draw_trunk(Stage& s, const Pose& pose) {
  Look look{.shade = 0.14, .glow = 0.07};
  if (pose.coat) {
    s.p.fill(closed_curve(symmetric({{0.04, -0.33}, {0.115, -0.29}, {0.1, -0.14}, {0.13, 0.04}, {0.15, 0.2}})),
             pose.top, look);
    s.p.line({{0.01, -0.3}, {0.015, 0.2}}, 0.7);
    for (const double y : {-0.2, -0.1, 0.0})
      s.p.fill(ellipse(0.035, y, 0.01, 0.01, 0, 10), Role::light, {.shade = 0, .ink = 0.4});
    return;
  }
  if (pose.skirt) {
    s.p.fill(closed_curve(symmetric({{0.07, -0.05}, {0.13, 0.06}, {0.2, 0.2}, {0.21, 0.24}})), pose.bottom, look);
    for (const double x : {-0.07, 0.03, 0.1}) s.p.line(curve({{x * 0.5, 0}, {x, 0.12}, {x * 1.3, 0.22}}), 0.6, 0.7);
  }
  s.p.fill(closed_curve(symmetric({{0.035, -0.33}, {0.11, -0.3}, {0.098, -0.16}, {0.092, -0.02}, {0.085, 0.035}})),
           pose.top, look);
  if (pose.apron)
    s.p.fill(closed_curve(symmetric({{0.045, -0.22}, {0.06, -0.1}, {0.1, 0.02}, {0.105, 0.16}})),
             s.p.tone(Role::light, -0.03), {.shade = 0.06, .ink = 0.7});
  if (pose.backpack) {
    const double away = pose.behind ? 0 : (pose.face >= 0 ? -0.13 : 0.13);
    s.p.fill(rounded(away - 0.085, -0.31, 0.17, 0.27, 0.04), Role::accent, {.shade = 0.14, .glow = 0.06});
    s.p.line({{away - 0.08, -0.2}, {away + 0.08, -0.2}}, 0.8);
  }
}

void draw_hair_behind(Stage& s, const Pose& pose) {
  if (pose.hood) {
    s.p.fill(closed_curve(symmetric({{0.03, -0.13}, {0.085, -0.08}, {0.1, 0.02}, {0.07, 0.11}})), pose.top,
             {.shade = 0.1});
  } else if (pose.hair == Hair::long_hair) {
    s.p.fill(closed_curve(symmetric({{0.03, -0.11}, {0.085, -0.06}, {0.095, 0.07}, {0.08, 0.19}})), Role::hair,
             {.shade = 0.08});
  } else if (pose.hair == Hair::curly) {
    for (int i = 0; i < 9; ++i) {
      const Point c = polar({0, -0.02}, 0.075, 2.6 + i * 0.5);
      s.p.fill(ellipse(c.x, c.y, 0.04, 0.04, 0, 12), s.p.tone(Role::hair, s.u(-0.02, 0.05)),
               {.shade = 0.06, .ink = 0.6, .hatch = false});
    }
  } else if (pose.hair == Hair::bun) {
    s.p.fill(ellipse(-0.03 * (pose.face >= 0 ? 1 : -1), -0.115, 0.038, 0.035), Role::hair, {.shade = 0.08, .ink = 0.8});
  }
}

void draw_head(Stage& s, const Pose& pose) {
  draw_hair_behind(s, pose);
  s.p.fill(closed_curve(symmetric({{0, -0.088}, {0.05, -0.07}, {0.066, -0.01}, {0.055, 0.045}, {0.02, 0.082}})),
           Role::skin, {.shade = 0.1, .ink = 1, .hatch = false});
  const double f = pose.face * 0.028;
  if (pose.behind) {
    s.p.fill(closed_curve(symmetric({{0, -0.1}, {0.06, -0.08}, {0.075, -0.01}, {0.06, 0.06}, {0.03, 0.07}})),
             pose.hood ? pose.top : Role::hair, {.shade = 0.08});
  } else {
    for (const double side : {-1.0, 1.0}) {
      const double x = f + side * 0.026 * (1 - 0.25 * std::abs(pose.face)), y = -0.002;
      if (pose.closed_eyes) {
        s.p.line(arc(x, y - 0.004, 0.012, 0.008, 0.3, 2.8), 0.9);
      } else {
        s.p.fill(ellipse(x, y, 0.0085, 0.011, 0, 10), s.p.tone(Role::dark, -0.02),
                 {.shade = 0, .ink = 0.3, .gradient = 0});
      }
      s.p.line(curve({{x - 0.014, y - 0.024}, {x, y - 0.03}, {x + 0.014, y - 0.024}}), 0.7);
    }
    s.p.line(curve({{f + 0.003, 0.008}, {f + 0.011 * (pose.face >= 0 ? 1 : -1), 0.026}, {f, 0.03}}), 0.6, 0.8);
    s.p.line(curve({{f - 0.02, 0.048}, {f, 0.056}, {f + 0.02, 0.046}}), 0.8);
    if (pose.beard) {
      s.p.fill(closed_curve({{-0.062, 0.015},
                             {-0.03, 0.04},
                             {f, 0.042},
                             {0.03, 0.04},
                             {0.062, 0.015},
                             {0.05, 0.1},
                             {f * 0.5, 0.15},
                             {-0.05, 0.1}}),
               s.p.tone(Role::light, -0.05), {.shade = 0.08, .ink = 0.8, .hatch = false});
    }
    if (pose.hair != Hair::bald && !pose.hood) {
      s.p.fill(closed_curve({{-0.068, 0.005},
                             {-0.078, -0.055},
                             {-0.03, -0.108},
                             {0.03, -0.108},
                             {0.078, -0.055},
                             {0.068, 0.005},
                             {0.05 + f * 0.4, -0.045},
                             {f, -0.062},
                             {-0.05 + f * 0.4, -0.045}}),
               Role::hair, {.shade = 0.06, .glow = 0.05, .hatch = false});
    } else if (pose.hood) {
      s.p.fill(closed_curve({{-0.085, 0.03},
                             {-0.09, -0.05},
                             {-0.03, -0.12},
                             {0.03, -0.12},
                             {0.09, -0.05},
                             {0.085, 0.03},
                             {0.055, -0.03},
                             {0, -0.06},
                             {-0.055, -0.03}}),
               pose.top, {.shade = 0.1});
    }
  }
  if (pose.hat) {
    s.p.fill(ellipse(f * 0.4, -0.062, 0.14, 0.026, 0), s.p.tone(Role::accent, -0.02), {.shade = 0.1, .hatch = false});
    s.p.fill(closed_curve(symmetric({{0.03, -0.135}, {0.065, -0.11}, {0.07, -0.065}})), Role::accent,
             {.shade = 0.12, .hatch = false});
  }
}

}  // namespace

void eye(Stage& s, double x, double y, double radius) {
  s.p.fill(ellipse(x, y, radius, radius, 0, 14), s.p.tone(Role::dark, -0.03), {.shade = 0, .ink = 0.5, .gradient = 0});
  s.p.fill(ellipse(x + radius * 0.3, y - radius * 0.35, radius * 0.32, radius * 0.32, 0, 8), s.p.colours().shine(),
           {.shade = 0, .ink = 0, .gradient = 0});
}

Joints draw_person(Stage& s, const Pose& pose) {
  Joints joints;
  joints.hip = {0, -pose.hip};
  const Lab legs = s.p[pose.bottom];
  const Point hips[2] = {{-0.04, -pose.hip + 0.01}, {0.045, -pose.hip + 0.01}};
  const auto shoulder = [&](double x) {
    return Point{joints.hip.x + std::sin(pose.lean) * 0.29 + x * std::cos(pose.lean),
                 joints.hip.y - std::cos(pose.lean) * 0.29 + x * std::sin(pose.lean)};
  };
  const Lab sleeve = s.p.tone(pose.top, -0.04);
  for (std::size_t i = 0; i < 2; ++i) {
    const Leg leg = draw_leg(s, pose, hips[i], i, s.p.tone(pose.skirt ? s.p[Role::skin] : legs, i == 0 ? -0.07 : 0));
    joints.knee[i] = leg.knee;
    joints.foot[i] = leg.foot;
  }
  joints.hand[0] = draw_arm(s, pose, shoulder(-0.1), 0, s.p.tone(sleeve, -0.04));
  joints.neck = along(joints.hip, std::numbers::pi - pose.lean, 0.33);
  joints.head = along(joints.neck, std::numbers::pi - pose.lean * 0.6, 0.09);
  if (pose.backpack && !pose.behind) {
    const auto frame = s.p.at(joints.hip.x, joints.hip.y, 1, pose.lean);
    const double away = pose.face >= 0 ? -0.1 : 0.1;
    s.p.fill(rounded(away - 0.085, -0.31, 0.17, 0.27, 0.05), Role::accent, {.shade = 0.14, .glow = 0.06});
  }
  s.p.fill(tube({along(joints.neck, 0, 0.03), joints.head}, {0.055, 0.05}), s.p.tone(Role::skin, -0.07),
           {.shade = 0.04, .ink = 0.7, .hatch = false});
  {
    const auto frame = s.p.at(joints.hip.x, joints.hip.y, 1, pose.lean);
    Pose trunk = pose;
    trunk.backpack = pose.backpack && pose.behind;
    draw_trunk(s, trunk);
  }
  {
    const auto frame = s.p.at(joints.head.x, joints.head.y, 1, pose.lean * 0.6 + pose.nod * (pose.face >= 0 ? 1 : -1));
    draw_head(s, pose);
  }
  joints.hand[1] = draw_arm(s, pose, shoulder(0.1), 1, sleeve);
  return joints;
}

void draw_bust(Stage& s, const Bust& b) {
  const Lab skin = s.p[Role::skin], hair = s.p[Role::hair];
  const double t = b.turn * 0.06;
  if (b.hair == Hair::long_hair)
    s.p.fill(closed_curve(symmetric({{0, -0.31}, {0.16, -0.25}, {0.21, -0.04}, {0.25, 0.2}, {0.2, 0.42}})), hair,
             {.shade = 0.08, .glow = 0.05});
  if (b.hair == Hair::curly) {
    for (int i = 0; i < 15; ++i) {
      const Point c = polar({0, -0.03}, 0.2, 2.5 + i * 0.31);
      s.p.fill(ellipse(c.x, c.y, 0.085, 0.08, 0, 16), s.p.tone(hair, s.u(-0.03, 0.06)),
               {.shade = 0.08, .ink = 0.8, .hatch = false});
    }
  }
  s.p.fill(closed_curve(symmetric({{0.1, 0.16}, {0.11, 0.34}, {0, 0.45}})), s.p.tone(skin, -0.06), {.shade = 0.1});
  s.p.fill(closed_curve({{-0.44, 0.72},
                         {-0.38, 0.5},
                         {-0.29, 0.42},
                         {-0.11, 0.34},
                         {0, 0.44},
                         {0.11, 0.34},
                         {0.29, 0.41},
                         {0.39, 0.5},
                         {0.44, 0.72}}),
           Role::cloth, {.shade = 0.16, .ink = 1.1, .glow = 0.07});
  s.p.line(curve({{-0.11, 0.35}, {-0.07, 0.46}, {0, 0.53}, {0.07, 0.46}, {0.11, 0.35}}), 1.1);
  for (const double side : {-1.0, 1.0})
    s.p.fill(ellipse(side * 0.17 + t * 0.3, 0.03, 0.03, 0.05), s.p.tone(skin, -0.05), {.shade = 0.06});
  s.p.fill(closed_curve({{-0.165, -0.1},
                         {-0.163, 0.06},
                         {-0.105, 0.18},
                         {t * 0.5, 0.245},
                         {0.105, 0.18},
                         {0.163, 0.06},
                         {0.165, -0.1},
                         {0.09, -0.22},
                         {-0.09, -0.22}}),
           skin, {.shade = 0.11, .glow = 0.04, .hatch = false, .depth = 1.5});
  for (const double side : {-1.0, 1.0}) {
    const double ex = t + side * 0.07, ey = 0;
    s.p.fill(ellipse(ex * 1.1, 0.075, 0.035, 0.022), mix(skin, s.p[Role::accent], 0.35),
             {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.45});
    if (b.closed_eyes || b.smile) {
      s.p.line(arc(ex, ey + (b.smile ? 0.014 : -0.01), 0.036, 0.02, b.smile ? 3.4 : 0.2, b.smile ? 6.02 : 2.94), 1.8);
    } else {
      s.p.fill(closed_curve({{ex - 0.04, ey + 0.004},
                             {ex - 0.015, ey - 0.022},
                             {ex + 0.02, ey - 0.022},
                             {ex + 0.04, ey + 0.006},
                             {ex + 0.01, ey + 0.018},
                             {ex - 0.02, ey + 0.016}}),
               s.p.tone(Role::light, 0), {.shade = 0, .ink = 0.5});
      eye(s, ex + 0.003, ey - 0.002, 0.018);
      s.p.line(
          curve(
              {{ex - 0.044, ey + 0.002}, {ex - 0.015, ey - 0.027}, {ex + 0.022, ey - 0.026}, {ex + 0.045, ey + 0.004}}),
          1.6);
    }
    s.p.line(
        curve({{ex - 0.05, ey - 0.05 + side * 0.004}, {ex - 0.005, ey - 0.066}, {ex + 0.05, ey - 0.05 - side * 0.004}}),
        2.2);
    if (b.glasses) s.p.line(ellipse(ex, ey, 0.055, 0.05, 0, 24), 1.3);
  }
  if (b.glasses) s.p.line({{t - 0.016, -0.005}, {t + 0.016, -0.005}}, 1.3);
  s.p.line(
      curve({{t + 0.012, 0.01}, {t + 0.024 * (b.turn >= 0 ? 1 : -1), 0.075}, {t + 0.004, 0.092}, {t - 0.016, 0.084}}),
      1);
  const Lab lips = mix(s.p.tone(skin, -0.16), s.p[Role::accent], 0.3);
  if (b.smile) {
    s.p.fill(closed_curve(
                 {{t - 0.066, 0.125}, {t, 0.138}, {t + 0.066, 0.125}, {t + 0.04, 0.165}, {t, 0.18}, {t - 0.04, 0.165}}),
             s.p.tone(Role::dark, 0.05), {.shade = 0, .ink = 0.8});
    s.p.fill(closed_curve({{t - 0.056, 0.13}, {t, 0.14}, {t + 0.056, 0.13}, {t, 0.15}}), Role::light,
             {.shade = 0, .ink = 0});
  } else {
    s.p.fill(closed_curve({{t - 0.058, 0.142},
                           {t - 0.02, 0.13},
                           {t, 0.135},
                           {t + 0.022, 0.13},
                           {t + 0.058, 0.14},
                           {t + 0.01, 0.165},
                           {t - 0.02, 0.163}}),
             lips, {.shade = 0, .ink = 0.5});
    s.p.line(curve({{t - 0.06, 0.142}, {t, 0.147}, {t + 0.06, 0.14}}), 1);
  }
  if (b.beard) {
    s.p.fill(closed_curve({{-0.165, 0.03},
                           {-0.13, 0.1},
                           {-0.06, 0.115},
                           {t, 0.105},
                           {0.06, 0.115},
                           {0.13, 0.1},
                           {0.165, 0.03},
                           {0.15, 0.22},
                           {0.06, 0.34},
                           {t * 0.5, 0.37},
                           {-0.06, 0.34},
                           {-0.15, 0.22}}),
             s.p.tone(Role::light, -0.06), {.shade = 0.1, .hatch = false});
    for (int i = -2; i <= 2; ++i)
      s.p.line(curve({{0.045 * i, 0.16}, {0.04 * i + 0.01, 0.24}, {0.025 * i, 0.32}}), 0.6, 0.7);
    s.p.line(curve({{t - 0.045, 0.15}, {t, 0.158}, {t + 0.045, 0.15}}), 1.2);
  }
  if (b.hair != Hair::bald) {
    s.p.fill(closed_curve({{-0.185, 0.02},
                           {-0.2, -0.14},
                           {-0.1, -0.29},
                           {0.08, -0.3},
                           {0.195, -0.16},
                           {0.182, 0.02},
                           {0.145, -0.09},
                           {0.06 + t, -0.17},
                           {-0.05 + t, -0.14},
                           {-0.14, -0.09}}),
             hair, {.shade = 0.08, .glow = 0.07});
    for (int i = 0; i < 6; ++i) {
      const double a = -0.14 + 0.055 * i;
      s.p.line(curve({{a * 0.6, -0.28}, {a, -0.22}, {a * 1.15, -0.15}}), 0.7, 0.7);
    }
  }
  if (b.hat) {
    s.p.fill(closed_curve({{-0.3, -0.15},
                           {-0.16, -0.21},
                           {-0.13, -0.36},
                           {0, -0.385},
                           {0.13, -0.36},
                           {0.16, -0.21},
                           {0.3, -0.15},
                           {0, -0.12}}),
             Role::accent, {.shade = 0.14, .ink = 1.1});
    s.p.line(curve({{-0.155, -0.22}, {0, -0.185}, {0.155, -0.22}}), 1.4);
  }
}

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
  if (b.shaggy) {
    for (int i = 0; i < 22; ++i) {
      const double x = s.u(-0.3, 0.3), y = s.u(back + 0.02, belly);
      s.p.stroke(curve({{x, y}, {x - 0.02, y + 0.03}, {x - 0.015, y + 0.06}}),
                 s.p.tone(coat, s.chance(0.5) ? 0.09 : -0.1), 1.1, 0.9);
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

}  // namespace tessera::offline
