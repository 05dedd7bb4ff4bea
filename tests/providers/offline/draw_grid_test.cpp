#include "providers/offline/draw_grid.h"

#include <thread>

#include <gtest/gtest.h>

#include "imaging/descriptor.h"
#include "pictures.h"
#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

GridDrawing small_drawing(std::uint64_t seed) {
  const std::vector<Description> all = built_in_descriptions();
  return {.shape = {2, 2}, .descriptions = {all[3], all[14], all[40], all[47]}, .seed = seed, .size = {300, 300}};
}

TEST(DrawGrid, GivesTheSamePixelsForTheSameSeed) {
  const Image source = example("watercolour.jpg");
  EXPECT_EQ(draw_grid(source, small_drawing(5)), draw_grid(source, small_drawing(5)));
  EXPECT_NE(draw_grid(source, small_drawing(5)), draw_grid(source, small_drawing(6)));
}

TEST(DrawGrid, GivesTheSamePixelsWhenCellsAreDrawnAtOnce) {
  const Image source = example("oil.jpg");
  const RunAll on_threads = [](std::size_t count, const std::function<void(std::size_t)>& work) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  };
  EXPECT_EQ(draw_grid(source, small_drawing(1)), draw_grid(source, small_drawing(1), on_threads));
}

TEST(DrawGrid, LooksTheSameWithAndWithoutVectorInstructions) {
  if (fast_kernels() == nullptr) GTEST_SKIP() << "this processor has no AVX2";
  for (const char* name : {"watercolour.jpg", "ink.jpg", "flat.png"}) {
    const Image source = example(name);
    use_kernels(fast_kernels());
    const std::vector<Image> fast = cells_of(draw_grid(source, small_drawing(2)), 2, 2);
    use_kernels(&baseline_kernels());
    const std::vector<Image> plain = cells_of(draw_grid(source, small_drawing(2)), 2, 2);
    use_kernels(nullptr);
    for (std::size_t i = 0; i < fast.size(); ++i) {
      EXPECT_LT(distance(describe(fast[i]), describe(plain[i])), 0.12) << name << " cell " << i;
    }
  }
}

TEST(DrawGrid, LeavesGuttersAndFramesWhereTheyWereAskedFor) {
  GridDrawing drawing = small_drawing(3);
  drawing.gutter = 8;
  drawing.gutter_colour = {10, 200, 30};
  drawing.frame = 2;
  drawing.frame_colour = {1, 2, 3};
  const Image sheet = draw_grid(example("flat.png"), drawing);
  for (int y = 0; y < 300; ++y) {
    for (const int x : {146, 150, 153}) {
      const auto pixel = sheet.row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
      EXPECT_EQ(std::vector<int>(pixel.begin(), pixel.end()), (std::vector<int>{10, 200, 30})) << x << " " << y;
    }
  }
  EXPECT_EQ(sheet.row(0)[0], 1);
  EXPECT_EQ(sheet.row(1)[2], 3);
}

TEST(DrawGrid, MovesTheInnerEdgesWhenItDrifts) {
  GridDrawing drawing = small_drawing(4);
  drawing.gutter = 4;
  drawing.gutter_colour = {255, 0, 255};
  const auto gutter_begins = [&](double drift) {
    drawing.drift = drift;
    const Image sheet = draw_grid(example("pixel.png"), drawing);
    for (int x = 0; x < 300; ++x) {
      const auto pixel = sheet.row(20).subspan(static_cast<std::size_t>(x) * 3, 3);
      if (pixel[0] == 255 && pixel[1] == 0 && pixel[2] == 255) return x;
    }
    return -1;
  };
  EXPECT_EQ(gutter_begins(0), 148);
  EXPECT_NE(gutter_begins(0.15), 148);
}

TEST(DrawGrid, ShowsARepeatedCellAgainAndLeavesABlankOneEmpty) {
  GridDrawing drawing = small_drawing(8);
  drawing.repeats = {{3, 0}};
  drawing.blanks = {1};
  const std::vector<Image> cells = cells_of(draw_grid(example("watercolour.jpg"), drawing), 2, 2);
  EXPECT_LT(distance(describe(cells[0]), describe(cells[3])), duplicate_distance);
  EXPECT_GT(distance(describe(cells[0]), describe(cells[2])), duplicate_distance);
  const auto first = cells[1].row(0).subspan(0, 3);
  for (int y = 0; y < cells[1].height(); ++y) {
    EXPECT_TRUE(std::ranges::equal(cells[1].row(y).subspan(30, 3), first));
  }
}

TEST(DrawGrid, FillsCellsThatAreNotSquare) {
  GridDrawing drawing = small_drawing(9);
  drawing.shape = {2, 5};
  drawing.size = {640, 512};
  const Image sheet = draw_grid(example("comic.jpg"), drawing);
  EXPECT_EQ(sheet.size(), (Size{640, 512}));
}

TEST(DrawGrid, TakesAnySourceThatTheProgramReads) {
  Image tiny({256, 300});
  GridDrawing drawing = small_drawing(1);
  EXPECT_EQ(draw_grid(tiny, drawing).size(), drawing.size);
  for (std::uint8_t& v : tiny.pixels()) v = 255;
  EXPECT_EQ(draw_grid(tiny, drawing).size(), drawing.size);
}

TEST(DrawGrid, KeepsToItsOwnColoursWithoutStyle) {
  GridDrawing drawing = small_drawing(7);
  drawing.style_strength = 0;
  // Neither colours nor texture of the source reach the picture; its lines and flatness still guide the pen.
  const Image one = draw_grid(example("oil.jpg"), drawing);
  EXPECT_GT(distance(describe(one), describe(draw_grid(example("oil.jpg"), small_drawing(7)))), 0.01);
}

}  // namespace
}  // namespace tessera::offline
