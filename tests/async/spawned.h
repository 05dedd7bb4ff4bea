#pragma once
// Coroutines in tests: run one to its end, or start one that can be cancelled and asked how it ended.

#include <exception>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "async/fake_clock.h"
#include "async/task.h"

namespace tessera::test {

/// Throws again, in the test, what ended a coroutine.
inline void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

/// Runs `work` to its end, in real time.
inline void run(Task<void> work) {
  asio::io_context loop;
  asio::co_spawn(loop, std::move(work), rethrow);
  loop.run();
}

/// Runs `work` to its end in the time of `clock`, which belongs to `loop`.
inline void run(asio::io_context& loop, FakeClock& clock, Task<void> work) {
  asio::co_spawn(loop, std::move(work), rethrow);
  clock.run();
}

/// A coroutine that was started. Outlives its end.
class Spawned {
 public:
  Spawned(asio::io_context& loop, Task<void> work) : loop_(loop) {
    auto on_end = [this](const std::exception_ptr& thrown) {
      ended_ = true;
      thrown_ = thrown;
    };
    asio::co_spawn(loop, std::move(work), asio::bind_cancellation_slot(stop_.slot(), on_end));
  }
  Spawned(const Spawned&) = delete;
  Spawned& operator=(const Spawned&) = delete;

  void cancel() {
    asio::post(loop_, [this] { stop_.emit(asio::cancellation_type::terminal); });
  }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool succeeded() const { return ended_ && !thrown_; }
  [[nodiscard]] bool was_cancelled() const { return ended_ && is_cancellation(thrown_); }
  [[nodiscard]] std::exception_ptr thrown() const { return thrown_; }

 private:
  asio::io_context& loop_;
  asio::cancellation_signal stop_;
  bool ended_ = false;
  std::exception_ptr thrown_;
};

}  // namespace tessera::test
