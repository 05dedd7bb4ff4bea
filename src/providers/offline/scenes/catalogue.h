#pragma once
// From a description's words to a scene: which subject, where, at what hour and in what weather.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/description.h"
#include "providers/offline/scenes/settings.h"
#include "providers/offline/scenes/subject.h"

namespace tessera::offline {

struct SceneChoice {
  const Subject* subject = nullptr;
  const Setting* setting = nullptr;  ///< null: the subject draws the whole tile
  Daytime daytime = Daytime::day;
  Weather weather = Weather::clear;
  Season season = Season::summer;
  std::vector<std::string> words = {};  ///< of the description, lower case
  bool known = true;                    ///< false: no word meant anything, an abstract composition stands in
};

/// What the words leave open (place, hour, season) is drawn from `random`.
[[nodiscard]] SceneChoice read_description(const Description& description, Random& random);

/// What was drawn: colours in OKLab and the coverage of the outlines (0 … 1).
struct Drawing {
  Raster picture;
  std::vector<float> ink;
};

[[nodiscard]] Drawing draw_scene(const SceneChoice& choice, const Style& style, double style_strength, Random random,
                                 Size size);

}  // namespace tessera::offline
