#pragma once
// Second look at the borders of a sheet whose gutter colour is known: where the first look was unsure because the
// panels are as white as the gutter, the colour itself tells. Private to this folder.

#include "imaging/axis_lines.h"
#include "imaging/line_view.h"

namespace tessera::imaging {

/// Replaces borders that are no certain gutters, and margins, by the lines that have the gutter's colour along most of
/// the sheet. `other_panels` stretches along the lines are judged one by one, so that merged panels do not hide a
/// gutter.
void settle_by_color(AxisLines& axis, const LineView& view, const Level& color, int other_panels);

}  // namespace tessera::imaging
