#pragma once
// What the pixels along one side of a panel, or inside it, say: is something of the gutter left, are the corners round,
// is the panel empty or more than one. Private to this folder.

#include <optional>

#include "imaging/line_view.h"
#include "model/image.h"

namespace tessera::imaging {

/// Gutter inside an edge.
struct Leftover {
  int lines = 0;
  bool certain =
      true;  ///< false when the colour fades out raggedly or not at all, as plain content of that colour does
};

/// Lines from `line` on (`direction` 1 or -1) that still are gutter along the stretch, at most `deepest`.
[[nodiscard]] Leftover leftover_lines(const LineView& view, int line, int direction, Stretch stretch,
                                      const Level& color, int deepest);

/// Pixels of the gutter's colour along the diagonal from a corner of the box when the corner is round; 0 when it is
/// square; nothing when what the panel shows there has the gutter's colour, too.
[[nodiscard]] std::optional<int> corner_depth(const Image& sheet, Box box, bool right, bool bottom, const Level& color);

/// Whether a bar of the gutter's colour runs through the box from side to side, away from its own sides.
[[nodiscard]] bool split_by_bar(const Image& sheet, Box box, const Level& color);

/// Whether nearly nothing is drawn in the box.
[[nodiscard]] bool empty_panel(const Image& sheet, Box box);

}  // namespace tessera::imaging
