#include "providers/offline/scenes/stage.h"

#include <algorithm>

namespace tessera::offline {

bool Stage::says(std::string_view word) const { return std::ranges::find(words, word) != words.end(); }

Painter::Placed Stage::stand(double size) {
  return p.at(spot.x, spot.y, std::min(size * spot.size, std::max(size, 0.96)), 0, mirror);
}

void Stage::shadow(double x, double y, double width) {
  p.fill(ellipse(x + width * 0.06, y, width / 2, width * 0.055), p.tone(Role::ground, -0.17),
         {.shade = 0, .ink = 0, .gradient = 0, .alpha = 0.75});
}

}  // namespace tessera::offline
