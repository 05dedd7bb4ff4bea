#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "imaging/axis_lines.h"
#include "imaging/frame.h"
#include "imaging/grid_geometry.h"
#include "imaging/gutter_runs.h"
#include "imaging/line_statistics.h"
#include "imaging/panel_checks.h"

namespace tessera {
namespace {

using imaging::AxisLines;
using imaging::Border;
using imaging::Level;
using imaging::LineView;
using imaging::Stretch;

// Tuned on the tuning half of bench/quality.
constexpr int bands_per_panel = 4;
constexpr double gutter_present = 0.9;  // share of a gutter's stretch in its colour
constexpr double seam_present = 0.12;   // share of the pixels along a seam that step
constexpr double weak_border = 0.25;    // score of a seam for which little speaks on the whole …
constexpr double weak_present = 0.5;    // … so that each of its pieces has to speak for itself
constexpr int most_drift = 12;          // pixels between the side of a panel and the common edge
constexpr int most_gutter_left = 48;    // pixels of gutter inside a consensus edge
constexpr int most_frame = 10;          // pixels of a line drawn around a panel
constexpr int margin_of_gutter = 2;     // safety margins, pixels
constexpr int margin_of_seam = 3;

double confidence_of(const Border& border) { return std::clamp(border.score / 1.2, 0.0, 1.0); }

/// Everything known about one axis while the cells are made.
struct AxisContext {
  LineView view;
  AxisLines lines;
  std::vector<Level> colors;  ///< of each border

