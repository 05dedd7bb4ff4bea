#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataset/coverage.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

std::string member_text(const RepeatGroup::Member& member) {
  const std::string how = member.found_by == DecidedBy::judge
                              ? std::string("says the judge")
                              : fmt::format("distance {}", short_number(member.distance));
  return fmt::format("<a href=\"#grid-{0}\">tile {1} of grid {0}</a> ({2})", member.grid, member.cell, how);
}

}  // namespace

std::string repeats_section(const Dataset& dataset) {
  const std::vector<RepeatGroup> groups = repeat_groups(dataset);
  if (groups.empty()) return {};
  std::string html =
      "<section id=\"repeats\">\n<h2>Repeats</h2>\n<div class=\"scroll\"><table>\n"
      "<thead><tr><th>Kept</th><th>Refused, because they repeat it</th></tr></thead>\n<tbody>\n";
  for (const RepeatGroup& group : groups) {
    std::vector<std::string> members;
    for (const RepeatGroup::Member& member : group.repeats) members.push_back(member_text(member));
    html += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escaped(group.kept), fmt::join(members, ", "));
  }
  return html + "</tbody>\n</table></div>\n</section>\n";
}

}  // namespace tessera::report
