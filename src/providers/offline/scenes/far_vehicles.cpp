#include <algorithm>
#include <cmath>
#include <numbers>

#include "providers/offline/scenes/figures.h"
#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void smoke(Stage& s, double x, double y, double dx, double dy, int puffs) {
  for (int i = 0; i < puffs; ++i) {
    const double t = static_cast<double>(i) / puffs, r = 0.03 + 0.06 * t;
    s.p.fill(ellipse(x + dx * t + s.u(-0.01, 0.01), y + dy * std::sqrt(t), r * 1.25, r),
             s.p.tone(Role::light, s.u(-0.12, -0.02)), {.shade = 0.08, .ink = 0.5, .hatch = false});
  }
}

void sailing_boat(Stage& s) {
  const auto frame = s.stand(0.78);
  s.p.fill(ellipse(0, 0.07, 0.4, 0.035), s.p.tone(Role::water, -0.14), {.shade = 0, .ink = 0, .alpha = 0.7});
  s.p.fill(closed_curve({{0.02, -0.1}, {0.02, -0.9}, {0.2, -0.55}, {0.36, -0.12}, {0.2, -0.09}}),
           s.p.tone(Role::light, 0), {.shade = 0.1, .ink = 1.1, .depth = 1.6});
  s.p.fill(closed_curve({{-0.02, -0.82}, {-0.02, -0.12}, {-0.3, -0.1}, {-0.2, -0.4}}), s.p.tone(Role::light, -0.06),
           {.shade = 0.1, .ink = 1.1});
  for (int i = 1; i < 4; ++i)
    s.p.line(curve({{0.02, -0.1 - 0.2 * i}, {0.16 - 0.03 * i, -0.12 - 0.2 * i}, {0.32 - 0.075 * i, -0.1 - 0.2 * i}}),
             0.5, 0.7);
  s.p.line({{0, -0.98}, {0, -0.02}}, 2.2);
  s.p.fill({{0, -0.98}, {0.1, -0.955}, {0, -0.93}}, Role::accent, {.shade = 0});
  s.p.fill(closed_curve(
               {{-0.38, -0.1}, {-0.1, -0.07}, {0.2, -0.07}, {0.44, -0.12}, {0.32, 0.05}, {0.0, 0.08}, {-0.3, 0.04}}),
           Role::accent, {.shade = 0.13, .ink = 1.2, .glow = 0.07});
  s.p.line(curve({{-0.36, -0.05}, {0, -0.02}, {0.42, -0.08}}), 0.9);
  for (int i = 0; i < 6; ++i)
    s.p.stroke({{-0.3 + s.u(-0.1, 0.1), 0.1 + 0.03 * i}, {0.3 + s.u(-0.1, 0.1), 0.1 + 0.03 * i}},
               s.p.tone(Role::light, -0.04), 1.3, 0.6);
}

