#include "pipeline/rotation.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace tessera {

Rotation::Rotation(const Pool& pool, std::uint64_t seed) : random_(seed, "rotation") {
  categories_.reserve(pool.categories.size());
  for (const PoolCategory& category : pool.categories) {
    categories_.push_back({.name = category.name, .texts = category.descriptions, .unused = {}});
  }
  reset();
}

void Rotation::reset() {
  for (Category& category : categories_) {
    category.unused.clear();
    category.unused.reserve(category.texts.size());
    for (std::size_t i = 0; i < category.texts.size(); ++i) category.unused.push_back(i);
    random_.shuffle(std::span(category.unused));
    category.used_since_reset = 0;
  }
}

std::vector<Description> Rotation::next_grid(int cells) { return next_grid(cells, {}); }

std::vector<Description> Rotation::next_grid(int cells, const std::map<std::string, int>& held) {
  std::vector<Pick> taken;
  taken.reserve(static_cast<std::size_t>(cells));
  for (int cell = 0; cell < cells; ++cell) taken.push_back(pick(taken, held));
  random_.shuffle(std::span(taken));
  std::vector<Description> descriptions;
  descriptions.reserve(taken.size());
  for (const auto& [category, text] : taken) {
    descriptions.push_back({.text = categories_[category].texts[text], .category = categories_[category].name});
  }
  return descriptions;
}

Rotation::Pick Rotation::pick(const std::vector<Pick>& taken, const std::map<std::string, int>& held) {
  if (std::ranges::all_of(categories_, [](const Category& category) { return category.unused.empty(); })) {
    reset();
    ++resets_;
  }
  const auto is_taken = [&taken](std::size_t category, std::size_t text) {
    return std::ranges::find(taken, Pick{category, text}) != taken.end();
  };
  // After a reset inside a grid, what the grid shows already stays behind for later grids.
  std::vector<std::size_t> fresh, any;
  for (std::size_t i = 0; i < categories_.size(); ++i) {
    const std::vector<std::size_t>& unused = categories_[i].unused;
    if (unused.empty()) continue;
    any.push_back(i);
    if (std::ranges::any_of(unused, [&](std::size_t text) { return !is_taken(i, text); })) fresh.push_back(i);
  }
  const std::size_t chosen = choose_category(fresh.empty() ? any : fresh, taken, held);
  Category& category = categories_[chosen];
  auto last = std::ranges::find_if(category.unused.rbegin(), category.unused.rend(),
                                   [&](std::size_t text) { return !is_taken(chosen, text); });
  if (last == category.unused.rend()) last = category.unused.rbegin();
  const std::size_t text = *last;
  category.unused.erase(std::next(last).base());
  ++category.used_since_reset;
  ++category.used;
  return {chosen, text};
}

std::size_t Rotation::choose_category(const std::vector<std::size_t>& candidates, const std::vector<Pick>& taken,
                                      const std::map<std::string, int>& held) {
  // First what the set with this grid has least of, then what the run asked for least, then chance.
  const auto use_of = [&](std::size_t category) {
    const auto holds = held.find(categories_[category].name);
    const std::ptrdiff_t before = holds == held.end() ? 0 : holds->second;
    return std::pair(before + std::ranges::count(taken, category, &Pick::category),
                     categories_[category].used_since_reset);
  };
  const auto least = std::ranges::min(candidates, {}, use_of);
  std::vector<std::size_t> least_used;
  std::ranges::copy_if(candidates, std::back_inserter(least_used),
                       [&](std::size_t category) { return use_of(category) == use_of(least); });
  return least_used[random_.below(least_used.size())];
}

RotationUse Rotation::use() const {
  RotationUse use;
  for (const Category& category : categories_) {
    use.categories.push_back({category.name, category.used, static_cast<int>(category.texts.size())});
    use.handed_out += category.used;
  }
  use.resets = resets_;
  return use;
}

std::vector<Description> descriptions_for_grid(const Pool& pool, int cells, std::uint64_t seed, int grid_index) {
  Rotation rotation(pool, seed);
  for (int before = 1; before < grid_index; ++before) static_cast<void>(rotation.next_grid(cells));
  return rotation.next_grid(cells);
}

RotationUse rotation_use(const Pool& pool, int cells, std::uint64_t seed, int grids) {
  Rotation rotation(pool, seed);
  for (int grid = 0; grid < grids; ++grid) static_cast<void>(rotation.next_grid(cells));
  return rotation.use();
}

}  // namespace tessera
