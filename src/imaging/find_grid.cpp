#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "imaging/axis_context.h"
#include "imaging/border_presence.h"
#include "imaging/grid_geometry.h"
#include "imaging/gutter_runs.h"
#include "imaging/line_statistics.h"
#include "imaging/panel_checks.h"
#include "imaging/panel_outline.h"
#include "imaging/panel_sides.h"

namespace tessera {
namespace {

using imaging::AxisContext;
using imaging::Border;
using imaging::Level;
using imaging::LineView;
using imaging::same_color;
using imaging::Stretch;
using imaging::stretch_of;

// Tuned on the tuning half of bench/quality.
constexpr double gutter_present = 0.9;  // share of a gutter's stretch in its colour
constexpr double seam_present = 0.12;   // share of the pixels along a seam that step
constexpr double weak_border = 0.25;    // score of a seam for which little speaks on the whole …
constexpr double weak_present = 0.5;    // … so that each of its pieces has to speak for itself
constexpr int margin_of_gutter = 2;     // safety margins, pixels
constexpr int margin_of_seam = 3;

double confidence_of(const Border& border) { return std::clamp(border.score / 1.2, 0.0, 1.0); }

void refuse(GridCell& cell, std::string reason) {
  if (!cell.usable) return;
  cell.usable = false;
  cell.reason = std::move(reason);
}

/// Whether the border is there along each of the other axis' panels.
std::vector<std::optional<double>> presences(const AxisContext& axis, const AxisContext& other, const Border& border,
                                             const Level& color, const std::optional<Level>& sheet_color) {
  std::vector<Stretch> stretches;
  for (int panel = 0; panel < other.parts(); ++panel) stretches.push_back(stretch_of(other, panel));
  return imaging::presences(axis.view, border, stretches, color, sheet_color);
}

/// The same for the border or, where that explains more, for a line of one or two pixels that begins or ends there:
/// such a line is found by one of its sides only.
std::vector<std::optional<double>> best_presences(const AxisContext& axis, const AxisContext& other,
                                                  const Border& border, const Level& color,
                                                  const std::optional<Level>& sheet_color) {
  std::vector<std::optional<double>> best = presences(axis, other, border, color, sheet_color);
  if (border.width() > 0) return best;
  const auto missing = [](const std::vector<std::optional<double>>& there) {
    return std::ranges::count_if(there, [](const std::optional<double>& one) { return one && *one < seam_present; });
  };
  // A seam that is missing here and there is interrupted; one that is missing nearly everywhere was misunderstood.
  std::ptrdiff_t least = missing(best);
  if (2 * least <= std::ssize(best)) return best;
  for (const auto& [before, after] : {std::pair(0, 1), std::pair(1, 0), std::pair(0, 2), std::pair(2, 0)}) {
    Border line = border;
    line.first -= before;
    line.last += after;
    line.flat = false;
    std::vector<std::optional<double>> there = presences(axis, other, line, color, sheet_color);
    if (missing(there) >= least) continue;
    least = missing(there);
    best = std::move(there);
  }
  return best;
}

/// Refuses the two cells on the sides of every piece of border that is not there.
void check_borders(GridGeometry& geometry, const AxisContext& axis, const AxisContext& other, bool upright,
                   const std::optional<Level>& sheet_color) {
  for (int k = 1; k < axis.parts(); ++k) {
    const Border& border = axis.before(k);
    const bool gutter = border.flat && border.width() >= 2;
    const double least = gutter ? gutter_present : border.score < weak_border ? weak_present : seam_present;
    const auto there = best_presences(axis, other, border, axis.colors[static_cast<std::size_t>(k) - 1], sheet_color);
    for (int panel = 0; panel < other.parts(); ++panel) {
      const std::optional<double>& one = there[static_cast<std::size_t>(panel)];
      if (!one || *one >= least) continue;
      for (const int i : {k - 1, k}) {
        const int index = upright ? panel * axis.parts() + i : i * other.parts() + panel;
        refuse(geometry.cells[static_cast<std::size_t>(index)], "spans two places");
      }
    }
  }
}

Box box_of(const GridCell& cell) {
  return {.left = cell.left.position,
          .top = cell.top.position,
          .width = cell.right.position - cell.left.position,
          .height = cell.bottom.position - cell.top.position};
}

/// The panels' boxes between their edges, without the lines drawn around them.
void set_boxes(GridGeometry& geometry, const Image& sheet) {
  constexpr int least_side = 16;
  std::vector<Box> boxes;
  for (const GridCell& cell : geometry.cells) boxes.push_back(box_of(cell));
  const std::vector<imaging::BarDepths> bars = imaging::bars_around(sheet, boxes);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
    GridCell& cell = geometry.cells[i];
    const Box& box = boxes[i];
    if (box.width < least_side || box.height < least_side) {
      refuse(cell, "too small");
      cell.box = {.left = std::clamp(box.left, 0, geometry.sheet.width - 1),
                  .top = std::clamp(box.top, 0, geometry.sheet.height - 1),
                  .width = 1,
                  .height = 1};
      continue;
    }
    const auto& [left, top, right, bottom] = bars[i];
    cell.left.position += left;
    cell.top.position += top;
    cell.right.position -= right;
    cell.bottom.position -= bottom;
    cell.box = box_of(cell);
  }
}

int corner_inset_of(const GridGeometry& geometry, const Image& sheet, const std::optional<Level>& color) {
  if (!color) return 0;
  std::vector<Box> boxes;
  for (const GridCell& cell : geometry.cells) boxes.push_back(cell.box);
  return imaging::corner_inset(sheet, boxes, *color);
}

void shrink(Box& box, int left, int top, int right, int bottom) {
  box.left += left;
  box.top += top;
  box.width = std::max(1, box.width - left - right);
  box.height = std::max(1, box.height - top - bottom);
}

/// The colour of the best gutter of two or three pixels or more, else that of two margins that agree: a bar along one
/// end alone could be something else.
std::optional<Level> sheet_gutter_color(const AxisContext& columns, const AxisContext& rows) {
  constexpr double good_gutter = 0.75;
  constexpr double very_good = 1.0;  // then two pixels are enough
  constexpr double good_margin = 0.9;
  constexpr double likely_gutter = 0.4;
  std::optional<Level> color;
  double best = good_gutter;
  std::vector<Level> margins;
  std::vector<Level> likely;
  for (const AxisContext* axis : {&columns, &rows}) {
    for (int k = 0; k <= axis->parts(); ++k) {
      const Border& border = axis->before(k);
      if (!border.flat || border.width() < (border.score > very_good ? 2 : 3)) continue;
      if (border.width() >= 4 && border.score >= likely_gutter) likely.push_back(axis->gutter_color(border));
      if (k == 0 || k == axis->parts()) {
        if (border.score >= good_margin) margins.push_back(axis->gutter_color(border));
      } else if (border.score >= best) {
        best = border.score;
        color = axis->color_before(k);
      }
    }
  }
  if (color) return color;
  for (std::size_t i = 1; i < margins.size(); ++i) {
    if (imaging::difference(margins[i - 1].data(), margins[i].data()) <= same_color) return margins[i];
  }
  // None is certain, but three of one colour are no accident.
  for (const Level& one : likely) {
    const auto alike = std::ranges::count_if(
        likely, [&](const Level& other) { return imaging::difference(one.data(), other.data()) <= same_color; });
    if (alike >= 3) return one;
  }
  return std::nullopt;
}

}  // namespace

