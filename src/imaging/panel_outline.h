#pragma once
// What goes off the sides of all panels alike: lines drawn around them and round corners. One panel alone may hide
// either (a black line around a night), so the whole sheet is asked. Private to this folder.

#include <array>
#include <vector>

#include "imaging/line_view.h"
#include "model/image.h"

namespace tessera::imaging {

/// Depths of the bars along the sides of a panel: left, top, right, bottom.
using BarDepths = std::array<int, 4>;

/// Of each box: a line drawn around the panel, and what is left of the gutter before it. A side on which no end of the
/// line can be seen has as much as the others when it has the line's colour. Boxes below 16 pixels have none.
[[nodiscard]] std::vector<BarDepths> bars_around(const Image& sheet, const std::vector<Box>& boxes);

/// How much must go from every side of all boxes so that no round corner is left: what the corners that can tell ask
/// for. 0 when they are square.
[[nodiscard]] int corner_inset(const Image& sheet, const std::vector<Box>& boxes, const Level& color);

}  // namespace tessera::imaging
