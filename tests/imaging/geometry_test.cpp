#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "imaging/codec.h"
#include "imaging/grid_geometry.h"
#include "imaging/test_pictures.h"

namespace tessera {
namespace {

using namespace test;

void paste(Image& sheet, const Image& picture, int left, int top) {
  for (int y = 0; y < picture.height(); ++y) {
    std::ranges::copy(picture.row(y), sheet.row(top + y).begin() + std::ptrdiff_t{left} * Image::channels);
  }
}

struct Layout {
  GridShape shape{3, 3};
  Size size{600, 600};
  int gutter = 0;
  int margin = 0;
  Rgb color{255, 255, 255};
  int shift = 0;  ///< every inner border is this much off its equal place
  std::uint64_t seed = 1;
};

/// Where panel (row, column) is.
Box place(const Layout& layout, int row, int column) {
  const auto cut = [&](int length, int parts, int k, bool begin) {
    if (k == 0) return layout.margin;
    if (k == parts) return length - layout.margin;
    const int middle = layout.margin + (length - 2 * layout.margin) * k / parts + layout.shift;
    return begin ? middle - layout.gutter / 2 + layout.gutter : middle - layout.gutter / 2;
  };
  const int left = cut(layout.size.width, layout.shape.columns, column, true);
  const int top = cut(layout.size.height, layout.shape.rows, row, true);
  return {left, top, cut(layout.size.width, layout.shape.columns, column + 1, false) - left,
          cut(layout.size.height, layout.shape.rows, row + 1, false) - top};
}

Image make_sheet(const Layout& layout) {
  Image sheet = plain(layout.size, layout.color);
  for (int r = 0; r < layout.shape.rows; ++r) {
    for (int c = 0; c < layout.shape.columns; ++c) {
      const Box box = place(layout, r, c);
      const auto seed = layout.seed * 100 + static_cast<std::uint64_t>(r * 10 + c);
      paste(sheet, scene(seed, {box.width, box.height}), box.left, box.top);
    }
  }
  return sheet;
}

Image through_jpeg(const Image& image, int quality) {
  return decode_image(encode_jpeg(image, quality, Chroma::half)).value();
}

/// The largest error of any edge of any cell, pixels.
int edge_error(const GridGeometry& geometry, const Layout& layout) {
  int worst = 0;
  for (int r = 0; r < layout.shape.rows; ++r) {
    for (int c = 0; c < layout.shape.columns; ++c) {
      const Box box = place(layout, r, c);
      const GridCell& cell = geometry.cells[static_cast<std::size_t>(r * layout.shape.columns + c)];
      worst = std::max({worst, std::abs(cell.left.position - box.left), std::abs(cell.top.position - box.top),
                        std::abs(cell.right.position - box.left - box.width),
                        std::abs(cell.bottom.position - box.top - box.height)});
    }
  }
  return worst;
}

void expect_all_usable(const GridGeometry& geometry) {
  for (const GridCell& cell : geometry.cells) EXPECT_TRUE(cell.usable) << cell.reason;
}

void expect_boxes_inside(const GridGeometry& geometry, const Layout& layout) {
  for (int r = 0; r < layout.shape.rows; ++r) {
    for (int c = 0; c < layout.shape.columns; ++c) {
      const Box truth = place(layout, r, c);
      const Box box = geometry.cells[static_cast<std::size_t>(r * layout.shape.columns + c)].box;
      EXPECT_GE(box.left, truth.left);
      EXPECT_GE(box.top, truth.top);
      EXPECT_LE(box.left + box.width, truth.left + truth.width);
      EXPECT_LE(box.top + box.height, truth.top + truth.height);
      EXPECT_GT(box.width * box.height, truth.width * truth.height * 85 / 100);
    }
  }
}

class Gutters : public testing::TestWithParam<int> {};

TEST_P(Gutters, OfEveryWidthAreFoundToThePixel) {
  for (const Rgb color : {Rgb{255, 255, 255}, Rgb{0, 0, 0}, Rgb{90, 160, 60}}) {
    const Layout layout{.gutter = GetParam(), .margin = GetParam() / 2, .color = color, .seed = 3};
    const GridGeometry geometry = find_grid(through_jpeg(make_sheet(layout), 85), layout.shape);
    EXPECT_LE(edge_error(geometry, layout), 1);
    expect_all_usable(geometry);
    expect_boxes_inside(geometry, layout);
    EXPECT_EQ(geometry.found, layout.shape);
    for (const int width : geometry.column_gutters) EXPECT_NEAR(width, GetParam(), 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, Gutters, testing::Values(2, 4, 7, 12, 24, 40));

TEST(Geometry, FindsSeamsWithoutGutters) {
  for (const int shift : {0, 9, -14}) {
    const Layout layout{.shift = shift, .seed = 5};
    const GridGeometry geometry = find_grid(through_jpeg(make_sheet(layout), 80), layout.shape);
    EXPECT_LE(edge_error(geometry, layout), 1);
    expect_all_usable(geometry);
    expect_boxes_inside(geometry, layout);
  }
}

TEST(Geometry, UsesTheSizeOfThePictureAndEveryShape) {
  for (const GridShape shape : {GridShape{2, 2}, GridShape{2, 3}, GridShape{4, 2}, GridShape{4, 4}, GridShape{5, 5}}) {
    const Layout layout{.shape = shape, .size = {832, 640}, .gutter = 8, .margin = 5, .seed = 7};
    const GridGeometry geometry = find_grid(make_sheet(layout), shape);
    EXPECT_EQ(geometry.sheet, layout.size);
    EXPECT_EQ(geometry.cells.size(), static_cast<std::size_t>(shape.cells()));
    EXPECT_LE(edge_error(geometry, layout), 1) << to_text(shape);
    expect_all_usable(geometry);
  }
}

TEST(Geometry, TrimsALineDrawnAroundEveryPanel) {
  Layout layout{.gutter = 12, .margin = 10, .seed = 8};
  Image sheet = plain(layout.size, layout.color);
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) {
      const Box box = place(layout, r, c);
      fill(sheet, box, {0, 0, 0});
      paste(sheet, scene(static_cast<std::uint64_t>(900 + r * 3 + c), {box.width - 6, box.height - 6}), box.left + 3,
            box.top + 3);
    }
  }
  const GridGeometry geometry = find_grid(sheet, layout.shape);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
    const Box box = place(layout, static_cast<int>(i) / 3, static_cast<int>(i) % 3);
    EXPECT_NEAR(geometry.cells[i].left.position, box.left + 3, 1);
    EXPECT_NEAR(geometry.cells[i].bottom.position, box.top + box.height - 3, 1);
  }
}

/// A night: dark but for a few lights.
Image night(std::uint64_t seed, Size size) {
  Image image = plain(size, {9, 9, 13});
  for (std::uint64_t i = 0; i < 6; ++i) {
    const int x = static_cast<int>((seed * 37 + i * 53) % static_cast<std::uint64_t>(size.width - 24)) + 6;
    const int y = static_cast<int>((seed * 61 + i * 29) % static_cast<std::uint64_t>(size.height - 24)) + 6;
    fill(image, {x, y, 12, 9}, {230, 200, 120});
  }
  return image;
}

TEST(Geometry, TakesNoFrameForAGutterAndLeavesNoneAroundANight) {
  const Layout layout{.gutter = 24, .margin = 0, .color = {250, 250, 250}, .seed = 21};
  Image sheet = plain(layout.size, layout.color);
  constexpr int line = 4;
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) {
      const Box box = place(layout, r, c);
      fill(sheet, box, {8, 8, 10});
      const Size inner{box.width - 2 * line, box.height - 2 * line};
      const auto seed = static_cast<std::uint64_t>(r * 3 + c);
      paste(sheet, (r + c) % 2 == 0 ? night(seed, inner) : scene(700 + seed, inner), box.left + line, box.top + line);
    }
  }
  const GridGeometry geometry = find_grid(through_jpeg(sheet, 88), layout.shape);
  expect_all_usable(geometry);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
    const Box truth = place(layout, static_cast<int>(i) / 3, static_cast<int>(i) % 3);
    const Box box = geometry.cells[i].box;
    EXPECT_GE(box.left, truth.left + line) << i;
    EXPECT_GE(box.top, truth.top + line) << i;
    EXPECT_LE(box.left + box.width, truth.left + truth.width - line) << i;
    EXPECT_LE(box.top + box.height, truth.top + truth.height - line) << i;
    EXPECT_GT(box.width * box.height, truth.width * truth.height * 80 / 100) << i;
  }
}

