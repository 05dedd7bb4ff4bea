#include "async/with_deadline.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "async/spawned.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

class WithDeadlineTest : public testing::Test {
 protected:
  Task<Result<int>> value_after(Duration time) {
    co_await clock_.sleep_for(time);
    co_return 7;
  }
  Task<Result<int>> error_after(Duration time) {
    co_await clock_.sleep_for(time);
    co_return failure(ErrorKind::throttled, "too many");
  }
  Task<Result<int>> bug_after(Duration time) {
    co_await clock_.sleep_for(time);
    throw std::logic_error("bug");
  }
  Task<Result<int>> immediate() { co_return 7; }
  Task<Result<int>> value_in_spite_of_cancellation() {
    try {
      co_await clock_.sleep_for(1h);
    } catch (const boost::system::system_error&) {
      cancelled_ = true;
    }
    co_return 7;
  }
  Task<Result<int>> bug_when_cancelled() {
    try {
      co_await clock_.sleep_for(1h);
    } catch (const boost::system::system_error&) {
      cancelled_ = true;
    }
    throw std::logic_error("bug in cleanup");
  }
  Task<void> race(Duration deadline, Task<Result<int>> work) {
    result_ = co_await with_deadline(clock_, clock_.now() + deadline, std::move(work));
  }
  void run_race(Duration deadline, Task<Result<int>> work) { run(loop_, clock_, race(deadline, std::move(work))); }

  asio::io_context loop_;
  FakeClock clock_{loop_};
  std::optional<Result<int>> result_;
  bool cancelled_ = false;
};

TEST_F(WithDeadlineTest, ReturnsTheResultOfWorkThatIsInTime) {
  run_race(50s, value_after(5s));
  EXPECT_EQ(result_->value(), 7);
  EXPECT_EQ(clock_.now().time_since_epoch(), 5s);
}

TEST_F(WithDeadlineTest, ReturnsAnErrorAtOnceAndNotAsATimeout) {
  run_race(50s, error_after(5s));
  EXPECT_EQ(result_->error().kind, ErrorKind::throttled);
  EXPECT_EQ(clock_.now().time_since_epoch(), 5s);
}

TEST_F(WithDeadlineTest, LetsABugThrough) { EXPECT_THROW(run_race(50s, bug_after(5s)), std::logic_error); }

TEST_F(WithDeadlineTest, EndsWorkThatIsTooSlow) {
  run_race(50s, value_after(1h));
  EXPECT_EQ(result_->error().kind, ErrorKind::deadline);
  EXPECT_EQ(clock_.now().time_since_epoch(), 50s);
}

TEST_F(WithDeadlineTest, KeepsAResultThatArrivesWithTheDeadline) {
  run_race(50s, value_in_spite_of_cancellation());
  EXPECT_TRUE(cancelled_);
  EXPECT_EQ(result_->value(), 7);
}

TEST_F(WithDeadlineTest, LetsABugInTheCleanupThrough) {
  EXPECT_THROW(run_race(50s, bug_when_cancelled()), std::logic_error);
  EXPECT_TRUE(cancelled_);
}

TEST_F(WithDeadlineTest, TakesWhatIsReadyAlthoughTheDeadlineHasPassed) {
  run_race(-1s, immediate());
  EXPECT_EQ(result_->value(), 7);
}

TEST_F(WithDeadlineTest, DoesNotWaitWhenTheDeadlineHasPassed) {
  run_race(-1s, value_after(1h));
  EXPECT_EQ(result_->error().kind, ErrorKind::deadline);
  EXPECT_EQ(clock_.now().time_since_epoch(), 0s);
}

TEST_F(WithDeadlineTest, PassesTheCallersCancellationOn) {
  Spawned task(loop_, race(50s, value_after(1h)));
  clock_.run_for(1s);
  task.cancel();
  clock_.run_for(1s);
  EXPECT_TRUE(task.was_cancelled());
  EXPECT_FALSE(result_.has_value());
}

TEST_F(WithDeadlineTest, KeepsWithTheClockOfThisMachine) {
  bool late = false;
  const auto body = [](bool& was_late) -> Task<void> {
    const auto work = []() -> Task<Result<int>> {
      co_await sleep_for(1h);
      co_return 1;
    };
    const Result<int> result = co_await with_deadline(std::chrono::steady_clock::now() + 1ms, work());
    was_late = !result && result.error().kind == ErrorKind::deadline;
  };
  run(body(late));
  EXPECT_TRUE(late);
}

}  // namespace
}  // namespace tessera::test
