#pragma once
// Borders of sheets whose panels have lines drawn around them: such a line is as straight and as flat as a gutter, and
// stronger. Private to this folder.

#include "imaging/axis_lines.h"
#include "imaging/line_view.h"

namespace tessera::imaging {

/// A border that is only the line around one of its two panels becomes all that lies between the panels: line, gutter
/// and the line around the other. Borders without a second line of the same colour behind a gutter stay.
void join_frames(AxisLines& axis, const LineView& view);

}  // namespace tessera::imaging