GridGeometry find_grid(const Image& sheet, GridShape asked) {
  GridGeometry geometry = equal_grid(sheet.size(), asked);
  const imaging::SheetStatistics statistics =
      imaging::measure_lines(sheet, asked.rows * imaging::bands_per_panel, asked.columns * imaging::bands_per_panel);
  AxisContext columns(sheet, true, statistics.columns, asked.columns);
  AxisContext rows(sheet, false, statistics.rows, asked.rows);
  const std::optional<Level> color = sheet_gutter_color(columns, rows);
  if (color) {
    settle_by_color(columns.lines, columns.view, *color, asked.rows);
    settle_by_color(rows.lines, rows.view, *color, asked.columns);
    columns.read_colors();
    rows.read_colors();
  }
  geometry.found = {.rows = rows.lines.found_parts, .columns = columns.lines.found_parts};
  for (int k = 1; k < asked.columns; ++k)
    geometry.column_gutters[static_cast<std::size_t>(k) - 1] = columns.before(k).width();
  for (int k = 1; k < asked.rows; ++k) geometry.row_gutters[static_cast<std::size_t>(k) - 1] = rows.before(k).width();

  const auto edge_confidence = [](const AxisContext& axis, int i) {
    return i == 0 || i == axis.parts() ? 1.0 : confidence_of(axis.before(i));
  };
  geometry.confidence = 1;
  for (const AxisContext* axis : {&columns, &rows}) {
    for (int k = 1; k < axis->parts(); ++k) {
      geometry.confidence = std::min(geometry.confidence, edge_confidence(*axis, k));
    }
  }
  const imaging::UsualWidths usual = imaging::usual_widths(columns, rows);
  for (int c = 0; c < asked.columns; ++c) {
    const std::vector<int> left = imaging::gutter_left(columns, rows, c, 1, color, usual);
    const std::vector<int> right = imaging::gutter_left(columns, rows, c + 1, -1, color, usual);
    for (int r = 0; r < asked.rows; ++r) {
      GridCell& cell = geometry.cells[static_cast<std::size_t>(r * asked.columns + c)];
      const auto k = static_cast<std::size_t>(r);
      cell.left = {.position = columns.before(c).last + left[k], .confidence = edge_confidence(columns, c)};
      cell.right = {.position = columns.before(c + 1).first - right[k], .confidence = edge_confidence(columns, c + 1)};
    }
  }
  for (int r = 0; r < asked.rows; ++r) {
    const std::vector<int> top = imaging::gutter_left(rows, columns, r, 1, color, usual);
    const std::vector<int> bottom = imaging::gutter_left(rows, columns, r + 1, -1, color, usual);
    for (int c = 0; c < asked.columns; ++c) {
      GridCell& cell = geometry.cells[static_cast<std::size_t>(r * asked.columns + c)];
      const auto k = static_cast<std::size_t>(c);
      cell.top = {.position = rows.before(r).last + top[k], .confidence = edge_confidence(rows, r)};
      cell.bottom = {.position = rows.before(r + 1).first - bottom[k], .confidence = edge_confidence(rows, r + 1)};
    }
  }
  set_boxes(geometry, sheet);

  if (geometry.found != asked) {
    geometry.notes.push_back(
        fmt::format("shows {} panels, {} were asked for", to_text(geometry.found), to_text(asked)));
    for (GridCell& cell : geometry.cells) refuse(cell, "other panels than asked");
  }
  check_borders(geometry, columns, rows, true, color);
  check_borders(geometry, rows, columns, false, color);
  const int corner = corner_inset_of(geometry, sheet, color);
  for (int r = 0; r < asked.rows; ++r) {
    for (int c = 0; c < asked.columns; ++c) {
      GridCell& cell = geometry.cells[static_cast<std::size_t>(r * asked.columns + c)];
      if (!cell.usable) continue;
      if (imaging::empty_panel(sheet, cell.box)) refuse(cell, "missing");
      if (color && imaging::split_by_bar(sheet, cell.box, *color)) refuse(cell, "holds more than one panel");
      const auto safety = [&](const AxisContext& axis, int i) {
        const bool sheet_end = (i == 0 || i == axis.parts()) && axis.before(i).width() == 0;
        if (sheet_end) return corner;
        return corner + (axis.before(i).flat ? margin_of_gutter : margin_of_seam);
      };
      shrink(cell.box, safety(columns, c), safety(rows, r), safety(columns, c + 1), safety(rows, r + 1));
    }
  }
  if (geometry.confidence < 0.2)
    geometry.notes.emplace_back("some borders between panels were not found; equal parts are used there");
  return geometry;
}

}  // namespace tessera
