#pragma once
// A flag that coroutines can wait for. Thread: the loop, all of it; to set it from elsewhere, post to the loop.

#include <optional>

#include <boost/asio/steady_timer.hpp>

#include "async/task.h"

namespace tessera {

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Wakes everybody who waits and lets later waits return at once. They resume through the loop, not inside this call.
  void set();
  void reset() noexcept { is_set_ = false; }
  [[nodiscard]] bool is_set() const noexcept { return is_set_; }

  /// Returns when the event is set, also when cancellation arrives together with it: what was handed over is not lost.
  /// Cancellation: throws operation_aborted. The event must outlive the wait.
  [[nodiscard]] Task<void> wait();

 private:
  bool is_set_ = false;
  std::optional<asio::steady_timer> never_;  ///< made by the first wait; never expires, only wakes
};

}  // namespace tessera
