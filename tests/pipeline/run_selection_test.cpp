// Which tiles become images: extras, coverage, singles, other sets, style and size.

#include <fstream>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "base/digest.h"
#include "base/durable_file.h"
#include "imaging/codec.h"
#include "pipeline/run_world.h"

namespace tessera {
namespace {

using testing::HasSubstr;

TEST_F(RunTest, RefillsShowWhatTheSetHasLeastOf) {
  const std::set<std::string> unlucky = {"Nature & Landscapes", "Animals & Creatures", "Abstract & Artistic"};
  judge_ = [&unlucky](const CallSpec& spec) {
    std::string reply = "but ";
    for (const json::value& category : spec.input.at("categories").as_array()) {
      reply += unlucky.contains(std::string(category.as_string())) ? '-' : '+';
    }
    return CallOutput{
        .bytes = to_bytes(reply), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  ASSERT_GT(outcome->dataset.grids.size(), 3U);
  const auto asked = [&](const GridEntry& grid) {
    return std::ranges::count_if(grid.descriptions, [&](const Description& d) { return unlucky.contains(d.category); });
  };
  for (std::size_t grid = 0; grid < 3; ++grid) EXPECT_LE(asked(outcome->dataset.grids[grid]), 5);
  EXPECT_GE(asked(outcome->dataset.grids[3]), 5) << "three of seven categories get more than half of the cells";
}

TEST_F(RunTest, TilesBeyondTheCountStayAsExtrasThatCostNothing) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  ASSERT_EQ(outcome->dataset.extras.size(), 7U);
  EXPECT_EQ(upscales_.submitted, 20);
  EXPECT_THAT(manifest(), HasSubstr("\"extras\""));
  for (const ExtraTile& extra : outcome->dataset.extras) {
    EXPECT_EQ(extra.grid, 3) << "tiles of the first grids are enlarged at once";
    const Result<Bytes> png = read_whole(folder_.path() / out_ / extra.file);
    ASSERT_TRUE(png) << extra.file;
    EXPECT_EQ(blob_id(*png), extra.content);
    EXPECT_EQ(decode_image(*png)->size(), (Size{extra.box.width, extra.box.height})) << "as it was cut, not enlarged";
    for (const Item& item : outcome->dataset.items) EXPECT_FALSE(item.grid == extra.grid && item.cell == extra.cell);
  }
}

TEST_F(RunTest, ExtrasThatBecameImagesGoWhenAStoppedRunGoesOn) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.max_cost = Money::micro_dollars(500'000);
  const Result<RunOutcome> stopped = execute();
  ASSERT_TRUE(stopped);
  ASSERT_EQ(stopped->ending, RunEnding::over_budget);
  const std::filesystem::path folder = folder_.path() / out_ / "extra";
  std::filesystem::create_directories(folder);
  for (const char* name : {"0001-01.png", "mine.png"}) std::ofstream(folder / name) << "earlier";

  request_.max_cost.reset();
  const Result<RunOutcome> complete = execute();
  ASSERT_TRUE(complete);
  std::set<std::string> told{"extra/mine.png"};
  for (const ExtraTile& extra : complete->dataset.extras) told.insert(extra.file);
  EXPECT_EQ(told.size(), 8U);
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    there.insert("extra/" + entry.path().filename().string());
  }
  EXPECT_EQ(there, told) << "what is an image now is no extra, and users' files stay";
}

TEST_F(RunTest, TheLastPlacesGoToTheCategoriesThatTheSetHasLeastOf) {
  request_.count = 12;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  std::map<std::string, int> images;
  for (const Item& item : outcome->dataset.items) ++images[item.description.category];
  EXPECT_EQ(images.size(), 7U);
  for (const auto& [category, count] : images) EXPECT_LE(count, 2) << category << ": 12 over 7 is at most 2 each";
}

TEST_F(RunTest, TheLastImagesAreMadeOnTheirOwnAndAreNotEnlarged) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.count = 12;
  request_.singles = 3;
  request_.haste = Haste::cheap;
  judge_ = answer("odd");  // five of nine
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->grids, 2);
  EXPECT_EQ(outcome->singles, 2);
  EXPECT_EQ(grids_.submitted, 4);
  EXPECT_EQ(upscales_.submitted, 10);
  EXPECT_EQ(outcome->dataset.cost, Money::micro_dollars(4 * 50'000 + 10 * 80'000));
  const auto of_kind = [&](std::string_view kind) {
    return std::ranges::count(outcome->dataset.calls, kind, &CallEntry::kind);
  };
  EXPECT_EQ(of_kind("single"), 2);
  EXPECT_EQ(of_kind("grid"), 2);
  const Item& last = outcome->dataset.items.back();
  EXPECT_EQ(last.size, (Size{tile_side, tile_side})) << "at its full resolution as it came";
  EXPECT_TRUE(last.upscale_call.empty());
  EXPECT_TRUE(outcome->dataset.grids.back().is_single);
  EXPECT_THAT(manifest(), HasSubstr("/single-0004/1"));
}

