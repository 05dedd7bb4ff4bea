#include "imaging/gates.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "imaging/resize.h"
#include "imaging/test_pictures.h"

namespace tessera {
namespace {

using namespace test;

constexpr Size tile_size{341, 341};

Image blurred(const Image& image, int times) {
  Image result = image;
  for (int i = 0; i < times; ++i) {
    const Image from = result;
    for (int y = 1; y + 1 < image.height(); ++y) {
      for (std::size_t x = 3; x + 3 < image.stride(); ++x) {
        const auto sum =
            from.row(y)[x - 3] + from.row(y)[x + 3] + from.row(y - 1)[x] + from.row(y + 1)[x] + from.row(y)[x];
        result.row(y)[x] = static_cast<std::uint8_t>(sum / 5);
      }
    }
  }
  return result;
}

/// Block letters "E H L T F" and so on, five by seven dots.
void write_text(Image& image, int left, int top, int dot, int letters, Rgb ink) {
  static constexpr std::array<std::array<const char*, 7>, 5> font{
      {{"#####", "#....", "#....", "####.", "#....", "#....", "#####"},
       {"#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"},
       {"#....", "#....", "#....", "#....", "#....", "#....", "#####"},
       {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."},
       {"#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#"}}};
  for (int i = 0; i < letters; ++i) {
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 5; ++x) {
        if (font[static_cast<std::size_t>(i % 5)][static_cast<std::size_t>(y)][x] != '#') continue;
        fill(image, {left + (i * 7 + x) * dot, top + y * dot, dot, dot}, ink);
      }
    }
  }
}

TEST(Gates, PassAnOrdinaryPicture) {
  for (std::uint64_t seed = 20; seed < 30; ++seed) {
    for (const Measurement& measurement : measure_tile(scene(seed, tile_size))) {
      EXPECT_TRUE(measurement.passed || measurement.advisory) << measurement.name << " " << measurement.value;
    }
  }
}

TEST(Gates, HaveAFixedOrderAndAgreeWithTheSingleOnes) {
  const Image tile = scene(30, tile_size);
  const std::vector<Measurement> all = measure_tile(tile);
  const std::vector<Measurement> single{measure_flatness(tile), measure_tonal_range(tile), measure_sharpness(tile),
                                        measure_detail(tile),   measure_exposure(tile),    measure_frame(tile),
                                        measure_text(tile),     measure_border(tile)};
  ASSERT_EQ(all.size(), single.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].name, single[i].name);
    EXPECT_EQ(all[i].value, single[i].value);
  }
}

TEST(Gates, RefuseABlankTile) {
  const Image blank = plain(tile_size, {180, 190, 200});
  EXPECT_FALSE(measure_flatness(blank).passed);
  EXPECT_FALSE(measure_tonal_range(blank).passed);
  Image speck = blank;
  fill(speck, {160, 160, 20, 20}, {0, 0, 0});
  EXPECT_FALSE(measure_flatness(speck).passed);
}

TEST(Gates, RefuseBlurAndRankItBelowSharp) {
  const Image sharp = scene(31, tile_size);
  const Image soft = blurred(sharp, 60);
  EXPECT_TRUE(measure_sharpness(sharp).passed);
  EXPECT_FALSE(measure_sharpness(soft).passed);
  EXPECT_GT(quality_score(measure_tile(sharp)), quality_score(measure_tile(soft)));
}

TEST(Gates, SeeThatASmallPictureWasEnlarged) {
  const Image sharp = scene(33, tile_size);
  const Image small = resize(sharp, {85, 85}, Filter::box).value();
  const Image enlarged = resize(small, tile_size).value();
  EXPECT_TRUE(measure_detail(sharp).passed);
  EXPECT_FALSE(measure_detail(enlarged).passed);
}

TEST(Gates, RefuseNearlyBlackAndNearlyWhite) {
  for (const std::uint8_t level : {std::uint8_t{0}, std::uint8_t{255}}) {
    Image tile = plain(tile_size, {level, level, level});
    fill(tile, {100, 100, 30, 30}, {128, 128, 128});
    EXPECT_FALSE(measure_exposure(tile).passed);
  }
  EXPECT_TRUE(measure_exposure(scene(33, tile_size)).passed);
}

TEST(Gates, MeasureALeftOverFrame) {
  for (const int depth : {1, 3, 12, 40}) {
    Image tile = scene(34, tile_size);
    fill(tile, {0, 0, depth, tile_size.height}, {255, 255, 255});
    EXPECT_EQ(measure_frame(tile).value, depth);
    EXPECT_FALSE(measure_frame(tile).passed);
  }
  Image letterbox = scene(35, tile_size);
  fill(letterbox, {0, 0, tile_size.width, 30}, {0, 0, 0});
  fill(letterbox, {0, tile_size.height - 30, tile_size.width, 30}, {0, 0, 0});
  EXPECT_EQ(measure_frame(letterbox).value, 30);
}

TEST(Gates, DoNotTakeAPlainBackgroundForAFrame) {
  Image tile = plain(tile_size, {250, 250, 250});
  for (int y = 80; y < 300; ++y) fill(tile, {170 - y / 3, y, 2 * y / 3, 1}, {90, 40, 30});
  EXPECT_EQ(measure_frame(tile).value, 0);
}

TEST(Gates, FindLettering) {
  for (const int dot : {2, 3, 5}) {
    Image tile = plain(tile_size, {230, 225, 210});
    fill(tile, {60, 40, 200, 150}, {80, 120, 90});
    write_text(tile, 40, 260, dot, 6, {30, 30, 40});
    EXPECT_GE(measure_text(tile).value, 5) << dot;
    EXPECT_FALSE(measure_text(tile).passed);
    write_text(tile, 90, 80, 2, 7, {250, 250, 240});
    EXPECT_FALSE(measure_text(tile).passed);
  }
  EXPECT_EQ(measure_text(plain(tile_size, {9, 9, 9})).value, 0);
}

TEST(Gates, AdviseAboutSubjectsCutByTheBorder) {
  Image centered = plain(tile_size, {240, 240, 235});
  fill(centered, {100, 100, 140, 140}, {60, 30, 30});
  EXPECT_EQ(measure_border(centered).value, 0);
  Image cut = plain(tile_size, {240, 240, 235});
  fill(cut, {0, 0, 280, 230}, {60, 30, 30});
  EXPECT_GT(measure_border(cut).value, 0.35);
  EXPECT_TRUE(measure_border(cut).advisory);
  EXPECT_FALSE(measure_frame(cut).advisory);
}

TEST(Gates, SurviveTinyTiles) {
  for (const Size size : {Size{1, 1}, Size{2, 9}, Size{15, 15}, Size{40, 3}}) {
    const auto measurements = measure_tile(scene(36, size));
    const double score = quality_score(measurements);
    EXPECT_GE(score, 0);
    EXPECT_LE(score, 1);
  }
}

}  // namespace
}  // namespace tessera
