#pragma once
// Whether a border is there along each panel, or the picture goes on through it. Private to this folder.

#include <optional>
#include <vector>

#include "imaging/axis_lines.h"
#include "imaging/line_view.h"

namespace tessera::imaging {

/// Whether the border is there along each of the stretches, one a panel: for a gutter the share of pixels in its
/// colour, 0 where the picture plainly goes on through it; for a seam a probability; nothing when both sides are plain
/// and nobody could tell. `color` is the border's own, half of which may be what merged panels show; `sheet_color` that
/// of the sheet's gutters, when it is known.
[[nodiscard]] std::vector<std::optional<double>> presences(const LineView& view, const Border& border,
                                                           const std::vector<Stretch>& stretches, const Level& color,
                                                           const std::optional<Level>& sheet_color);

}  // namespace tessera::imaging
