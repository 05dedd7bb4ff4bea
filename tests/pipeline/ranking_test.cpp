#include "pipeline/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace tessera {
namespace {

using testing::ElementsAre;

/// Far from all others, as unrelated pictures are.
Descriptor descriptor_of(std::uint64_t seed) {
  Descriptor descriptor;
  Random random(seed, "descriptor");
  for (float& value : descriptor.values) value = static_cast<float>(random.uniform(-0.03, 0.03));
  return descriptor;
}

class Ranking : public testing::Test {
 protected:
  void add(double quality, std::string category) {
    descriptors_.push_back(descriptor_of(descriptors_.size() + 1));
    qualities_.push_back(quality);
    categories_.push_back(std::move(category));
  }

  std::vector<std::size_t> order(const std::map<std::string, int>& held = {}) {
    std::vector<RankedTile> tiles;
    for (std::size_t i = 0; i < qualities_.size(); ++i) {
      tiles.push_back({.quality = qualities_[i], .category = categories_[i], .descriptor = &descriptors_[i]});
    }
    return order_of_joining(tiles, kept_, held);
  }

  std::vector<Descriptor> descriptors_;
  std::vector<double> qualities_;
  std::vector<std::string> categories_;
  KeptPictures kept_;
};

TEST_F(Ranking, OfEqualTilesTheBestComesFirstAndTheFirstOfEquals) {
  add(0.5, "a");
  add(0.7, "b");
  add(0.5, "c");
  EXPECT_THAT(order(), ElementsAre(1, 0, 2));
}

TEST_F(Ranking, EveryCategoryComesOnceBeforeAnyComesTwice) {
  add(0.8, "a");
  add(0.79, "a");
  add(0.78, "a");
  add(0.6, "b");
  add(0.5, "c");
  EXPECT_THAT(order(), ElementsAre(0, 3, 4, 1, 2));
}

TEST_F(Ranking, CategoriesThatTheSetHoldsAlreadyStandBack) {
  add(0.8, "a");
  add(0.6, "b");
  EXPECT_THAT(order({{"a", 3}, {"b", 2}}), ElementsAre(1, 0));
}

TEST_F(Ranking, AVeryBadTileStandsBackAlthoughItsCategoryIsMissing) {
  add(0.8, "a");
  add(0.2, "b");
  EXPECT_THAT(order({{"a", 1}}), ElementsAre(0, 1));
}

TEST_F(Ranking, WhatLooksLikeSomethingKeptStandsBack) {
  add(0.6, "a");
  add(0.6, "a");
  kept_.add("tile 1 of grid 1", descriptors_[0]);
  EXPECT_THAT(order(), ElementsAre(1, 0));
}

}  // namespace
}  // namespace tessera
