#include "async/shared_once.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "async/spawned.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

class SharedOnceTest : public testing::Test {
 protected:
  Task<Result<std::string>> upload(std::string name) {
    ++uploads_;
    co_await clock_.sleep_for(10s);
    if (fails_) co_return failure(ErrorKind::transient, "no");
    co_return "address of " + name;
  }
  Task<void> ask(std::string name) {
    const auto make = [this, name] { return upload(name); };
    Result<std::string> result = co_await once_.get(name, make);
    results_.push_back(std::move(result));
  }

  asio::io_context loop_;
  FakeClock clock_{loop_};
  SharedOnce<std::string, std::string> once_;
  int uploads_ = 0;
  bool fails_ = false;
  std::vector<Result<std::string>> results_;
};

TEST_F(SharedOnceTest, ComputesOnceForAllWhoAskTogetherAndLater) {
  Spawned first(loop_, ask("a"));
  Spawned second(loop_, ask("a"));
  clock_.run();
  Spawned late(loop_, ask("a"));
  clock_.run();
  EXPECT_EQ(uploads_, 1);
  ASSERT_EQ(results_.size(), 3U);
  for (const auto& result : results_) EXPECT_EQ(result, "address of a");
}

TEST_F(SharedOnceTest, KeepsKeysApart) {
  Spawned first(loop_, ask("a"));
  Spawned second(loop_, ask("b"));
  clock_.run();
  EXPECT_EQ(uploads_, 2);
}

TEST_F(SharedOnceTest, TellsAnErrorToAllWhoWaitAndTriesAgainForTheNext) {
  fails_ = true;
  Spawned first(loop_, ask("a"));
  Spawned second(loop_, ask("a"));
  clock_.run();
  EXPECT_EQ(uploads_, 1);
  ASSERT_EQ(results_.size(), 2U);
  EXPECT_FALSE(results_[0] || results_[1]);
  fails_ = false;
  Spawned third(loop_, ask("a"));
  clock_.run();
  EXPECT_EQ(uploads_, 2);
  EXPECT_EQ(results_[2], "address of a");
}

TEST_F(SharedOnceTest, AWaitingOneTakesOverFromACancelledOne) {
  Spawned first(loop_, ask("a"));
  Spawned second(loop_, ask("a"));
  Spawned third(loop_, ask("a"));
  clock_.run_for(1s);
  first.cancel();
  clock_.run();
  EXPECT_TRUE(first.was_cancelled());
  EXPECT_EQ(uploads_, 2);
  ASSERT_EQ(results_.size(), 2U);
  EXPECT_EQ(results_[0], "address of a");
}

TEST_F(SharedOnceTest, ComputesAgainWhatWasForgotten) {
  Spawned first(loop_, ask("a"));
  clock_.run();
  once_.forget("a");
  Spawned second(loop_, ask("a"));
  clock_.run();
  EXPECT_EQ(uploads_, 2);
}

TEST_F(SharedOnceTest, ForgettingARunningComputationLeavesItToThoseWhoWait) {
  Spawned first(loop_, ask("a"));
  Spawned second(loop_, ask("a"));
  clock_.run_for(1s);
  once_.forget("a");
  Spawned third(loop_, ask("a"));
  clock_.run();
  EXPECT_EQ(uploads_, 2);
  EXPECT_EQ(results_.size(), 3U);
}

}  // namespace
}  // namespace tessera::test
