#pragma once
// Pictures by the offline engine in the styles of the example sources: what real sheets of this program are made of.

#include <string>
#include <vector>

#include "base/random.h"
#include "model/image.h"
#include "pictures.h"

namespace tessera::quality {

struct PaintedStyle {
  std::string name;  ///< of the source
  Image source;
  Style style;  ///< colours only
};

/// One for each picture in examples/, by name.
[[nodiscard]] const std::vector<PaintedStyle>& painted_styles();

/// A description of the built-in pool, painted in the style. Cost: about 0.1 s for 341x341.
[[nodiscard]] Image paint_picture(Random& random, const PaintedStyle& style, Size size);

/// `count` pictures of different descriptions, as one sheet has them.
[[nodiscard]] std::vector<Image> paint_pictures(Random& random, const PaintedStyle& style, Size size, int count);

}  // namespace tessera::quality
