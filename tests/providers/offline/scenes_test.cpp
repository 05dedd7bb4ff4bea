#include <map>
#include <set>

#include <gtest/gtest.h>

#include "imaging/descriptor.h"
#include "pictures.h"
#include "providers/offline/draw_grid.h"
#include "providers/offline/judge.h"
#include "providers/offline/scenes/catalogue.h"

namespace tessera::offline {
namespace {

SceneChoice read(const std::string& text, const std::string& category = "") {
  Random random(1);
  return read_description({text, category}, random);
}

TEST(Scenes, EveryBuiltInDescriptionHasASubjectOfItsOwnInItsOwnCategory) {
  std::map<std::string_view, std::string> seen;
  for (const Description& description : built_in_descriptions()) {
    const SceneChoice choice = read(description.text, description.category);
    EXPECT_TRUE(choice.known) << description.text;
    EXPECT_EQ(choice.subject->category, description.category) << description.text << " became " << choice.subject->name;
    const auto [at, fresh] = seen.emplace(choice.subject->name, description.text);
    EXPECT_TRUE(fresh) << choice.subject->name << " is drawn for \"" << at->second << "\" and \"" << description.text
                       << "\"";
  }
}

TEST(Scenes, NoTwoBuiltInDescriptionsGiveRepeats) {
  const std::vector<Description> all = built_in_descriptions();
  const Image source = example("watercolour.jpg");
  std::vector<Descriptor> tiles;
  for (std::size_t first = 0; first < all.size(); first += 25) {
    GridDrawing drawing{.shape = {5, 5}, .descriptions = {}, .seed = first + 1};
    for (std::size_t i = first; i < std::min(all.size(), first + 25); ++i) drawing.descriptions.push_back(all[i]);
    for (const Image& cell : cells_of(draw_grid(source, drawing), 5, 5)) tiles.push_back(describe(cell));
  }
  tiles.resize(all.size());
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      EXPECT_GE(distance(tiles[i], tiles[k]), duplicate_distance) << all[i].text << " / " << all[k].text;
    }
  }
}

TEST(Scenes, TheSameDescriptionLooksDifferentEachTime) {
  const std::vector<Description> all = built_in_descriptions();
  for (const std::size_t which :
       {std::size_t{1}, std::size_t{9}, std::size_t{31}, std::size_t{39}, std::size_t{48}, std::size_t{55}}) {
    std::vector<Descriptor> variants;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const GridDrawing drawing{.shape = {2, 2}, .descriptions = {all[which]}, .seed = seed, .size = {256, 256}};
      variants.push_back(describe(cells_of(draw_grid(example("flat.png"), drawing), 2, 2)[0]));
    }
    for (std::size_t i = 0; i < variants.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) EXPECT_GT(distance(variants[i], variants[k]), 0.05) << all[which].text;
    }
  }
}

TEST(Scenes, ReadsPlaceHourAndWeatherFromTheWords) {
  const SceneChoice fox = read("a red fox in a snowy forest at night", "Animals & Creatures");
  EXPECT_EQ(fox.subject->name, "sitting fox");
  EXPECT_EQ(fox.daytime, Daytime::night);
  EXPECT_EQ(fox.season, Season::winter);
  ASSERT_NE(fox.setting, nullptr);
  EXPECT_EQ(read("a cow on a beach in the rain").setting->name, "beach");
  EXPECT_EQ(read("a cow on a beach in the rain").weather, Weather::rain);
}

TEST(Scenes, ReadsDescriptionsOfPoolsThatItDoesNotKnow) {
  EXPECT_EQ(read("two lighthouses in a storm", "Coastal buildings").subject->name, "lighthouse");
  EXPECT_EQ(read("portrait of a queen", "Portraits").subject->name, "portrait");
  EXPECT_EQ(read("a steamer in harbour", "My things").subject->name, "ship");
}

TEST(Scenes, TellsWhenNoWordIsKnown) {
  const std::vector<std::string> warnings = drawing_warnings({{"xylotropic quorfs", ""}, {"a cat", ""}});
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("xylotropic quorfs"), std::string::npos);
  EXPECT_EQ(read("xylotropic quorfs").subject->category, abstract_category);
}

TEST(Scenes, EveryTableEntryNamesSettingsThatExist) {
  std::set<std::string_view> names;
  for (const Setting& setting : settings()) names.insert(setting.name);
  for (const Subject& subject : subjects()) {
    std::string_view left = subject.settings;
    while (!left.empty()) {
      const auto end = left.find(',');
      EXPECT_TRUE(names.contains(left.substr(0, end))) << subject.name << ": " << left;
      left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
    }
  }
}

}  // namespace
}  // namespace tessera::offline