TEST(Geometry, CutsPanelsAsWhiteAsTheGutterWhereTheirNeighboursBegin) {
  const Layout layout{.gutter = 18, .margin = 20, .color = {250, 250, 250}, .seed = 22};
  Image sheet = make_sheet(layout);
  for (const auto& [r, c] : {std::pair(0, 1), std::pair(1, 0), std::pair(2, 2)}) {
    const Box box = place(layout, r, c);
    Image paper = plain({box.width, box.height}, {244, 243, 240});
    paste(paper, scene(static_cast<std::uint64_t>(800 + r * 3 + c), {box.width / 2, box.height / 2}), box.width / 4,
          box.height / 4);
    paste(sheet, paper, box.left, box.top);
  }
  const GridGeometry geometry = find_grid(through_jpeg(sheet, 85), layout.shape);
  expect_all_usable(geometry);
  expect_boxes_inside(geometry, layout);
}

TEST(Geometry, FindsAMarginThatOnePanelAloneShows) {
  const Layout layout{.gutter = 18, .margin = 22, .color = {249, 249, 249}, .seed = 26};
  Image sheet = make_sheet(layout);
  for (const int r : {0, 1}) {
    const Box box = place(layout, r, 0);
    Image paper = plain({box.width, box.height}, {247, 247, 245});
    for (int i = 0; i < 7; ++i) fill(paper, {30 + 13 * i, 20 + (i * 41) % 110, 5, 30}, {20, 20, 20});
    paste(sheet, paper, box.left, box.top);
  }
  const GridGeometry geometry = find_grid(through_jpeg(sheet, 85), layout.shape);
  expect_all_usable(geometry);
  expect_boxes_inside(geometry, layout);
}

