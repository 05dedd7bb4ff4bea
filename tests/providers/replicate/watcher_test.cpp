#include "providers/replicate/watcher.h"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "providers/replicate/client.h"
#include "providers/replicate/fake_replicate.h"

namespace tessera::replicate {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using test::FakePrediction;

double in_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

TEST(PollSchedule, SpacesLooksByTheAgeUntilItHasLearnt) {
  const PollSchedule schedule{PollOptions{}};
  EXPECT_EQ(schedule.next_look(Duration(0)), milliseconds(20));
  EXPECT_EQ(schedule.next_look(seconds(40)), seconds(1));
  EXPECT_EQ(schedule.next_look(std::chrono::hours(5)), seconds(10));
}

TEST(PollSchedule, LooksLittleBeforeTheExpectedEndAndOftenAroundIt) {
  PollSchedule schedule{PollOptions{}};
  for (int i = 0; i < 50; ++i) schedule.learn(seconds(30));
  int looks = 0;
  Duration age(0);
  for (; age < seconds(29); age += schedule.next_look(age)) ++looks;
  EXPECT_LE(looks, 6);
  EXPECT_LE(schedule.next_look(seconds(30)), milliseconds(310));
}

TEST(PollSchedule, StartsFromWhatIsExpectedOfAModelAndLooksByTheAgeWhenItTakesLonger) {
  const PollSchedule schedule{PollOptions{}, seconds(40)};
  int looks = 0;
  Duration age(0);
  for (; age < milliseconds(19'990); age += schedule.next_look(age)) ++looks;
  EXPECT_EQ(looks, 6);
  EXPECT_EQ(schedule.next_look(seconds(20)), milliseconds(700));
  EXPECT_EQ(schedule.next_look(seconds(200)), seconds(7));
}

TEST(PollSchedule, LooksLessOftenAtAModelWhoseTimesDiffer) {
  PollSchedule steady{PollOptions{}};
  PollSchedule differing{PollOptions{}};
  for (int i = 0; i < 60; ++i) {
    steady.learn(seconds(30));
    differing.learn(seconds(24 + i % 3 * 6));
  }
  EXPECT_LT(steady.next_look(seconds(30)), milliseconds(310));
  EXPECT_GT(differing.next_look(seconds(30)), milliseconds(890));
}

class ReplicateWatcher : public testing::Test {
 protected:
  struct Seen {
    Result<Prediction> result;
    SteadyTime at;
  };

  ReplicateWatcher() { world_.http.latency = milliseconds(5); }

  void watch(FakePrediction prediction, Seen& seen, bool created_here = true, Duration limit = minutes(10)) {
    if (created_here) watcher_.note_created(parse_prediction(json::value(replicate_.shown(prediction))).value(), "o/n");
    started_.push_back(std::make_unique<test::Spawned>(world_.loop, wait(prediction.id, seen, limit)));
  }
  Task<void> wait(std::string id, Seen& seen, Duration limit) {
    seen.result = co_await watcher_.wait(id, "o/n", limit);
    seen.at = world_.clock.now();
  }
  double delay_share(const FakePrediction& prediction, const Seen& seen) {
    return in_seconds(seen.at - prediction.created - prediction.takes) / in_seconds(prediction.takes);
  }

  test::FakeWorld world_;
  test::FakeReplicate replicate_{world_};
  Client client_{world_.services(), std::string(test::FakeReplicate::base), Secret("r8_x")};
  Watcher watcher_{client_, world_.clock, PollOptions{}};
  std::vector<std::unique_ptr<test::Spawned>> started_;
};

TEST_F(ReplicateWatcher, NoticesTheEndWithinTwoPercentBeforeAnythingIsKnownOfTheModel) {
  for (const Duration takes : {Duration(seconds(3)), Duration(seconds(30)), Duration(seconds(200))}) {
    double sum = 0;
    constexpr int count = 20;
    for (int i = 0; i < count; ++i) {
      Watcher untaught(client_, world_.clock, PollOptions{});
      const FakePrediction prediction = replicate_.add(takes + takes * i / 97);
      untaught.note_created(parse_prediction(json::value(replicate_.shown(prediction))).value(), "o/n");
      const auto work = [&]() -> Task<void> {
        const auto seen = co_await untaught.wait(prediction.id, "o/n", minutes(10));
        EXPECT_TRUE(seen);
      };
      world_.run(work());
      sum += in_seconds(world_.clock.now() - prediction.created - prediction.takes) / in_seconds(prediction.takes);
    }
    EXPECT_LT(sum / count, 0.02);
  }
}

TEST_F(ReplicateWatcher, NeedsFewLooksOnceItKnowsTheModel) {
  Seen seen;
  for (int i = 0; i < 12; ++i) {
    watch(replicate_.add(seconds(30) + milliseconds(100 * (i % 3))), seen);
    world_.clock.run();
  }
  world_.http.sent.clear();
  const FakePrediction prediction = replicate_.add(milliseconds(30'050));
  watch(prediction, seen);
  world_.clock.run();
  EXPECT_LE(world_.http.sent.size(), 15U);
  EXPECT_LT(delay_share(prediction, seen), 0.02);
}

/// Three grids, then twenty enlargements, of two models that are watched for the first time; with and without jitter.
TEST_F(ReplicateWatcher, ASetNeedsFewerThanAHundredLooksAndNoticesWithinTwoPercent) {
  for (const bool jitter : {false, true}) {
    PollOptions options;
    options.expected = {{"o/grid", seconds(30)}, {"o/upscale", seconds(30)}};
    Watcher watcher(client_, world_.clock, options);
    world_.http.sent.clear();
    double sum = 0;
    int noticed = 0;
    const auto watch_one = [&](FakePrediction prediction, std::string model) -> Task<void> {
      watcher.note_created(parse_prediction(json::value(replicate_.shown(prediction))).value(), model);
      const auto seen = co_await watcher.wait(prediction.id, model, minutes(10));
      EXPECT_TRUE(seen);
      sum += in_seconds(world_.clock.now() - prediction.created - prediction.takes) / in_seconds(prediction.takes);
      ++noticed;
    };
    const auto watch_all = [&](int count, const std::string& model) {
      for (int i = 0; i < count; ++i) {
        // Between 24 and 36 s, in no order.
        const Duration takes =
            jitter ? Duration(seconds(24) + milliseconds(12'000 * (i * 7 % count) / count)) : Duration(seconds(30));
        started_.push_back(std::make_unique<test::Spawned>(world_.loop, watch_one(replicate_.add(takes), model)));
        world_.clock.run_for(milliseconds(40));
      }
      world_.clock.run();
    };
    watch_all(3, "o/grid");
    watch_all(20, "o/upscale");
    ASSERT_EQ(noticed, 23);
    EXPECT_LT(sum / noticed, 0.02) << jitter;
    EXPECT_LT(world_.http.sent.size(), 100U) << jitter;
  }
}

TEST_F(ReplicateWatcher, TheFirstEndOfAModelBringsTheLooksAtItsNeighboursForward) {
  // They end together, at twelve places between two looks: by its age alone the last would be noticed 2.5 % late.
  for (int place = 0; place < 12; ++place) {
    Watcher untaught(client_, world_.clock, PollOptions{});
    std::vector<FakePrediction> predictions;
    std::vector<SteadyTime> noticed;
    const auto watch_one = [&](FakePrediction prediction) -> Task<void> {
      untaught.note_created(parse_prediction(json::value(replicate_.shown(prediction))).value(), "o/n");
      const auto seen = co_await untaught.wait(prediction.id, "o/n", minutes(10));
      EXPECT_TRUE(seen);
      noticed.push_back(world_.clock.now());
    };
    for (int i = 0; i < 4; ++i) {
      predictions.push_back(replicate_.add(milliseconds(29'500 + 60 * place - 50 * i)));
      started_.push_back(std::make_unique<test::Spawned>(world_.loop, watch_one(predictions.back())));
      world_.clock.run_for(milliseconds(50));
    }
    world_.clock.run();
    ASSERT_EQ(noticed.size(), 4U);
    EXPECT_LT(in_seconds(noticed.back() - noticed.front()), 0.36) << place;
  }
}

TEST_F(ReplicateWatcher, WatchesThreeHundredByListsFarBelowTheRateLimit) {
  constexpr int count = 300;
  std::vector<FakePrediction> predictions;
  std::vector<Seen> seen(count);
  for (int i = 0; i < count; ++i) {
    predictions.push_back(replicate_.add(seconds(25) + milliseconds(40) * i));
    watch(predictions.back(), seen[static_cast<std::size_t>(i)]);
    world_.clock.run_for(milliseconds(100));  // 600 creates a minute
  }
  const SteadyTime start{};
  world_.clock.run();
  double sum = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    ASSERT_TRUE(seen[i].result);
    sum += delay_share(predictions[i], seen[i]);
  }
  EXPECT_LT(sum / count, 0.02);
  const double per_minute = static_cast<double>(world_.http.sent.size()) / in_seconds(world_.clock.now() - start) * 60;
  EXPECT_LT(per_minute, 1600);
  EXPECT_GT(world_.http.count("GET", "created_after"), 10U);
}

TEST_F(ReplicateWatcher, LooksByItselfForWhatListsDoNotShow) {
  std::vector<Seen> seen(20);
  for (Seen& one : seen) watch(replicate_.add(seconds(5)), one);
  replicate_.fault = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("created_after") == std::string::npos) return std::nullopt;
    return test::answer(200, R"({"next":null,"results":[]})");
  };
  world_.clock.run();
  for (const Seen& one : seen) EXPECT_TRUE(one.result);
}

TEST_F(ReplicateWatcher, LooksAtOnceAtAPredictionOfAnEarlierProcess) {
  FakePrediction& prediction = replicate_.add(seconds(0));
  world_.clock.run_for(minutes(20));
  Seen seen;
  const SteadyTime start = world_.clock.now();
  watch(prediction, seen, false);
  world_.clock.run();
  EXPECT_TRUE(seen.result);
  EXPECT_LT(seen.at - start, milliseconds(100));
}

TEST_F(ReplicateWatcher, OutlivesTroubleOnTheWay) {
  const FakePrediction prediction = replicate_.add(seconds(10));
  int asked = 0;
  replicate_.fault = [&asked](const HttpRequest&) -> std::optional<Result<HttpResponse>> {
    switch (++asked) {
      case 2:
        return test::answer(500, "");
      case 3:
        return test::answer(429, R"({"retry_after":3})");
      case 4:
        return test::answer(200, "<html>not JSON</html>");
      case 5:
        return std::unexpected(Error{.kind = ErrorKind::transient, .message = "connection refused"});
      case 6:
        return test::answer(404, "");
      default:
        return std::nullopt;
    }
  };
  Seen seen;
  watch(prediction, seen);
  world_.clock.run();
  ASSERT_TRUE(seen.result) << seen.result.error().message;
  EXPECT_EQ(seen.result->status, Status::succeeded);
}

TEST_F(ReplicateWatcher, SaysWhenAPredictionIsNoLongerThere) {
  FakePrediction unknown = replicate_.add();
  replicate_.predictions.clear();
  Seen seen;
  watch(unknown, seen, false);
  world_.clock.run();
  ASSERT_FALSE(seen.result);
  EXPECT_EQ(seen.result.error().kind, ErrorKind::data_gone);
}

TEST_F(ReplicateWatcher, StopsAtOnceWhenTheKeyIsRefused) {
  replicate_.fault = [](const HttpRequest&) { return test::answer(401, ""); };
  Seen seen;
  watch(replicate_.add(), seen);
  world_.clock.run();
  ASSERT_FALSE(seen.result);
  EXPECT_EQ(seen.result.error().kind, ErrorKind::authentication);
  EXPECT_EQ(world_.http.sent.size(), 1U);
}

TEST_F(ReplicateWatcher, EndsAtItsLimitWithAStatusThatNeverEnds) {
  FakePrediction& prediction = replicate_.add(seconds(1));
  prediction.ended = json::object{{"status", "paused"}};
  Seen seen;
  watch(prediction, seen, true, seconds(60));
  world_.clock.run();
  ASSERT_FALSE(seen.result);
  EXPECT_EQ(seen.result.error().kind, ErrorKind::deadline);
  EXPECT_GE(seen.at.time_since_epoch(), seconds(60));
  EXPECT_LT(seen.at.time_since_epoch(), seconds(62));
  EXPECT_EQ(watcher_.waiting(), 0U);
}

TEST_F(ReplicateWatcher, LetsOthersGoOnWhenTheOneWhoReadsTheListIsCancelled) {
  std::vector<Seen> seen(20);
  for (Seen& one : seen) watch(replicate_.add(seconds(5)), one);
  world_.http.latency = milliseconds(500);
  world_.clock.run_for(milliseconds(300));  // somebody is reading the list now
  for (std::size_t i = 0; i < 10; ++i) started_[i]->cancel();
  world_.clock.run();
  for (std::size_t i = 0; i < 10; ++i) EXPECT_TRUE(started_[i]->was_cancelled());
  for (std::size_t i = 10; i < 20; ++i) EXPECT_TRUE(seen[i].result);
  EXPECT_EQ(watcher_.waiting(), 0U);
}

TEST_F(ReplicateWatcher, ServesTwoWhoWaitForTheSamePrediction) {
  const FakePrediction prediction = replicate_.add(seconds(5));
  Seen first, second;
  watch(prediction, first);
  watch(prediction, second, false);
  world_.clock.run();
  EXPECT_TRUE(first.result);
  EXPECT_TRUE(second.result);
}

}  // namespace
}  // namespace tessera::replicate
