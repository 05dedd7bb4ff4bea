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

}  // namespace tessera::offline
