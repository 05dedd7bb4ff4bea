#include <algorithm>
#include <cmath>
#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void spiral_stairs(Stage& s) {
  sky(s, 4);
  constexpr int steps = 19;
  const double cx = s.u(0.46, 0.54);
  for (int i = 0; i < steps; ++i) {  // from far (top) to near
    const double t = static_cast<double>(i) / (steps - 1), turn = 0.62 * i, r = 0.1 + 0.26 * t, y = 0.1 + 0.82 * t;
    const double x = cx + r * std::cos(turn), z = std::sin(turn), h = 0.012 + 0.02 * t, w = 0.06 + 0.1 * t,
                 d = 0.016 + 0.03 * t;
    const double yy = y + 0.05 * t * z;
    s.p.fill({{x - w, yy}, {x - w * 0.7, yy - d}, {x + w, yy - d * 0.8}, {x + w * 0.8, yy + d * 0.2}},
             s.p.tone(Role::light, -0.04 - 0.05 * (z < 0 ? 1 : 0)), {.shade = 0, .gradient = 0.04});
    s.p.fill({{x - w, yy}, {x + w * 0.8, yy + d * 0.2}, {x + w * 0.8, yy + d * 0.2 + h}, {x - w, yy + h}},
             s.p.tone(Role::middle, -0.08), {.shade = 0});
  }
  for (int i = 0; i < 3; ++i) cloud(s, s.u(0, 1), s.u(0.5, 0.95), s.u(0.06, 0.1), s.p.tone(Role::light, -0.02));
}

void bird_tree(Stage& s) {
  sky(s, 1);
  s.p.fill(closed_curve({{-0.1, 1.1}, {-0.05, 0.9}, {0.4, 0.86}, {1.05, 0.92}, {1.1, 1.1}}), Role::ground,
           {.shade = 0, .hatch = false});
  const auto frame = s.p.at(0.36, 0.9, 1.0, 0, false);
  const Lab bark = s.p.tone(Role::wood, -0.05);
  s.p.fill(closed_curve({{-0.12, 0.01},
                         {-0.05, -0.12},
                         {-0.045, -0.3},
                         {-0.1, -0.48},
                         {-0.02, -0.42},
                         {0.03, -0.5},
                         {0.06, -0.42},
                         {0.16, -0.46},
                         {0.05, -0.28},
                         {0.06, -0.1},
                         {0.13, 0.01}}),
           bark, {.ink = 0.9, .hatch = false});
  for (int i = 0; i < 11; ++i) {
    const double a = -pi * (0.1 + 0.8 * i / 10), l = s.u(0.26, 0.4);
    const Point root{0.02 * std::cos(a), -0.42};
    const Point tip{l * std::cos(a), -0.42 + l * std::sin(a)};
    s.p.fill(tube({root, {(root.x + tip.x) / 2 + s.u(-0.03, 0.03), (root.y + tip.y) / 2}, tip}, {0.045, 0.025, 0.008}),
             bark, {.shade = 0, .ink = 0.5});
  }
  for (int i = 0; i < 46; ++i) {  // leaves that become birds to the right
    const double t = i / 45.0, x = -0.3 + 0.92 * std::pow(t, 0.8) + s.u(-0.08, 0.08),
                 y = -0.52 + s.u(-0.26, 0.2) - 0.22 * t * t;
    const double w = 0.02 + 0.022 * t, flap = s.u(0.3, 0.9);
    if (t < 0.42) {
      leaf_shape(s, x, y, w * 1.6, s.u(0, 6), s.p.tone(Role::leaf, s.u(-0.08, 0.08)));
    } else {
      s.p.fill({{x - w, y - w * flap},
                {x - w * 0.3, y - w * 0.35},
                {x, y - w * 0.1},
                {x + w * 0.35, y - w * 0.45},
                {x + w * 1.1, y - w * (flap + 0.2)},
                {x + w * 0.4, y + w * 0.05},
                {x, y + w * 0.25},
                {x - w * 0.4, y + w * 0.02}},
               s.p.tone(t > 0.7 ? Role::dark : Role::leaf, 0), {.shade = 0, .ink = 0.5});
    }
  }
}