void locomotive(Stage& s) {
  sky(s, 2);
  ridge(s, 0.55, 0.06, 0.5, s.p.tone(Role::distance, 0.02));
  ridge(s, 0.8, 0.04, 0.5, s.p.tone(Role::leaf, 0.02));
  for (int i = 0; i < 12; ++i) tree(s, i / 11.0 + s.u(-0.03, 0.03), 1.0 - 0.05 * (i % 3), 0.22);
  const auto world = s.p.at(s.mirror ? 1 : 0, 0, 1, 0, s.mirror);
  const Lab stone = s.p.tone(Role::skin, -0.12);
  for (int i = 0; i < 5; ++i) {
    const double x = -0.09 + 0.24 * i;
    Path arch = {{x, 0.56}, {x + 0.24, 0.56}, {x + 0.24, 1.05}, {x + 0.2, 1.05}};
    const Path inner = arc(x + 0.12, 0.74, 0.085, 0.12, 0, -pi);
    arch.push_back({x + 0.205, 0.74});
    arch.insert(arch.end(), inner.begin(), inner.end());
    arch.push_back({x + 0.04, 1.05});
    arch.push_back({x, 1.05});
    s.p.fill(arch, stone, {.shade = 0.06, .glow = 0.04});
    s.p.line(arc(x + 0.12, 0.74, 0.1, 0.14, pi, 2 * pi), 0.7);
    for (int k = 0; k < 4; ++k) s.p.line({{x + 0.002, 0.72 + 0.07 * k}, {x + 0.034, 0.72 + 0.07 * k}}, 0.6, 0.7);
  }
  s.p.fill(rectangle(-0.05, 0.535, 1.1, 0.035), s.p.tone(stone, 0.08), {.shade = 0.03});
  for (int i = 0; i < 2; ++i) {
    const double x = -0.16 + 0.26 * i;
    s.p.fill(rounded(x, 0.4, 0.25, 0.115, 0.012), i == 0 ? s.p[Role::accent] : s.p.tone(Role::accent, -0.05),
             {.shade = 0.06});
    for (int k = 0; k < 4; ++k)
      s.p.fill(rectangle(x + 0.02 + 0.056 * k, 0.425, 0.036, 0.04), s.p.tone(Role::light, -0.05),
               {.shade = 0, .ink = 0.6});
    for (const double dx : {0.05, 0.2}) wheel(s, x + dx, 0.52, 0.024, 0, false);
  }
  const auto engine = s.p.at(0.38, 0.535, 1);
  smoke(s, 0.3, -0.3, -0.5, -0.16, 9);
  s.p.fill(rectangle(0, -0.2, 0.12, 0.16), s.p.tone(Role::trousers, -0.03), {.shade = 0.06});
  s.p.fill(rectangle(-0.015, -0.215, 0.15, 0.02), Role::dark, {.shade = 0});
  s.p.fill(rectangle(0.03, -0.18, 0.06, 0.055), s.p.tone(Role::light, -0.05), {.shade = 0, .ink = 0.7});
  s.p.fill(rounded(0.1, -0.155, 0.26, 0.1, 0.03), s.p.tone(Role::trousers, 0.03), {.shade = 0.13, .glow = 0.1});
  for (const double x : {0.17, 0.25}) s.p.line({{x, -0.155}, {x, -0.055}}, 0.9);
  s.p.fill({{0.28, -0.15}, {0.285, -0.22}, {0.27, -0.26}, {0.34, -0.26}, {0.325, -0.22}, {0.33, -0.15}}, Role::dark,
           {.shade = 0.05});
  s.p.fill(ellipse(0.2, -0.165, 0.025, 0.022), Role::accent, {.shade = 0.05});
  s.p.fill({{0.34, -0.03}, {0.36, -0.055}, {0.42, -0.005}, {0.34, -0.005}}, Role::accent, {.shade = 0});
  s.p.fill(rectangle(0, -0.055, 0.37, 0.025), Role::dark, {.shade = 0});
  for (const double x : {0.06, 0.14, 0.22}) wheel(s, x, -0.038, 0.036, 6, false);
  wheel(s, 0.31, -0.025, 0.024, 0, false);
  s.p.line({{0.05, -0.038}, {0.23, -0.034}}, 1.6);
}

void balloon(Stage& s) {
  const auto one = [&](double x, double y, double size) {
    const auto frame = s.p.at(x, y, size);
    const Role gores[5] = {Role::accent, Role::light, Role::cloth, Role::light, Role::accent};
    const double edges[6] = {-0.36, -0.24, -0.09, 0.09, 0.24, 0.36};
    const Path hull =
        closed_curve(symmetric({{0.12, -0.86}, {0.3, -0.76}, {0.36, -0.54}, {0.26, -0.3}, {0.08, -0.12}}));
    s.p.fill(hull, Role::accent, {.shade = 0.12, .glow = 0.08});
    for (std::size_t i = 0; i < 5; ++i) {
      const double a = edges[i], b = edges[i + 1];
      s.p.fill(closed_curve({{a * 0.3, -0.87},
                             {a * 0.85, -0.77},
                             {a, -0.54},
                             {a * 0.72, -0.3},
                             {a * 0.24, -0.12},
                             {b * 0.24, -0.12},
                             {b * 0.72, -0.3},
                             {b, -0.54},
                             {b * 0.85, -0.77},
                             {b * 0.3, -0.87}}),
               s.p.tone(gores[i], i > 2 ? -0.09 : 0.0), {.shade = 0.03, .ink = 0.9, .hatch = false});
    }
    for (const double dx : {-0.07, 0.07}) s.p.line({{dx, -0.12}, {dx * 0.8, 0.0}}, 0.8);
    s.p.fill(rounded(-0.07, 0.0, 0.14, 0.1, 0.015), Role::wood, {.shade = 0.1});
    for (int i = 0; i < 3; ++i) s.p.line({{-0.065, 0.025 + 0.025 * i}, {0.065, 0.025 + 0.025 * i}}, 0.7);
    for (const double dx : {-0.03, 0.03}) {
      s.p.fill(ellipse(dx, -0.035, 0.02, 0.022), Role::skin, {.shade = 0.04, .ink = 0.7});
      s.p.fill(rounded(dx - 0.022, -0.015, 0.044, 0.03, 0.01), Role::cloth, {.shade = 0, .ink = 0.6});
    }
  };
  one(s.spot.x + (s.mirror ? -0.02 : 0.02), 0.64, 0.62 * std::min(1.05, s.spot.size));
  one(s.mirror ? 0.14 : 0.86, 0.4, 0.2);
}

