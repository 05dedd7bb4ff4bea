#pragma once
// The borders along one axis with the picture that they were found in. Private to this folder.

#include <algorithm>
#include <optional>
#include <vector>

#include "imaging/axis_lines.h"
#include "imaging/framed_borders.h"
#include "imaging/line_view.h"
#include "model/image.h"

namespace tessera::imaging {

inline constexpr int bands_per_panel = 4;
inline constexpr int same_color = 16;  // levels between two gutters of one sheet

/// Everything known about one axis while the cells are made.
struct AxisContext {
  LineView view;
  AxisLines lines;
  std::vector<Level> colors;  ///< of each border

  AxisContext(const Image& sheet, bool upright, const LineStatistics& statistics, int parts_asked)
      : view(sheet, upright), lines(find_axis_lines(view, statistics, parts_asked, bands_per_panel)) {
    join_frames(lines, view);
    read_colors();
  }
  void read_colors() {
    colors.clear();
    for (const Border& border : lines.borders) colors.push_back(gutter_color(border));
  }
  [[nodiscard]] Level gutter_color(const Border& border) const {
    return median_color(view, std::clamp((border.first + border.last) / 2, 0, view.lines() - 1));
  }
  [[nodiscard]] int parts() const { return static_cast<int>(lines.borders.size()) + 1; }
  /// The border before panel i, for i = 0 the outer margin; i = parts() gives the far margin.
  [[nodiscard]] const Border& before(int i) const {
    if (i == 0) return lines.begin;
    return i == parts() ? lines.end : lines.borders[static_cast<std::size_t>(i) - 1];
  }
  /// Nothing at the sheet's own ends unless there is a margin.
  [[nodiscard]] std::optional<Level> color_before(int i) const {
    if (i > 0 && i < parts()) {
      const auto k = static_cast<std::size_t>(i) - 1;
      return lines.borders[k].flat ? std::optional(colors[k]) : std::nullopt;
    }
    return before(i).width() > 0 ? std::optional(gutter_color(before(i))) : std::nullopt;
  }
};

[[nodiscard]] inline Stretch stretch_of(const AxisContext& axis, int panel) {
  return {.first = axis.before(panel).last, .last = axis.before(panel + 1).first};
}

}  // namespace tessera::imaging