  AxisContext(const Image& sheet, bool upright, const imaging::LineStatistics& statistics, int parts_asked)
      : view(sheet, upright), lines(find_axis_lines(view, statistics, parts_asked, bands_per_panel)) {
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

Stretch stretch_of(const AxisContext& axis, int panel) {
  return {.first = axis.before(panel).last, .last = axis.before(panel + 1).first};
}

/// The consensus edge moved to where this one panel's side really is.
int refined(const AxisContext& axis, int border_index, int direction, Stretch along,
            const std::optional<Level>& sheet_color) {
  const Border& border = axis.before(border_index);
  const int consensus = direction > 0 ? border.last : border.first - 1;
  const auto left_in = [&](const std::optional<Level>& color, int deepest) {
    return color ? leftover_lines(axis.view, consensus, direction, along, *color, deepest) : 0;
  };
  // Of a border whose own colour is known little can be left; one that was taken for a seam can hide a whole gutter.
  const int left =
      std::max(left_in(axis.color_before(border_index), most_drift), left_in(sheet_color, most_gutter_left));
  return consensus + direction * left;
}

void refuse(GridCell& cell, std::string reason) {
  if (!cell.usable) return;
  cell.usable = false;
  cell.reason = std::move(reason);
}

/// Whether the border is there along each of the other axis' panels.
std::vector<std::optional<double>> presences(const AxisContext& axis, const AxisContext& other, const Border& border,
                                             const Level& color) {
  std::vector<std::optional<double>> there;
  for (int panel = 0; panel < other.parts(); ++panel) {
    there.push_back(presence(axis.view, border, stretch_of(other, panel), color));
  }
  return there;
}

/// The same for the border or, where that explains more, for a line of one or two pixels that begins or ends there:
/// such a line is found by one of its sides only.
std::vector<std::optional<double>> best_presences(const AxisContext& axis, const AxisContext& other,
                                                  const Border& border, const Level& color) {
  std::vector<std::optional<double>> best = presences(axis, other, border, color);
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
    std::vector<std::optional<double>> there = presences(axis, other, line, color);
    if (missing(there) >= least) continue;
    least = missing(there);
    best = std::move(there);
  }
  return best;
}

/// Refuses the two cells on the sides of every piece of border that is not there.
void check_borders(GridGeometry& geometry, const AxisContext& axis, const AxisContext& other, bool upright) {
  for (int k = 1; k < axis.parts(); ++k) {
    const Border& border = axis.before(k);
    const bool gutter = border.flat && border.width() >= 2;
    const double least = gutter ? gutter_present : border.score < weak_border ? weak_present : seam_present;
    const auto there = best_presences(axis, other, border, axis.colors[static_cast<std::size_t>(k) - 1]);
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

/// How much must go from every side so that no round corner is left: what most of the sheet's corners ask for.
int corner_inset(const GridGeometry& geometry, const Image& sheet, const std::optional<Level>& color) {
  if (!color) return 0;
  std::vector<int> depths;
  for (const GridCell& cell : geometry.cells) {
    for (const bool right : {false, true}) {
      for (const bool bottom : {false, true})
        depths.push_back(imaging::corner_depth(sheet, cell.box, right, bottom, *color));
    }
  }
  std::ranges::sort(depths);
  const std::size_t count = depths.size();
  // White pictures hide their corners between white gutters, so a third is enough.
  return depths[count * 2 / 3] == 0 ? 0 : depths[count * 9 / 10] + 1;
}

/// Depths of the line drawn around a panel: left, top, right, bottom.
using FrameDepths = std::array<int, 4>;

Box box_of(const GridCell& cell) {
  return {.left = cell.left.position,
          .top = cell.top.position,
          .width = cell.right.position - cell.left.position,
          .height = cell.bottom.position - cell.top.position};
}

FrameDepths frame_of(const Image& sheet, const Box& box) {
  return {bar_depth(sheet, box, imaging::Side::left, most_frame), bar_depth(sheet, box, imaging::Side::top, most_frame),
          bar_depth(sheet, box, imaging::Side::right, most_frame),
          bar_depth(sheet, box, imaging::Side::bottom, most_frame)};
}

/// The depth that most framed sides have, when there are enough of them to say that the sheet has frames; else 0.
int usual_frame(const std::vector<FrameDepths>& frames) {
  std::vector<int> depths;
  for (const FrameDepths& sides : frames) {
    std::ranges::copy_if(sides, std::back_inserter(depths), [](int depth) { return depth > 0; });
  }
  if (10 * depths.size() < 3 * 4 * frames.size()) return 0;
  std::ranges::sort(depths);
  return depths[depths.size() / 2];
}

/// The panels' boxes between their edges, without the lines drawn around them. A line that cannot be told from dark
/// content is as wide as the others of the sheet.
void set_boxes(GridGeometry& geometry, const Image& sheet) {
  constexpr int least_side = 16;
  std::vector<FrameDepths> frames;
  for (GridCell& cell : geometry.cells) {
    const Box box = box_of(cell);
    const bool large = box.width >= least_side && box.height >= least_side;
    if (!large) refuse(cell, "too small");
    frames.push_back(large ? frame_of(sheet, box) : FrameDepths{});
  }
  const int usual = usual_frame(frames);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
    GridCell& cell = geometry.cells[i];
    Box box = box_of(cell);
    if (box.width < least_side || box.height < least_side) {
      cell.box = {.left = std::clamp(box.left, 0, geometry.sheet.width - 1),
                  .top = std::clamp(box.top, 0, geometry.sheet.height - 1),
                  .width = 1,
                  .height = 1};
      continue;
    }
    FrameDepths& depths = frames[i];
    std::ranges::replace(depths, 0, usual);
    cell.left.position += depths[0];
    cell.top.position += depths[1];
    cell.right.position -= depths[2];
    cell.bottom.position -= depths[3];
    cell.box = box_of(cell);
  }
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
  constexpr int same_color = 16;
  std::optional<Level> color;
  double best = good_gutter;
  std::vector<Level> margins;
  for (const AxisContext* axis : {&columns, &rows}) {
    for (int k = 0; k <= axis->parts(); ++k) {
      const Border& border = axis->before(k);
      if (!border.flat || border.width() < (border.score > very_good ? 2 : 3)) continue;
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
  return std::nullopt;
}

}  // namespace

GridGeometry find_grid(const Image& sheet, GridShape asked) {
  GridGeometry geometry = equal_grid(sheet.size(), asked);
  const imaging::SheetStatistics statistics =
      imaging::measure_lines(sheet, asked.rows * bands_per_panel, asked.columns * bands_per_panel);
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
  for (int r = 0; r < asked.rows; ++r) {
    for (int c = 0; c < asked.columns; ++c) {
      GridCell& cell = geometry.cells[static_cast<std::size_t>(r * asked.columns + c)];
      const Stretch across = stretch_of(columns, c);
      const Stretch down = stretch_of(rows, r);
      cell.left = {.position = refined(columns, c, 1, down, color), .confidence = edge_confidence(columns, c)};
      cell.right = {.position = refined(columns, c + 1, -1, down, color) + 1,
                    .confidence = edge_confidence(columns, c + 1)};
      cell.top = {.position = refined(rows, r, 1, across, color), .confidence = edge_confidence(rows, r)};
      cell.bottom = {.position = refined(rows, r + 1, -1, across, color) + 1,
                     .confidence = edge_confidence(rows, r + 1)};
    }
  }
  set_boxes(geometry, sheet);

  if (geometry.found != asked) {
    geometry.notes.push_back(
        fmt::format("shows {} panels, {} were asked for", to_text(geometry.found), to_text(asked)));
    for (GridCell& cell : geometry.cells) refuse(cell, "other panels than asked");
  }
  check_borders(geometry, columns, rows, true);
  check_borders(geometry, rows, columns, false);
  const int corner = corner_inset(geometry, sheet, color);
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
