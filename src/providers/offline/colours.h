#pragma once
// Which colour of the source plays which part in a scene.

#include <array>
#include <vector>

#include "base/random.h"
#include "providers/offline/style.h"

namespace tessera::offline {

enum class Role { sky, distance, middle, ground, cloth, trousers, skin, hair, accent, light, dark, water, leaf, wood };
inline constexpr std::size_t role_count = 14;

/// The light of a scene.
enum class Daytime { day, dusk, night, dawn };

class Colours {
 public:
  /// `strength` 0: a neutral palette of our own; 1: the source's. The same source gives slightly different parts to
  /// different `random`s, as an illustrator would.
  Colours(const Style& style, double strength, Daytime daytime, Random random);

  [[nodiscard]] Lab operator[](Role role) const { return colours_[static_cast<std::size_t>(role)]; }

  /// `colour` made lighter (or darker) by `change`, its hue pulled to what the source has at that lightness, so that
  /// shadows take the source's own shadow colours.
  [[nodiscard]] Lab tone(Lab colour, double change) const;
  [[nodiscard]] Lab tone(Role role, double change) const { return tone((*this)[role], change); }

  /// For what shines: lighter than the sky, whatever the palette.
  [[nodiscard]] Lab shine() const;

 private:
  [[nodiscard]] Lab& at(Role role) { return colours_[static_cast<std::size_t>(role)]; }
  void assign(const Style& style, Random& random);
  void keep_readable(const Style& style);
  /// On white paper the artist decides which areas are dark: sky, ground, what stands between, or none.
  void set_key(Random& random);
  void set_daytime(Daytime daytime);

  std::array<Lab, role_count> colours_{};
  std::vector<Lab> palette_;
  double low_ = 0, high_ = 1;
};

}  // namespace tessera::offline
