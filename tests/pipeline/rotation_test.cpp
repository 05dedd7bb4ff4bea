#include "pipeline/rotation.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "pipeline/pool_file.h"

namespace tessera {
namespace {

Pool pool_of(const std::vector<int>& sizes) {
  Pool pool{.name = "made", .categories = {}, .hash = {}};
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    PoolCategory category{.name = "c" + std::to_string(c), .descriptions = {}};
    for (int i = 0; i < sizes[c]; ++i) category.descriptions.push_back(category.name + "-" + std::to_string(i));
    pool.categories.push_back(std::move(category));
  }
  return pool;
}

Pool any_pool() { return pool_of(*rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 12)))); }

RC_GTEST_PROP(Rotation, UsesEveryDescriptionBeforeAnyIsUsedAgain, (std::uint64_t seed)) {
  const Pool pool = any_pool();
  const int cells = *rc::gen::inRange(1, 26);
  Rotation rotation(pool, seed);
  std::map<std::string, int> uses;
  for (const PoolCategory& category : pool.categories) {
    for (const std::string& text : category.descriptions) uses[text] = 0;
  }
  for (int grid = 0; grid < 12; ++grid) {
    for (const Description& description : rotation.next_grid(cells)) ++uses.at(description.text);
    const auto [least, most] = std::ranges::minmax_element(uses, {}, &std::pair<const std::string, int>::second);
    RC_ASSERT(most->second - least->second <= 1);
  }
}

RC_GTEST_PROP(Rotation, NeverShowsTheSameTwiceInOneGridThatThePoolCanFill, (std::uint64_t seed)) {
  const Pool pool = any_pool();
  const int cells = *rc::gen::inRange(1, 26);
  RC_PRE(static_cast<std::size_t>(cells) <= description_count(pool));
  Rotation rotation(pool, seed);
  for (int grid = 0; grid < 12; ++grid) {
    std::set<std::string> shown;
    for (const Description& description : rotation.next_grid(cells)) shown.insert(description.text);
    RC_ASSERT(shown.size() == static_cast<std::size_t>(cells));
  }
}

RC_GTEST_PROP(Rotation, DrawsEvenlyOverCategoriesOfEqualSize, (std::uint64_t seed)) {
  const int categories = *rc::gen::inRange(1, 9);
  const int size = *rc::gen::inRange(1, 12);
  const int cells = *rc::gen::inRange(1, 26);
  const Pool pool = pool_of(std::vector<int>(static_cast<std::size_t>(categories), size));
  Rotation rotation(pool, seed);
  for (int grid = 0; grid < 12; ++grid) {
    std::map<std::string, int> in_grid;
    for (const PoolCategory& category : pool.categories) in_grid[category.name] = 0;
    for (const Description& description : rotation.next_grid(cells)) ++in_grid.at(description.category);
    const RotationUse use = rotation.use();
    if (use.resets > 0) break;
    const auto [least, most] = std::ranges::minmax_element(use.categories, {}, &RotationUse::Category::used);
    RC_ASSERT(most->used - least->used <= 1);
    if (use.handed_out > categories * (size - 1)) continue;  // what is left over decides
    const auto [rarest, commonest] =
        std::ranges::minmax_element(in_grid, {}, &std::pair<const std::string, int>::second);
    RC_ASSERT(commonest->second - rarest->second <= 1);
  }
}

RC_GTEST_PROP(Rotation, GivesGridKWhateverWasAskedBefore, (std::uint64_t seed)) {
  const Pool pool = any_pool();
  const int cells = *rc::gen::inRange(1, 26);
  Rotation rotation(pool, seed);
  for (int grid = 1; grid <= 8; ++grid) {
    RC_ASSERT(descriptions_for_grid(pool, cells, seed, grid) == rotation.next_grid(cells));
  }
}

RC_GTEST_PROP(Rotation, CountsWhatItHandsOut, (std::uint64_t seed)) {
  const Pool pool = any_pool();
  const int cells = *rc::gen::inRange(1, 26);
  const int grids = *rc::gen::inRange(0, 10);
  const RotationUse use = rotation_use(pool, cells, seed, grids);
  RC_ASSERT(use.handed_out == cells * grids);
  int sum = 0;
  for (const RotationUse::Category& category : use.categories) sum += category.used;
  RC_ASSERT(sum == use.handed_out);
  const int all = static_cast<int>(description_count(pool));
  RC_ASSERT(use.resets == (use.handed_out == 0 ? 0 : (use.handed_out - 1) / all));
}

TEST(Rotation, ShowsAllSixtyThreeSubjectsInSevenGridsOfNine) {
  const Pool pool = load_pool("subjects").value();
  std::set<std::string> shown;
  for (int grid = 1; grid <= 7; ++grid) {
    std::map<std::string, int> categories;
    for (const Description& description : descriptions_for_grid(pool, 9, 5, grid)) {
      shown.insert(description.text);
      ++categories[description.category];
    }
    EXPECT_EQ(categories.size(), 7U) << "every category in grid " << grid;
  }
  EXPECT_EQ(shown.size(), 63U);
  EXPECT_EQ(rotation_use(pool, 9, 5, 7).resets, 0);
  EXPECT_EQ(rotation_use(pool, 9, 5, 8).resets, 1);
}

TEST(Rotation, DiffersFromSeedToSeed) {
  const Pool pool = load_pool("subjects").value();
  EXPECT_NE(descriptions_for_grid(pool, 9, 1, 1), descriptions_for_grid(pool, 9, 2, 1));
}

TEST(Rotation, RepeatsInsideAGridOnlyWhenThePoolIsSmallerThanTheGrid) {
  std::map<std::string, int> uses;
  for (const Description& description : descriptions_for_grid(pool_of({2, 2}), 9, 3, 1)) ++uses[description.text];
  EXPECT_EQ(uses.size(), 4U);
  for (const auto& [text, count] : uses) EXPECT_GE(count, 2) << text;
}

RC_GTEST_PROP(Rotation, SteeredFillsUpTheCategoriesThatTheSetHoldsLeastOf, (std::uint64_t seed)) {
  const Pool pool = pool_of({40, 40, 40, 40});
  std::map<std::string, int> held;
  for (int c = 0; c < 4; ++c) held["c" + std::to_string(c)] = *rc::gen::inRange(0, 5);
  const auto most_before = std::ranges::max_element(held, {}, &std::pair<const std::string, int>::second)->second;
  Rotation rotation(pool, seed);
  std::map<std::string, int> with_grid = held;
  for (const Description& description : rotation.next_grid(9, held)) ++with_grid.at(description.category);
  const auto [least, most] = std::ranges::minmax_element(with_grid, {}, &std::pair<const std::string, int>::second);
  // Either everybody is level, or nobody above the old level was asked for.
  RC_ASSERT(most->second - least->second <= 1 || most->second == most_before);
  for (const auto& [category, count] : with_grid) {
    if (count > held.at(category)) RC_ASSERT(count <= least->second + 1);
  }
}

}  // namespace
}  // namespace tessera
