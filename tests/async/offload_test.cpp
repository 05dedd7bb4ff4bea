#include "async/offload.h"

#include <atomic>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/asio/thread_pool.hpp>
#include <gtest/gtest.h>

#include "async/collect_all.h"
#include "async/spawned.h"

namespace tessera::test {
namespace {

class OffloadTest : public testing::Test {
 protected:
  ~OffloadTest() override { pool_.join(); }
  asio::thread_pool pool_{2};
};

TEST_F(OffloadTest, WorksOnThePoolAndResumesOnTheLoop) {
  const auto body = [](asio::thread_pool& pool) -> Task<void> {
    const auto loop_thread = std::this_thread::get_id();
    std::thread::id work_thread;
    const auto work = [&work_thread] {
      work_thread = std::this_thread::get_id();
      return std::string("done");
    };
    const std::string result = co_await offload(pool, work);
    EXPECT_EQ(result, "done");
    EXPECT_NE(work_thread, loop_thread);
    EXPECT_EQ(std::this_thread::get_id(), loop_thread);
  };
  run(body(pool_));
}

TEST_F(OffloadTest, TakesWorkAndResultsThatCanOnlyBeMoved) {
  const auto body = [](asio::thread_pool& pool) -> Task<void> {
    auto owned = std::make_unique<int>(41);
    auto work = [owned = std::move(owned)]() mutable {
      ++*owned;
      return std::move(owned);
    };
    const std::unique_ptr<int> result = co_await offload(pool, std::move(work));
    EXPECT_EQ(*result, 42);
  };
  run(body(pool_));
}

TEST_F(OffloadTest, ThrowsWhatTheWorkThrows) {
  const auto body = [](asio::thread_pool& pool) -> Task<void> {
    const auto work = [] { throw std::runtime_error("broken picture"); };
    co_await offload(pool, work);
  };
  EXPECT_THROW(run(body(pool_)), std::runtime_error);
}

TEST_F(OffloadTest, FinishesWorkThatHasStartedBeforeCancellationIsSeen) {
  asio::io_context loop;
  std::latch started(1);
  std::latch may_end(1);
  std::atomic<bool> finished = false;
  bool had_result = false;
  const auto body = [&]() -> Task<void> {
    const auto work = [&] {
      started.count_down();
      may_end.wait();
      finished = true;
      return 7;
    };
    const int result = co_await offload(pool_, work);
    had_result = result == 7;
    co_await sleep_for(std::chrono::hours(1));
  };
  Spawned task(loop, body());
  loop.poll();
  started.wait();
  task.cancel();
  loop.poll();
  EXPECT_FALSE(task.ended());
  may_end.count_down();
  loop.run();
  EXPECT_TRUE(finished);
  EXPECT_TRUE(had_result);
  EXPECT_TRUE(task.was_cancelled());
}

TEST_F(OffloadTest, DoesNotStartWorkOfACancelledTask) {
  asio::io_context loop;
  bool worked = false;
  const auto body = [&]() -> Task<void> {
    try {
      co_await sleep_for(std::chrono::hours(1));
    } catch (const boost::system::system_error&) {
      EXPECT_FALSE(worked);
    }
    const auto work = [&worked] { worked = true; };
    co_await offload(pool_, work);
  };
  Spawned task(loop, body());
  loop.poll();
  task.cancel();
  loop.run();
  EXPECT_TRUE(task.was_cancelled());
  EXPECT_FALSE(worked);
}

TEST_F(OffloadTest, SurvivesTwoHundredRacesWithCancellation) {
  asio::io_context loop;
  std::atomic<int> worked = 0;
  const auto body = [&]() -> Task<void> {
    const auto work = [&worked] { ++worked; };
    for (int i = 0; i < 3; ++i) co_await offload(pool_, work);
  };
  std::vector<std::unique_ptr<Spawned>> tasks;
  for (int i = 0; i < 200; ++i) {
    tasks.push_back(std::make_unique<Spawned>(loop, body()));
    if (i % 2 == 0) tasks.back()->cancel();
    loop.poll();
  }
  loop.restart();
  loop.run();
  for (const auto& task : tasks) EXPECT_TRUE(task->succeeded() || task->was_cancelled());
  EXPECT_GE(worked, 100 * 3);
}

}  // namespace
}  // namespace tessera::test
