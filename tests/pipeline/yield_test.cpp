#include "pipeline/yield.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(Yield, PriorIsTheDocumentedOne) {
  const YieldPrior prior = default_yield_prior();
  EXPECT_DOUBLE_EQ(prior.kept, 6.75);
  EXPECT_DOUBLE_EQ(prior.refused, 2.25);
}

TEST(Yield, TwentyImagesStartWithThreeGridsAsTheReplacedSystemDocuments) {
  EXPECT_EQ(YieldModel(default_yield_prior()).grids_for(20, 9, Haste::balanced, 10), 3);
}

TEST(Yield, CheapNeverOrdersAGridThatMayBeInVain) {
  const YieldModel model(YieldPrior{.kept = 1, .refused = 9});
  EXPECT_EQ(model.grids_for(20, 9, Haste::cheap, 10), 3);
  EXPECT_EQ(model.grids_for(1, 9, Haste::cheap, 10), 1);
}

TEST(Yield, FastOrdersUntilNineteenOfTwentyChancesSuffice) {
  const YieldModel model(default_yield_prior());
  const int grids = model.grids_for(20, 9, Haste::fast, 100);
  EXPECT_GE(model.probability_of(20, grids * 9), 0.95);
  EXPECT_LT(model.probability_of(20, (grids - 1) * 9), 0.95);
  EXPECT_GT(grids, 3);
}

TEST(Yield, VerdictsMoveTheEstimate) {
  YieldModel model(default_yield_prior());
  model.observe(1, 9);
  model.observe(2, 9);
  EXPECT_LT(model.expected_share(), 0.4);
  EXPECT_GT(model.grids_for(20, 9, Haste::balanced, 10), 5);
}

TEST(Yield, ProbabilitiesOfABetaBinomialAreThoseOfItsFormula) {
  // Beta(1, 1): every count from 0 to n is equally likely.
  const YieldModel uniform(YieldPrior{.kept = 1, .refused = 1});
  EXPECT_NEAR(uniform.probability_of(5, 9), 0.5, 1e-12);
  EXPECT_NEAR(uniform.probability_of(9, 9), 0.1, 1e-12);
  EXPECT_EQ(uniform.probability_of(0, 9), 1.0);
}

TEST(Yield, NeverMoreThanTheLimitAndNothingWhenNothingIsMissing) {
  const YieldModel model(default_yield_prior());
  EXPECT_EQ(model.grids_for(500, 9, Haste::fast, 4), 4);
  EXPECT_EQ(model.grids_for(0, 9, Haste::fast, 4), 0);
}

}  // namespace
}  // namespace tessera
