#include "dataset/export/training_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TrainingNumbers, FollowTheAncestorsRule) {
  EXPECT_EQ(training_numbers(Mode::style, 4).steps, 500);
  EXPECT_EQ(training_numbers(Mode::style, 20).steps, 1000);
  EXPECT_EQ(training_numbers(Mode::style, 60).steps, 2000);
  EXPECT_EQ(training_numbers(Mode::style, 1'000'000'000).steps, 2000);
  EXPECT_EQ(training_numbers(Mode::character, 4).steps, 800);
  EXPECT_EQ(training_numbers(Mode::character, 20).steps, 2000);
  EXPECT_EQ(training_numbers(Mode::character, 60).steps, 3000);
  EXPECT_EQ(training_numbers(Mode::style, 20).rank, 32);
  EXPECT_EQ(training_numbers(Mode::character, 20).rank, 16);
  EXPECT_THAT(training_numbers(Mode::style, 20).steps_formula, HasSubstr("20 pictures x 50 steps"));
}

TEST(FittingResolutions, AreThoseThatThePicturesFill) {
  const auto of = [](Size size) { return fitting_resolutions(std::vector<Size>(20, size)); };
  EXPECT_THAT(of({341, 341}), ElementsAre(320));
  EXPECT_THAT(of({512, 512}), ElementsAre(512));
  EXPECT_THAT(of({682, 682}), ElementsAre(512, 640));
  EXPECT_THAT(of({768, 768}), ElementsAre(512, 768));
  EXPECT_THAT(of({1024, 1024}), ElementsAre(512, 768, 1024));
  EXPECT_THAT(of({1344, 768}), ElementsAre(512, 768, 1024));
  EXPECT_THAT(of({1536, 640}), ElementsAre(512, 768, 1024));
  EXPECT_THAT(of({980, 980}), ElementsAre(512, 768, 960));
  EXPECT_THAT(of({4000, 3000}), ElementsAre(512, 768, 1024));
  EXPECT_THAT(of({20, 20}), ElementsAre(256));
}

TEST(FittingResolutions, DoNotGoByTheSmallestTenth) {
  std::vector<Size> sizes(20, Size{1024, 1024});
  sizes[3] = sizes[7] = {512, 512};
  EXPECT_THAT(fitting_resolutions(sizes), ElementsAre(512, 768, 1024));
  sizes[8] = {512, 512};
  EXPECT_THAT(fitting_resolutions(sizes), ElementsAre(512));
}

TEST(BucketSize, IsTheNearestThatTrainersTakeWhole) {
  EXPECT_EQ(bucket_size({1024, 1024}), (Size{1024, 1024}));
  EXPECT_EQ(bucket_size({682, 682}), (Size{640, 640}));
  EXPECT_EQ(bucket_size({1344, 768}), (Size{1344, 768}));
  EXPECT_EQ(bucket_size({832, 1216}), (Size{832, 1216}));
  EXPECT_EQ(bucket_size({4000, 4000}), (Size{1024, 1024}));
  EXPECT_EQ(bucket_size({341, 341}), (Size{320, 320}));
  EXPECT_EQ(bucket_size({100, 100}), (Size{64, 64}));
}

RC_GTEST_PROP(BucketSize, LiesInsideThePictureAndTheArea, ()) {
  const Size picture{*rc::gen::inRange(64, 5000), *rc::gen::inRange(64, 5000)};
  const Size bucket = bucket_size(picture);
  RC_ASSERT(bucket.width % 64 == 0 && bucket.height % 64 == 0);
  RC_ASSERT(bucket.width > 0 && bucket.width <= picture.width);
  RC_ASSERT(bucket.height > 0 && bucket.height <= picture.height);
  RC_ASSERT(bucket.width * bucket.height <= 1024 * 1024);
}

}  // namespace
}  // namespace tessera
