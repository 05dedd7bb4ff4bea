#include "async/semaphore.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "async/spawned.h"
#include "base/random.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

class SemaphoreTest : public testing::Test {
 protected:
  Task<void> hold(Semaphore& semaphore, int number, Duration time) {
    const Semaphore::Permit permit = co_await semaphore.acquire();
    order_.push_back(number);
    peak_ = std::max(peak_, ++active_);
    const Leaving leaving{active_};
    co_await clock_.sleep_for(time);
  }
  struct Leaving {
    int& active;
    ~Leaving() { --active; }
  };

  asio::io_context loop_;
  FakeClock clock_{loop_};
  std::vector<int> order_;
  int active_ = 0;
  int peak_ = 0;
};

TEST_F(SemaphoreTest, LetsInAsManyAsAllowedInTheOrderOfArrival) {
  Semaphore semaphore(3);
  std::vector<std::unique_ptr<Spawned>> tasks;
  for (int i = 0; i < 10; ++i) tasks.push_back(std::make_unique<Spawned>(loop_, hold(semaphore, i, 1s)));
  clock_.run();
  EXPECT_EQ(peak_, 3);
  EXPECT_EQ(order_, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(semaphore.free(), 3U);
  EXPECT_EQ(clock_.now().time_since_epoch(), 4s);
}

TEST_F(SemaphoreTest, LosesNoPermitToACancelledWaiter) {
  Semaphore semaphore(1);
  Spawned holder(loop_, hold(semaphore, 0, 10s));
  Spawned cancelled(loop_, hold(semaphore, 1, 10s));
  Spawned patient(loop_, hold(semaphore, 2, 10s));
  clock_.run_for(1s);
  cancelled.cancel();
  clock_.run_for(1s);
  EXPECT_TRUE(cancelled.was_cancelled());
  EXPECT_EQ(semaphore.waiting(), 1U);
  clock_.run();
  EXPECT_EQ(order_, (std::vector<int>{0, 2}));
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST_F(SemaphoreTest, PassesOnAGrantThatArrivesWithCancellation) {
  Semaphore semaphore(1);
  auto permit = std::make_unique<Semaphore::Permit>();
  const auto take = [](Semaphore& from, Semaphore::Permit& to) -> Task<void> { to = co_await from.acquire(); };
  Spawned holder(loop_, take(semaphore, *permit));
  Spawned cancelled(loop_, hold(semaphore, 1, 1s));
  Spawned patient(loop_, hold(semaphore, 2, 1s));
  clock_.run_for(0s);
  cancelled.cancel();
  permit.reset();
  clock_.run();
  EXPECT_TRUE(cancelled.was_cancelled());
  EXPECT_TRUE(patient.succeeded());
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST(SemaphoreOnALoopThatGoesTest, TakesAGrantBackThatNobodyCanUseAnyMore) {
  Semaphore semaphore(1);
  Semaphore::Permit held;
  const auto take = [](Semaphore& from, Semaphore::Permit& to) -> Task<void> { to = co_await from.acquire(); };
  auto loop = std::make_unique<asio::io_context>();
  const Spawned holder(*loop, take(semaphore, held));
  Semaphore::Permit never;
  const Spawned waiter(*loop, take(semaphore, never));
  loop->poll();
  held.release();
  loop.reset();
  EXPECT_FALSE(waiter.ended());
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST_F(SemaphoreTest, AMovedPermitIsGivenBackOnce) {
  Semaphore semaphore(1);
  const auto body = [](Semaphore& from) -> Task<void> {
    Semaphore::Permit first = co_await from.acquire();
    Semaphore::Permit second = std::move(first);
    EXPECT_EQ(from.free(), 0U);
    second.release();
    second.release();
    EXPECT_EQ(from.free(), 1U);
  };
  run(loop_, clock_, body(semaphore));
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST_F(SemaphoreTest, SurvivesTwoHundredRacesOfGrantAndCancellation) {
  Random random(1);
  Semaphore semaphore(2);
  std::vector<std::unique_ptr<Spawned>> tasks;
  for (int i = 0; i < 200; ++i) {
    tasks.push_back(std::make_unique<Spawned>(loop_, hold(semaphore, i, std::chrono::seconds(random.below(3)))));
    if (random.below(2) == 0) tasks[random.below(tasks.size())]->cancel();
    if (random.below(3) == 0) clock_.run_for(std::chrono::seconds(random.below(2)));
  }
  clock_.run();
  for (const auto& task : tasks) EXPECT_TRUE(task->succeeded() || task->was_cancelled());
  EXPECT_LE(peak_, 2);
  EXPECT_EQ(semaphore.free(), 2U);
  EXPECT_EQ(semaphore.waiting(), 0U);
}

}  // namespace
}  // namespace tessera::test