TEST(Geometry, SeesAPictureThatGoesOnWhereOthersHaveALine) {
  for (const int gutter : {2, 3, 6}) {
    const Layout layout{.gutter = gutter, .color = {0, 0, 0}, .seed = 23};
    Image sheet = make_sheet(layout);
    const Box upper = place(layout, 0, 1);
    const Box lower = place(layout, 1, 1);
    paste(sheet, scene(78, {upper.width, lower.top + lower.height - upper.top}), upper.left, upper.top);
    const GridGeometry geometry = find_grid(through_jpeg(sheet, 70), layout.shape);
    for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
      EXPECT_EQ(geometry.cells[i].usable, i != 1 && i != 4) << "cell " << i << " gutter " << gutter;
    }
  }
}

/// White on white: only the colour of the gutter, not quite that of the paper, tells that it is missing.
TEST(Geometry, SeesWhitePaperThatGoesOnThroughAWhiteGutter) {
  const Layout layout{.gutter = 20, .margin = 0, .color = {255, 255, 255}, .seed = 24};
  Image sheet = make_sheet(layout);
  const Box left = place(layout, 2, 0);
  const Box right = place(layout, 2, 1);
  const Size size{right.left + right.width - left.left, left.height};
  Image paper = plain(size, {238, 236, 230});
  paste(paper, scene(81, {120, 90}), 20, 40);
  paste(paper, scene(82, {120, 90}), size.width - 150, 60);
  paste(sheet, paper, left.left, left.top);
  const GridGeometry geometry = find_grid(through_jpeg(sheet, 85), layout.shape);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
    EXPECT_EQ(geometry.cells[i].usable, i != 6 && i != 7) << "cell " << i;
  }
}

