#pragma once
// What straight lines from side to side look like, for every position along both axes of a sheet. Private to this
// folder.

#include <vector>

#include "model/image.h"

namespace tessera::imaging {

/// One axis. "Line i" is column i of the vertical lines, row i of the horizontal ones. The lines are looked at in equal
/// bands from end to end, because a border between panels runs through all of them and an object in one panel does not.
struct LineStatistics {
  int length = 0;  ///< lines
  int bands = 0;
  /// [band * length + line], means over the band's pixels and the three channels:
  std::vector<float> step;  ///< |line - the line before|, levels
  std::vector<float>
      peak;  ///< share of pixels with a step of one line's width: above 5 levels and 1.25 x both next steps
  std::vector<float> rough;  ///< |pixel - the pixel before it along the line|, levels

  [[nodiscard]] const float* steps(int band) const { return step.data() + offset(band); }
  [[nodiscard]] const float* peaks(int band) const { return peak.data() + offset(band); }
  [[nodiscard]] const float* roughs(int band) const { return rough.data() + offset(band); }

 private:
  [[nodiscard]] std::ptrdiff_t offset(int band) const { return static_cast<std::ptrdiff_t>(band) * length; }
};

struct SheetStatistics {
  LineStatistics columns, rows;
};

/// `column_bands` of each column's height, `row_bands` of each row's width. One pass over the picture; of rows above
/// 2,000 only as many are used for the columns as are needed.
[[nodiscard]] SheetStatistics measure_lines(const Image& sheet, int column_bands, int row_bands);

}  // namespace tessera::imaging
