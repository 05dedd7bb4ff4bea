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

/// Spawns `work` on `loop`, calls `run_loop()` and then throws what ended the coroutine. Not before: the loop must have
/// nothing left to do when it is destroyed, because a thread of a pool counts its work there until it has let go.
template <class RunLoop>
void run_then_throw(asio::io_context& loop, Task<void> work, RunLoop run_loop) {
  std::exception_ptr thrown;
  asio::co_spawn(loop, std::move(work), [&thrown](std::exception_ptr ended_by) { thrown = std::move(ended_by); });
  run_loop();
  if (thrown) std::rethrow_exception(thrown);
}

/// Runs `work` to its end, in real time; throws what it throws.
inline void run(Task<void> work) {
  asio::io_context loop;
  run_then_throw(loop, std::move(work), [&loop] { loop.run(); });
}

/// Runs `work` to its end in the time of `clock`, which belongs to `loop`; throws what it throws.
inline void run(asio::io_context& loop, FakeClock& clock, Task<void> work) {
  run_then_throw(loop, std::move(work), [&clock] { clock.run(); });
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
