#include "async/task_scope.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "async/spawned.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

class TaskScopeTest : public testing::Test {
 protected:
  Task<void> work(Duration time) {
    co_await clock_.sleep_for(time);
    ++done_;
  }
  Task<void> immediate() {
    ++done_;
    co_return;
  }
  Task<void> immediate_bug() {
    throw std::logic_error("bug");
    co_return;
  }
  Task<void> bug_after(Duration time, const char* name) {
    co_await clock_.sleep_for(time);
    throw std::runtime_error(name);
  }
  Task<void> cleans_up(Duration time) {
    bool cancelled = false;
    try {
      co_await clock_.sleep_for(1h);
    } catch (const boost::system::system_error&) {
      cancelled = true;
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await clock_.sleep_for(time);
    if (cancelled) ++done_;
  }
  Task<void> cancels_all(TaskScope& scope) {
    scope.cancel_all();
    co_await clock_.sleep_for(1h);
    ++done_;
  }
  Task<void> spawns_more(TaskScope& scope, int generations) {
    co_await clock_.sleep_for(1s);
    ++done_;
    if (generations > 0) scope.spawn(spawns_more(scope, generations - 1));
  }
  Task<void> join(TaskScope& scope) {
    co_await scope.join();
    joined_at_ = clock_.now();
  }

  asio::io_context loop_;
  FakeClock clock_{loop_};
  TaskScope scope_{loop_.get_executor()};
  int done_ = 0;
  std::optional<SteadyTime> joined_at_;
};

TEST_F(TaskScopeTest, JoinWaitsForEverything) {
  for (int i = 1; i <= 5; ++i) scope_.spawn(work(std::chrono::seconds(i)));
  run(loop_, clock_, join(scope_));
  EXPECT_EQ(done_, 5);
  EXPECT_EQ(joined_at_->time_since_epoch(), 5s);
}

TEST_F(TaskScopeTest, JoinReturnsAtOnceWhenNothingWasSpawned) {
  run(loop_, clock_, join(scope_));
  EXPECT_TRUE(joined_at_.has_value());
}

TEST_F(TaskScopeTest, JoinWaitsForWhatWasSpawnedMeanwhile) {
  scope_.spawn(spawns_more(scope_, 3));
  run(loop_, clock_, join(scope_));
  EXPECT_EQ(done_, 4);
}

TEST_F(TaskScopeTest, OwnsTasksThatEndBeforeTheirFirstSuspension) {
  const auto body = [](TaskScope& scope, Task<void> good, Task<void> bad) -> Task<void> {
    scope.spawn(std::move(good));
    scope.spawn(std::move(bad));
    scope.cancel_all();
    co_await scope.join();
  };
  run(loop_, clock_, body(scope_, immediate(), immediate_bug()));
  EXPECT_EQ(done_, 1);
  EXPECT_THROW(std::rethrow_exception(scope_.first_failure()), std::logic_error);
  EXPECT_EQ(scope_.running(), 0U);
}

TEST_F(TaskScopeTest, CancelAllLetsEveryTaskCleanUp) {
  for (int i = 0; i < 5; ++i) scope_.spawn(cleans_up(2s));
  clock_.run_for(1s);
  scope_.cancel_all();
  run(loop_, clock_, join(scope_));
  EXPECT_EQ(done_, 5);
  EXPECT_EQ(joined_at_->time_since_epoch(), 3s);
  EXPECT_EQ(scope_.first_failure(), nullptr) << "cancellation is no failure";
}

TEST_F(TaskScopeTest, KeepsTheFirstFailureAndRunsTheOthersOn) {
  scope_.spawn(bug_after(2s, "second"));
  scope_.spawn(bug_after(1s, "first"));
  scope_.spawn(work(3s));
  run(loop_, clock_, join(scope_));
  EXPECT_EQ(done_, 1);
  try {
    std::rethrow_exception(scope_.first_failure());
    FAIL() << "the failure was lost";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "first");
  }
}

TEST_F(TaskScopeTest, ATaskMayCancelItsOwnScope) {
  scope_.spawn(cancels_all(scope_));
  scope_.spawn(work(1h));
  run(loop_, clock_, join(scope_));
  EXPECT_EQ(done_, 0);
  EXPECT_EQ(joined_at_->time_since_epoch(), 0s);
}

TEST_F(TaskScopeTest, CancelsWhatIsSpawnedAfterwards) {
  scope_.cancel_all();
  scope_.spawn(work(1h));
  run(loop_, clock_, join(scope_));
  EXPECT_EQ(done_, 0);
  EXPECT_EQ(joined_at_->time_since_epoch(), 0s);
}

TEST_F(TaskScopeTest, CancelBeforeTheLoopRunsIsNotLost) {
  scope_.spawn(work(1h));
  scope_.cancel_all();
  clock_.run();
  EXPECT_EQ(scope_.running(), 0U);
  EXPECT_EQ(done_, 0);
}

TEST_F(TaskScopeTest, ACancelledJoinEndsTheTasksFirst) {
  scope_.spawn(cleans_up(2s));
  Spawned joining(loop_, join(scope_));
  clock_.run_for(1s);
  joining.cancel();
  clock_.run_for(1s);
  EXPECT_FALSE(joining.ended()) << "its task is still cleaning up";
  clock_.run();
  EXPECT_TRUE(joining.was_cancelled());
  EXPECT_EQ(done_, 1);
}

TEST_F(TaskScopeTest, DestructionCancelsWhatWasNotJoined) {
  auto scope = std::make_unique<TaskScope>(loop_.get_executor());
  scope->spawn(cleans_up(0s));
  clock_.run_for(1s);
  scope.reset();
  clock_.run_for(1s);
  EXPECT_EQ(done_, 1);
}

}  // namespace
}  // namespace tessera::test
