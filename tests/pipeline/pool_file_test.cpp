#include "pipeline/pool_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string mistake_of(std::string_view toml_text) {
  const Result<Pool> pool = read_pool(toml_text, "mine.toml");
  if (pool) return "no mistake";
  EXPECT_EQ(pool.error().kind, ErrorKind::usage);
  return pool.error().message;
}

std::string with_description(const std::string& quoted) {
  return "[[category]]\nname = \"A\"\ndescriptions = [" + quoted + "]\n";
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name) : path_(std::filesystem::path(testing::TempDir()) / name) {}
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(BuiltInPool, HasNineDescriptionsInEachOfSevenCategories) {
  const Pool pool = load_pool("subjects").value();
  EXPECT_EQ(pool.name, "subjects");
  std::vector<std::string> names;
  for (const PoolCategory& category : pool.categories) {
    names.push_back(category.name);
    EXPECT_EQ(category.descriptions.size(), 9U) << category.name;
  }
  EXPECT_THAT(names, testing::ElementsAre("People & Portraits", "Nature & Landscapes", "Objects & Still Life",
                                          "Architecture & Structures", "Animals & Creatures",
                                          "Transportation & Vehicles", "Abstract & Artistic"));
}

TEST(BuiltInPool, SaysWhatIsSeenInEightToSixteenWordsAndNotHowItIsMade) {
  const std::set<std::string> style_words = {
      "painting", "watercolor", "watercolour", "oil",   "ink",          "sketch",    "drawing", "style",   "palette",
      "brush",    "pastel",     "render",      "photo", "illustration", "cinematic", "mosaic",  "canvas,", "engraving"};
  const Pool pool = load_pool("subjects").value();
  for (const PoolCategory& category : pool.categories) {
    for (const std::string& text : category.descriptions) {
      std::istringstream words(text);
      int count = 0;
      for (std::string word; words >> word; ++count) EXPECT_FALSE(style_words.contains(word)) << text;
      EXPECT_GE(count, 8) << text;
      EXPECT_LE(count, 16) << text;
    }
  }
}

TEST(BuiltInPool, IsListed) {
  for (const std::string& name : built_in_pools()) EXPECT_TRUE(load_pool(name)) << name;
}

TEST(PoolFile, IsReadWithItsNameOrNamedAfterItsFile) {
  const Pool named =
      read_pool("name = \"garden\"\n" + with_description("\"a rose\", \" a bee \""), "mine.toml").value();
  EXPECT_EQ(named.name, "garden");
  EXPECT_THAT(named.categories.at(0).descriptions, testing::ElementsAre("a rose", "a bee"));
  EXPECT_EQ(read_pool(with_description("\"a rose\""), "pools/mine.toml")->name, "mine");
}

TEST(PoolFile, HashFollowsNamesAndTextsAndNothingElse) {
  const auto hash = [](const std::string& text) { return read_pool(text, "x.toml").value().hash; };
  EXPECT_EQ(hash(with_description("\"a rose\"")),
            hash("# a remark\ndescription = \"y\"\n" + with_description("'a rose'")));
  EXPECT_NE(hash(with_description("\"a rose\"")), hash(with_description("\"a bee\"")));
  EXPECT_NE(hash(with_description("\"a rose\"")), hash("name = \"y\"\n" + with_description("\"a rose\"")));
}

TEST(PoolFile, SyntaxMistakesAreToldWithLineAndColumn) {
  EXPECT_THAT(mistake_of("name = \"a\"\n[[category]\n"), StartsWith("mine.toml:2:12: "));
}

TEST(PoolFile, EveryMistakeIsToldWithItsPlace) {
  const std::string message = mistake_of(
      "nmae = \"x\"\n"
      "[[category]]\n"
      "name = \"A\"\n"
      "descriptions = [\"a rose\", \"\", 7,\n"
      "  \"A Rose\", \"two\\nlines\"]\n"
      "[[category]]\n"
      "name = \"a\"\n"
      "descriptions = []\n"
      "[[category]]\n"
      "descriptions = \"a bee\"\n");
  EXPECT_THAT(message, HasSubstr("mine.toml:1:1: unknown key \"nmae\"; known here: name, description, category\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:4:27: the text is empty\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:4:31: a description must be a text in quotes\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:5:3: the same text stands in line 4 already\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:5:13: the text holds a line break or another control character\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:7:8: the same text stands in line 3 already\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:8:16: a category needs at least one description\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:9:1: \"name\" is missing: a text in quotes\n"));
  EXPECT_THAT(message, HasSubstr("mine.toml:10:16: \"descriptions\" must be an array of texts"));
}

TEST(PoolFile, WithoutCategoriesIsNone) {
  EXPECT_THAT(mistake_of("name = \"x\""), HasSubstr("no category"));
  EXPECT_THAT(mistake_of(""), HasSubstr("no category"));
  EXPECT_THAT(mistake_of("category = []"), HasSubstr("no category"));
}

TEST(PoolFile, TextsEndAtThreeHundredCharactersOfAnyLength) {
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "ü";
  EXPECT_EQ(mistake_of(with_description("\"" + umlauts + "\"")), "no mistake");
  EXPECT_THAT(mistake_of(with_description("\"" + umlauts + "x\"")), HasSubstr("the text has 301 characters"));
}

TEST(PoolFile, TextThatTurnsItsDirectionIsRefused) {
  EXPECT_THAT(mistake_of(with_description("\"a \\u202Erose\"")), HasSubstr("control character"));
  EXPECT_THAT(mistake_of(with_description("\"a \\u2028rose\"")), HasSubstr("control character"));
  EXPECT_THAT(mistake_of(with_description("\"a \\u0085rose\"")), HasSubstr("control character"));
}

TEST(PoolFile, TenThousandDescriptionsAreTheMost) {
  std::string list;
  for (int i = 0; i < 10'000; ++i) list += fmt::format("\"d{}\",", i);
  EXPECT_EQ(mistake_of(with_description(list)), "no mistake");
  EXPECT_THAT(mistake_of(with_description(list + "\"one more\"")), HasSubstr("10001 descriptions"));
}

TEST(PoolFile, OnlyTheFirstTwentyMistakesAreTold) {
  std::string list;
  for (int i = 0; i < 25; ++i) list += "\"\",";
  const std::string message = mistake_of(with_description(list));
  EXPECT_EQ(std::ranges::count(message, '\n'), 20);
  EXPECT_THAT(message, HasSubstr("and 5 more mistakes"));
}

TEST(LoadPool, ReadsAFile) {
  const TemporaryFile file("tessera_pool_test.toml");
  file.write(with_description("\"a rose\""));
  EXPECT_EQ(load_pool(file.path()).value().name, "tessera_pool_test");
}

TEST(LoadPool, RefusesWhatIsMissingNoFileOrTooLong) {
  const auto message = [](const std::string& path) { return load_pool(path).error().message; };
  EXPECT_THAT(message("no-such-pool"), HasSubstr("neither a built-in pool nor a file"));
  EXPECT_THAT(message("no-such-pool"), HasSubstr("Built-in pools: subjects"));
  EXPECT_THAT(message(testing::TempDir()), HasSubstr("it is not a file"));
  const TemporaryFile file("tessera_long_pool_test.toml");
  file.write(std::string(max_pool_bytes + 1, '#'));
  EXPECT_THAT(message(file.path()), HasSubstr("more than 1000000 bytes"));
}

}  // namespace
}  // namespace tessera
