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

}  // namespace tessera::offline
