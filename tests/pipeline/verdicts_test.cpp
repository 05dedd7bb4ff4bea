#include "pipeline/verdicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

/// A tile that looks like no other: blocks of colour by its own random numbers.
void paint_tile(Image& sheet, Box box, std::uint64_t seed) {
  Random random(seed, "tile");
  for (int by = 0; by < 6; ++by) {
    for (int bx = 0; bx < 6; ++bx) {
      const std::uint64_t colour = random.next();
      for (int y = box.top + box.height * by / 6; y < box.top + box.height * (by + 1) / 6; ++y) {
        for (int x = box.left + box.width * bx / 6; x < box.left + box.width * (bx + 1) / 6; ++x) {
          for (int c = 0; c < 3; ++c) {
            sheet.row(y)[static_cast<std::size_t>(x * 3 + c)] =
                static_cast<std::uint8_t>((colour >> static_cast<unsigned>(8 * c)) & 0xffU);
          }
        }
      }
    }
  }
}

Sheet sheet_of(const std::vector<std::uint64_t>& seeds) {
  Image image(Size{600, 600});
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    paint_tile(
        image,
        Box{.left = static_cast<int>(i % 3) * 200, .top = static_cast<int>(i / 3) * 200, .width = 200, .height = 200},
        seeds[i]);
  }
  Sheet sheet{.pixels = std::make_shared<const Image>(image)};
  sheet.geometry = equal_grid(image.size(), GridShape{});
  for (const GridCell& cell : sheet.geometry.cells) {
    CellFindings findings;
    findings.descriptor = describe(crop(image, cell.box));
    sheet.cells.push_back(findings);
  }
  return sheet;
}

JudgeReply all_unique() { return JudgeReply{.unique_tiles = {1, 2, 3, 4, 5, 6, 7, 8, 9}, .tiles = {}}; }

std::vector<int> accepted(const std::vector<Verdict>& verdicts) {
  std::vector<int> tiles;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].accepted) tiles.push_back(static_cast<int>(i) + 1);
  }
  return tiles;
}

TEST(Verdicts, FallbackIsCornersAndCentreInEveryShape) {
  EXPECT_THAT(corner_and_centre_tiles({3, 3}), ElementsAre(1, 3, 5, 7, 9));
  EXPECT_THAT(corner_and_centre_tiles({2, 2}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(corner_and_centre_tiles({4, 4}), ElementsAre(1, 4, 13, 16));
  EXPECT_THAT(corner_and_centre_tiles({3, 5}), ElementsAre(1, 5, 8, 11, 15));
  EXPECT_THAT(corner_and_centre_tiles({2, 3}), ElementsAre(1, 3, 4, 6));
}

TEST(Verdicts, DifferentTilesThatTheJudgeLikesAreAllAccepted) {
  const auto verdicts = judge_cells(sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9}), all_unique(), 1, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(Verdicts, ARepeatThatTheJudgeOverlooksIsRefusedByMeasure) {
  const auto verdicts = judge_cells(sheet_of({1, 2, 3, 4, 1, 6, 7, 8, 9}), all_unique(), 2, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(1, 2, 3, 4, 6, 7, 8, 9));
  EXPECT_EQ(verdicts[4].reason, "repeats tile 1 of grid 2");
  EXPECT_EQ(verdicts[4].by, DecidedBy::measure);
}

TEST(Verdicts, ATileOfAnEarlierGridIsARepeatToo) {
  const Sheet first = sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9});
  KeptPictures kept;
  kept.add("tile 9 of grid 1", first.cells[8].descriptor);
  const auto verdicts = judge_cells(sheet_of({11, 12, 9, 14, 15, 16, 17, 18, 19}), all_unique(), 2, kept);
  EXPECT_EQ(verdicts[2].reason, "repeats tile 9 of grid 1");
  EXPECT_FALSE(verdicts[2].accepted);
}

TEST(Verdicts, WhatTheJudgeRefusesStaysRefusedWithItsWords) {
  JudgeReply reply{.unique_tiles = {1, 2, 4, 5, 6, 7, 8}, .tiles = {}};
  reply.tiles.push_back(TileOpinion{.tile = 2, .repeats = 1});
  reply.tiles.push_back(TileOpinion{.tile = 4, .defects = {"text"}});
  reply.tiles.push_back(TileOpinion{.tile = 5, .shows = "a red bridge over a river"});
  const auto verdicts = judge_cells(sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9}), reply, 1, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(1, 5, 6, 7, 8));
  EXPECT_EQ(verdicts[1].reason, "repeats tile 1");
  EXPECT_EQ(verdicts[2].reason, "not unique");
  EXPECT_EQ(verdicts[3].reason, "defects: text");
  EXPECT_EQ(verdicts[4].caption, "a red bridge over a river");
}

Measurement sharpness(double value) {
  return {.name = "sharpness", .value = value, .threshold = 0.4, .passed = value >= 0.4};
}

/// As a sheet is whose borders were found and whose cells were measured.
Sheet measured(Sheet sheet) {
  for (GridCell& cell : sheet.geometry.cells) {
    cell.left.confidence = cell.right.confidence = cell.top.confidence = cell.bottom.confidence = 0.9;
  }
  for (CellFindings& cell : sheet.cells) cell.measurements = {sharpness(0.6)};
  return sheet;
}

