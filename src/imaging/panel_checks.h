#pragma once
// What the pixels along one side of a panel, or inside it, say: is the border really there, is something of the gutter
// left, are the corners round, is the panel empty or more than one. Private to this folder.

#include <optional>

#include "imaging/axis_lines.h"
#include "imaging/line_view.h"
#include "model/image.h"

namespace tessera::imaging {

/// Whether the border is there along a stretch: for a gutter the share of pixels in its colour, for a seam a
/// probability; nothing when both sides are plain and nobody could tell.
[[nodiscard]] std::optional<double> presence(const LineView& view, const Border& border, Stretch stretch,
                                             const Level& color);

/// Lines from `line` on (`direction` 1 or -1) that still are gutter along the stretch, at most `deepest`; 0 when the
/// gutter's colour fades out raggedly, as plain content of the same colour does.
[[nodiscard]] int leftover_lines(const LineView& view, int line, int direction, Stretch stretch, const Level& color,
                                 int deepest);

/// Pixels of the gutter's colour along the diagonal from a corner of the box when the corner is round; 0 otherwise.
[[nodiscard]] int corner_depth(const Image& sheet, Box box, bool right, bool bottom, const Level& color);

/// Whether a bar of the gutter's colour runs through the box from side to side, away from its own sides.
[[nodiscard]] bool split_by_bar(const Image& sheet, Box box, const Level& color);

/// Whether nearly nothing is drawn in the box.
[[nodiscard]] bool empty_panel(const Image& sheet, Box box);

}  // namespace tessera::imaging
