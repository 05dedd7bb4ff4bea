#pragma once
// What a scene is drawn with: the painter, chance, the light and weather, and where the subject stands.

#include <string>
#include <vector>

#include "base/random.h"
#include "providers/offline/painter.h"

namespace tessera::offline {

enum class Weather { clear, rain, snow, storm, mist };
enum class Season { summer, autumn, winter, spring };

/// Where a setting wants its subject.
struct Spot {
  double x = 0.5;   ///< of the subject's middle
  double y = 0.9;   ///< of the ground under it
  double size = 1;  ///< multiplies the subject's own size
};

/// One tile while it is drawn. One thread.
struct Stage {
  Painter& p;
  Random& random;
  Daytime daytime = Daytime::day;
  Weather weather = Weather::clear;
  Season season = Season::summer;
  int variant = 0;                      ///< 0 … 3: layout and viewpoint
  std::vector<std::string> words = {};  ///< of the description, lower case
  Spot spot = {};
  bool mirror = false;
  double sun_x = -1;  ///< where sky() puts sun or moon; negative: anywhere

  [[nodiscard]] double u(double low, double high) { return random.uniform(low, high); }
  [[nodiscard]] int n(int count) { return static_cast<int>(random.below(static_cast<std::uint64_t>(count))); }
  [[nodiscard]] bool chance(double share) { return random.uniform() < share; }
  [[nodiscard]] bool says(std::string_view word) const;
  [[nodiscard]] bool night() const { return daytime == Daytime::night; }
  [[nodiscard]] bool snowy() const { return season == Season::winter || weather == Weather::snow; }

  /// The frame of a subject: its origin on the ground, y upwards negative, one unit `size` of the tile.
  [[nodiscard]] Painter::Placed stand(double size);
  /// A soft dark patch on the ground under something; in the frame that holds now.
  void shadow(double x, double y, double width);
};

}  // namespace tessera::offline
