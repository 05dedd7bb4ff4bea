#include "imaging/resize.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "imaging/test_pictures.h"

namespace tessera {
namespace {

using namespace test;

double linear(double level) {
  const double v = level / 255;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}
double encoded(double light) {
  light = std::clamp(light, 0.0, 1.0);
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055);
}

double kernel(Filter filter, double x) {
  x = std::abs(x);
  if (filter == Filter::bilinear) return std::max(0.0, 1 - x);
  if (x >= 3) return 0;
  const auto sinc = [](double t) { return t == 0 ? 1 : std::sin(std::numbers::pi * t) / (std::numbers::pi * t); };
  return sinc(x) * sinc(x / 3);
}

/// The definition itself, pixel by pixel, in doubles.
Image reference(const Image& image, Size size, Filter filter) {
  struct Tap {
    int index;
    double weight;
  };
  const auto taps = [&](int from, int to, int i) {
    const double step = static_cast<double>(from) / to;
    const double scale = std::max(1.0, step);
    const double center = (i + 0.5) * step - 0.5;
    std::vector<Tap> result;
    double total = 0;
    for (int k = static_cast<int>(std::floor(center - 3 * scale)); k <= static_cast<int>(std::ceil(center + 3 * scale));
         ++k) {
      const double weight = kernel(filter, (k - center) / scale);
      int index = k;
      while (index < 0 || index >= from) index = index < 0 ? -1 - index : 2 * from - 1 - index;
      result.push_back({index, weight});
      total += weight;
    }
    for (Tap& tap : result) tap.weight /= total;
    return result;
  };
  Image result(size);
  for (int y = 0; y < size.height; ++y) {
    const auto rows = taps(image.height(), size.height, y);
    for (int x = 0; x < size.width; ++x) {
      const auto columns = taps(image.width(), size.width, x);
      for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0;
        for (const Tap& row : rows) {
          for (const Tap& column : columns) {
            sum += row.weight * column.weight *
                   linear(image.row(row.index)[static_cast<std::size_t>(column.index) * 3 + c]);
          }
        }
        result.row(y)[static_cast<std::size_t>(x) * 3 + c] = static_cast<std::uint8_t>(encoded(sum) + 0.5);
      }
    }
  }
  return result;
}

struct Case {
  Size from, to;
};
class Resize : public testing::TestWithParam<Case> {};

TEST_P(Resize, AgreesWithTheDefinition) {
  const Image picture = scene(11, GetParam().from);
  for (const Filter filter : {Filter::bilinear, Filter::lanczos3}) {
    const Result<Image> resized = resize(picture, GetParam().to, filter);
    ASSERT_TRUE(resized.has_value()) << resized.error().message;
    EXPECT_LE(largest_difference(*resized, reference(picture, GetParam().to, filter)), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Resize,
                         testing::Values(Case{{60, 40}, {120, 80}}, Case{{60, 40}, {45, 31}}, Case{{64, 64}, {17, 90}},
                                         Case{{100, 80}, {9, 7}}, Case{{33, 41}, {1, 1}}, Case{{5, 4}, {40, 30}},
                                         Case{{1, 1}, {16, 9}}, Case{{3, 60}, {7, 20}}, Case{{8, 8}, {1, 60}}));

TEST(ResizeTest, WorksInLinearLight) {
  // Black and white columns by turns: half of the light is level 188, not 128.
  Image stripes({64, 64});
  for (int x = 0; x < 64; x += 2) fill(stripes, {x, 0, 1, 64}, {255, 255, 255});
  for (const Filter filter : {Filter::box, Filter::bilinear, Filter::lanczos3}) {
    EXPECT_NEAR(pixel(*resize(stripes, {16, 16}, filter), 8, 8)[0], 188, 3);
  }
}

TEST(ResizeTest, KeepsPlainPicturesPlain) {
  for (const Rgb color : {Rgb{0, 0, 0}, Rgb{255, 255, 255}, Rgb{1, 2, 3}, Rgb{200, 100, 50}}) {
    const Image picture = plain({31, 17}, color);
    for (const Filter filter : {Filter::box, Filter::bilinear, Filter::lanczos3}) {
      for (const Size size : {Size{62, 34}, Size{10, 10}, Size{1, 1}})
        EXPECT_EQ(*resize(picture, size, filter), plain(size, color));
    }
  }
}

TEST(ResizeTest, BoxAveragesWholeParts) {
  Image picture = plain({4, 2}, {0, 0, 0});
  fill(picture, {0, 0, 2, 2}, {255, 255, 255});
  const Image small = *resize(picture, {2, 1}, Filter::box);
  EXPECT_EQ(pixel(small, 0, 0)[0], 255);
  EXPECT_EQ(pixel(small, 1, 0)[0], 0);
}

TEST(ResizeTest, GivesTheSamePictureForTheSameSize) {
  const Image picture = scene(12, {50, 30});
  EXPECT_EQ(*resize(picture, picture.size()), picture);
}

TEST(ResizeTest, RefusesNothingAtAll) {
  EXPECT_FALSE(resize(Image(), {10, 10}).has_value());
  EXPECT_FALSE(resize(plain({4, 4}, {1, 1, 1}), {0, 10}).has_value());
}

TEST(ResizeTest, FitsTheShortSide) {
  const Image wide = scene(13, {400, 100});
  EXPECT_EQ(fit_short_side(wide, 50)->size(), (Size{200, 50}));
  EXPECT_EQ(fit_short_side(wide, 100)->size(), wide.size());
  EXPECT_EQ(fit_short_side(wide, 768)->size(), wide.size());
}

TEST(ResizeTest, CropTakesExactlyTheBox) {
  const Image picture = scene(14, {40, 30});
  const Image part = crop(picture, {5, 7, 11, 13});
  EXPECT_EQ(part.size(), (Size{11, 13}));
  EXPECT_EQ(pixel(part, 0, 0), pixel(picture, 5, 7));
  EXPECT_EQ(pixel(part, 10, 12), pixel(picture, 15, 19));
}

}  // namespace
}  // namespace tessera
