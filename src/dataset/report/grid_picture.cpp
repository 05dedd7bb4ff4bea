#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "dataset/plain_text.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

/// Lengths of the drawing in pixels of the sheet, so that it looks the same over sheets of any size.
struct Pen {
  double stroke;
  double font;

  explicit Pen(Size sheet)
      : stroke(std::max(1.0, std::min(sheet.width, sheet.height) / 220.0)),
        font(std::max(6.0, std::min(sheet.width, sheet.height) / 34.0)) {}
};

std::string_view edge_class(double confidence) {
  if (confidence >= 0.8) return "edge sure";
  return confidence >= 0.4 ? "edge likely" : "edge guessed";
}

std::string edge_line(std::string_view side, const CellEdge& edge, const GridCell& cell) {
  const bool upright = side == "left" || side == "right";
  const int from = upright ? cell.top.position : cell.left.position;
  const int to = upright ? cell.bottom.position : cell.right.position;
  const int at = edge.position;
  return fmt::format(
      "<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"><title>{} edge at {} px, confidence {}"
      "</title></line>\n",
      edge_class(edge.confidence), upright ? at : from, upright ? from : at, upright ? at : to, upright ? to : at, side,
      at, short_number(edge.confidence));
}

std::string edges(const GridCell& cell) {
  return edge_line("left", cell.left, cell) + edge_line("top", cell.top, cell) + edge_line("right", cell.right, cell) +
         edge_line("bottom", cell.bottom, cell);
}

/// `text` cut to what fits into `width` at this size of letters; half a size a letter is the usual mean.
std::string fitting(std::string_view text, double width, double font) {
  const auto letters = static_cast<std::size_t>(std::max(1.0, width / (font * 0.52)));
  const std::string line = one_line(text);
  const std::string_view beginning = first_characters(line, letters);
  if (beginning.size() == line.size()) return line;
  return std::string(first_characters(line, letters - 1)) + "…";
}

/// A label on a coloured ground; `y` is its upper edge.
std::string label(std::string_view css_class, std::string_view text, double x, double y, double width, double font) {
  return fmt::format(
      "<rect class=\"ground {0}\" x=\"{1:.1f}\" y=\"{2:.1f}\" width=\"{3:.1f}\" height=\"{4:.1f}\"/>"
      "<text class=\"label\" x=\"{5:.1f}\" y=\"{6:.1f}\" font-size=\"{7:.1f}\">{8}</text>\n",
      css_class, x, y, width, font * 1.5, x + font * 0.4, y + font * 1.1, font, escaped(text));
}

std::string cell_drawing(const GridEntry& grid, std::size_t i, const Pen& pen) {
  const GridCell& cell = grid.geometry.cells[i];
  const Verdict verdict = i < grid.verdicts.size() ? grid.verdicts[i] : Verdict{};
  const std::optional<int> item = i < grid.items.size() ? grid.items[i] : std::nullopt;
  const bool by_fallback = verdict.by == DecidedBy::fallback;
  const std::string_view css_class = !verdict.accepted ? "refused" : by_fallback ? "fallback" : "kept";
  const Box& box = cell.box;
  const double inset = pen.stroke / 2;

  std::string svg = fmt::format("<g><title>{}</title>\n", escaped(fmt::format("Cell {}: {}", i + 1, verdict.reason)));
  svg += edges(cell);
  svg += fmt::format(
      "<rect class=\"cell {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "stroke-width=\"{:.1f}\"/>\n",
      css_class, box.left + inset, box.top + inset, std::max(0.0, box.width - pen.stroke),
      std::max(0.0, box.height - pen.stroke), pen.stroke);
  std::string mark = fmt::format("{} {}", i + 1, verdict.accepted ? "✓" : "✗");
  if (item) mark += fmt::format(" {:04}", *item);
  const double mark_width = pen.font * (0.62 * static_cast<double>(count_characters(mark).value_or(0)) + 0.8);
  svg += label(css_class, mark, box.left, box.top, std::min(mark_width, static_cast<double>(box.width)), pen.font);
  const std::string note = !verdict.accepted ? verdict.reason : by_fallback ? "fallback, not reviewed" : std::string();
  if (!note.empty()) {
    svg += label(css_class, fitting(note, box.width - pen.font, pen.font), box.left,
                 box.top + box.height - pen.font * 1.5, box.width, pen.font);
  }
  return svg + "</g>\n";
}

}  // namespace

std::string grid_picture(const GridEntry& grid, const Bytes* jpeg) {
  const Size sheet = grid.geometry.sheet;
  if (sheet.width <= 0 || sheet.height <= 0) return {};
  const Pen pen(sheet);
  std::string svg = fmt::format(
      "<svg class=\"sheet\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Grid {} with the "
      "verdict on each cell\">\n",
      sheet.width, sheet.height, grid.index);
  if (jpeg != nullptr && !jpeg->empty()) {
    svg += fmt::format("<image href=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\"/>\n",
                       data_uri(*jpeg), sheet.width, sheet.height);
  }
  svg += fmt::format("<g class=\"overlay\" stroke-width=\"{:.1f}\">\n", pen.stroke / 2);
  for (std::size_t i = 0; i < grid.geometry.cells.size(); ++i) svg += cell_drawing(grid, i, pen);
  return svg + "</g>\n</svg>\n";
}

}  // namespace tessera::report
