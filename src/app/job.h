#pragma once
// A task on a loop that another thread runs, and the handle to it for everybody else. For embedding: libraries, Python.

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "async/task.h"

namespace tessera {

/// Threads: any. Copies are handles to the same work; the work goes on when all handles are gone.
template <class T>
class Job {
 public:
  /// Starts `work()` on `loop`. `on_end` is called on the loop's thread when it has ended, in whatever way; it must not
  /// throw. What `work` refers to outlives it; `work` itself is kept until then.
  template <class Work>
  [[nodiscard]] static Job start(asio::io_context& loop, Work work, std::function<void()> on_end = {}) {
    Job job(std::make_shared<State>(loop));
    job.state_->on_end = std::move(on_end);
    // co_spawn is called on the loop, so that a cancellation that is posted later finds the task.
    asio::post(loop, [state = job.state_, work = std::move(work)]() mutable {
      asio::co_spawn(
          state->loop, run(state, std::move(work)),
          asio::bind_cancellation_slot(state->stop.slot(), [state](std::exception_ptr thrown) { state->end(thrown); }));
    });
    return job;
  }

  /// Asks the work to end and returns at once. What is in flight is recorded first.
  void cancel() {
    asio::post(state_->loop, [state = state_] {
      if (!state->has_ended()) state->stop.emit(asio::cancellation_type::terminal);
    });
  }

  [[nodiscard]] bool has_ended() const { return state_->has_ended(); }

  /// Blocks until the work has ended.
  void wait() const {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->ended; });
  }
  /// The same for at most `time`; whether it has ended.
  bool wait_for(std::chrono::milliseconds time) const {
    std::unique_lock lock(state_->mutex);
    return state_->changed.wait_for(lock, time, [this] { return state_->ended; });
  }

  /// What the work gave, once; nothing when it was cancelled. Rethrows what it threw. Precondition: it has ended.
  [[nodiscard]] std::optional<T> take() {
    const std::lock_guard lock(state_->mutex);
    if (state_->value) return std::exchange(state_->value, std::nullopt);
    if (state_->thrown && !is_cancellation(state_->thrown)) std::rethrow_exception(state_->thrown);
    return std::nullopt;
  }

 private:
  struct State {
    explicit State(asio::io_context& loop_) : loop(loop_) {}

    [[nodiscard]] bool has_ended() {
      const std::lock_guard lock(mutex);
      return ended;
    }
    void end(std::exception_ptr how) {
      std::function<void()> told;
      {
        const std::lock_guard lock(mutex);
        thrown = std::move(how);
        ended = true;
        told = std::exchange(on_end, nullptr);
      }
      changed.notify_all();
      if (told) told();
    }

    asio::io_context& loop;
    asio::cancellation_signal stop;  ///< loop thread
    std::mutex mutex;
    std::condition_variable changed;
    bool ended = false;  // this and all below: guarded by mutex
    std::optional<T> value;
    std::exception_ptr thrown;
    std::function<void()> on_end;
  };

  explicit Job(std::shared_ptr<State> state) : state_(std::move(state)) {}

  template <class Work>
  static Task<void> run(std::shared_ptr<State> state, Work work) {
    T value = co_await work();
    const std::lock_guard lock(state->mutex);
    state->value.emplace(std::move(value));
  }

  std::shared_ptr<State> state_;
};

}  // namespace tessera
