#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/counted.h"
#include "dataset/inspection.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera {
namespace report {
namespace {

std::string facts_of(const InspectedPicture& picture) {
  std::string text = fmt::format("{} × {} px", picture.size.width, picture.size.height);
  if (!picture.measurements.empty()) text += " · quality " + short_number(picture.quality);
  return text;
}

/// The sheet as the report of a run has it; what stands where a run has the description are size and quality.
GridEntry entry_of(const InspectedSheet& sheet, int index) {
  GridEntry entry{.index = index, .geometry = sheet.geometry};
  for (const InspectedPicture& cell : sheet.cells) {
    entry.verdicts.push_back({.accepted = cell.accepted(),
                              .by = DecidedBy::measure,
                              .reason = cell.accepted() ? "accepted" : cell.reason(),
                              .measurements = cell.measurements,
                              .quality = cell.quality});
    entry.descriptions.push_back({.text = facts_of(cell), .category = {}});
  }
  return entry;
}

std::string article(const InspectedSheet& sheet, int index) {
  std::string html = fmt::format("<article class=\"grid\" id=\"grid-{}\">\n<h3>{}", index, escaped(sheet.name));
  if (!sheet.error.empty()) {
    html += fmt::format(" <span class=\"tag refused\">not read</span></h3>\n<p>{}</p>\n", escaped(sheet.error));
    return html + "</article>\n";
  }
  const auto accepted = std::ranges::count_if(sheet.cells, &InspectedPicture::accepted);
  html += fmt::format(" <span class=\"count\">{} of {} cells accepted</span></h3>\n", accepted, sheet.cells.size());
  return html + findings_of_grid({}, entry_of(sheet, index), &sheet.picture) + "</article>\n";
}

std::string tags_of(const InspectedPicture& picture) {
  std::string html;
  for (const Measurement& measured : picture.measurements) {
    if (measured.passed) continue;
    html += fmt::format("<span class=\"tag {}\" title=\"limit {}\">{} {}</span> ",
                        measured.advisory ? "attention" : "refused", short_number(measured.threshold),
                        escaped(measured.name), short_number(measured.value));
  }
  return html;
}

std::string card(const InspectedPicture& picture) {
  std::string html = "<figure class=\"item\">\n";
  html +=
      picture.thumbnail.empty()
          ? "<div class=\"no-picture\">no picture</div>"
          : fmt::format("<img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\">",
                        data_uri(picture.thumbnail), escaped(picture.name), picture.size.width, picture.size.height);
  html += fmt::format("\n<figcaption>\n<p class=\"caption\">{} <bdi>{}</bdi></p>\n",
                      picture.accepted() ? "<span class=\"tag kept\">✓</span>" : "<span class=\"tag refused\">✗</span>",
                      escaped(picture.name));
  if (!picture.measurements.empty()) html += fmt::format("<p class=\"small\">{}</p>\n", facts_of(picture));
  // What a gate says stands in its tag.
  if (!picture.accepted() && (picture.repeats || picture.measurements.empty())) {
    html += fmt::format("<p class=\"small\">{}</p>\n", escaped(picture.reason()));
  }
  return html + fmt::format("<p class=\"small\">{}</p>\n</figcaption>\n</figure>\n", tags_of(picture));
}

/// In this order they stand on the page.
enum class Outcome { refused, repeats, accepted };

Outcome outcome_of(const InspectedPicture& picture) {
  if (!picture.refused.empty()) return Outcome::refused;
  return picture.repeats ? Outcome::repeats : Outcome::accepted;
}

std::string gallery(std::string_view id, std::string_view heading, Outcome outcome,
                    const std::vector<InspectedPicture>& pictures) {
  const auto all = std::ranges::count(pictures, outcome, outcome_of);
  if (all == 0) return {};
  std::string cards;
  std::ptrdiff_t drawn = 0;
  for (const std::size_t i : pictures_on_page(pictures)) {
    if (outcome_of(pictures[i]) != outcome) continue;
    cards += card(pictures[i]);
    ++drawn;
  }
  std::string html = fmt::format("<section id=\"{}\">\n<h2>{} <span class=\"count\">{}</span></h2>\n", id, heading,
                                 counted(all, "picture"));
  if (drawn < all) html += fmt::format("<p>{} of them are drawn.</p>\n", drawn);
  return html + "<div class=\"gallery\">\n" + cards + "</div>\n</section>\n";
}

}  // namespace
}  // namespace report

std::string render_split_page(const std::vector<InspectedSheet>& sheets) {
  std::size_t cells = 0;
  std::ptrdiff_t accepted = 0;
  for (const InspectedSheet& sheet : sheets) {
    cells += sheet.cells.size();
    accepted += std::ranges::count_if(sheet.cells, &InspectedPicture::accepted);
  }
  std::string html = fmt::format(
      "<h1>{} split</h1>\n<p>{} of {} accepted by the measures alone: nobody looked at what they show.</p>\n"
      "<p class=\"legend\"><label><input type=\"checkbox\" id=\"show-overlay\" checked> Show what was found</label>"
      "<span><i class=\"kept\"></i> accepted</span><span><i class=\"refused\"></i> refused</span>"
      "<span>edges: solid = sure, dashed = likely, dotted = guessed</span></p>\n",
      counted(sheets.size(), "grid"), accepted, counted(cells, "cell"));
  const std::size_t drawn = std::min(sheets.size(), most_sheets_on_page);
  if (drawn < sheets.size()) html += fmt::format("<p>The first {} grids are drawn.</p>\n", drawn);
  for (std::size_t i = 0; i < drawn; ++i) html += report::article(sheets[i], static_cast<int>(i) + 1);
  return report::page("Split", "", html);
}

std::vector<std::size_t> pictures_on_page(const std::vector<InspectedPicture>& pictures) {
  std::vector<std::size_t> order(pictures.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(report::outcome_of(pictures[i]), i); });
  order.resize(std::min(order.size(), most_pictures_on_page));
  return order;
}

std::string render_judge_page(const std::string& title, const std::vector<InspectedPicture>& pictures) {
  const auto accepted = std::ranges::count_if(pictures, &InspectedPicture::accepted);
  std::string html =
      fmt::format("<h1>{}</h1>\n<p>{} of {} accepted by the measures alone: nobody looked at what they show.</p>\n",
                  report::escaped(title), accepted, counted(pictures.size(), "picture"));
  html += report::gallery("refused", "Refused", report::Outcome::refused, pictures);
  html += report::gallery("repeats", "Repeats", report::Outcome::repeats, pictures);
  html += report::gallery("accepted", "Accepted", report::Outcome::accepted, pictures);
  return report::page(title,
                      "<a href=\"#refused\">Refused</a> <a href=\"#repeats\">Repeats</a> "
                      "<a href=\"#accepted\">Accepted</a>",
                      html);
}

}  // namespace tessera
