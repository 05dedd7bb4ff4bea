#include "dataset/coverage.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

std::string bar(int value, int of) {
  return fmt::format(
      "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"value\" width=\"{}\" height=\"8\"/></svg>",
      of == 0 ? 0 : 100 * value / of);
}

}  // namespace

std::string coverage_section(const Dataset& dataset) {
  const std::vector<CategoryCoverage> categories = coverage_of(dataset);
  if (categories.empty()) return {};
  const int most = std::ranges::max(categories, {}, &CategoryCoverage::items).items;
  std::string html =
      "<section id=\"coverage\">\n<h2>Coverage</h2>\n<div class=\"scroll\"><table "
      "class=\"wide\">\n<thead><tr><th>Category</th>"
      "<th class=\"number\">Images</th><th class=\"bar-column\"></th><th class=\"number\">Extras</th>"
      "<th class=\"number\">Accepted cells</th><th class=\"number\">Asked cells</th></tr></thead>\n<tbody>\n";
  std::vector<std::string> missing;
  for (const CategoryCoverage& category : categories) {
    html += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"bar-column\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        escaped(category.name), category.items, bar(category.items, most), category.extras, category.accepted,
        category.asked);
    if (category.items == 0) missing.push_back(escaped(category.name));
  }
  html += "</tbody>\n</table></div>\n";
  if (!missing.empty()) html += fmt::format("<p>No image of: {}.</p>\n", fmt::join(missing, ", "));
  return html + "</section>\n";
}

}  // namespace tessera::report
