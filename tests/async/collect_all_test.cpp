#include "async/collect_all.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "async/spawned.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

class CollectAllTest : public testing::Test {
 protected:
  Task<Result<int>> number_after(Duration time, int number) {
    co_await clock_.sleep_for(time);
    if (number < 0) co_return failure(ErrorKind::transient, "negative");
    ++ended_;
    co_return number;
  }
  Task<Result<int>> bug() {
    co_await clock_.sleep_for(1s);
    throw std::logic_error("bug");
  }
  Task<void> collect(std::vector<Task<Result<int>>> tasks) { results_ = co_await collect_all(std::move(tasks)); }

  asio::io_context loop_;
  FakeClock clock_{loop_};
  std::optional<std::vector<Result<int>>> results_;
  int ended_ = 0;
};

TEST_F(CollectAllTest, ReturnsAtOnceWhenThereIsNothingToDo) {
  run(loop_, clock_, collect({}));
  EXPECT_TRUE(results_->empty());
}

TEST_F(CollectAllTest, RunsAllAtOnceAndKeepsTheOrderOfTheInput) {
  std::vector<Task<Result<int>>> tasks;
  for (int i = 0; i < 10; ++i) tasks.push_back(number_after(std::chrono::seconds(10 - i), i));
  run(loop_, clock_, collect(std::move(tasks)));
  ASSERT_EQ(results_->size(), 10U);
  for (int i = 0; i < 10; ++i) EXPECT_EQ((*results_)[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(clock_.now().time_since_epoch(), 10s) << "ten tasks take as long as the longest";
}

TEST_F(CollectAllTest, KeepsTheOthersWhenOneFails) {
  std::vector<Task<Result<int>>> tasks;
  tasks.push_back(number_after(3s, 1));
  tasks.push_back(number_after(1s, -1));
  tasks.push_back(number_after(2s, 3));
  run(loop_, clock_, collect(std::move(tasks)));
  EXPECT_EQ((*results_)[0], 1);
  EXPECT_EQ((*results_)[1].error().kind, ErrorKind::transient);
  EXPECT_EQ((*results_)[2], 3);
}

TEST_F(CollectAllTest, ThrowsABugOnlyAfterTheOthersHaveEnded) {
  std::vector<Task<Result<int>>> tasks;
  tasks.push_back(bug());
  tasks.push_back(number_after(5s, 1));
  EXPECT_THROW(run(loop_, clock_, collect(std::move(tasks))), std::logic_error);
  EXPECT_EQ(ended_, 1);
}

TEST_F(CollectAllTest, CancelsEverythingWithItsCaller) {
  std::vector<Task<Result<int>>> tasks;
  for (int i = 0; i < 5; ++i) tasks.push_back(number_after(1h, i));
  Spawned task(loop_, collect(std::move(tasks)));
  clock_.run_for(1s);
  task.cancel();
  clock_.run_for(1s);
  EXPECT_TRUE(task.was_cancelled());
  EXPECT_EQ(ended_, 0);
}

}  // namespace
}  // namespace tessera::test
