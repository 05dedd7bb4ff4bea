#include <numbers>

#include "providers/offline/scenes/props.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {
namespace {

constexpr double pi = std::numbers::pi;

void tram(Stage& s) {
  sky(s, 1);
  const auto world = s.p.at(s.mirror ? 1 : 0, 0, 1, 0, s.mirror);
  for (int i = 0; i < 5; ++i) {  // houses that climb to the right
    const double x = -0.08 + 0.24 * i, base = 0.86 - 0.055 * i, top = base - s.u(0.44, 0.56);
    const Lab wall = s.p.tone(i % 2 == 0 ? Role::skin : Role::cloth, s.u(-0.08, 0.02));
    s.p.fill(rectangle(x, top, 0.25, base - top + 0.2), wall, {.shade = 0.05, .hatch = false});
    s.p.fill({{x - 0.01, top}, {x + 0.125, top - 0.1}, {x + 0.26, top}}, s.p.tone(Role::accent, -0.08),
             {.shade = 0.05});
    for (int k = 0; k < 3; ++k) window(s, x + 0.03 + 0.075 * k, top + 0.05, 0.045, 0.07, s.night());
    const Lab stripes[2] = {s.p[Role::accent], s.p.tone(Role::light, -0.02)};
    for (int k = 0; k < 6; ++k)
      s.p.fill({{x + 0.02 + 0.035 * k, base - 0.24},
                {x + 0.055 + 0.035 * k, base - 0.24},
                {x + 0.055 + 0.038 * k, base - 0.18},
                {x + 0.015 + 0.038 * k, base - 0.18}},
               stripes[k % 2], {.shade = 0, .ink = 0.6});
    s.p.fill(rectangle(x + 0.03, base - 0.17, 0.18, 0.13), s.p.tone(Role::water, -0.05), {.shade = 0});
  }
  s.p.fill({{-0.05, 0.88}, {1.05, 0.62}, {1.05, 1.05}, {-0.05, 1.05}}, s.p.tone(Role::ground, -0.05),
           {.shade = 0, .gradient = 0.07});
  for (const double dy : {0.08, 0.14}) s.p.line({{-0.05, 0.9 + dy}, {1.05, 0.64 + dy}}, 1.6);
  s.p.line({{-0.05, 0.32}, {1.05, 0.05}}, 0.8);
  const auto car = s.p.at(0.5, 0.885, 1, -0.232);
  s.p.line({{0.0, -0.42}, {0.06, -0.56}}, 1.4);
  s.p.fill(rounded(-0.31, -0.43, 0.62, 0.05, 0.02), s.p.tone(Role::light, -0.08), {.shade = 0.05});
  s.p.fill(rounded(-0.32, -0.39, 0.64, 0.34, 0.03), Role::accent, {.shade = 0.1, .ink = 1.2, .glow = 0.06});
  s.p.fill(rectangle(-0.32, -0.21, 0.64, 0.035), s.p.tone(Role::light, -0.02), {.shade = 0, .ink = 0.8});
  for (int i = 0; i < 5; ++i) {
    s.p.fill(rounded(-0.29 + 0.12 * i, -0.36, 0.1, 0.13, 0.012),
             s.night() ? s.p.colours().shine() : s.p.tone(Role::water, 0.08), {.shade = 0.03, .ink = 0.9});
    if (i == 1 || i == 3)
      s.p.fill(ellipse(-0.24 + 0.12 * i, -0.27, 0.022, 0.028), s.p.tone(Role::dark, 0.08), {.shade = 0, .ink = 0});
  }
  s.p.fill(rectangle(0.24, -0.19, 0.06, 0.13), s.p.tone(Role::accent, -0.1), {.shade = 0});
  for (const double x : {-0.2, 0.16}) wheel(s, x, -0.03, 0.05, 0, false);
  s.p.fill(ellipse(0.325, -0.12, 0.02, 0.025), s.p.colours().shine(), {.shade = 0});
}

void small_car(Stage& s) {
  const auto frame = s.stand(0.82);
  s.shadow(0, 0.02, 1.0);
  const Lab paint = s.p[Role::accent];
  if (s.says("luggage") || s.chance(0.3)) {
    s.p.line({{-0.16, -0.43}, {0.18, -0.43}}, 1.6);
    s.p.fill(rounded(-0.14, -0.53, 0.16, 0.1, 0.015), Role::wood, {.shade = 0.08});
    s.p.fill(rounded(0.03, -0.51, 0.13, 0.08, 0.015), Role::leaf, {.shade = 0.08});
    s.p.fill(rounded(-0.1, -0.6, 0.13, 0.07, 0.015), Role::cloth, {.shade = 0.08});
    for (const double x : {-0.1, -0.02, 0.09}) s.p.line({{x, -0.53}, {x, -0.44}}, 0.9);
  }
  s.p.fill(closed_curve({{-0.34, -0.22},
                         {-0.28, -0.34},
                         {-0.16, -0.42},
                         {0.06, -0.43},
                         {0.22, -0.36},
                         {0.32, -0.22},
                         {0.2, -0.18},
                         {-0.2, -0.18}}),
           s.p.tone(paint, 0.02), {.shade = 0.08, .ink = 1.1});
  s.p.fill(closed_curve({{-0.25, -0.24}, {-0.21, -0.34}, {-0.06, -0.385}, {-0.04, -0.24}}), s.p.tone(Role::water, 0.1),
           {.shade = 0.05, .glow = 0.08});
  s.p.fill(closed_curve({{0.0, -0.24}, {0.0, -0.385}, {0.14, -0.36}, {0.23, -0.25}}), s.p.tone(Role::water, 0.1),
           {.shade = 0.05, .glow = 0.08});
  s.p.fill(closed_curve({{-0.46, -0.06},
                         {-0.46, -0.17},
                         {-0.34, -0.23},
                         {0, -0.245},
                         {0.3, -0.235},
                         {0.44, -0.18},
                         {0.48, -0.07},
                         {0.3, -0.045},
                         {-0.3, -0.045}}),
           paint, {.shade = 0.15, .ink = 1.2, .glow = 0.1});
  s.p.line({{-0.02, -0.24}, {-0.02, -0.06}}, 0.8);
  s.p.line({{0.03, -0.18}, {0.07, -0.18}}, 1.4);
  for (const double x : {-0.28, 0.28}) wheel(s, x, -0.07, 0.1, 5, false);
  s.p.fill(ellipse(0.45, -0.15, 0.025, 0.032), s.p.colours().shine(), {.shade = 0});
  s.p.fill(rounded(-0.5, -0.085, 0.1, 0.03, 0.012), s.p.tone(Role::light, -0.1), {.shade = 0.04});
  s.p.fill(rounded(0.41, -0.085, 0.1, 0.03, 0.012), s.p.tone(Role::light, -0.1), {.shade = 0.04});
}

void flower_bicycle(Stage& s) {
  const auto frame = s.stand(0.86);
  s.shadow(0, 0.01, 1.0);
  for (const double x : {-0.32, 0.32}) wheel(s, x, -0.21, 0.21, 12, true);
  const Lab paint = s.p[Role::cloth];
  for (const Path& bar : {Path{{-0.32, -0.21}, {-0.06, -0.22}, {0.24, -0.52}}, Path{{-0.06, -0.22}, {-0.16, -0.56}},
                          Path{{-0.32, -0.21}, {-0.13, -0.48}}, Path{{-0.13, -0.48}, {0.06, -0.4}, {0.24, -0.5}},
                          Path{{0.32, -0.21}, {0.22, -0.64}}}) {
    s.p.stroke(bar, paint, 3, 1);
    s.p.line(bar, 0.8);
  }
  s.p.fill(ellipse(-0.06, -0.22, 0.045, 0.045), Role::dark, {.shade = 0.04});
  s.p.line({{-0.06, -0.22}, {-0.02, -0.14}}, 2);
  s.p.fill(closed_curve({{-0.26, -0.6}, {-0.07, -0.59}, {-0.12, -0.55}, {-0.23, -0.545}}), Role::wood, {.shade = 0.05});
  s.p.line(curve({{0.22, -0.64}, {0.2, -0.71}, {0.1, -0.72}}), 2.4);
  s.p.fill({{0.22, -0.62}, {0.5, -0.62}, {0.46, -0.44}, {0.26, -0.44}}, s.p.tone(Role::wood, 0.1), {.shade = 0.12});
  for (int i = 0; i < 3; ++i)
    s.p.line({{0.235 + 0.01 * i, -0.575 + 0.045 * i}, {0.485 - 0.01 * i, -0.575 + 0.045 * i}}, 0.8);
  for (int i = 0; i < 7; ++i) s.p.line({{0.24 + 0.042 * i, -0.62}, {0.27 + 0.032 * i, -0.44}}, 0.7);
  for (int i = 0; i < 9; ++i) {
    const double x = 0.22 + 0.033 * i, y = -0.66 - 0.05 * ((i * 7) % 3);
    leaf_shape(s, x, y + 0.03, 0.08, s.u(-2.4, -0.7), s.p.tone(Role::leaf, s.u(-0.05, 0.05)));
    flower(s, x, y, 0.045, s.p[i % 3 == 0 ? Role::light : i % 3 == 1 ? Role::accent : Role::skin], 6);
  }
}

void tractor(Stage& s) {
  const auto frame = s.stand(0.8);
  s.shadow(0, 0.02, 1.0);
  const Lab rust = s.p[Role::accent];
  s.p.fill(rectangle(0.3, -0.62, 0.025, 0.22), Role::dark, {.shade = 0});
  s.p.fill(rounded(0.02, -0.42, 0.42, 0.2, 0.03), rust, {.shade = 0.13, .glow = 0.07});
  for (int i = 0; i < 4; ++i) s.p.line({{0.1 + 0.05 * i, -0.39}, {0.1 + 0.05 * i, -0.27}}, 1);
  s.p.fill(rectangle(0.42, -0.42, 0.03, 0.2), s.p.tone(Role::dark, 0.06), {.shade = 0});
  s.p.fill({{-0.34, -0.24}, {-0.3, -0.46}, {-0.06, -0.48}, {0.06, -0.38}, {0.06, -0.22}}, s.p.tone(rust, -0.05),
           {.shade = 0.1});
  s.p.line({{-0.24, -0.46}, {-0.22, -0.76}}, 2);
  s.p.line({{0.03, -0.44}, {0.02, -0.76}}, 2);
  s.p.fill(rounded(-0.32, -0.8, 0.42, 0.05, 0.02), s.p.tone(rust, 0.03), {.shade = 0.06});
  s.p.fill(rounded(-0.24, -0.55, 0.13, 0.05, 0.02), Role::dark, {.shade = 0});
  s.p.line({{-0.02, -0.48}, {0.03, -0.58}}, 1.4);
  s.p.line(ellipse(0.02, -0.58, 0.05, 0.018, -0.4, 18), 1.6);
  for (const double big : {1.0, 0.0}) {
    const double x = big > 0 ? -0.22 : 0.32, r = big > 0 ? 0.25 : 0.14;
    for (int i = 0; i < 18; ++i) {
      const double t = 2 * pi * i / 18;
      s.p.stroke({polar({x, -r}, r * 0.95, t), polar({x, -r}, r * 1.06, t + 0.12)}, s.p[Role::dark], 3.4, 1);
    }
    wheel(s, x, -r, r, 6, false);
    s.p.fill(ellipse(x, -r, r * 0.45, r * 0.45), s.p.tone(rust, 0.06), {.shade = 0.08});
    s.p.fill(ellipse(x, -r, r * 0.14, r * 0.14), Role::dark, {.shade = 0});
  }
  s.p.fill(ellipse(0.4, -0.46, 0.025, 0.025), s.p.colours().shine(), {.shade = 0});
}

void train(Stage& s) {
  sky(s, 2);
  ridge(s, 0.52, 0.05, 0.5, s.p[Role::distance]);
  land(s, 0.6, s.p[Role::ground]);
  const auto world = s.p.at(s.mirror ? 1 : 0, 0, 1, 0, s.mirror);
  s.p.fill({{0.5, 0.58}, {0.56, 0.58}, {1.1, 1.05}, {0.3, 1.05}}, s.p.tone(Role::middle, 0.05), {.shade = 0});
  for (int i = 0; i < 9; ++i) {
    const double t = i / 8.0, y = 0.6 + 0.44 * t * t, w = 0.03 + 0.3 * t * t, x = 0.535 + 0.16 * t * t;
    s.p.fill(rectangle(x - w, y, 2 * w, 0.006 + 0.02 * t), Role::wood, {.shade = 0, .ink = 0.6});
  }
  s.p.fill({{0.42, 0.5}, {0.56, 0.52}, {0.62, 0.72}, {0.3, 0.86}}, s.p.tone(Role::accent, -0.1), {.shade = 0});
  s.p.fill(rounded(0.18, 0.34, 0.34, 0.5, 0.05), Role::accent, {.shade = 0.13, .ink = 1.2, .glow = 0.08});
  s.p.fill(rounded(0.215, 0.4, 0.27, 0.15, 0.03), s.p.tone(Role::water, 0.06), {.shade = 0.04, .glow = 0.1});
  s.p.fill(rectangle(0.18, 0.62, 0.34, 0.04), Role::light, {.shade = 0, .ink = 0.7});
  for (const double x : {0.24, 0.46}) s.p.fill(ellipse(x, 0.72, 0.032, 0.032), s.p.colours().shine(), {.shade = 0});
  s.p.fill({{0.17, 0.84}, {0.53, 0.84}, {0.49, 0.92}, {0.21, 0.92}}, Role::dark, {.shade = 0.04});
}

void motorcycle(Stage& s) {
  const auto frame = s.stand(0.84);
  s.shadow(0, 0.01, 1.0);
  for (const double x : {-0.34, 0.34}) wheel(s, x, -0.19, 0.19, 8, false);
  s.p.fill(closed_curve({{-0.16, -0.2}, {-0.1, -0.36}, {0.1, -0.36}, {0.14, -0.2}, {0.0, -0.14}}),
           s.p.tone(Role::middle, -0.05), {.shade = 0.12, .glow = 0.08});
  s.p.stroke({{0.34, -0.19}, {0.2, -0.56}}, s.p.tone(Role::light, -0.1), 3.4, 1);
  s.p.stroke({{-0.34, -0.19}, {-0.08, -0.26}}, s.p[Role::dark], 3.4, 1);
  s.p.fill(closed_curve({{-0.06, -0.42}, {0.02, -0.54}, {0.18, -0.52}, {0.22, -0.42}, {0.06, -0.37}}), Role::accent,
           {.shade = 0.12, .ink = 1.1, .glow = 0.1});
  s.p.fill(closed_curve({{-0.38, -0.46}, {-0.2, -0.49}, {-0.04, -0.44}, {-0.1, -0.38}, {-0.3, -0.4}}), Role::dark,
           {.shade = 0.06});
  s.p.line(curve({{0.2, -0.56}, {0.16, -0.66}, {0.06, -0.66}}), 2.4);
  s.p.fill(ellipse(0.27, -0.53, 0.05, 0.05), s.p.colours().shine(), {.shade = 0.04});
  s.p.fill(tube({{0.04, -0.16}, {-0.2, -0.1}, {-0.46, -0.12}}, {0.05, 0.05, 0.06}), s.p.tone(Role::light, -0.12),
           {.shade = 0.08});
}

void truck(Stage& s) {
  const auto frame = s.stand(0.86);
  s.shadow(0, 0.01, 1.0);
  s.p.fill(rounded(-0.48, -0.56, 0.62, 0.46, 0.02), s.p[s.says("bus") ? Role::accent : Role::cloth],
           {.shade = 0.1, .glow = 0.05});
  if (s.says("bus")) {
    for (int i = 0; i < 5; ++i)
      s.p.fill(rounded(-0.45 + 0.115 * i, -0.5, 0.09, 0.16, 0.02), s.p.tone(Role::water, 0.06), {.shade = 0.04});
  } else {
    for (int i = 1; i < 6; ++i) s.p.line({{-0.48 + 0.103 * i, -0.54}, {-0.48 + 0.103 * i, -0.12}}, 0.7);
  }
  s.p.fill({{0.15, -0.1}, {0.15, -0.48}, {0.32, -0.48}, {0.42, -0.3}, {0.48, -0.28}, {0.48, -0.1}}, Role::accent,
           {.shade = 0.12, .ink = 1.1, .glow = 0.07});
  s.p.fill({{0.2, -0.3}, {0.2, -0.43}, {0.3, -0.43}, {0.37, -0.3}}, s.p.tone(Role::water, 0.08),
           {.shade = 0.04, .glow = 0.08});
  s.p.fill(rectangle(-0.48, -0.12, 0.97, 0.04), Role::dark, {.shade = 0});
  for (const double x : {-0.34, -0.16, 0.32}) wheel(s, x, -0.085, 0.085, 5, false);
  s.p.fill(ellipse(0.47, -0.19, 0.018, 0.025), s.p.colours().shine(), {.shade = 0});
}

constexpr Subject all[] = {
    {"tram", vehicles_category, "tram+ streetcar+ trolley cable steep", "", tram},
    {"small car", vehicles_category, "car+ cars automobile taxi luggage van", "coast road,city,street", small_car},
    {"flower bicycle", vehicles_category, "bicycle+ bike+ tricycle scooter basket", "brick wall,street",
     flower_bicycle},
    {"tractor", vehicles_category, "tractor+ harvester plough rusty", "barn,meadow", tractor},
    {"train", vehicles_category, "train+ trains subway metro station platform", "", train},
    {"motorcycle", vehicles_category, "motorcycle+ motorbike+ moped", "coast road,street", motorcycle},
    {"truck", vehicles_category, "truck+ bus+ lorry wagon", "street,coast road,city", truck},
};

}  // namespace

std::span<const Subject> road_vehicles() { return all; }

}  // namespace tessera::offline
