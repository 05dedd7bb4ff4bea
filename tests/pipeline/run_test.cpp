// Whole runs: what is ordered and in which order, and what survives an interruption.

#include "pipeline/run_world.h"

namespace tessera {
namespace {

TEST_F(RunTest, TwentyImagesTakeThreeGridsThatAreOrderedTogether) {
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  EXPECT_EQ(outcome->grids, 3);
  EXPECT_EQ(grids_.submitted, 3);
  EXPECT_EQ(outcome->dataset.cost, Money::micro_dollars(3 * 50'000));
}

TEST_F(RunTest, OrderOfArrivalDoesNotChangeTheDataset) {
  ASSERT_TRUE(execute());
  const std::string in_order = manifest();

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  int call = 0;
  delay_ = [&call](const CallSpec&) { return std::chrono::milliseconds(60 - 25 * call++); };
  ASSERT_TRUE(execute());
  EXPECT_EQ(manifest(), in_order);
}

TEST_F(RunTest, OrderOfArrivalDoesNotChangeWhatIsOrderedNextNorWhatItShows) {
  // Yields from one tile to nine: whoever looked at them in another order would order other grids of other things.
  request_.count = 45;
  request_.max_attempts = 30;
  judge_ = reply_by_content;
  ASSERT_TRUE(execute());
  const std::string in_order = manifest();
  const int ordered = grids_.submitted;
  EXPECT_GT(ordered, 7);

  for (const std::uint64_t arrival : {1U, 2U, 3U}) {
    out_ = "out-" + std::to_string(arrival);
    std::filesystem::remove_all(folder_.path() / "state");
    delay_ = [arrival](const CallSpec& spec) {
      Random random(arrival, json::serialize(spec.input));
      return std::chrono::milliseconds(random.below(120));
    };
    grids_.submitted = 0;
    ASSERT_TRUE(execute());
    EXPECT_EQ(grids_.submitted, ordered);
    EXPECT_EQ(manifest(), in_order);
  }
}

TEST_F(RunTest, ARunThatWasInterruptedEndsLikeOneThatWasNot) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  judge_ = reply_by_content;
  ASSERT_TRUE(execute());
  const std::string undisturbed = manifest();

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  for (const int cents : {10, 35, 90, 150}) {
    request_.max_cost = Money::micro_dollars(cents * 10'000);
    const Result<RunOutcome> stopped = execute();
    ASSERT_TRUE(stopped);
    EXPECT_EQ(stopped->ending, RunEnding::over_budget);
  }
  request_.max_cost.reset();
  ASSERT_TRUE(execute());
  EXPECT_EQ(manifest(), undisturbed);
}

TEST_F(RunTest, WithoutRoomForSheetsTheyAreDecodedAgainAndTheDatasetIsTheSame) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  ASSERT_TRUE(execute());
  const std::string with_room = manifest();

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  limits_ = {.places = 1, .kept_bytes = 0};
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  EXPECT_EQ(manifest(), with_room);
}

TEST_F(RunTest, TheSameRequestAgainPaysNothingAndGivesTheSame) {
  const Result<RunOutcome> first = execute();
  ASSERT_TRUE(first);
  const Result<RunOutcome> second = execute();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(grids_.submitted, 3);
  EXPECT_EQ(judges_.submitted, 3);
  EXPECT_EQ(second->dataset.items.size(), 20U);
  EXPECT_EQ(second->dataset.items[7].url, first->dataset.items[7].url);
  EXPECT_EQ(second->dataset.cost, first->dataset.cost);
}

TEST_F(RunTest, ADamagedOutFolderIsMadeAgainForFree) {
  ASSERT_TRUE(execute());
  const std::string before = manifest();
  std::filesystem::remove(folder_.path() / "out" / "images" / "0005.jpg");
  const Result<RunOutcome> again = execute();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(grids_.submitted, 3);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "out" / "images" / "0005.jpg"));
  EXPECT_EQ(manifest(), before);
}

TEST_F(RunTest, AllEnlargementsAreInFlightTogetherUnlessABatchSizeIsGiven) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  upscales_.hold_back = [&](const CallSpec&) { return upscales_.most_in_flight < 20; };
  ASSERT_TRUE(execute());
  EXPECT_EQ(upscales_.most_in_flight, 20);

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  request_.batch_size = 3;
  upscales_.most_in_flight = 0;
  upscales_.hold_back = [&](const CallSpec&) { return upscales_.most_in_flight < 3; };
  ASSERT_TRUE(execute());
  EXPECT_EQ(upscales_.most_in_flight, 3);
}

TEST_F(RunTest, WholeGridsAreEnlargedOnceAndTilesAreCutFromThem) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.upscale_stage = UpscaleStage::grid;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(upscales_.submitted, 3);
  EXPECT_NEAR(outcome->dataset.items.front().size.width, 2 * tile_side, 12);
}

}  // namespace
}  // namespace tessera