class RoundCorners : public testing::TestWithParam<int> {};

TEST_P(RoundCorners, AreLeftOutsideAlsoAtTheEndsOfTheSheet) {
  const Layout layout{.gutter = 16, .margin = GetParam(), .seed = 9};
  Image sheet = make_sheet(layout);
  constexpr int radius = 20;
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) {
      const Box box = place(layout, r, c);
      for (int y = 0; y < radius; ++y) {
        for (int x = 0; x < radius; ++x) {
          const int dx = radius - x;
          const int dy = radius - y;
          if (dx * dx + dy * dy <= radius * radius) continue;
          for (const int px : {box.left + x, box.left + box.width - 1 - x}) {
            for (const int py : {box.top + y, box.top + box.height - 1 - y}) fill(sheet, {px, py, 1, 1}, layout.color);
          }
        }
      }
    }
  }
  const GridGeometry geometry = find_grid(sheet, layout.shape);
  for (const GridCell& cell : geometry.cells) {
    EXPECT_TRUE(cell.usable);
    EXPECT_NE(pixel(sheet, cell.box.left, cell.box.top), layout.color);
    EXPECT_NE(pixel(sheet, cell.box.left + cell.box.width - 1, cell.box.top + cell.box.height - 1), layout.color);
  }
}

INSTANTIATE_TEST_SUITE_P(Margins, RoundCorners, testing::Values(0, 12));

TEST(Geometry, BelievesTheFewCornersThatCanBeSeenToBeRound) {
  const Layout layout{.gutter = 16, .margin = 12, .color = {8, 8, 10}, .seed = 25};
  Image sheet = plain(layout.size, layout.color);
  constexpr int radius = 18;
  for (int i = 0; i < 9; ++i) {
    const Box box = place(layout, i / 3, i % 3);
    const bool bright = i == 2 || i == 7;
    paste(sheet,
          bright ? scene(900 + static_cast<std::uint64_t>(i), {box.width, box.height})
                 : night(static_cast<std::uint64_t>(i), {box.width, box.height}),
          box.left, box.top);
    for (int y = 0; y < radius; ++y) {
      for (int x = 0; x < radius; ++x) {
        if ((radius - x) * (radius - x) + (radius - y) * (radius - y) <= radius * radius) continue;
        for (const int px : {box.left + x, box.left + box.width - 1 - x}) {
          for (const int py : {box.top + y, box.top + box.height - 1 - y}) fill(sheet, {px, py, 1, 1}, layout.color);
        }
      }
    }
  }
  const GridGeometry geometry = find_grid(sheet, layout.shape);
  for (int i = 0; i < 9; ++i) {
    const GridCell& cell = geometry.cells[static_cast<std::size_t>(i)];
    const Box truth = place(layout, i / 3, i % 3);
    EXPECT_TRUE(cell.usable) << cell.reason;
    EXPECT_GE(cell.box.left, truth.left + radius * 3 / 10) << i;
    EXPECT_GE(cell.box.top, truth.top + radius * 3 / 10) << i;
  }
}

TEST(Geometry, RefusesPanelsThatSpanTwoPlaces) {
  for (const int gutter : {0, 10}) {
    const Layout layout{.gutter = gutter, .seed = 11};
    Image sheet = make_sheet(layout);
    const Box left = place(layout, 1, 0);
    const Box right = place(layout, 1, 1);
    paste(sheet, scene(77, {right.left + right.width - left.left, left.height}), left.left, left.top);
    const GridGeometry geometry = find_grid(through_jpeg(sheet, 85), layout.shape);
    for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
      EXPECT_EQ(geometry.cells[i].usable, i != 3 && i != 4) << "cell " << i << " gutter " << gutter;
    }
    EXPECT_EQ(geometry.cells[3].reason, "spans two places");
  }
}

