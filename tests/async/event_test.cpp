#include "async/event.h"

#include <gtest/gtest.h>

#include "async/spawned.h"

namespace tessera::test {
namespace {

Task<void> wait_for(Event& event, int& passed) {
  co_await event.wait();
  ++passed;
}

TEST(EventTest, WakesEverybodyWhoWaits) {
  asio::io_context loop;
  Event event;
  int passed = 0;
  Spawned first(loop, wait_for(event, passed));
  Spawned second(loop, wait_for(event, passed));
  loop.poll();
  EXPECT_EQ(passed, 0);
  event.set();
  EXPECT_EQ(passed, 0) << "waiters resume through the loop, not inside set()";
  loop.poll();
  EXPECT_EQ(passed, 2);
}

TEST(EventTest, LetsThroughAtOnceWhenItIsSetAlready) {
  asio::io_context loop;
  Event event;
  event.set();
  int passed = 0;
  Spawned late(loop, wait_for(event, passed));
  loop.poll();
  EXPECT_EQ(passed, 1);
}

TEST(EventTest, HoldsBackAgainAfterReset) {
  asio::io_context loop;
  Event event;
  event.set();
  event.reset();
  int passed = 0;
  Spawned waiter(loop, wait_for(event, passed));
  loop.poll();
  EXPECT_EQ(passed, 0);
  event.set();
  loop.poll();
  EXPECT_EQ(passed, 1);
}

TEST(EventTest, EndsOneCancelledWaitAndNoOther) {
  asio::io_context loop;
  Event event;
  int passed = 0;
  Spawned cancelled(loop, wait_for(event, passed));
  Spawned patient(loop, wait_for(event, passed));
  loop.poll();
  cancelled.cancel();
  loop.poll();
  EXPECT_TRUE(cancelled.was_cancelled());
  EXPECT_FALSE(patient.ended());
  event.set();
  loop.poll();
  EXPECT_TRUE(patient.succeeded());
}

TEST(EventTest, KeepsWhatWasHandedOverTogetherWithCancellation) {
  asio::io_context loop;
  Event event;
  int passed = 0;
  Spawned waiter(loop, wait_for(event, passed));
  loop.poll();
  waiter.cancel();
  event.set();
  loop.poll();
  EXPECT_EQ(passed, 1);
}

TEST(ClockTest, SleepEndsAtItsTimeAndNotBefore) {
  asio::io_context loop;
  FakeClock clock(loop);
  Spawned sleeper(loop, clock.sleep_for(std::chrono::hours(5)));
  clock.run_for(std::chrono::hours(4));
  EXPECT_FALSE(sleeper.ended());
  clock.run_for(std::chrono::hours(1));
  EXPECT_TRUE(sleeper.succeeded());
}

TEST(ClockTest, SleepCanBeCancelled) {
  asio::io_context loop;
  FakeClock clock(loop);
  Spawned sleeper(loop, clock.sleep_for(std::chrono::hours(5)));
  clock.run_for(std::chrono::hours(1));
  sleeper.cancel();
  clock.run_for(std::chrono::seconds(1));
  EXPECT_TRUE(sleeper.was_cancelled());
}

TEST(ClockTest, AnAlarmOfTheMachineRingsOnceOnTheLoop) {
  asio::io_context loop;
  SystemClock clock(loop.get_executor());
  int rings = 0;
  const auto alarm = clock.call_at(clock.now(), [&rings] { ++rings; });
  EXPECT_EQ(rings, 0) << "never inside call_at()";
  loop.run();
  EXPECT_EQ(rings, 1);
}

TEST(ClockTest, ADestroyedAlarmNeverRingsEvenWhenItsTimeHasCome) {
  asio::io_context loop;
  SystemClock clock(loop.get_executor());
  int rings = 0;
  auto first = clock.call_at(clock.now(), [&rings] { ++rings; });
  auto second = clock.call_at(clock.now(), [&rings, &first] {
    ++rings;
    first.reset();
  });
  first = clock.call_at(clock.now(), [&rings, &second] {
    ++rings;
    second.reset();
  });
  loop.run();
  EXPECT_EQ(rings, 1);
}

TEST(ClockTest, AnAlarmMayReplaceItselfWhileItRings) {
  asio::io_context loop;
  SystemClock clock(loop.get_executor());
  int rings = 0;
  std::unique_ptr<Clock::Alarm> alarm;
  const std::function<void()> again = [&] {
    if (++rings < 3) alarm = clock.call_at(clock.now(), again);
  };
  alarm = clock.call_at(clock.now(), again);
  loop.run();
  EXPECT_EQ(rings, 3);
}

}  // namespace
}  // namespace tessera::test
