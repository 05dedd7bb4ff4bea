#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/counted.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

std::string who(DecidedBy by) {
  switch (by) {
    case DecidedBy::judge:
      return "<span class=\"tag\">judge</span>";
    case DecidedBy::measure:
      return "<span class=\"tag\">measured</span>";
    case DecidedBy::fallback:
      return "<span class=\"tag fallback\">fallback</span>";
  }
  return {};
}

std::string measure_text(const Measurement& measured) {
  return fmt::format("{} {} (limit {})", measured.name, short_number(measured.value), short_number(measured.threshold));
}

/// The measurements that did not pass; those that did stand in the folded table.
std::string objections(const Verdict& verdict) {
  std::string html;
  for (const Measurement& measured : verdict.measurements) {
    if (measured.passed) continue;
    html += fmt::format(" <span class=\"tag {}\">{}</span>", measured.advisory ? "attention" : "refused",
                        escaped(measure_text(measured)));
  }
  return html;
}

/// Where the sides disagree: what each says. The stricter one has won.
std::string disagreement(const Verdict& verdict) {
  const bool both_speak = verdict.judge.stance != Stance::silent && verdict.measures.stance != Stance::silent;
  if (!both_speak || verdict.judge.stance == verdict.measures.stance) return {};
  return fmt::format("<p class=\"small\">judge {}: {} · measures {}: {}</p>", name_of(verdict.judge.stance),
                     escaped(verdict.judge.reason), name_of(verdict.measures.stance), escaped(verdict.measures.reason));
}

/// The tag of a tile that was accepted beyond the images asked for, with its file where there is one.
std::string extra_tag(const Dataset& dataset, const GridEntry& grid, std::size_t i) {
  const auto extra = std::ranges::find_if(dataset.extras, [&](const ExtraTile& one) {
    return one.grid == grid.index && one.cell == static_cast<int>(i) + 1;
  });
  if (extra == dataset.extras.end()) return {};
  if (extra->file.empty()) return " · <span class=\"tag\">extra</span>";
  return fmt::format(R"( · <a class="tag" href="{0}" title="{0}">extra</a>)", escaped(extra->file));
}

std::string cell_line(const Dataset& dataset, const GridEntry& grid, std::size_t i) {
  const Verdict& verdict = grid.verdicts[i];
  const Description asked = i < grid.descriptions.size() ? grid.descriptions[i] : Description{};
  std::string html = fmt::format(R"(<li class="{}"><span class="mark">{}</span><div>)",
                                 verdict.accepted ? "kept" : "refused", verdict.accepted ? "✓" : "✗");
  html +=
      fmt::format("<p>{}</p><p class=\"small\">{} {}", escaped(asked.text), who(verdict.by), escaped(verdict.reason));
  if (i < grid.items.size() && grid.items[i]) {
    html += fmt::format(" · <a href=\"#item-{0}\">image {0:04}</a>", *grid.items[i]);
  }
  html += extra_tag(dataset, grid, i);
  html += objections(verdict) + "</p>" + disagreement(verdict);
  if (!verdict.caption.empty() && verdict.caption != asked.text) {
    html += fmt::format("<p class=\"small\">judge saw: <bdi>{}</bdi></p>", escaped(verdict.caption));
  }
  return html + "</div></li>\n";
}

std::string measurement_table(const GridEntry& grid) {
  std::vector<std::string> names;
  for (const Verdict& verdict : grid.verdicts) {
    for (const Measurement& measured : verdict.measurements) {
      if (std::ranges::find(names, measured.name) == names.end()) names.push_back(measured.name);
    }
  }
  if (names.empty()) return {};
  std::string html = "<details><summary>Measurements</summary><div class=\"scroll\"><table>\n<thead><tr><th>Cell</th>";
  for (const std::string& name : names) html += fmt::format("<th class=\"number\">{}</th>", escaped(name));
  html += "<th class=\"number\">quality</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < grid.verdicts.size(); ++i) {
    html += fmt::format("<tr><td>{}</td>", i + 1);
    for (const std::string& name : names) {
      const auto& all = grid.verdicts[i].measurements;
      const auto measured = std::ranges::find(all, name, &Measurement::name);
      if (measured == all.end()) {
        html += "<td class=\"number\">–</td>";
        continue;
      }
      html += fmt::format(R"(<td class="number {}" title="limit {}">{}</td>)",
                          measured->passed     ? ""
                          : measured->advisory ? "attention"
                                               : "refused",
                          short_number(measured->threshold), short_number(measured->value));
    }
    html += fmt::format("<td class=\"number\">{}</td></tr>\n", short_number(grid.verdicts[i].quality));
  }
  return html + "</tbody></table></div></details>\n";
}

