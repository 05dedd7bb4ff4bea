#include "dataset/coverage.h"

#include <algorithm>

namespace tessera {

std::vector<CategoryCoverage> coverage_of(const Dataset& dataset) {
  std::vector<CategoryCoverage> categories;
  const auto category = [&categories](const std::string& name) -> CategoryCoverage& {
    const auto known = std::ranges::find(categories, name, &CategoryCoverage::name);
    return known != categories.end() ? *known : categories.emplace_back(CategoryCoverage{.name = name});
  };
  for (const std::string& name : dataset.categories) category(name);
  for (const GridEntry& grid : dataset.grids) {
    for (std::size_t i = 0; i < grid.descriptions.size(); ++i) {
      CategoryCoverage& asked = category(grid.descriptions[i].category);
      ++asked.asked;
      if (i < grid.verdicts.size() && grid.verdicts[i].accepted) ++asked.accepted;
    }
  }
  for (const Item& item : dataset.items) ++category(item.description.category).items;
  for (const ExtraTile& extra : dataset.extras) ++category(extra.description.category).extras;
  return categories;
}

std::vector<RepeatGroup> repeat_groups(const Dataset& dataset) {
  std::vector<RepeatGroup> groups;
  for (const GridEntry& grid : dataset.grids) {
    for (std::size_t i = 0; i < grid.verdicts.size(); ++i) {
      const Verdict& verdict = grid.verdicts[i];
      if (verdict.accepted || !verdict.repeats) continue;
      auto group = std::ranges::find(groups, verdict.repeats->of, &RepeatGroup::kept);
      if (group == groups.end()) group = groups.insert(groups.end(), RepeatGroup{.kept = verdict.repeats->of});
      group->repeats.push_back({.grid = grid.index,
                                .cell = static_cast<int>(i) + 1,
                                .found_by = verdict.repeats->found_by,
                                .distance = verdict.repeats->distance});
    }
  }
  return groups;
}

}  // namespace tessera