void rocket(Stage& s) {
  sky(s, 0);
  ridge(s, 0.82, 0.02, 0.5, s.p[Role::distance]);
  land(s, 0.84, s.p.tone(Role::ground, -0.03));
  const auto world = s.p.at(s.mirror ? 1 : 0, 0, 1, 0, s.mirror);
  s.p.halo(0.52, 0.86, 0.4, s.p.colours().shine(), 0.5);
  for (const double x : {0.18, 0.86}) {
    s.p.fill({{x - 0.03, 0.86}, {x + 0.03, 0.86}, {0.52, 0.2}, {0.52, 0.17}}, s.p.colours().shine(),
             {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.22});
    s.p.fill({{x - 0.03, 0.9}, {x - 0.015, 0.85}, {x + 0.015, 0.85}, {x + 0.03, 0.9}}, Role::dark, {.shade = 0});
  }
  for (const double x : {0.69, 0.77}) s.p.line({{x, 0.88}, {x, 0.22}}, 1.8);
  for (int i = 0; i < 9; ++i) {
    const double y = 0.24 + 0.072 * i;
    s.p.line({{0.69, y}, {0.77, y}}, 1);
    s.p.line({{0.69, y}, {0.77, y + 0.072}}, 0.7);
  }
  for (const double y : {0.36, 0.56}) s.p.fill(rectangle(0.58, y, 0.12, 0.02), Role::middle, {.shade = 0});
  const auto ship = s.p.at(0.5, 0.84, 1);
  for (const double side : {-1.0, 1.0})
    s.p.fill({{side * 0.07, -0.2}, {side * 0.17, -0.03}, {side * 0.17, 0.03}, {side * 0.06, -0.04}}, Role::accent,
             {.shade = 0.1, .ink = 1.1});
  s.p.fill(closed_curve(symmetric({{0, -0.72}, {0.055, -0.6}, {0.09, -0.42}, {0.095, -0.2}, {0.065, 0.0}})),
           s.p.tone(Role::light, -0.02), {.shade = 0.16, .ink = 1.2, .glow = 0.05, .depth = 1.8});
  s.p.fill(closed_curve(symmetric({{0, -0.72}, {0.04, -0.64}, {0.065, -0.55}})), Role::accent, {.shade = 0.1});
  for (const double y : {-0.44, -0.3}) {
    s.p.fill(ellipse(0, y, 0.036, 0.036), s.p.tone(Role::dark, 0.06), {.shade = 0});
    s.p.fill(ellipse(0, y, 0.025, 0.025), s.p.tone(Role::water, 0.08), {.shade = 0.05, .glow = 0.08});
  }
  s.p.fill(rectangle(-0.09, -0.16, 0.18, 0.025), Role::accent, {.shade = 0, .ink = 0.7});
  s.p.fill({{-0.05, 0}, {0.05, 0}, {0.065, 0.04}, {-0.065, 0.04}}, Role::dark, {.shade = 0});
  s.p.fill({{-0.26, 0.04}, {0.3, 0.04}, {0.34, 0.1}, {-0.3, 0.1}}, s.p.tone(Role::middle, -0.05), {.shade = 0.05});
  for (int i = 0; i < 6; ++i)
    cloud(s, -0.3 + 0.12 * i, 0.06 + s.u(-0.015, 0.02), s.u(0.035, 0.06), s.p.tone(Role::light, -0.06));
}

