#pragma once
// How a program on the terminal runs a task: to its end, or until somebody presses Ctrl-C.

#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/task.h"

namespace tessera {

inline constexpr int interrupted_exit_code = 130;

/// What is left of the two seconds that people are promised, once everything has had its chance to end by itself. The
/// ledger survives a sudden end at any instant, so this loses nothing.
inline constexpr std::chrono::milliseconds interruption_grace{1'700};

/// Runs `task` on `loop`. The first SIGINT or SIGTERM cancels it: nothing new is started, what is in flight is
/// recorded; the second, or the end of the grace, ends the process with exit code 130. Returns nothing when it was
/// interrupted. Blocking.
template <class T>
[[nodiscard]] std::optional<T> run_interruptible(asio::io_context& loop, Task<T> task) {
  std::optional<T> result;
  std::exception_ptr failure;
  bool interrupted = false;
  asio::cancellation_signal stop;
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  asio::steady_timer grace(loop);

  auto body = [&result, &task]() -> Task<void> { result.emplace(co_await std::move(task)); };
  auto on_end = [&](std::exception_ptr thrown) {
    failure = thrown;
    signals.cancel();
    grace.cancel();
  };
  const auto give_up = [](boost::system::error_code error, auto...) {
    if (!error) std::_Exit(interrupted_exit_code);
  };
  const auto on_signal = [&](boost::system::error_code error, int) {
    if (error) return;
    interrupted = true;
    signals.async_wait(give_up);
    grace.expires_after(interruption_grace);
    grace.async_wait(give_up);
    asio::post(loop, [&stop] { stop.emit(asio::cancellation_type::terminal); });
  };
  signals.async_wait(on_signal);
  asio::co_spawn(loop, body(), asio::bind_cancellation_slot(stop.slot(), on_end));
  loop.run();
  loop.restart();
  if (interrupted) return std::nullopt;
  if (failure) std::rethrow_exception(failure);
  return result;
}

}  // namespace tessera