TEST(Verdicts, OfRepeatsTheSharpestIsKeptWhereverItStands) {
  Sheet sheet = measured(sheet_of({1, 2, 3, 4, 1, 6, 7, 8, 1}));
  sheet.cells[4].measurements = {sharpness(0.9)};
  const auto verdicts = judge_cells(sheet, all_unique(), 3, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(2, 3, 4, 5, 6, 7, 8));
  for (const std::size_t repeat : {0U, 8U}) {
    EXPECT_EQ(verdicts[repeat].reason, "repeats tile 5 of grid 3");
    ASSERT_TRUE(verdicts[repeat].repeats);
    EXPECT_EQ(verdicts[repeat].repeats->of, "tile 5 of grid 3");
    EXPECT_EQ(verdicts[repeat].repeats->found_by, DecidedBy::measure);
    EXPECT_EQ(verdicts[repeat].judge.stance, Stance::keeps) << "what the judge said stays to be seen";
    EXPECT_EQ(verdicts[repeat].measures.stance, Stance::refuses);
  }
}

TEST(Verdicts, WhatTheJudgeCallsARepeatIsKeptWhenItsOriginalIsRefused) {
  Sheet sheet = measured(sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9}));
  JudgeReply reply{.unique_tiles = {1, 2, 3, 4, 6, 7, 8}, .tiles = {}};
  reply.tiles.push_back(TileOpinion{.tile = 5, .repeats = 3});
  reply.tiles.push_back(TileOpinion{.tile = 9, .repeats = 5});
  const auto before = judge_cells(sheet, reply, 1, KeptPictures());
  EXPECT_THAT(accepted(before), ElementsAre(1, 2, 3, 4, 6, 7, 8));
  EXPECT_EQ(before[8].reason, "repeats tile 3") << "a repeat of a repeat is one of the first";

  sheet.cells[2].measurements = {sharpness(0.1)};
  const auto after = judge_cells(sheet, reply, 1, KeptPictures());
  EXPECT_THAT(accepted(after), ElementsAre(1, 2, 4, 5, 6, 7, 8)) << "one of the group, not both";
  EXPECT_EQ(after[4].by, DecidedBy::measure);
  EXPECT_EQ(acceptable_at_most(sheet, reply), 7);
}

TEST(Verdicts, DefectsOfEitherSideRefuseAndBothSidesAreShown) {
  Sheet sheet = measured(sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9}));
  sheet.cells[0].measurements = {sharpness(0.1)};
  JudgeReply reply = all_unique();
  reply.tiles.push_back(TileOpinion{.tile = 2, .defects = {"watermark"}});
  const auto verdicts = judge_cells(sheet, reply, 1, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(3, 4, 5, 6, 7, 8, 9));
  EXPECT_EQ(verdicts[0].judge, (Opinion{Stance::keeps, "unique"}));
  EXPECT_EQ(verdicts[0].measures.stance, Stance::refuses);
  EXPECT_EQ(verdicts[1].judge, (Opinion{Stance::refuses, "defects: watermark"}));
  EXPECT_EQ(verdicts[1].measures.stance, Stance::keeps);
  EXPECT_EQ(verdicts[1].by, DecidedBy::judge);
}

TEST(Verdicts, WithoutAJudgeTheMeasuresDecideAlone) {
  Sheet sheet = measured(sheet_of({1, 2, 3, 4, 1, 6, 7, 8, 9}));
  sheet.cells[7].measurements = {sharpness(0.1)};
  const auto verdicts = judge_cells(sheet, std::nullopt, 1, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(1, 2, 3, 4, 6, 7, 9));
  EXPECT_EQ(verdicts[0].by, DecidedBy::measure);
  EXPECT_EQ(verdicts[0].judge, (Opinion{Stance::silent, "unreviewed"}));
  EXPECT_THAT(verdicts[0].reason, StartsWith("unreviewed"));
  EXPECT_EQ(acceptable_at_most(sheet, std::nullopt), 8) << "repeats are not looked for";
}

TEST(Verdicts, ATileOutOfStyleHasLessQuality) {
  Sheet sheet = measured(sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9}));
  sheet.cells[1].measurements.push_back(
      {.name = "style", .value = 0.35, .threshold = 0.35, .passed = true, .advisory = true});
  const auto verdicts = judge_cells(sheet, all_unique(), 1, KeptPictures());
  EXPECT_NEAR(verdicts[1].quality, verdicts[0].quality * 0.75, 1e-9);
}

TEST(Verdicts, SilenceOfTheJudgeIsMarkedAsFallbackWhereNoBorderWasFound) {
  const auto verdicts = judge_cells(sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9}), std::nullopt, 1, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(1, 3, 5, 7, 9));
  EXPECT_EQ(verdicts[0].by, DecidedBy::fallback);
  EXPECT_THAT(verdicts[0].reason, StartsWith("unreviewed"));
}

TEST(Verdicts, CellsThatTheGeometryRefusesAreNeverAccepted) {
  Sheet sheet = sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9});
  sheet.geometry.cells[0].usable = false;
  sheet.geometry.cells[0].reason = "spans two places";
  const auto verdicts = judge_cells(sheet, std::nullopt, 1, KeptPictures());
  EXPECT_THAT(accepted(verdicts), ElementsAre(3, 5, 7, 9));
  EXPECT_EQ(verdicts[0].reason, "spans two places");
}

TEST(Verdicts, GatesRefuseAndAdvisoryMeasurementsDoNot) {
  Sheet sheet = sheet_of({1, 2, 3, 4, 5, 6, 7, 8, 9});
  sheet.cells[0].measurements = {{.name = "sharpness", .value = 0.1, .threshold = 0.5, .passed = false}};
  sheet.cells[1].measurements = {{.name = "border", .value = 0.9, .threshold = 0.5, .passed = false, .advisory = true}};
  const auto verdicts = judge_cells(sheet, all_unique(), 1, KeptPictures());
  EXPECT_FALSE(verdicts[0].accepted);
  EXPECT_THAT(verdicts[0].reason, StartsWith("sharpness 0.1"));
  EXPECT_TRUE(verdicts[1].accepted);
}

}  // namespace
}  // namespace tessera
