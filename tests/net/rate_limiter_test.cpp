#include "net/rate_limiter.h"

#include <algorithm>
#include <map>
#include <memory>
#include <ranges>
#include <vector>

#include <gtest/gtest.h>

#include "async/spawned.h"
#include "base/random.h"
#include "net/fake_bucket.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

HostLimiter::Options options(std::optional<double> per_minute, double burst = 10, int concurrency = 64) {
  return {.rate = {.per_minute = per_minute, .burst = burst}, .concurrency = {.first = concurrency}};
}

class RateLimiterTest : public testing::Test {
 protected:
  struct Served {
    std::string run;
    int number;
    SteadyTime at;
  };

  /// Sends one request to `bucket` until it is admitted; both ways of the network take time that differs.
  Task<void> ask(HostLimiter& limiter, FakeBucket& bucket, std::string run, int number, bool names_rate = false) {
    auto turn = HostLimiter::Turn::in_order;
    for (;;) {
      HostLimiter::Permit permit = co_await limiter.acquire(RunId(run), turn);
      const SteadyTime left = clock_.now();
      granted_.push_back({run, number, left});
      co_await clock_.sleep_for(milliseconds(20 + random_.below(40)));
      const bool admitted = bucket.admit(clock_.now());
      RequestOutcome outcome{.status = admitted ? 201 : 429, .throttled = !admitted};
      if (!admitted) outcome.wait = bucket.next(clock_.now());
      if (!admitted && names_rate) outcome.hint = {.per_second = 0.1, .burst = 1};
      co_await clock_.sleep_for(milliseconds(20 + random_.below(40)));
      outcome.latency = clock_.now() - left;
      permit.report(outcome);
      if (admitted) co_return;
      turn = HostLimiter::Turn::repeat;
    }
  }
  Task<void> hold(HostLimiter& limiter, std::string run, int number, Duration time) {
    const HostLimiter::Permit permit = co_await limiter.acquire(RunId(run));
    granted_.push_back({run, number, clock_.now()});
    co_await clock_.sleep_for(time);
  }
  void spawn(Task<void> task) { tasks_.push_back(std::make_unique<Spawned>(loop_, std::move(task))); }
  [[nodiscard]] bool all_succeeded() const {
    return std::ranges::all_of(tasks_, [](const auto& task) { return task->succeeded(); });
  }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(clock_.now().time_since_epoch()).count();
  }

  asio::io_context loop_;
  FakeClock clock_{loop_};
  Random random_{11};
  std::vector<Served> granted_;
  std::vector<std::unique_ptr<Spawned>> tasks_;
};