TEST_F(RunTest, SinglesSurviveEveryInterruptionAndAreNeverBoughtTwice) {
  request_.count = 12;
  request_.singles = 3;
  request_.haste = Haste::cheap;
  judge_ = answer("odd");
  ASSERT_TRUE(execute());
  const std::string undisturbed = manifest();
  EXPECT_EQ(grids_.submitted, 4);

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  for (int cents = 4; cents < 20; cents += 5) {  // ends before each review and before each picture
    request_.max_cost = Money::micro_dollars(cents * 10'000);
    const Result<RunOutcome> stopped = execute();
    ASSERT_TRUE(stopped);
    EXPECT_EQ(stopped->ending, RunEnding::over_budget);
    EXPECT_LE(stopped->dataset.cost_upper_bound, *request_.max_cost);
  }
  request_.max_cost.reset();
  ASSERT_TRUE(execute());
  EXPECT_EQ(manifest(), undisturbed);
  EXPECT_EQ(grids_.submitted, 8);
}

TEST_F(RunTest, WhatRepeatsAPictureOfAnotherSetIsRefusedByItsName) {
  FakeEndpoint same([this](const CallSpec& spec) { return Result<CallOutput>(always_the_same(spec)); },
                    [](const CallSpec&) { return Duration(0); });
  std::swap(grids_, same);
  request_.count = 9;
  ASSERT_TRUE(execute());
  const RunId alone = execute()->dataset.run;

  request_.against = (folder_.path() / "out").string();
  out_ = "out-2";
  request_.max_attempts = 1;
  std::filesystem::remove(folder_.path() / "out" / "images" / "0009.jpg");
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_NE(outcome->dataset.run, alone);
  EXPECT_EQ(outcome->dataset.items.size(), 1U) << "the one whose twin was removed";
  int repeats = 0;
  for (const Verdict& verdict : outcome->dataset.grids.front().verdicts) {
    if (!verdict.repeats) continue;
    ++repeats;
    EXPECT_THAT(verdict.repeats->of, HasSubstr("out/images/000"));
    EXPECT_EQ(verdict.by, DecidedBy::measure);
  }
  EXPECT_EQ(repeats, 8);
  EXPECT_THAT(manifest(), HasSubstr("out/images/0001.jpg"));
}

TEST_F(RunTest, APictureOfTheOtherSetThatCannotBeReadIsSaidAndNotComparedWith) {
  const std::filesystem::path other = folder_.path() / "other";
  std::filesystem::create_directories(other);
  std::ofstream(other / "broken.jpg", std::ios::binary) << "\xff\xd8\xff\xe0 and no more";
  request_.against = other.string();
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  EXPECT_THAT(outcome->dataset.warnings, testing::Contains(HasSubstr("broken.jpg is not compared with")));
}

TEST_F(RunTest, LeavingTheStyleIsToldAndRefusesOnlyWithTheGate) {
  source_ = Image(Size{512, 512});
  for (int y = 0; y < 512; ++y) std::ranges::fill(source_.row(y), static_cast<std::uint8_t>(200 + y / 16));
  request_.count = 9;
  request_.max_attempts = 1;
  const Result<RunOutcome> told = execute();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->dataset.items.size(), 9U);
  const std::vector<Measurement>& measured = told->dataset.items.front().verdict.measurements;
  const auto style = std::ranges::find(measured, "style", &Measurement::name);
  ASSERT_NE(style, measured.end());
  EXPECT_FALSE(style->passed);
  EXPECT_TRUE(style->advisory);

  out_ = "out-2";
  request_.style_gate = true;
  const Result<RunOutcome> gated = execute();
  ASSERT_TRUE(gated);
  EXPECT_TRUE(gated->dataset.items.empty());
  EXPECT_THAT(gated->dataset.grids.front().verdicts.front().reason, HasSubstr("style"));
}

TEST_F(RunTest, MinSideIsReachedByOneReductionAndNothingIsEnlargedTwice) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.count = 9;
  request_.min_side = 150;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(upscales_.submitted, 9);
  for (const Item& item : outcome->dataset.items) {
    EXPECT_EQ(std::min(item.size.width, item.size.height), 150);
    ASSERT_EQ(item.transforms.size(), 4U);
    EXPECT_THAT(item.transforms[2], HasSubstr("lanczos3 to "));
  }

  out_ = "out-2";
  request_.min_side = 400;  // more than the factor gives
  const Result<RunOutcome> short_of_it = execute();
  ASSERT_TRUE(short_of_it);
  EXPECT_EQ(upscales_.submitted, 18) << "once a tile";
  EXPECT_THAT(short_of_it->dataset.warnings.back(), HasSubstr("less than --min-side 400"));
}

}  // namespace
}  // namespace tessera
