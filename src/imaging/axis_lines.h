#pragma once
// The borders between panels along one axis, chosen from its line statistics. Private to this folder.

#include <vector>

#include "imaging/line_statistics.h"
#include "imaging/line_view.h"

namespace tessera::imaging {

/// Between two panels: content ends before `first`, begins again at `last`. A seam has first == last.
struct Border {
  int first = 0;
  int last = 0;
  double score = 0;   ///< 0 … about 1.5; see docs/formulas.md
  bool flat = false;  ///< a gutter: uniform between first and last

  [[nodiscard]] int width() const { return last - first; }
};

struct AxisLines {
  std::vector<Border> borders;  ///< one for each asked border, ascending
  Border begin;                 ///< the outer margin: [0, last)
  Border end;                   ///< [first, length)
  int found_parts = 0;          ///< panels along the axis, as far as strong borders tell
};

/// `parts` panels were asked along this axis; every `bands_per_panel` bands of the statistics make one panel of the
/// other axis.
[[nodiscard]] AxisLines find_axis_lines(const LineView& view, const LineStatistics& lines, int parts,
                                        int bands_per_panel);

}  // namespace tessera::imaging
