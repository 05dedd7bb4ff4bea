#include "net/concurrency_limit.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

/// A round of as many answers as may be in flight.
void round(ConcurrencyLimit& limit, Duration latency) {
  const int count = limit.limit();
  for (int i = 0; i < count; ++i) limit.on_success(limit.next_number(), latency, count);
}

TEST(ConcurrencyLimitTest, DoublesARoundUntilTheFirstRefusalThenGrowsByOne) {
  ConcurrencyLimit limit({.first = 4});
  round(limit, 10ms);
  EXPECT_EQ(limit.limit(), 8);
  round(limit, 10ms);
  EXPECT_EQ(limit.limit(), 16);
  limit.on_throttled(limit.next_number());
  EXPECT_EQ(limit.limit(), 11);
  round(limit, 10ms);
  round(limit, 10ms);
  EXPECT_NEAR(limit.limit(), 13, 1);
}

TEST(ConcurrencyLimitTest, DecreasesOnceForAllRequestsThatWereOnTheirWay) {
  ConcurrencyLimit limit({.first = 100});
  std::vector<std::uint64_t> numbers;
  for (int i = 0; i < 50; ++i) numbers.push_back(limit.next_number());
  for (const auto number : numbers) limit.on_throttled(number);
  EXPECT_EQ(limit.limit(), 70);
  limit.on_throttled(limit.next_number());
  EXPECT_EQ(limit.limit(), 49);
}

TEST(ConcurrencyLimitTest, StaysWithinItsBounds) {
  ConcurrencyLimit limit({.first = 4, .least = 2, .most = 8});
  for (int i = 0; i < 20; ++i) round(limit, 10ms);
  EXPECT_EQ(limit.limit(), 8);
  for (int i = 0; i < 20; ++i) limit.on_throttled(limit.next_number());
  EXPECT_EQ(limit.limit(), 2);
}

TEST(ConcurrencyLimitTest, DoesNotGrowWhileItIsNotUsed) {
  ConcurrencyLimit limit({.first = 10});
  for (int i = 0; i < 1000; ++i) limit.on_success(limit.next_number(), 10ms, 2);
  EXPECT_EQ(limit.limit(), 10);
}

TEST(ConcurrencyLimitTest, FallsWhenAnswersSlowDown) {
  ConcurrencyLimit limit({.first = 32, .most = 32});
  for (int i = 0; i < 10; ++i) round(limit, 10ms);
  const int before = limit.limit();
  round(limit, 200ms);
  round(limit, 200ms);
  EXPECT_LT(limit.limit(), before);
}

TEST(ConcurrencyLimitTest, AcceptsASlowServerThatIsAlwaysSlow) {
  ConcurrencyLimit limit({.first = 8, .most = 16});
  for (int i = 0; i < 50; ++i) round(limit, 20s);
  EXPECT_EQ(limit.limit(), 16);
}

}  // namespace
}  // namespace tessera::test