std::string gutters(const std::vector<int>& pixels) {
  return pixels.empty() ? "–" : fmt::format("{} px", fmt::join(pixels, ", "));
}

std::string geometry_line(const GridGeometry& geometry) {
  std::string html = fmt::format(
      "<p class=\"small\">{} × {} px · asked {}, found {} · gutters between rows {}, between columns {} · least "
      "confidence of an edge {}</p>\n",
      geometry.sheet.width, geometry.sheet.height, to_text(geometry.asked), to_text(geometry.found),
      gutters(geometry.row_gutters), gutters(geometry.column_gutters), short_number(geometry.confidence));
  for (const std::string& note : geometry.notes) html += fmt::format("<p class=\"small\">{}</p>\n", escaped(note));
  return html;
}

std::string article(const Dataset& dataset, const GridEntry& grid, const ReportPictures& pictures) {
  const auto kept = std::ranges::count(grid.verdicts, true, &Verdict::accepted);
  std::string html = fmt::format("<article class=\"grid\" id=\"grid-{0}\">\n<h3>{1} {0}", grid.index,
                                 grid.is_single ? "Single" : "Grid");
  if (grid.error.empty()) {
    html += fmt::format(" <span class=\"count\">{} of {} cells kept</span></h3>\n", kept, grid.verdicts.size());
    const auto jpeg = pictures.grids.find(grid.index);
    html += findings_of_grid(dataset, grid, jpeg == pictures.grids.end() ? nullptr : &jpeg->second);
  } else {
    html += fmt::format(" <span class=\"tag refused\">failed</span></h3>\n<p>{}</p>\n", escaped(grid.error));
  }
  html += folded_text("Prompt", grid.prompt);
  html += folded_text("Raw reply of the judge", grid.judge_reply);
  html += fmt::format("<p class=\"small\">call <code>{}</code> · seed {}</p>\n", escaped(grid.call), grid.seed);
  return html + "</article>\n";
}

}  // namespace

std::string findings_of_grid(const Dataset& dataset, const GridEntry& grid, const Bytes* jpeg) {
  std::string html = "<div class=\"columns\">\n<div class=\"picture\">\n" + grid_picture(grid, jpeg);
  html += geometry_line(grid.geometry) + "</div>\n<ol class=\"cells\">\n";
  for (std::size_t i = 0; i < grid.verdicts.size(); ++i) html += cell_line(dataset, grid, i);
  return html + "</ol>\n</div>\n" + measurement_table(grid);
}

std::string grids_section(const Dataset& dataset, const ReportPictures& pictures) {
  std::string html = fmt::format("<section id=\"grids\">\n<h2>{}</h2>\n", counted(dataset.grids.size(), "grid"));
  if (dataset.grids.empty()) return html + "<p>No grid was made.</p>\n</section>\n";
  html +=
      "<p class=\"legend\"><label><input type=\"checkbox\" id=\"show-overlay\" checked> Show what was found</label>"
      "<span><i class=\"kept\"></i> kept</span><span><i class=\"refused\"></i> refused</span>"
      "<span><i class=\"fallback\"></i> kept by fallback</span>"
      "<span>edges: solid = sure, dashed = likely, dotted = guessed</span></p>\n";
  for (const GridEntry& grid : dataset.grids) html += article(dataset, grid, pictures);
  return html + "</section>\n";
}

}  // namespace tessera::report
