#pragma once
// Uniform bars along the sides of a picture: letterboxes, frames, gutters that were left. Private to this folder.

#include "model/image.h"

namespace tessera::imaging {

enum class Side { left, top, right, bottom };

/// How many lines of `box`, from `side` inwards, are a bar: uniform lines that end in a straight step along most of the
/// side, at most `deepest` of them. 0 when the picture just begins, also when it begins with a plain background, which
/// ends raggedly or softly. Cost: the lines of the bar and one more.
[[nodiscard]] int bar_depth(const Image& image, Box box, Side side, int deepest);

}  // namespace tessera::imaging
