// The buckets of each trainer, number by number. The tables were computed from the trainers' own sources.

#include "dataset/trainers/buckets.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tessera {

std::ostream& operator<<(std::ostream& out, Size size) { return out << size.width << "x" << size.height; }

namespace {

using testing::ElementsAre;

Size size_at(Trainer trainer, Size picture, int resolution) { return bucket_for(trainer, picture, resolution)->size; }

std::vector<Size> sizes_at(Trainer trainer, Size picture, std::initializer_list<int> resolutions) {
  std::vector<Size> sizes;
  for (const int resolution : resolutions) sizes.push_back(size_at(trainer, picture, resolution));
  return sizes;
}

TEST(AiToolkitBuckets, AreThoseOfItsOwnRule) {
  const auto passes = [](Size picture) { return sizes_at(Trainer::ai_toolkit, picture, {512, 768, 1024}); };
  EXPECT_THAT(passes({341, 341}), ElementsAre(Size{320, 352}, Size{320, 352}, Size{320, 352}));
  EXPECT_THAT(passes({682, 682}), ElementsAre(Size{512, 512}, Size{672, 704}, Size{672, 704}));
  EXPECT_THAT(passes({768, 768}), ElementsAre(Size{512, 512}, Size{768, 768}, Size{768, 768}));
  EXPECT_THAT(passes({1024, 1024}), ElementsAre(Size{512, 512}, Size{768, 768}, Size{1024, 1024}));
  EXPECT_THAT(passes({1500, 1500}), ElementsAre(Size{512, 512}, Size{768, 768}, Size{1024, 1024}));
  EXPECT_THAT(passes({1344, 768}), ElementsAre(Size{672, 384}, Size{1024, 576}, Size{1344, 768}));
}

TEST(AiToolkitBuckets, OfReplicateAreTheSame) {
  for (const Size picture : {Size{341, 341}, Size{1024, 768}, Size{2000, 700}}) {
    EXPECT_EQ(bucket_for(Trainer::replicate, picture, 768), bucket_for(Trainer::ai_toolkit, picture, 768));
  }
}

TEST(AiToolkitBuckets, WithTheStepOfNewerModelsKeepSmallPicturesNearerToTheirShape) {
  const BucketRules rules{.step = 16, .enlarges = false};
  EXPECT_EQ(bucket_for(Trainer::ai_toolkit, {341, 341}, 1024, rules)->size, (Size{336, 352}));
  EXPECT_EQ(bucket_for(Trainer::ai_toolkit, {682, 682}, 1024, rules)->size, (Size{672, 688}));
}

TEST(AiToolkitBuckets, TellWhatIsCutAndThatHardlyAnythingIsEnlarged) {
  const Bucket bucket = *bucket_for(Trainer::ai_toolkit, {341, 341}, 1024);
  EXPECT_EQ(bucket.scaled, (Size{352, 352}));
  EXPECT_NEAR(bucket.cut, 1 - 320.0 / 352, 1e-9);
  EXPECT_NEAR(bucket.enlarged, 352.0 / 341, 1e-9);
  const Bucket exact = *bucket_for(Trainer::ai_toolkit, {1344, 768}, 1024);
  EXPECT_EQ(exact.cut, 0);
  EXPECT_EQ(exact.enlarged, 1);
}

RC_GTEST_PROP(AiToolkitBuckets, NeverExceedTheAreaNorLeaveTheStep, ()) {
  const Size picture{.width = *rc::gen::inRange(64, 4000), .height = *rc::gen::inRange(64, 4000)};
  const int resolution = *rc::gen::element(256, 512, 768, 1024);
  const Bucket bucket = *bucket_for(Trainer::ai_toolkit, picture, resolution);
  RC_ASSERT(bucket.size.width % 32 == 0 && bucket.size.height % 32 == 0);
  // Very long pictures are given at least one step, which may be more than the area.
  if (bucket.size.width > 32 && bucket.size.height > 32) {
    RC_ASSERT(std::int64_t{bucket.size.width} * bucket.size.height <= std::int64_t{resolution} * resolution);
  }
  RC_ASSERT(bucket.scaled.width >= bucket.size.width && bucket.scaled.height >= bucket.size.height);
}

std::vector<Size> with_transposes(std::vector<Size> sizes) {
  const std::size_t count = sizes.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (sizes[i].width != sizes[i].height) sizes.push_back({sizes[i].height, sizes[i].width});
  }
  std::ranges::sort(sizes, {}, [](Size size) { return std::pair(size.width, size.height); });
  return sizes;
}