void seaplane(Stage& s) {
  s.p.fill({{s.mirror ? 1.05 : -0.05, 0.78},
            {s.mirror ? 0.62 : 0.38, 0.78},
            {s.mirror ? 0.56 : 0.44, 0.86},
            {s.mirror ? 1.05 : -0.05, 0.92}},
           Role::wood, {.shade = 0});
  const auto frame = s.p.at(0.52, 0.74, 0.9, 0, s.mirror);
  for (const double x : {-0.2, -0.34})
    s.p.fill(rectangle(x, 0.02, 0.03, 0.16), s.p.tone(Role::wood, -0.1), {.shade = 0.05});
  s.p.line(curve({{-0.3, 0.05}, {-0.2, 0.1}, {-0.12, 0.06}}), 1);
  s.p.fill(ellipse(0.08, 0.12, 0.4, 0.025), s.p.tone(Role::water, -0.14), {.shade = 0, .ink = 0, .alpha = 0.7});
  for (const double x : {-0.02, 0.2}) {
    s.p.line({{x, -0.12}, {x - 0.03, 0.05}}, 1.8);
    s.p.line({{x - 0.03, -0.12}, {x + 0.07, 0.05}}, 1.4);
  }
  s.p.fill(closed_curve(
               {{-0.22, 0.05}, {0.1, 0.035}, {0.36, 0.04}, {0.43, 0.065}, {0.34, 0.1}, {-0.1, 0.11}, {-0.22, 0.08}}),
           s.p.tone(Role::light, -0.08), {.shade = 0.1, .ink = 1.1});
  s.p.fill({{-0.44, -0.2}, {-0.52, -0.38}, {-0.42, -0.38}, {-0.32, -0.22}}, Role::accent, {.shade = 0.08});
  s.p.fill(closed_curve({{-0.48, -0.19},
                         {-0.2, -0.26},
                         {0.1, -0.29},
                         {0.34, -0.25},
                         {0.38, -0.17},
                         {0.26, -0.1},
                         {-0.1, -0.11},
                         {-0.44, -0.16}}),
           s.p.tone(Role::light, -0.02), {.shade = 0.13, .ink = 1.2, .glow = 0.05});
  s.p.fill(closed_curve({{-0.46, -0.185}, {0.0, -0.2}, {0.38, -0.19}, {0.37, -0.155}, {0.0, -0.16}, {-0.44, -0.165}}),
           Role::accent, {.shade = 0, .ink = 0.6});
  for (int i = 0; i < 3; ++i)
    s.p.fill(rounded(-0.1 + 0.1 * i, -0.265, 0.07, 0.055, 0.012), s.p.tone(Role::water, 0.06),
             {.shade = 0.04, .ink = 0.8});
  for (const double x : {-0.02, 0.14}) s.p.line({{x, -0.22}, {x - 0.04, -0.36}}, 1.4);
  s.p.fill({{-0.28, -0.38}, {0.26, -0.38}, {0.3, -0.345}, {-0.26, -0.345}}, Role::accent, {.shade = 0.06, .ink = 1.1});
  s.p.fill(ellipse(0.4, -0.21, 0.03, 0.03), Role::dark, {.shade = 0});
  s.p.fill(ellipse(0.415, -0.21, 0.012, 0.15), s.p.tone(Role::wood, 0), {.shade = 0, .ink = 0.8, .alpha = 0.9});
}

void aeroplane(Stage& s) {
  const auto frame = s.p.at(0.5, 0.46, 0.92, -0.18, s.mirror);
  const Lab body = s.p.tone(Role::light, -0.03);
  s.p.fill({{-0.1, -0.02}, {-0.26, -0.3}, {-0.18, -0.3}, {0.1, -0.04}}, s.p.tone(Role::cloth, -0.05), {.shade = 0.06});
  s.p.fill({{-0.38, -0.04}, {-0.5, -0.24}, {-0.42, -0.24}, {-0.28, -0.06}}, Role::accent, {.shade = 0.06});
  s.p.fill(closed_curve({{-0.48, -0.02},
                         {-0.3, -0.08},
                         {0.2, -0.1},
                         {0.42, -0.06},
                         {0.5, 0.02},
                         {0.4, 0.07},
                         {0.0, 0.07},
                         {-0.4, 0.03}}),
           body, {.shade = 0.14, .ink = 1.2, .glow = 0.05});
  for (int i = 0; i < 9; ++i)
    s.p.fill(rounded(-0.24 + 0.06 * i, -0.045, 0.03, 0.035, 0.01), s.p.tone(Role::water, -0.1),
             {.shade = 0, .ink = 0.6});
  s.p.fill(closed_curve({{0.38, -0.05}, {0.46, -0.03}, {0.47, 0.005}, {0.4, -0.005}}), s.p.tone(Role::water, -0.05),
           {.shade = 0});
  s.p.fill({{-0.06, 0.03}, {0.12, 0.03}, {-0.1, 0.34}, {-0.2, 0.34}}, Role::cloth, {.shade = 0.08, .ink = 1.1});
  s.p.fill(rounded(-0.06, 0.16, 0.14, 0.06, 0.03), s.p.tone(body, -0.08), {.shade = 0.1});
  s.p.line(curve({{-0.46, 0.02}, {0, 0.03}, {0.46, 0.03}}), 0.9);
}

