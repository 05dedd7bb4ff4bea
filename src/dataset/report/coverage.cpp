#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

struct Category {
  std::string name;
  int asked = 0;     ///< cells
  int accepted = 0;  ///< verdicts
  int items = 0;
};

/// In the order in which the grids asked for them.
std::vector<Category> categories_of(const Dataset& dataset) {
  std::vector<Category> categories;
  const auto category = [&categories](const std::string& name) -> Category& {
    const auto known = std::ranges::find(categories, name, &Category::name);
    if (known != categories.end()) return *known;
    return categories.emplace_back(Category{.name = name});
  };
  for (const GridEntry& grid : dataset.grids) {
    for (std::size_t i = 0; i < grid.descriptions.size(); ++i) {
      Category& asked = category(grid.descriptions[i].category);
      ++asked.asked;
      if (i < grid.verdicts.size() && grid.verdicts[i].accepted) ++asked.accepted;
    }
  }
  for (const Item& item : dataset.items) ++category(item.description.category).items;
  std::ranges::sort(categories, {}, &Category::name);
  return categories;
}

std::string bar(int value, int of) {
  return fmt::format(
      "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"value\" width=\"{}\" height=\"8\"/></svg>",
      of == 0 ? 0 : 100 * value / of);
}

}  // namespace

std::string coverage_section(const Dataset& dataset) {
  const std::vector<Category> categories = categories_of(dataset);
  if (categories.empty()) return {};
  const int most = std::ranges::max(categories, {}, &Category::items).items;
  std::string html =
      "<section id=\"coverage\">\n<h2>Coverage</h2>\n<div class=\"scroll\"><table "
      "class=\"wide\">\n<thead><tr><th>Category</th>"
      "<th class=\"number\">Images</th><th class=\"bar-column\"></th><th class=\"number\">Accepted cells</th>"
      "<th class=\"number\">Asked cells</th></tr></thead>\n<tbody>\n";
  for (const Category& category : categories) {
    html += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"bar-column\">{}</td>"
        "<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        escaped(category.name), category.items, bar(category.items, most), category.accepted, category.asked);
  }
  return html + "</tbody>\n</table></div>\n</section>\n";
}

}  // namespace tessera::report
