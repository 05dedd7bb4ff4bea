#pragma once
// Work that must end by a given time. Thread: the loop.

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/clock.h"
#include "async/task.h"

namespace tessera {

/// Runs `work` and cancels it when `deadline` passes on `clock`; returns only after it has ended, so that nothing of it
/// is left behind. A result that arrives together with the deadline is kept: it may have been paid for.
/// Errors: those of `work`; deadline. Cancellation: passed to `work`, throws operation_aborted.
template <class T>
[[nodiscard]] Task<Result<T>> with_deadline(Clock& clock, SteadyTime deadline, Task<Result<T>> work) {
  namespace group = asio::experimental;
  const auto executor = co_await asio::this_coro::executor;
  bool expired = clock.now() >= deadline;
  asio::steady_timer end(executor, expired ? SteadyTime::min() : SteadyTime::max());
  const auto expire = [&expired, &end] {
    expired = true;
    end.cancel();
  };
  const auto alarm = expired ? nullptr : clock.call_at(deadline, expire);
  auto race = group::make_parallel_group(asio::co_spawn(executor, std::move(work), asio::deferred),
                                         end.async_wait(asio::deferred));
  auto outcome = co_await race.async_wait(group::wait_for_one(), asio::use_awaitable);
  auto& [order, thrown, result, end_error] = outcome;
  if (!thrown) co_return std::move(result);
  // Only what the deadline itself cancelled becomes an error; our caller's cancellation and bugs go on as they are.
  const auto state = co_await asio::this_coro::cancellation_state;
  const bool caller_cancelled = state.cancelled() != asio::cancellation_type::none;
  if (caller_cancelled || !expired || !is_cancellation(thrown)) std::rethrow_exception(thrown);
  co_return failure(ErrorKind::deadline, "the time for this step is over");
}

/// The same on the clock of this machine.
template <class T>
[[nodiscard]] Task<Result<T>> with_deadline(SteadyTime deadline, Task<Result<T>> work) {
  SystemClock clock(co_await asio::this_coro::executor);
  co_return co_await with_deadline(clock, deadline, std::move(work));
}

}  // namespace tessera
