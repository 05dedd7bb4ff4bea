// Single borders whose truth is known to the pixel: frames that look like gutters, and pictures that go on through
// them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/border_presence.h"
#include "imaging/framed_borders.h"
#include "imaging/panel_sides.h"
#include "imaging/test_pictures.h"

namespace tessera::imaging {
namespace {

using namespace test;

constexpr Rgb blue{6, 84, 246};
constexpr Rgb white{248, 248, 246};

/// Two panels side by side with white lines around them and blue between: 100 to 104 and 130 to 134 are the lines.
Image framed_pair() {
  Image sheet = scene(5, {240, 160});
  fill(sheet, {100, 0, 34, 160}, blue);
  fill(sheet, {100, 0, 4, 160}, white);
  fill(sheet, {130, 0, 4, 160}, white);
  return sheet;
}

TEST(FramedBorders, JoinTheLineOfEitherPanelWithItsTwinBehindTheGutter) {
  const Image sheet = framed_pair();
  for (const Border& found :
       {Border{.first = 100, .last = 104, .flat = true}, {.first = 130, .last = 134, .flat = true}}) {
    AxisLines axis{.borders = {found}, .begin = {}, .end = {}};
    join_frames(axis, LineView(sheet, true));
    EXPECT_EQ(axis.borders[0].first, 100);
    EXPECT_EQ(axis.borders[0].last, 134);
  }
}

TEST(FramedBorders, StayWhereThereIsNoTwin) {
  Image sheet = framed_pair();
  fill(sheet, {130, 0, 4, 160}, blue);
  AxisLines axis{.borders = {{.first = 100, .last = 104, .flat = true}}, .begin = {}, .end = {}};
  join_frames(axis, LineView(sheet, true));
  EXPECT_EQ(axis.borders[0].last, 104);
}

/// Three panels above another, each 100 pixels high; a border at columns [100, 100 + width) through the first two.
const std::vector<Stretch> stretches{
    {.first = 0, .last = 100}, {.first = 100, .last = 200}, {.first = 200, .last = 300}};

Image grained(Size size, int level) {
  Image image = scene(11, size);
  for (std::uint8_t& value : image.pixels()) value = static_cast<std::uint8_t>(level + value % 9);
  return image;
}

TEST(Presences, SeeThatDarkPicturesGoOnWhereOthersHaveABlackLine) {
  for (const int width : {2, 3, 5}) {
    Image sheet = grained({220, 300}, 36);
    fill(sheet, {100, 0, width, 200}, {0, 0, 0});
    const Border border{.first = 100, .last = 100 + width, .score = 1, .flat = true};
    const Level black{0, 0, 0};
    const auto there = presences(LineView(sheet, true), border, stretches, black, black);
    EXPECT_GE(there[0].value_or(1), 0.9) << width;
    EXPECT_GE(there[1].value_or(1), 0.9) << width;
    EXPECT_EQ(there[2], 0.0) << width;
  }
}

TEST(Presences, SeeWhitePaperThatGoesOnThroughAWideWhiteGutter) {
  Image sheet = grained({240, 300}, 60);
  fill(sheet, {0, 200, 240, 100}, {244, 243, 241});
  fill(sheet, {100, 0, 20, 200}, {255, 255, 255});
  for (const int y : {220, 260}) fill(sheet, {90, y, 8, 1}, {30, 30, 30});  // strokes that end before the border
  const Border border{.first = 100, .last = 120, .score = 1, .flat = true};
  const Level color{255, 255, 255};
  const auto there = presences(LineView(sheet, true), border, stretches, color, color);
  EXPECT_GE(there[0].value_or(0), 0.9);
  EXPECT_GE(there[1].value_or(0), 0.9);
  EXPECT_EQ(there[2], 0.0);
}

TEST(Presences, AreFoundBesideTheirPlaceWhenOnePanelHasThemThere) {
  Image sheet = scene(12, {220, 300});
  fill(sheet, {103, 0, 3, 200}, {0, 0, 0});
  const Border border{.first = 100, .last = 103, .score = 0.6, .flat = true};
  const Level black{0, 0, 0};
  EXPECT_EQ(presences(LineView(sheet, true), border, stretches, median_color(LineView(sheet, true), 101), black)[2],
            0.0);
}

TEST(PanelSides, BeginWhereTheNeighboursDoWhenThePanelIsAsWhiteAsTheMargin) {
  Image sheet = scene(13, {300, 300});
  const Level paper{250, 250, 250};
  fill(sheet, {0, 0, 22, 300}, paper);
  fill(sheet, {0, 100, 80, 100}, paper);
  const SheetStatistics statistics = measure_lines(sheet, 3 * bands_per_panel, 3 * bands_per_panel);
  AxisContext columns(sheet, true, statistics.columns, 3);
  AxisContext rows(sheet, false, statistics.rows, 3);
  columns.lines.begin = {};
  rows.lines = {.borders = {{.first = 100, .last = 100}, {.first = 200, .last = 200}},
                .begin = {},
                .end = {.first = 300, .last = 300}};
  EXPECT_EQ(gutter_left(columns, rows, 0, 1, paper, {}), (std::vector{22, 22, 22}));
  fill(sheet, {0, 0, 80, 300}, paper);
  EXPECT_EQ(gutter_left(columns, rows, 0, 1, paper, {.gutter = 0, .margin = 17}), (std::vector{17, 17, 17}))
      << "none shows it";
  EXPECT_EQ(gutter_left(columns, rows, 0, 1, paper, {}), (std::vector{0, 0, 0}));
}

TEST(Presences, DoNotMissAGutterThatNoPanelHas) {
  const Image sheet = grained({220, 300}, 120);
  const Border border{.first = 100, .last = 112, .score = 0.5, .flat = true};
  const Level own{124, 124, 124};
  for (const std::optional<double>& one :
       presences(LineView(sheet, true), border, stretches, own, Level{255, 255, 255})) {
    EXPECT_NE(one, 0.0) << "a plain strip of one picture";
  }
}

}  // namespace
}  // namespace tessera::imaging
