#pragma once
// Tasks that somebody owns: they are cancelled together, waited for, and their first failure is kept. Thread: the loop.
// Join a scope before it is destroyed; what tasks refer to must live until then.

#include <cstddef>
#include <exception>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.h"

namespace tessera {

class TaskScope {
 public:
  explicit TaskScope(asio::any_io_executor loop);
  TaskScope(const TaskScope&) = delete;
  TaskScope& operator=(const TaskScope&) = delete;
  /// Cancels what is left; the loop must still run until it has ended.
  ~TaskScope();

  /// Starts `task`, on the loop right inside this call. After cancel_all() a new task starts and is cancelled.
  void spawn(Task<void> task);
  /// Asks all tasks to end; returns before they have. May be called from inside one of them.
  void cancel_all();
  /// Returns when no task is left, those included that were spawned meanwhile. Cancellation: cancels all tasks, still
  /// waits for them to end, then throws operation_aborted.
  [[nodiscard]] Task<void> join();

  [[nodiscard]] std::size_t running() const noexcept;
  /// The first exception that ended a task, cancellation apart.
  [[nodiscard]] std::exception_ptr first_failure() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tessera