void ship(Stage& s) {
  const auto frame = s.stand(0.84);
  smoke(s, 0.0, -0.66, -0.34, -0.24, 7);
  s.p.fill(rectangle(-0.2, -0.4, 0.4, 0.14), s.p.tone(Role::light, -0.03), {.shade = 0.08});
  s.p.fill(rectangle(-0.12, -0.5, 0.26, 0.1), s.p.tone(Role::light, -0.05), {.shade = 0.08});
  for (const double x : {-0.08, 0.05})
    s.p.fill({{x, -0.5}, {x - 0.01, -0.68}, {x + 0.07, -0.68}, {x + 0.07, -0.5}}, Role::accent, {.shade = 0.1});
  for (int i = 0; i < 7; ++i)
    s.p.fill(ellipse(-0.17 + 0.057 * i, -0.33, 0.014, 0.014), Role::dark, {.shade = 0, .ink = 0.5});
  s.p.line({{0.34, -0.26}, {0.34, -0.6}}, 1.6);
  s.p.line({{0.34, -0.6}, {0.12, -0.5}}, 0.7);
  s.p.fill({{-0.46, -0.27}, {0.52, -0.3}, {0.42, 0.02}, {-0.38, 0.02}}, Role::trousers,
           {.shade = 0.13, .ink = 1.2, .glow = 0.05});
  s.p.fill({{-0.4, -0.03}, {0.44, -0.04}, {0.42, 0.02}, {-0.38, 0.02}}, Role::accent, {.shade = 0, .ink = 0.7});
  for (int i = 0; i < 5; ++i)
    s.p.stroke(curve({{-0.48 + 0.2 * i, 0.04}, {-0.4 + 0.2 * i, 0.015}, {-0.3 + 0.2 * i, 0.04}}), s.p[Role::light], 2.4,
               0.9);
}

void rower(Stage& s) {
  const auto frame = s.stand(0.8);
  {
    const auto person = s.p.at(0, -0.02, 0.7);
    draw_person(s, {.upper_arm = {0.7, 0.9},
                    .fore_arm = {1.3, 1.4},
                    .thigh = {1.3, 1.4},
                    .shin = {0.9, 1.0},
                    .lean = 0.15,
                    .hip = 0.16,
                    .face = 0.8,
                    .hat = true});
  }
  for (const double x : {0.1, -0.05}) s.p.line({{x, -0.2}, {x + 0.4, 0.08}}, 2.2);
  rowing_boat(s, 0, 0.02, 1.0);
}

constexpr Subject all[] = {
    {"sailing boat", vehicles_category, "sailing+ sailboat+ yacht sails boat", "sea,lake", sailing_boat},
    {"locomotive", vehicles_category, "locomotive+ steam+ viaduct carriages railway", "", locomotive},
    {"balloon", vehicles_category, "balloon+ zeppelin airship hot air", "hills,mountains", balloon},
    {"rocket", vehicles_category, "rocket+ spaceship+ launch spacecraft shuttle", "", rocket},
    {"seaplane", vehicles_category, "seaplane+ jetty floatplane", "lake", seaplane},
    {"aeroplane", vehicles_category, "aeroplane+ airplane+ plane jet biplane aircraft", "sky,mountains", aeroplane},
    {"ship", vehicles_category, "ship+ steamer+ ferry tanker freighter", "sea", ship},
    {"rower", vehicles_category, "rowing+ canoe+ kayak gondola raft", "lake,canal,pond", rower},
};

}  // namespace

std::span<const Subject> far_vehicles() { return all; }

}  // namespace tessera::offline
