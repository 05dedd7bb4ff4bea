#include "providers/offline/colours.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tessera::offline {
namespace {

/// What a part wants of its colour. `light` is a place in the source's range of lightness, `hue` in degrees.
struct Wish {
  Role role;
  double light, y, centrality, chroma;
  double hue;  ///< any when negative
  Lab neutral;
};

// In the order in which they choose.
constexpr Wish wishes[role_count] = {
    {Role::sky, 0.86, 0.12, -1, 0, 250, {0.85, -0.03, -0.05}},
    {Role::skin, 0.76, 0.45, 1, 0.2, 55, {0.80, 0.05, 0.06}},
    {Role::accent, 0.55, 0.5, 0, 1.6, 35, {0.62, 0.16, 0.10}},
    {Role::cloth, 0.55, 0.65, 1, 0.6, -1, {0.52, -0.03, -0.10}},
    {Role::ground, 0.60, 0.92, -1, 0, -1, {0.70, -0.02, 0.08}},
    {Role::hair, 0.16, 0.35, 1, 0, 50, {0.32, 0.03, 0.04}},
    {Role::dark, 0.08, 0.7, 0, 0, -1, {0.25, 0, -0.02}},
    {Role::light, 0.97, 0.3, 0, -0.3, -1, {0.97, 0, 0.02}},
    {Role::distance, 0.66, 0.35, -1, 0, -1, {0.72, -0.03, -0.04}},
    {Role::middle, 0.50, 0.5, 0, 0, -1, {0.58, -0.04, 0.02}},
    {Role::leaf, 0.48, 0.45, 0, 0.4, 135, {0.56, -0.10, 0.09}},
    {Role::water, 0.66, 0.75, 0, 0.1, 230, {0.66, -0.05, -0.08}},
    {Role::trousers, 0.30, 0.7, 1, 0.3, -1, {0.40, 0.01, -0.05}},
    {Role::wood, 0.38, 0.6, 0, 0.2, 60, {0.48, 0.04, 0.07}},
};

}  // namespace

Colours::Colours(const Style& style, double strength, Daytime daytime, Random random) {
  low_ = style.low_light;
  high_ = std::max(style.high_light, low_ + 0.35);
  for (const PaletteColour& p : style.palette) palette_.push_back(p.colour);
  assign(style, random);
  const double share = std::clamp(strength * 1.6, 0.0, 1.0);
  for (const Wish& wish : wishes) at(wish.role) = mix(wish.neutral, at(wish.role), share);
  if (style.papery()) set_key(random);
  keep_readable(style);
  set_daytime(daytime);
}

void Colours::assign(const Style& style, Random& random) {
  std::vector<double> used(style.palette.size());
  for (const Wish& wish : wishes) {
    const double light = low_ + (high_ - low_) * wish.light;
    double best = std::numeric_limits<double>::max();
    std::size_t choice = 0;
    for (std::size_t k = 0; k < style.palette.size(); ++k) {
      const PaletteColour& p = style.palette[k];
      const double chroma = p.colour.chroma();
      double cost = 2.6 * std::abs(p.colour.L - light) + 0.25 * std::abs(p.mean_y - wish.y) -
                    0.12 * wish.centrality * p.centrality - 0.05 * std::log(p.weight + 1e-3) -
                    0.9 * wish.chroma * chroma + used[k] + random.uniform(0, 0.12);
      if (wish.hue >= 0 && !style.gray) {
        // Coats, wood and the one warm spot are warm when the source has anything warm.
        const double weight = wish.role == Role::accent || wish.role == Role::wood ? 1.6 : 0.9;
        cost += weight * std::abs(std::remainder(p.colour.hue() - wish.hue, 360)) / 180 * std::min(1.0, chroma / 0.06);
        if ((wish.role == Role::skin || wish.role == Role::leaf) && chroma < 0.03) cost += 0.25;
      }
      if (cost < best) best = cost, choice = k;
    }
    at(wish.role) = style.palette[choice].colour;
    used[choice] += 0.16;
  }
  // A source without the colour of skin gives none: people in it would look like statues. As strong as its colours are.
  Lab& skin = at(Role::skin);
  if (!style.gray && (skin.chroma() < 0.03 || std::abs(std::remainder(skin.hue() - 55, 360)) > 45)) {
    const double chroma = std::clamp(0.6 * style.strong_chroma, 0.03, 0.075);
    skin.a = chroma * std::cos(55 * std::numbers::pi / 180);
    skin.b = chroma * std::sin(55 * std::numbers::pi / 180);
  }
}

