// A fixed part of bench/quality as assertions. Where the truth comes from stands in bench/README.md.

#include <algorithm>
#include <string_view>

#include <gtest/gtest.h>

#include "pictures.h"
#include "trials.h"

namespace tessera::quality {
namespace {

double value_of(const std::vector<Figure>& figures, std::string_view name) {
  const auto found = std::ranges::find(figures, name, &Figure::name);
  EXPECT_NE(found, figures.end()) << name;
  return found == figures.end() ? -1 : found->value;
}

std::vector<Image> pictures_of_style(std::uint64_t seed, int count) {
  Random random(seed, "style");
  const Style style = make_style(random);
  std::vector<Image> pictures;
  for (int i = 0; i < count; ++i) pictures.push_back(make_picture(random, style, tile_size));
  return pictures;
}

// So few sheets that one of them is two hundredths of a figure: the bench holds the bars, this holds what is reached.
TEST(Quality, PanelsOfSeededSheetsAreFoundAndBadOnesRefused) {
  const auto figures =
      try_geometry([](std::uint64_t seed) { return make_sheet(seed); }, {.first_seed = 1'000'000, .count = 60});
  EXPECT_LE(value_of(figures, "cell edge error, gutters >= 2 px, 95 %"), 1);
  EXPECT_LE(value_of(figures, "cell edge error, without, 95 %"), 3);
  EXPECT_GE(value_of(figures, "accepted tiles without a gutter pixel"), 0.98);
  EXPECT_GE(value_of(figures, "merged, missing, extra refused"), 0.95);
  EXPECT_LE(value_of(figures, "good panels refused"), 0.02);
}

TEST(Quality, ChangedCopiesAreFoundAndDifferentPicturesAreNot) {
  const auto figures = try_duplicates(pictures_of_style, {.first_seed = 1'000'000, .count = 90});
  EXPECT_GE(value_of(figures, "repeats found, all but flip (recall)"), 0.95);
  EXPECT_GE(value_of(figures, "repeats among all pairs below the threshold (precision)"), 0.98);
}

TEST(Quality, GatesRefuseSpoiltTilesAndPassGoodOnes) {
  const auto figures = try_gates(pictures_of_style, {.first_seed = 1'000'000, .count = 45});
  EXPECT_GE(value_of(figures, "spoilt tiles refused by any gate, all faults alike"), 0.9);
  EXPECT_LE(value_of(figures, "good tiles refused by any gate"), 0.05);
}

}  // namespace
}  // namespace tessera::quality
