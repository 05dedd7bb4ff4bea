#include "providers/offline/style.h"

#include <cmath>

#include <gtest/gtest.h>

#include "pictures.h"
#include "providers/offline/draw_grid.h"
#include "providers/offline/kernels.h"
#include "providers/offline/transport.h"

namespace tessera::offline {
namespace {

Style style_of(const std::string& name) { return analyse_style(example(name), 256, Random(1)); }

TEST(Style, TellsInkFromVectorArtFromPixelsFromPhotographs) {
  EXPECT_TRUE(style_of("ink.jpg").inky());
  EXPECT_GT(style_of("ink.jpg").line_strength(), 0.8);
  EXPECT_TRUE(style_of("flat.png").vector());
  EXPECT_EQ(style_of("pixel.png").lattice, 64);
  EXPECT_TRUE(style_of("comic.jpg").printed());
  const Style photograph = style_of("photograph.jpg");
  EXPECT_FALSE(photograph.flat());
  EXPECT_LT(photograph.line_strength(), 0.05);
  EXPECT_EQ(photograph.lattice, 0);
  EXPECT_GT(style_of("oil.jpg").texture, photograph.texture);
}

TEST(Style, RoundTripOfColoursIsExactOnEveryPath) {
  std::vector<std::uint8_t> rgb;
  for (int r = 0; r < 256; r += 15) {
    for (int g = 0; g < 256; g += 17) {
      for (int b = 0; b < 256; b += 51) {
        for (const int v : {r, g, b}) rgb.push_back(static_cast<std::uint8_t>(v));
      }
    }
  }
  std::vector<const Kernels*> paths = {&baseline_kernels()};
  if (fast_kernels() != nullptr) paths.push_back(fast_kernels());
  for (const Kernels* path : paths) {
    std::vector<Lane4> lab(rgb.size() / 3);
    std::vector<std::uint8_t> back(rgb.size());
    path->rgb_to_oklab(rgb.data(), lab.data(), lab.size());
    path->oklab_to_rgb(lab.data(), back.data(), lab.size());
    for (std::size_t i = 0; i < rgb.size(); ++i) EXPECT_NEAR(rgb[i], back[i], 2) << path->name;
  }
}

TEST(Style, WhiteAndGreyHaveTheLightnessOfTheDefinition) {
  EXPECT_NEAR(to_lab(255, 255, 255).L, 1, 1e-3);
  EXPECT_NEAR(to_lab(255, 255, 255).chroma(), 0, 1e-3);
  // Red of sRGB, from Ottosson's page: L 0.628, a 0.225, b 0.126.
  EXPECT_NEAR(to_lab(255, 0, 0).L, 0.628, 2e-3);
  EXPECT_NEAR(to_lab(255, 0, 0).a, 0.225, 2e-3);
  EXPECT_NEAR(to_lab(255, 0, 0).b, 0.126, 2e-3);
}

TEST(Style, TransportMovesTheMeanColourTowardsTheGoal) {
  Raster goal(64, 64), raster(64, 64);
  Random random(3);
  for (std::size_t i = 0; i < goal.count(); ++i) {
    const auto v = static_cast<float>(random.uniform());
    goal.pixels[i] = Lane4{0.6F + 0.3F * v, 0.1F, 0.05F * v, 0};
    raster.pixels[i] = Lane4{0.2F + 0.3F * v, -0.05F, 0.1F - 0.05F * v, 0};
  }
  const auto mean = [](const Raster& r) {
    Lane4 sum{};
    for (const Lane4& v : r.pixels) sum += v;
    return sum / static_cast<float>(r.count());
  };
  const Lane4 before = mean(raster) - mean(goal);
  ColourGoal(goal, 3, Random(1)).attract(raster, 0.9);
  const Lane4 after = mean(raster) - mean(goal);
  EXPECT_LT(std::hypot(after[0], after[1]), 0.4 * std::hypot(before[0], before[1]));
}

TEST(ColourGoal, LeavesALargeEvenAreaInItsPlaceWhenTheGoalHasMoreDarkMarks) {
  // Paper with one tenth of grey strokes, and a goal on the same paper with three tenths of black ones.
  Raster drawing(100, 100), goal(100, 100);
  for (std::size_t i = 0; i < drawing.count(); ++i) {
    drawing.pixels[i] = Lane4{i % 10 == 0 ? 0.55F + 0.0003F * static_cast<float>(i % 1000) : 0.95F};
    goal.pixels[i] = Lane4{i % 10 < 3 ? 0.1F : 0.95F};
  }
  ColourGoal(goal, 3, Random(1)).attract(drawing, 0.5);
  for (std::size_t i = 1; i < drawing.count(); i += 10) EXPECT_GT(drawing.pixels[i][0], 0.92F) << i;
}

TEST(Style, AGridHasTheColoursOfItsSource) {
  const std::vector<std::string> names = {"ink.jpg",   "watercolour.jpg", "flat.png", "oil.jpg",
                                          "pixel.png", "photograph.jpg",  "comic.jpg"};
  const auto colours_of = [](const Image& image) {
    const Style style = analyse_style(image, 128, Random(1));
    double a = 0, b = 0, light = 0;
    for (const Lane4& v : style.source.pixels) light += v[0], a += v[1], b += v[2];
    const auto n = static_cast<double>(style.source.count());
    return Lab{light / n, a / n, b / n};
  };
  std::vector<Lab> sources;
  for (const std::string& name : names) sources.push_back(colours_of(example(name)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    GridDrawing drawing{.shape = {3, 3}, .descriptions = built_in_descriptions(), .seed = 4, .size = {384, 384}};
    const Lab grid = colours_of(draw_grid(example(names[i]), drawing));
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (k != i)
        EXPECT_LT(distance2(grid, sources[i]), distance2(grid, sources[k])) << names[i] << " against " << names[k];
    }
  }
}

}  // namespace
}  // namespace tessera::offline