// make_bucket_resolutions() of sd-scripts' library/model_util.py, run for (1024, 1024), 256, 2048, 64.
TEST(SdScriptsBuckets, WithinTwoThousandAndFortyEightAreTheseFortyOne) {
  const std::vector<Size> expected = {{256, 2048}, {320, 2048}, {384, 2048},  {448, 2048}, {512, 1856}, {512, 1920},
                                      {512, 1984}, {512, 2048}, {576, 1664},  {576, 1728}, {576, 1792}, {640, 1536},
                                      {640, 1600}, {704, 1408}, {704, 1472},  {768, 1280}, {768, 1344}, {832, 1216},
                                      {896, 1152}, {960, 1088}, {1024, 1024}, {1088, 960}, {1152, 896}, {1216, 832},
                                      {1280, 768}, {1344, 768}, {1408, 704},  {1472, 704}, {1536, 640}, {1600, 640},
                                      {1664, 576}, {1728, 576}, {1792, 576},  {1856, 512}, {1920, 512}, {1984, 512},
                                      {2048, 256}, {2048, 320}, {2048, 384},  {2048, 448}, {2048, 512}};
  EXPECT_EQ(expected.size(), 41U);
  EXPECT_EQ(sd_scripts_buckets(1024, {.most_side = 2048}), expected);
}

// The same for 256, 1024, 64: its defaults.
TEST(SdScriptsBuckets, WithTheDefaultLongestSideAreTheseTwentyFive) {
  const std::vector<Size> expected = {{256, 1024}, {320, 1024}, {384, 1024}, {448, 1024}, {512, 1024},
                                      {576, 1024}, {640, 1024}, {704, 1024}, {768, 1024}, {832, 1024},
                                      {896, 1024}, {960, 1024}, {1024, 256}, {1024, 320}, {1024, 384},
                                      {1024, 448}, {1024, 512}, {1024, 576}, {1024, 640}, {1024, 704},
                                      {1024, 768}, {1024, 832}, {1024, 896}, {1024, 960}, {1024, 1024}};
  EXPECT_EQ(expected.size(), 25U);
  EXPECT_EQ(sd_scripts_buckets(1024, {}), expected);
}

TEST(SdScriptsBuckets, OfFullAreaWithinTwoThousandAndFortyEight) {
  const std::vector<Size> sizes = sd_scripts_buckets(1024, {.most_side = 2048});
  EXPECT_EQ(sizes.size(), 41U);
  for (const Size size : with_transposes({{1024, 1024},
                                          {1088, 960},
                                          {1152, 896},
                                          {1216, 832},
                                          {1280, 768},
                                          {1344, 768},
                                          {1408, 704},
                                          {1472, 704},
                                          {1536, 640}})) {
    EXPECT_THAT(sizes, testing::Contains(size));
    // A picture of exactly this size is trained unchanged.
    const Bucket bucket = *bucket_for(Trainer::sd_scripts, size, 1024);
    EXPECT_EQ(bucket.size, size);
    EXPECT_EQ(bucket.scaled, size);
  }
  EXPECT_TRUE(std::ranges::is_sorted(sizes, {}, [](Size size) { return std::pair(size.width, size.height); }));
}

TEST(SdScriptsBuckets, WithTheDefaultLongestSideAllHaveASideOf1024) {
  const std::vector<Size> sizes = sd_scripts_buckets(1024, {});
  EXPECT_EQ(sizes.size(), 25U);
  for (const Size size : sizes) EXPECT_TRUE(size.width == 1024 || size.height == 1024) << size;
}

TEST(SdScriptsBuckets, CutAWidePictureWhenTheLongestSideIsTheDefault) {
  const Bucket bucket = *bucket_for(Trainer::sd_scripts, {1344, 768}, 1024, {});
  EXPECT_EQ(bucket.size, (Size{1024, 576}));
  EXPECT_LT(bucket.enlarged, 0.8);
}

TEST(SdScriptsBuckets, EnlargeASmallPictureToTheArea) {
  const Bucket bucket = *bucket_for(Trainer::sd_scripts, {341, 341}, 1024);
  EXPECT_EQ(bucket.size, (Size{1024, 1024}));
  EXPECT_NEAR(bucket.enlarged, 1024.0 / 341, 1e-9);
  EXPECT_EQ(bucket.cut, 0);
}

TEST(SdScriptsBuckets, WithoutEnlargingAreFlooredToTheStep) {
  const BucketRules rules{.most_side = 2048, .enlarges = false};
  EXPECT_EQ(bucket_for(Trainer::sd_scripts, {341, 341}, 1024, rules)->size, (Size{320, 320}));
  EXPECT_EQ(bucket_for(Trainer::sd_scripts, {682, 682}, 1024, rules)->size, (Size{640, 640}));
  EXPECT_EQ(bucket_for(Trainer::sd_scripts, {682, 682}, 1024, rules)->enlarged, 1);
  EXPECT_FALSE(bucket_for(Trainer::sd_scripts, {600, 63}, 1024, rules));
}

