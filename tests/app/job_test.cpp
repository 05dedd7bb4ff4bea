#include "app/job.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

namespace tessera {
namespace {

using namespace std::chrono_literals;

/// A loop on a thread of its own, as in a session.
class JobTest : public ::testing::Test {
 protected:
  ~JobTest() override {
    open.reset();
    thread.join();
  }

  asio::io_context loop;
  asio::executor_work_guard<asio::io_context::executor_type> open{loop.get_executor()};
  std::thread thread{[this] { loop.run(); }};
};

Task<int> answer() { co_return 42; }

Task<int> sleep_long() {
  co_await sleep_for(1h);
  co_return 1;
}

Task<int> fail() {
  co_await sleep_for(1ms);
  throw std::logic_error("a bug");
}

TEST_F(JobTest, GivesItsValueOnceAndTellsItsEndOnce) {
  std::atomic<int> told = 0;
  auto job = Job<int>::start(loop, answer, [&] { ++told; });
  job.wait();
  EXPECT_TRUE(job.has_ended());
  EXPECT_EQ(job.take(), 42);
  EXPECT_EQ(job.take(), std::nullopt);
  // The end is told after waiters may go on.
  while (told == 0) std::this_thread::yield();
  EXPECT_EQ(told, 1);
}

TEST_F(JobTest, IsCancelledFromAnotherThread) {
  auto job = Job<int>::start(loop, sleep_long);
  EXPECT_FALSE(job.wait_for(5ms));
  job.cancel();
  job.cancel();
  job.wait();
  EXPECT_EQ(job.take(), std::nullopt);
}

TEST_F(JobTest, IsCancelledRightAfterItsStart) {
  for (int i = 0; i < 200; ++i) {
    auto job = Job<int>::start(loop, sleep_long);
    job.cancel();
    job.wait();
    EXPECT_EQ(job.take(), std::nullopt);
  }
}

TEST_F(JobTest, RethrowsABug) {
  auto job = Job<int>::start(loop, fail);
  job.wait();
  EXPECT_THROW(static_cast<void>(job.take()), std::logic_error);
}

TEST_F(JobTest, CancellingWhatHasEndedChangesNothing) {
  auto job = Job<int>::start(loop, answer);
  job.wait();
  job.cancel();
  EXPECT_EQ(job.take(), 42);
}

}  // namespace
}  // namespace tessera
