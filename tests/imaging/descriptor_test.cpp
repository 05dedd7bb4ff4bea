#include "imaging/descriptor.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "imaging/codec.h"
#include "imaging/duplicate_index.h"
#include "imaging/duplicates.h"
#include "imaging/resize.h"
#include "imaging/style.h"
#include "imaging/test_pictures.h"

namespace tessera {
namespace {

using namespace test;

constexpr Size size{200, 200};

Image mirrored_picture(const Image& image) {
  Image result(image.size());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) fill(result, {image.width() - 1 - x, y, 1, 1}, pixel(image, x, y));
  }
  return result;
}

Image brightened(Image image, double factor) {
  for (std::uint8_t& value : image.pixels()) value = static_cast<std::uint8_t>(std::min(255.0, value * factor));
  return image;
}

class Invariance : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Invariance, SurvivesWhatLeavesThePictureTheSame) {
  const Image picture = scene(GetParam(), size);
  const Descriptor own = describe(picture);
  const auto away = [&](const Image& image) { return distance(own, describe(image)); };
  EXPECT_LT(away(decode_image(encode_jpeg(picture, 60, Chroma::half)).value()), duplicate_distance);
  EXPECT_LT(away(crop(picture, {8, 5, 188, 190})), duplicate_distance);
  EXPECT_LT(away(brightened(picture, 0.88)), duplicate_distance);
  EXPECT_LT(away(resize(picture, {341, 341}).value()), duplicate_distance);
  EXPECT_LT(away(mirrored_picture(picture)), 0.1);
}

TEST_P(Invariance, TellsOtherPicturesApart) {
  EXPECT_GT(distance(describe(scene(GetParam(), size)), describe(scene(GetParam() + 1000, size))), duplicate_distance);
}

INSTANTIATE_TEST_SUITE_P(Scenes, Invariance, testing::Range(std::uint64_t{40}, std::uint64_t{52}));

TEST(DescriptorTest, IsZeroForTheSameAndSymmetric) {
  const Descriptor a = describe(scene(60, size));
  const Descriptor b = describe(scene(61, {150, 90}));
  EXPECT_EQ(distance(a, a), 0);
  EXPECT_NEAR(distance(a, b), distance(b, a), 1e-6);
  EXPECT_NEAR(distance(mirrored(a), b), distance(a, b), 1e-6);
}

TEST(DescriptorTest, WorksForAnySize) {
  for (const Size some : {Size{1, 1}, Size{3, 200}, Size{63, 65}})
    EXPECT_EQ(distance(describe(scene(62, some)), describe(scene(62, some))), 0);
}

TEST(DuplicateIndexTest, FindsWhatAFullSearchFinds) {
  DuplicateIndex index;
  std::vector<Descriptor> stored;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    stored.push_back(describe(scene(5000 + seed, {64, 64})));
    index.add(stored.back());
  }
  EXPECT_EQ(index.size(), 400U);
  for (std::uint64_t seed = 0; seed < 400; seed += 7) {
    const Image picture = scene(5000 + seed, {64, 64});
    const auto found = index.nearest(describe(mirrored_picture(crop(picture, {2, 1, 60, 61}))), 0.5);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->index, seed);
    EXPECT_NEAR(found->distance, distance(stored[seed], describe(mirrored_picture(crop(picture, {2, 1, 60, 61})))),
                0.02);
  }
  EXPECT_FALSE(index.nearest(describe(scene(99999, {64, 64})), 0.05).has_value());
}

TEST(DuplicateIndexTest, TakesManyEqualPictures) {
  DuplicateIndex index;
  EXPECT_FALSE(index.nearest(describe(scene(1, {64, 64}))).has_value());
  const Descriptor same = describe(plain({64, 64}, {10, 20, 30}));
  for (int i = 0; i < 2000; ++i) index.add(same);
  const auto found = index.nearest(same);
  ASSERT_TRUE(found.has_value());
  EXPECT_LT(found->distance, 0.01);
}

TEST(Duplicates, KeepTheBestAndNameWhatTheOthersRepeat) {
  const Image a = scene(70, size);
  const Image b = scene(71, size);
  const std::vector<Descriptor> descriptors{describe(crop(a, {4, 4, 190, 190})), describe(b), describe(a),
                                            describe(mirrored_picture(a))};
  const auto verdicts = group_duplicates(descriptors, std::vector<double>{0.5, 0.1, 0.9, 0.7});
  EXPECT_EQ(verdicts[0].keep, 2U);
  EXPECT_EQ(verdicts[1].keep, 1U);
  EXPECT_EQ(verdicts[2].keep, 2U);
  EXPECT_EQ(verdicts[3].keep, 2U);
  EXPECT_GT(verdicts[0].distance, 0);
}

TEST(Duplicates, KeepTheEarlierOfEquals) {
  const Descriptor same = describe(scene(72, size));
  const auto verdicts = group_duplicates(std::vector{same, same, same}, std::vector<double>{0.5, 0.5, 0.5});
  for (const DuplicateVerdict& verdict : verdicts) EXPECT_EQ(verdict.keep, 0U);
  EXPECT_TRUE(group_duplicates({}, {}).empty());
  EXPECT_THROW((void)group_duplicates(std::vector{same}, {}), std::invalid_argument);
}

/// Two ways to paint: soft warm washes, hard cold stripes.
Image painted(std::uint64_t seed, bool warm) {
  Image image = scene(seed, size);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const Rgb color = pixel(image, x, y);
      const int level = (color[0] + color[1] + color[2]) / 3;
      const Rgb wash{static_cast<std::uint8_t>(150 + level / 3), static_cast<std::uint8_t>(110 + level / 4), 70};
      const bool dark = (x / 3 + static_cast<int>(seed)) % 2 == 0;
      const Rgb stripe{static_cast<std::uint8_t>(dark ? 10 : level / 3),
                       static_cast<std::uint8_t>(dark ? 15 : level / 2), static_cast<std::uint8_t>(dark ? 40 : 200)};
      fill(image, {x, y, 1, 1}, warm ? wash : stripe);
    }
  }
  return image;
}

TEST(StyleTest, IsCloserWithinAStyleThanBetween) {
  for (std::uint64_t seed = 80; seed < 86; ++seed) {
    const StyleStatistics source = measure_style(painted(seed, true));
    const double within = style_distance(source, measure_style(painted(seed + 100, true)));
    const double between = style_distance(source, measure_style(painted(seed + 100, false)));
    EXPECT_LT(within, foreign_style_distance);
    EXPECT_GT(between, foreign_style_distance);
    EXPECT_GT(between, 2 * within);
  }
}

TEST(StyleTest, IsZeroForTheSameAndSymmetric) {
  const StyleStatistics a = measure_style(scene(90, size));
  const StyleStatistics b = measure_style(scene(91, {333, 100}));
  EXPECT_EQ(style_distance(a, a), 0);
  EXPECT_DOUBLE_EQ(style_distance(a, b), style_distance(b, a));
}

}  // namespace
}  // namespace tessera
