#include "imaging/reduce.h"

#include <gtest/gtest.h>

#include "imaging/test_pictures.h"

namespace tessera {
namespace {

/// The definition, pixel by pixel.
int mean_of_block(const Image& image, int x, int y, int channel, int factor) {
  int sum = 0;
  for (int dy = 0; dy < factor; ++dy) {
    for (int dx = 0; dx < factor; ++dx) {
      sum += image.row(y * factor + dy)[static_cast<std::size_t>((x * factor + dx) * 3 + channel)];
    }
  }
  return (sum + factor * factor / 2) / (factor * factor);
}

TEST(Reduce, EveryPixelIsTheMeanOfItsBlock) {
  const Image image = test::scene(3, {67, 45});
  for (int factor = 1; factor <= 16; ++factor) {
    const Image small = reduced(image, factor);
    ASSERT_EQ(small.size(), (Size{67 / factor, 45 / factor})) << factor;
    for (int y = 0; y < small.height(); ++y) {
      for (int x = 0; x < small.width(); ++x) {
        for (int c = 0; c < 3; ++c) {
          ASSERT_EQ(small.row(y)[static_cast<std::size_t>(x * 3 + c)], mean_of_block(image, x, y, c, factor))
              << factor << " " << x << " " << y;
        }
      }
    }
  }
}

TEST(Reduce, WhiteStaysWhite) {
  Image image(Size{64, 64});
  std::ranges::fill(image.pixels(), std::uint8_t{255});
  for (int factor = 1; factor <= 16; ++factor) EXPECT_EQ(reduced(image, factor).pixels()[0], 255) << factor;
}

TEST(Reduce, FindsTheWholeFactorNearestToTheWantedSide) {
  const auto longest = [](Size size, int side) {
    const Image small = reduced_to_about(test::scene(1, size), side);
    return std::max(small.width(), small.height());
  };
  EXPECT_EQ(longest({676, 676}, 360), 338);
  EXPECT_EQ(longest({500, 400}, 360), 500);
  EXPECT_EQ(longest({560, 400}, 360), 280);
  EXPECT_EQ(longest({100, 90}, 360), 100);
  EXPECT_EQ(longest({400, 1}, 100), 100);
}

}  // namespace
}  // namespace tessera