void Colours::keep_readable(const Style& style) {
  const double range = high_ - low_;
  // Faces carry their features in darker lines: skin stays in the upper part, hair well below it.
  const double skin = low_ + range * (style.gray ? 0.72 : 0.58);
  if (at(Role::skin).L < skin) at(Role::skin) = tone(Role::skin, skin - at(Role::skin).L);
  if (at(Role::hair).L > at(Role::skin).L - 0.22)
    at(Role::hair) = tone(Role::hair, at(Role::skin).L - 0.28 - at(Role::hair).L);
  const auto part = [&](Role role, Role other, double least) {
    const double d = at(role).L - at(other).L;
    const double hue = std::hypot(at(role).a - at(other).a, at(role).b - at(other).b);
    if (std::abs(d) + 0.7 * hue >= least) return;
    const bool up = d >= 0 ? at(other).L + least <= high_ : at(other).L - least < low_;
    at(role) = tone(role, (up ? least : -least) - d);
  };
  part(Role::ground, Role::sky, 0.14);
  part(Role::water, Role::sky, 0.09);
  part(Role::distance, Role::sky, 0.08);
  part(Role::middle, Role::distance, 0.06);
  part(Role::leaf, Role::ground, 0.09);
  part(Role::leaf, Role::sky, 0.14);
  part(Role::wood, Role::ground, 0.08);
  for (const Role role : {Role::cloth, Role::trousers, Role::hair, Role::accent, Role::skin}) {
    part(role, Role::sky, 0.12);
    if (role != Role::skin) part(role, Role::ground, 0.1);
  }
  part(Role::skin, Role::cloth, 0.14);
  at(Role::light).L = std::max(at(Role::light).L, std::min(high_, at(Role::sky).L + 0.05));
}

void Colours::set_key(Random& random) {
  const double range = high_ - low_;
  const auto key = random.below(4);
  const auto put = [&](Role role, double place) { at(role) = tone(role, low_ + range * place - at(role).L); };
  if (key == 0) {
    put(Role::ground, 0.35);
    put(Role::water, 0.5);
  } else if (key == 1) {
    put(Role::sky, 0.5);
    put(Role::ground, 0.95);
    put(Role::water, 0.8);
  } else if (key == 2) {
    put(Role::distance, 0.3);
    put(Role::middle, 0.25);
    put(Role::leaf, 0.25);
  }
}

void Colours::set_daytime(Daytime daytime) {
  const double range = high_ - low_;
  switch (daytime) {
    case Daytime::day:
      break;
    case Daytime::dusk:
      at(Role::sky) = mix(tone(Role::sky, -0.10 * range), at(Role::accent), 0.28);
      for (const Role role : {Role::distance, Role::middle, Role::ground, Role::leaf, Role::water}) {
        at(role) = tone(role, -0.10 * range);
      }
      break;
    case Daytime::night:
      at(Role::sky) = tone(Role::sky, low_ + 0.22 * range - at(Role::sky).L);
      for (const Role role : {Role::distance, Role::middle, Role::ground, Role::leaf, Role::water, Role::wood}) {
        at(role) = tone(role, (low_ + 0.1 * range - at(role).L) * 0.55);
      }
      break;
    case Daytime::dawn:
      at(Role::sky) = mix(tone(Role::sky, 0.04), at(Role::skin), 0.3);
      at(Role::distance) = mix(at(Role::distance), at(Role::sky), 0.35);
      break;
  }
}

Lab Colours::tone(Lab colour, double change) const {
  Lab out = colour;
  out.L = std::clamp(colour.L + change, low_ - 0.03, std::max(high_, 0.9) + 0.03);
  double best = std::numeric_limits<double>::max();
  Lab nearest = colour;
  for (const Lab& p : palette_) {
    const double d = 1.6 * std::abs(p.L - out.L) + 2.5 * std::hypot(p.a - colour.a, p.b - colour.b);
    if (d < best) best = d, nearest = p;
  }
  out.a = colour.a * 0.45 + nearest.a * 0.55;
  out.b = colour.b * 0.45 + nearest.b * 0.55;
  return out;
}

Lab Colours::shine() const {
  Lab out = (*this)[Role::light];
  out.L = std::min(1.0, std::max(out.L, (*this)[Role::sky].L + 0.12));
  return out;
}

}  // namespace tessera::offline