TEST_F(RateLimiterTest, NeverExceedsItsRateInAnyWindow) {
  for (const double per_minute : {6.0, 60.0, 600.0}) {
    for (const double burst : {1.0, 10.0}) {
      granted_.clear();
      HostLimiter limiter(clock_, options(per_minute, burst, 256));
      for (int i = 0; i < 300; ++i) {
        spawn(hold(limiter, "r" + std::to_string(i % 7), i, milliseconds(random_.below(400))));
        if (random_.below(10) == 0) clock_.run_for(milliseconds(random_.below(20'000)));
      }
      clock_.run();
      ASSERT_EQ(granted_.size(), 300U);
      for (std::size_t first = 0; first < granted_.size(); ++first) {
        for (std::size_t last = first; last < granted_.size(); ++last) {
          const double window = std::chrono::duration<double>(granted_[last].at - granted_[first].at).count();
          ASSERT_LE(static_cast<double>(last - first + 1), burst + per_minute / 60 * window + 1e-6);
        }
      }
    }
  }
}

TEST_F(RateLimiterTest, FiftyRunsUnderSixHundredAMinuteReachTheFloorAlmostWithoutRefusals) {
  HostLimiter limiter(clock_, {.rate = {.per_minute = 600}});
  // The server tolerates a smaller burst than the limiter starts with.
  FakeBucket bucket(10, 10, clock_.now());
  for (int run = 0; run < 50; ++run) {
    for (int i = 0; i < 23; ++i) spawn(ask(limiter, bucket, "r" + std::to_string(run), i));
  }
  clock_.run();
  EXPECT_TRUE(all_succeeded());
  EXPECT_EQ(bucket.admitted, 50 * 23);
  EXPECT_LT(bucket.refused, 50 * 23 / 100) << "less than 1 %";
  EXPECT_LE(seconds(), 50 * 23 / 10.0 * 1.05);
}

TEST_F(RateLimiterTest, LearnsSixAMinuteFromTheWords) {
  HostLimiter limiter(clock_, options(600));
  FakeBucket bucket(0.1, 1, clock_.now());
  for (int i = 0; i < 23; ++i) spawn(ask(limiter, bucket, "r", i, true));
  clock_.run();
  EXPECT_TRUE(all_succeeded());
  EXPECT_LE(bucket.refused, 12) << "the first burst of ten, and a probe";
  EXPECT_LE(seconds(), 220 * 1.3);
}

TEST_F(RateLimiterTest, LearnsSlowRatesFromWaitsAlone) {
  for (const double per_second : {0.1, 1.0}) {
    tasks_.clear();
    HostLimiter limiter(clock_, options(600));
    FakeBucket bucket(per_second, 1, clock_.now());
    const double start = seconds();
    for (int i = 0; i < 60; ++i) spawn(ask(limiter, bucket, "r", i));
    clock_.run();
    EXPECT_TRUE(all_succeeded());
    EXPECT_LE(bucket.refused, 25) << per_second;
    EXPECT_LE(seconds() - start, 60 / per_second * 1.3) << per_second;
  }
}

TEST_F(RateLimiterTest, LearnsALimitThatNobodyDocumented) {
  HostLimiter limiter(clock_, options(std::nullopt));
  FakeBucket bucket(2, 4, clock_.now());
  for (int i = 0; i < 200; ++i) spawn(ask(limiter, bucket, "r", i));
  clock_.run();
  EXPECT_TRUE(all_succeeded());
  EXPECT_LE(bucket.refused, 120);
  EXPECT_LE(seconds(), 100 * 1.5);
}

TEST_F(RateLimiterTest, RecoversWhenTheAccountIsToppedUp) {
  HostLimiter limiter(clock_, options(600));
  FakeBucket bucket(0.1, 1, clock_.now());
  for (int i = 0; i < 2000; ++i) spawn(ask(limiter, bucket, "r", i, true));
  clock_.run_for(10min);
  EXPECT_LE(limiter.state().per_second.value(), 0.2);
  bucket.change(10, 10, clock_.now());
  clock_.run();
  EXPECT_TRUE(all_succeeded());
  EXPECT_EQ(limiter.state().per_second, 10);
  EXPECT_LE(seconds(), 600 + 2000 / 10.0 * 1.5 + 900) << "probing doubles the slow rate; it does not crawl";
}

TEST_F(RateLimiterTest, HoldsEverybodyBackWhenNothingRemainsUntilTheReset) {
  HostLimiter limiter(clock_, options(std::nullopt));
  const auto body = [&]() -> Task<void> {
    HostLimiter::Permit permit = co_await limiter.acquire(RunId("r"));
    permit.report({.status = 200, .hint = {.remaining = 0, .reset = 30s}});
    HostLimiter::Permit next = co_await limiter.acquire(RunId("r"));
  };
  spawn(body());
  clock_.run();
  EXPECT_EQ(seconds(), 30);
}

TEST_F(RateLimiterTest, ServesRunsInTurnHoweverManyOneOfThemHasWaiting) {
  HostLimiter limiter(clock_, options(60, 1));
  for (int i = 0; i < 1000; ++i) spawn(hold(limiter, "greedy", i, 1ms));
  clock_.run_for(5s);
  granted_.clear();
  for (int i = 0; i < 5; ++i) spawn(hold(limiter, "modest", i, 1ms));
  clock_.run_for(11s);
  ASSERT_GE(granted_.size(), 10U);
  int modest = 0;
  for (std::size_t i = 0; i < 10; ++i) modest += granted_[i].run == "modest" ? 1 : 0;
  EXPECT_EQ(modest, 5);
  clock_.run();
}

TEST_F(RateLimiterTest, GivesEveryRunTheSameShare) {
  HostLimiter limiter(clock_, options(600));
  for (int i = 0; i < 100; ++i) {
    for (int run = 0; run < 20; ++run) spawn(hold(limiter, "r" + std::to_string(run), i, 50ms));
  }
  clock_.run_for(100s);
  std::map<std::string, int> shares;
  for (const auto& served : granted_) ++shares[served.run];
  const auto [least, most] = std::ranges::minmax(shares | std::views::values);
  EXPECT_EQ(shares.size(), 20U);
  EXPECT_LE(most - least, 1);
  clock_.run();
}

TEST_F(RateLimiterTest, KeepsTheOrderWithinARun) {
  HostLimiter limiter(clock_, options(600, 3, 5));
  for (int i = 0; i < 60; ++i) spawn(hold(limiter, "r" + std::to_string(i % 3), i, milliseconds(random_.below(300))));
  clock_.run();
  std::map<std::string, int> last;
  for (const auto& served : granted_) {
    const auto known = last.find(served.run);
    if (known != last.end()) EXPECT_LT(known->second, served.number);
    last[served.run] = served.number;
  }
}

TEST_F(RateLimiterTest, LetsARepeatGoAheadOfItsOwnRun) {
  HostLimiter limiter(clock_, options(60, 1));
  std::vector<int> order;
  const auto take = [&](int number, HostLimiter::Turn turn) -> Task<void> {
    const HostLimiter::Permit permit = co_await limiter.acquire(RunId("r"), turn);
    order.push_back(number);
  };
  spawn(take(0, HostLimiter::Turn::in_order));
  spawn(take(1, HostLimiter::Turn::in_order));
  spawn(take(2, HostLimiter::Turn::repeat));
  clock_.run();
  EXPECT_EQ(order, (std::vector<int>{0, 2, 1}));
}

TEST_F(RateLimiterTest, KeepsNoMoreInFlightThanItsLimit) {
  HostLimiter limiter(clock_, options(std::nullopt, 1, 4));
  int most = 0;
  const auto body = [&]() -> Task<void> {
    const HostLimiter::Permit permit = co_await limiter.acquire(RunId("r"));
    most = std::max(most, limiter.state().in_flight);
    co_await clock_.sleep_for(1s);
  };
  for (int i = 0; i < 40; ++i) spawn(body());
  clock_.run();
  EXPECT_EQ(most, 4);
  EXPECT_EQ(seconds(), 10);
}

TEST_F(RateLimiterTest, ACancelledWaiterUsesNothingUp) {
  HostLimiter limiter(clock_, options(60, 1));
  for (int i = 0; i < 10; ++i) spawn(hold(limiter, "r", i, 0s));
  clock_.run_for(0s);
  for (std::size_t i = 1; i < 9; ++i) tasks_[i]->cancel();
  clock_.run();
  EXPECT_TRUE(tasks_[9]->succeeded());
  EXPECT_LT(seconds(), 1.1) << "the last one waited for one token only";
  EXPECT_EQ(limiter.state().waiting, 0U);
}

TEST_F(RateLimiterTest, APermitThatWasNotUsedGivesItsTokenBack) {
  HostLimiter limiter(clock_, options(60, 1));
  const auto body = [&]() -> Task<void> {
    HostLimiter::Permit unused = co_await limiter.acquire(RunId("r"));
    unused.give_back();
    const HostLimiter::Permit next = co_await limiter.acquire(RunId("r"));
  };
  spawn(body());
  clock_.run();
  EXPECT_EQ(seconds(), 0);
}

TEST_F(RateLimiterTest, SurvivesTwoHundredRacesOfGrantAndCancellation) {
  HostLimiter limiter(clock_, options(6000, 2, 3));
  for (int i = 0; i < 200; ++i) {
    spawn(hold(limiter, "r" + std::to_string(i % 5), i, milliseconds(random_.below(20))));
    if (random_.below(2) == 0) tasks_[random_.below(tasks_.size())]->cancel();
    if (random_.below(3) == 0) clock_.run_for(milliseconds(random_.below(15)));
  }
  clock_.run();
  for (const auto& task : tasks_) EXPECT_TRUE(task->succeeded() || task->was_cancelled());
  EXPECT_EQ(limiter.state().in_flight, 0);
  EXPECT_EQ(limiter.state().waiting, 0U);
}

TEST_F(RateLimiterTest, ServesTenThousandWaiters) {
  HostLimiter limiter(clock_, options(600));
  for (int i = 0; i < 10'000; ++i) spawn(hold(limiter, "r" + std::to_string(i % 1000), i, 1ms));
  clock_.run();
  EXPECT_TRUE(all_succeeded());
  EXPECT_EQ(limiter.state().granted, 10'000U);
}

}  // namespace
}  // namespace tessera::test
