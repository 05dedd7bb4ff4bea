#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
        font(std::max(6.0, std::min(sheet.width, sheet.height) / 42.0)) {}
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

/// `text` in lines that fit into `width` at this size of letters (half a size a letter is the usual mean), at most two;
/// the rest is left to the list beside the picture.
std::vector<std::string> lines_of(std::string_view text, double width, double font) {
  const auto letters = static_cast<std::size_t>(std::max(2.0, width / (font * 0.52)));
  std::vector<std::string> lines;
  std::string rest = one_line(text);
  while (!rest.empty() && lines.size() < 2) {
    const std::string_view fitting = first_characters(rest, letters);
    const bool is_last = lines.size() == 1;
    if (fitting.size() == rest.size()) {
      lines.push_back(std::exchange(rest, {}));
    } else if (is_last) {
      lines.push_back(std::string(first_characters(rest, letters - 1)) + "…");
    } else {
      const std::size_t space = rest[fitting.size()] == ' ' ? fitting.size() : fitting.rfind(' ');
      const std::size_t end = space == std::string_view::npos ? fitting.size() : space;
      lines.push_back(rest.substr(0, end));
      rest = rest.substr(rest[end] == ' ' ? end + 1 : end);
    }
  }
  return lines;
}

/// A label on a coloured ground with the given upper edge.
std::string label(std::string_view css_class, const std::vector<std::string>& lines, double x, double y, double width,
                  double font) {
  const double line_height = font * 1.25;
  const double height = line_height * static_cast<double>(lines.size()) + font * 0.35;
  std::string svg = fmt::format(R"(<rect class="ground {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                                css_class, x, y, width, height);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    svg += fmt::format(R"(<text class="label" x="{:.1f}" y="{:.1f}" font-size="{:.1f}">{}</text>)", x + font * 0.4,
                       y + font * 1.15 + line_height * static_cast<double>(i), font, escaped(lines[i]));
  }
  return svg + '\n';
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
  svg += label(css_class, {mark}, box.left, box.top, std::min(mark_width, static_cast<double>(box.width)), pen.font);
  const std::string note = !verdict.accepted ? verdict.reason : by_fallback ? "fallback, not reviewed" : std::string();
  if (!note.empty()) {
    const std::vector<std::string> lines = lines_of(note, box.width - pen.font * 0.8, pen.font);
    const double height = pen.font * (1.25 * static_cast<double>(lines.size()) + 0.35);
    svg += label(css_class, lines, box.left, box.top + box.height - height, box.width, pen.font);
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