TEST(Geometry, RefusesMissingPanels) {
  const Layout layout{.gutter = 10, .margin = 10, .seed = 12};
  Image sheet = make_sheet(layout);
  fill(sheet, place(layout, 2, 1), layout.color);
  const GridGeometry geometry = find_grid(through_jpeg(sheet, 85), layout.shape);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) EXPECT_EQ(geometry.cells[i].usable, i != 7) << "cell " << i;
}

TEST(Geometry, RefusesAPanelThatIsTwo) {
  const Layout layout{.gutter = 10, .margin = 10, .seed = 13};
  Image sheet = make_sheet(layout);
  const Box box = place(layout, 0, 2);
  fill(sheet, {box.left, box.top + box.height / 2 - 5, box.width, 10}, layout.color);
  const GridGeometry geometry = find_grid(through_jpeg(sheet, 85), layout.shape);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) EXPECT_EQ(geometry.cells[i].usable, i != 2) << "cell " << i;
}

TEST(Geometry, CountsThePanelsThatThereAre) {
  for (const GridShape drawn : {GridShape{3, 4}, GridShape{4, 3}, GridShape{4, 4}, GridShape{2, 3}}) {
    for (const int gutter : {0, 9}) {
      const Layout layout{.shape = drawn, .gutter = gutter, .seed = 14};
      const GridGeometry geometry = find_grid(through_jpeg(make_sheet(layout), 90), {3, 3});
      EXPECT_EQ(geometry.found, drawn);
      EXPECT_EQ(geometry.cells.size(), 9U);
      for (const GridCell& cell : geometry.cells) EXPECT_FALSE(cell.usable);
      EXPECT_FALSE(geometry.notes.empty());
    }
  }
}

TEST(Geometry, SaysWhenNothingWasFound) {
  const GridGeometry geometry = find_grid(plain({300, 300}, {120, 130, 140}), {3, 3});
  EXPECT_EQ(geometry.cells.size(), 9U);
  EXPECT_LT(geometry.confidence, 0.2);
  for (const GridCell& cell : geometry.cells) EXPECT_FALSE(cell.usable);
}

TEST(Geometry, SurvivesTinyAndOddSheets) {
  for (const Size size : {Size{1, 1}, Size{3, 50}, Size{17, 16}, Size{64, 2}, Size{40, 40}, Size{200, 31}}) {
    for (const GridShape shape : {GridShape{2, 2}, GridShape{5, 5}}) {
      const GridGeometry geometry = find_grid(scene(15, size), shape);
      ASSERT_EQ(geometry.cells.size(), static_cast<std::size_t>(shape.cells()));
      for (const GridCell& cell : geometry.cells) {
        EXPECT_GE(cell.box.left, 0);
        EXPECT_GE(cell.box.top, 0);
        EXPECT_GE(cell.box.width, 1);
        EXPECT_GE(cell.box.height, 1);
        EXPECT_LE(cell.box.left + cell.box.width, size.width);
        EXPECT_LE(cell.box.top + cell.box.height, size.height);
      }
    }
  }
}

TEST(Geometry, IsTheSameEveryTime) {
  const Image sheet = through_jpeg(make_sheet({.gutter = 3, .shift = 7, .seed = 16}), 75);
  const GridGeometry a = find_grid(sheet, {3, 3});
  const GridGeometry b = find_grid(sheet, {3, 3});
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(a.cells[i].box, b.cells[i].box);
    EXPECT_EQ(a.cells[i].left.confidence, b.cells[i].left.confidence);
  }
}

TEST(Geometry, EqualPartsCoverTheSheet) {
  const GridGeometry geometry = equal_grid({1000, 701}, {3, 4});
  EXPECT_EQ(geometry.cells.size(), 12U);
  EXPECT_EQ(geometry.cells[0].box, (Box{0, 0, 250, 233}));
  EXPECT_EQ(geometry.cells[11].box, (Box{750, 467, 250, 234}));
}

}  // namespace
}  // namespace tessera