void leaf_wave(Stage& s) {
  sky(s, 0);
  s.p.fill(closed_curve({{-0.2, 1.2},
                         {-0.1, 0.8},
                         {0.1, 0.5},
                         {0.34, 0.28},
                         {0.6, 0.24},
                         {0.78, 0.36},
                         {0.8, 0.5},
                         {0.7, 0.44},
                         {0.58, 0.44},
                         {0.5, 0.56},
                         {0.52, 0.74},
                         {0.7, 0.86},
                         {1.1, 0.88},
                         {1.2, 1.2}}),
           s.p.tone(Role::water, -0.06), {.shade = 0.14, .hatch = false});
  for (int i = 0; i < 150; ++i) {
    const double t = s.u(0, 1), d = s.u(0, 1);
    const double angle = pi * 1.02 + t * pi * 1.05;  // along the curl
    const double r = 0.2 + 0.24 * d;
    Point at = polar({0.58, 0.58}, r, angle);
    if (s.chance(0.35)) at = {s.u(-0.05, 1.05), s.u(0.78, 1.02)};
    leaf_shape(s, at.x, at.y, s.u(0.035, 0.075), angle + pi / 2 + s.u(-0.5, 0.5),
               s.p.tone(i % 3 == 0   ? Role::accent
                        : i % 3 == 1 ? Role::leaf
                                     : Role::skin,
                        s.u(-0.1, 0.08)));
  }
  for (int i = 0; i < 16; ++i)
    leaf_shape(s, s.u(0.5, 0.98), s.u(0.2, 0.7), s.u(0.025, 0.05), s.u(0, 6), s.p.tone(Role::accent, s.u(-0.08, 0.08)));
}

void shards(Stage& s) {
  s.p.background(s.p.tone(Role::dark, 0.08), s.p.tone(Role::dark, 0.16));
  for (int i = 0; i < 15; ++i) {
    const double t = i / 14.0, x = 0.5 + s.u(-0.42, 0.42) * (0.55 + 0.45 * t), y = 0.32 + 0.6 * t + s.u(-0.07, 0.07),
                 r = s.u(0.12, 0.22);
    Path shard;
    const double turn = s.u(0, 6);
    const int corners = 3 + s.n(3);
    for (int k = 0; k < corners; ++k) shard.push_back(polar({x, y}, r * s.u(0.55, 1.1), turn + 2 * pi * k / corners));
    s.p.fill(shard, s.p.tone(Role::sky, s.u(-0.05, 0.06)), {.shade = 0, .ink = 0.9, .gradient = 0.08});
    {
      const auto clip = s.p.within(shard);
      const auto tilted = s.p.at(x, y, 1, s.u(-0.6, 0.6));
      for (int k = 0; k < 7; ++k) {
        const double h = s.u(0.05, 0.24), w = 0.045;
        s.p.fill(rectangle(-0.18 + 0.052 * k, 0.1 - h, w, h + 0.2),
                 s.p.tone(k % 2 == 0 ? Role::distance : Role::cloth, s.u(-0.1, 0.02)),
                 {.shade = 0, .ink = 0.5, .gradient = 0});
        if (k % 2 == 1)
          s.p.fill(rectangle(-0.17 + 0.052 * k, 0.13 - h, 0.012, 0.015), s.p.colours().shine(), {.shade = 0, .ink = 0});
      }
    }
    s.p.stroke(shard, s.p.colours().shine(), 1.4, 0.9);
  }
}

constexpr Subject all[] = {
    {"spiral stairs", abstract_category, "spiral+ staircase+ stairs steps floating", "", spiral_stairs},
    {"bird tree", abstract_category, "branches+ flock+ tree turn surreal dream", "", bird_tree},
    {"leaf wave", abstract_category, "wave+ leaves+ giant countless swirl", "", leaf_wave},
    {"shards", abstract_category, "mirrors+ fragments+ broken shards glass reflections crystal", "", shards},
};

}  // namespace

std::span<const Subject> surreal() { return all; }

}  // namespace tessera::offline
