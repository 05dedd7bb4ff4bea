// Traps of Boost.Asio 1.81 that the code works around. A failure here after an upgrade is good news: the workaround
// that the message names may go.

#include <thread>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> sleep_for(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

TEST(BoostAsioTest, ATaskCancelledOnTheLoopBeforeItStartsLosesItsCompletion) {
  asio::io_context loop;
  asio::cancellation_signal stop;
  bool completed = false;
  auto on_end = [&completed](const std::exception_ptr&) { completed = true; };
  asio::post(loop, [&stop] { stop.emit(asio::cancellation_type::terminal); });
  asio::co_spawn(loop, sleep_for(1ms), asio::bind_cancellation_slot(stop.slot(), on_end));
  EXPECT_THROW(loop.run(), boost::system::system_error) << "fixed: TaskScope need not wait until a task has begun";
  EXPECT_FALSE(completed);
}

asio::awaitable<void> cancel_self(asio::cancellation_signal& stop) {
  stop.emit(asio::cancellation_type::terminal);
  co_await sleep_for(1ms);
}

TEST(BoostAsioTest, ATaskThatCancelsItselfBeforeItsFirstSuspensionLosesItsCompletion) {
  asio::io_context loop;
  asio::cancellation_signal stop;
  bool completed = false;
  auto on_end = [&completed](const std::exception_ptr&) { completed = true; };
  asio::co_spawn(loop, cancel_self(stop), asio::bind_cancellation_slot(stop.slot(), on_end));
  EXPECT_THROW(loop.run(), boost::system::system_error) << "fixed: TaskScope need not post its cancellations";
  EXPECT_FALSE(completed);
}

TEST(BoostAsioTest, AnEmptyGroupNeverCompletes) {
  asio::io_context loop;
  using Operation = decltype(asio::co_spawn(loop, sleep_for(1ms), asio::deferred));
  bool completed = false;
  asio::experimental::make_parallel_group(std::vector<Operation>())
      .async_wait(
          asio::experimental::wait_for_all(),
          [&completed](const std::vector<std::size_t>&, const std::vector<std::exception_ptr>&) { completed = true; });
  loop.run();
  EXPECT_FALSE(completed) << "fixed: collect_all() need not look for an empty input";
}

asio::awaitable<void> fail() {
  throw std::runtime_error("connection refused");
  co_return;
}

asio::awaitable<void> race(bool& failure_was_seen) {
  using namespace asio::experimental::awaitable_operators;
  try {
    co_await (fail() || sleep_for(1ms));
  } catch (const std::runtime_error&) {
    failure_was_seen = true;
  }
}

TEST(BoostAsioTest, TheOrOperatorSwallowsTheFailureOfTheWork) {
  asio::io_context loop;
  bool failure_was_seen = false;
  bool ended = false;
  asio::co_spawn(loop, race(failure_was_seen), [&ended](const std::exception_ptr&) { ended = true; });
  loop.run();
  EXPECT_TRUE(ended);
  EXPECT_FALSE(failure_was_seen) << "fixed: with_deadline() might be written with ||";
}

asio::awaitable<void> post_to(asio::thread_pool& pool, std::thread::id& resumed_on) {
  co_await asio::post(pool, asio::use_awaitable);
  resumed_on = std::this_thread::get_id();
}

TEST(BoostAsioTest, PostingToAPoolResumesOnTheLoop) {
  asio::io_context loop;
  asio::thread_pool pool(1);
  std::thread::id resumed_on;
  asio::co_spawn(loop, post_to(pool, resumed_on), [](const std::exception_ptr&) {});
  loop.run();
  pool.join();
  EXPECT_EQ(resumed_on, std::this_thread::get_id()) << "changed: offload() is not the only way onto the pool";
}

}  // namespace
