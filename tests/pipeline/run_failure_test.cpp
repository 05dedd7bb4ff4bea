// Runs in which something goes wrong or runs out.

#include <fstream>

#include <gmock/gmock.h>

#include "pipeline/run_world.h"

namespace tessera {
namespace {

using testing::HasSubstr;

TEST_F(RunTest, ShortfallIsOrderedUntilTheImagesAreThere) {
  judge_ = [](const CallSpec&) {
    return CallOutput{
        .bytes = to_bytes("odd"), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->grids, 4) << "five of nine are kept";
}

TEST_F(RunTest, ShortfallIsOrderedAsSoonAsItIsCertain) {
  judge_ = [](const CallSpec&) {
    return CallOutput{
        .bytes = to_bytes("odd"), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  // Of 20 images the second and the third grid give five each: even nine of the first cannot be enough.
  std::optional<std::int64_t> first;
  bool ordered_before_it_came = false;
  grids_.hold_back = [&](const CallSpec& spec) {
    const auto seed = spec.input.at("seed").to_number<std::int64_t>();
    if (!first) first = seed;
    ordered_before_it_came = ordered_before_it_came || grids_.submitted > 3;
    return seed == *first && !ordered_before_it_came;
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_TRUE(ordered_before_it_came);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
}

TEST_F(RunTest, AttemptsEndInAShortfallThatIsSaid) {
  request_.max_attempts = 1;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::short_of_images);
  EXPECT_EQ(outcome->dataset.items.size(), 9U);

  request_.max_attempts = 10;
  const Result<RunOutcome> more = execute();
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_EQ(more->ending, RunEnding::complete) << "more attempts go on with the same run";
  EXPECT_EQ(more->dataset.run, outcome->dataset.run);
}

TEST_F(RunTest, NonsenseOfTheJudgeIsAskedOnceMoreAndThenTheMeasuresDecide) {
  request_.count = 9;
  judge_ = [](const CallSpec&) {
    return CallOutput{.bytes = to_bytes("nonsense"), .media_type = "text/plain", .used = {.pictures = 1}, .detail = {}};
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(judges_.submitted, 2 * grids_.submitted);
  EXPECT_EQ(outcome->dataset.items.size(), 9U);
  EXPECT_EQ(outcome->dataset.items.front().verdict.by, DecidedBy::measure);
  EXPECT_EQ(outcome->dataset.items.front().verdict.judge.stance, Stance::silent);
  EXPECT_EQ(outcome->dataset.grids.front().judge_reply, "nonsense") << "the raw reply is kept";
  ASSERT_FALSE(outcome->dataset.warnings.empty());
  EXPECT_THAT(outcome->dataset.warnings.back(), HasSubstr("unreviewed"));
}

TEST_F(RunTest, ReviewOfUnknownOutcomePausesTheRunAndLeavesTheDecisionToTheUser) {
  judge_ = [](const CallSpec&) { return Result<CallOutput>(failure(ErrorKind::unknown_outcome, "reset")); };
  const Result<RunOutcome> paused = execute();
  ASSERT_TRUE(paused);
  EXPECT_EQ(paused->ending, RunEnding::paused);
  EXPECT_TRUE(paused->dataset.items.empty());

  judge_ = [](const CallSpec&) {
    return CallOutput{
        .bytes = to_bytes("all"), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  request_.repeat_unknown = true;
  const Result<RunOutcome> resumed = execute();
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->ending, RunEnding::complete);
  EXPECT_EQ(grids_.submitted, 3);
}

TEST_F(RunTest, LostEnlargementLosesThatItemOnlyAndAnotherTileReplacesIt) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  int calls = 0;
  upscale_ = [&calls](const CallSpec& spec) -> Result<CallOutput> {
    if (++calls == 4) return failure(ErrorKind::refused, "flagged as sensitive (E005)");
    return enlarged(spec);
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  ASSERT_EQ(outcome->dataset.lost.size(), 1U);
  EXPECT_THAT(outcome->dataset.lost.front(), HasSubstr("E005"));
  EXPECT_EQ(outcome->dataset.items.back().number, 21) << "numbers are given once";
  EXPECT_EQ(outcome->grids, 3) << "27 tiles were enough";
}

TEST_F(RunTest, TheCapEndsTheRunAndWhatWasPaidForIsKept) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.max_cost = Money::micro_dollars(500'000);
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::over_budget);
  EXPECT_LE(outcome->dataset.cost_upper_bound, Money::micro_dollars(500'000));
  EXPECT_EQ(outcome->dataset.items.size(), 4U) << "three grids and reviews for 0.15, four enlargements for 0.32";

  request_.max_cost.reset();
  const Result<RunOutcome> more = execute();
  ASSERT_TRUE(more);
  EXPECT_EQ(more->ending, RunEnding::complete);
  EXPECT_EQ(upscales_.submitted, 20) << "nothing was bought twice";
}

TEST_F(RunTest, RefusedGridIsReplacedByAnotherOne) {
  int calls = 0;
  FakeEndpoint refusing(
      [&](const CallSpec& spec) -> Result<CallOutput> {
        if (++calls == 1) return failure(ErrorKind::refused, "flagged as sensitive (E005)");
        return paint(spec);
      },
      [](const CallSpec&) { return Duration(0); });
  request_.count = 9;
  std::swap(grids_, refusing);
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_FALSE(outcome->dataset.grids.front().error.empty());
}

TEST_F(RunTest, FolderOfSomebodyElseIsNotTouchedAndNothingIsPaid) {
  std::filesystem::create_directories(folder_.path() / "out");
  std::ofstream(folder_.path() / "out" / "holiday.jpg") << "mine";
  const Result<RunOutcome> outcome = execute();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::usage);
  EXPECT_EQ(grids_.submitted, 0);
}

}  // namespace
}  // namespace tessera
