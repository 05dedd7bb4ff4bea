#pragma once
// Where each panel's own side is, a little off the border that all panels share. Private to this folder.

#include <optional>
#include <vector>

#include "imaging/axis_context.h"

namespace tessera::imaging {

/// Usual widths of a sheet's gutters and margins, for panels that do not show where theirs end; 0 when unknown.
struct UsualWidths {
  int gutter = 0;
  int margin = 0;
};

[[nodiscard]] UsualWidths usual_widths(const AxisContext& columns, const AxisContext& rows);

/// How far the side of each of the other axis' panels really is from the consensus edge. A panel that is as white as
/// the gutter does not show where its own begins: there it begins where those of its neighbours do. `direction` 1 for
/// the side behind the border, -1 for the one before it.
[[nodiscard]] std::vector<int> gutter_left(const AxisContext& axis, const AxisContext& other, int border_index,
                                           int direction, const std::optional<Level>& sheet_color,
                                           const UsualWidths& usual);

}  // namespace tessera::imaging