TEST(SdScriptsBuckets, WithoutEnlargingLargePicturesComeDownToTheArea) {
  const BucketRules rules{.most_side = 2048, .enlarges = false};
  EXPECT_EQ(bucket_for(Trainer::sd_scripts, {2048, 2048}, 1024, rules)->size, (Size{1024, 1024}));
  // 2000x1500: sqrt(1024² · 4/3) = 1182.4 -> 1152 or height 886.8 -> 832; 1152/832 and 1088/832 miss 4/3 by 0.051 and
  // 0.026, so that the height decides: 832 high, int(832 · 4/3 + 0.5) = 1109 wide, floored to 1088.
  const Bucket bucket = *bucket_for(Trainer::sd_scripts, {2000, 1500}, 1024, rules);
  EXPECT_EQ(bucket.scaled, (Size{1109, 832}));
  EXPECT_EQ(bucket.size, (Size{1088, 832}));
}

TEST(SdScriptsBuckets, SwitchedOffCutEverythingToTheSquare) {
  const Bucket bucket =
      *bucket_for(Trainer::sd_scripts, {1344, 768}, 1024, default_settings(Trainer::sd_scripts).buckets);
  EXPECT_EQ(bucket.size, (Size{1024, 1024}));
  EXPECT_EQ(bucket.scaled, (Size{1792, 1024}));
  EXPECT_NEAR(bucket.cut, 1 - 1024.0 / 1792, 1e-9);
}

TEST(DiffusersBuckets, AreTheMiddleSquareWhateverThatEnlarges) {
  const Bucket bucket = *bucket_for(Trainer::imagefolder, {600, 300}, 1024);
  EXPECT_EQ(bucket.size, (Size{1024, 1024}));
  EXPECT_EQ(bucket.scaled, (Size{2048, 1024}));
  EXPECT_EQ(bucket.cut, 0.5);
}

TEST(SimpleTunerBuckets, KeepTheAspectToTwoDecimalsAndDropWhatIsSmallerThanTheMinimum) {
  EXPECT_EQ(size_at(Trainer::simpletuner, {1344, 768}, 1024), (Size{1344, 768}));
  EXPECT_EQ(size_at(Trainer::simpletuner, {800, 800}, 1024), (Size{1024, 1024}));
  BucketRules rules = safe_settings(Trainer::simpletuner).buckets;
  rules.least_picture = 1024;
  EXPECT_FALSE(bucket_for(Trainer::simpletuner, {800, 800}, 1024, rules));
  EXPECT_TRUE(bucket_for(Trainer::simpletuner, {1344, 800}, 1024, rules));
}

TEST(WebDatasetBuckets, AreThePicturesThemselves) {
  const Bucket bucket = *bucket_for(Trainer::webdataset, {341, 77}, 1024);
  EXPECT_EQ(bucket.size, (Size{341, 77}));
  EXPECT_EQ(bucket.cut, 0);
}

TEST(ExactSizes, AreThoseThatEachTrainerKeepsUnchanged) {
  const auto exact = [](Trainer trainer) { return exact_sizes(trainer, 1024, safe_settings(trainer).buckets); };
  const std::vector<Size> sd = with_transposes({{1024, 1024},
                                                {1088, 960},
                                                {1152, 896},
                                                {1216, 832},
                                                {1280, 768},
                                                {1344, 768},
                                                {1408, 704},
                                                {1472, 704},
                                                {1536, 640}});
  EXPECT_EQ(exact(Trainer::sd_scripts), sd);
  const std::vector<Size> ai = exact(Trainer::ai_toolkit);
  for (const Size size : sd) EXPECT_THAT(ai, testing::Contains(size));
  EXPECT_THAT(exact(Trainer::imagefolder), ElementsAre(Size{1024, 1024}));
}

TEST(WastedPasses, AreThoseThatShowNothingNew) {
  const TrainerSettings settings = safe_settings(Trainer::ai_toolkit);
  EXPECT_THAT(wasted_passes(Trainer::ai_toolkit, {341, 341}, settings), ElementsAre(false, true, true));
  EXPECT_THAT(wasted_passes(Trainer::ai_toolkit, {682, 682}, settings), ElementsAre(false, false, true));
  EXPECT_THAT(wasted_passes(Trainer::ai_toolkit, {768, 768}, settings), ElementsAre(false, false, true));
  EXPECT_THAT(wasted_passes(Trainer::ai_toolkit, {1024, 1024}, settings), ElementsAre(false, false, false));
}

}  // namespace
}  // namespace tessera
