#include "imaging/panel_sides.h"

#include <algorithm>
#include <utility>

#include "imaging/panel_checks.h"

namespace tessera::imaging {
namespace {

// Tuned on the tuning half of bench/quality.
constexpr int most_drift = 12;        // pixels between the side of a panel and the common edge
constexpr int most_gutter_left = 48;  // pixels of gutter inside a consensus edge

int median_of(std::vector<int>& widths) {
  if (widths.size() < 2) return 0;
  std::ranges::sort(widths);
  return widths[widths.size() / 2];
}

}  // namespace

UsualWidths usual_widths(const AxisContext& columns, const AxisContext& rows) {
  std::vector<int> gutters;
  std::vector<int> margins;
  for (const AxisContext* axis : {&columns, &rows}) {
    for (int k = 0; k <= axis->parts(); ++k) {
      const Border& border = axis->before(k);
      if (!border.flat || border.width() < 2) continue;
      (k == 0 || k == axis->parts() ? margins : gutters).push_back(border.width());
    }
  }
  return {.gutter = median_of(gutters), .margin = median_of(margins)};
}

std::vector<int> gutter_left(const AxisContext& axis, const AxisContext& other, int border_index, int direction,
                             const std::optional<Level>& sheet_color, const UsualWidths& usual) {
  const Border& border = axis.before(border_index);
  const int consensus = direction > 0 ? border.last : border.first - 1;
  const bool outer = border_index == 0 || border_index == axis.parts();
  const std::optional<Level> own_color = axis.color_before(border_index);
  // Of a border in the sheet's own colour little can be left; one that was taken for a seam or for a line around a
  // panel can hide a whole gutter.
  const bool is_gutter = own_color && sheet_color && border.width() >= 4 &&
                         difference(own_color->data(), sheet_color->data()) <= same_color;
  const int most_left = is_gutter ? most_drift : most_gutter_left;
  std::vector<Leftover> sides;
  std::optional<int> deepest_certain;
  for (int panel = 0; panel < other.parts(); ++panel) {
    Leftover side;
    for (const auto& [color, deepest] : {std::pair(own_color, most_drift), std::pair(sheet_color, most_left)}) {
      if (!color) continue;
      const Leftover left = leftover_lines(axis.view, consensus, direction, stretch_of(other, panel), *color, deepest);
      if (left.lines > side.lines) side = left;
    }
    if (side.certain) deepest_certain = std::max(deepest_certain.value_or(0), side.lines);
    sides.push_back(side);
  }
  const int unseen = outer ? (border.width() > 0 ? 0 : usual.margin) : std::max(0, usual.gutter - border.width());
  std::vector<int> lines;
  for (const Leftover& side : sides) {
    lines.push_back(side.certain ? side.lines : std::min(side.lines, deepest_certain.value_or(unseen)));
  }
  return lines;
}

}  // namespace tessera::imaging
