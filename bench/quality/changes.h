#pragma once
// Changes that leave a picture the same picture, and faults that make a tile unusable.

#include <string_view>
#include <vector>

#include "base/random.h"
#include "model/image.h"

namespace tessera::quality {

struct Change {
  std::string_view name;
  Image (*apply)(const Image& image, Random& random);
  bool counts;  ///< whether it belongs to the figure for recall
};
/// Shift, crop, recolour, brightness, noise, JPEG, size, flip.
[[nodiscard]] const std::vector<Change>& changes();

struct Fault {
  std::string_view name;
  std::string_view gate;  ///< the measurement that should refuse it
  Image (*apply)(const Image& image, Random& random);
};
/// Blank, blurred, enlarged, black, white, framed, letterboxed, lettered.
[[nodiscard]] const std::vector<Fault>& faults();

}  // namespace tessera::quality
