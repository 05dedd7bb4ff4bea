#include "async/task_scope.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "async/event.h"

namespace tessera {

/// Shared with completion handlers and posted cancellations, which may run after the scope itself is gone.
struct TaskScope::State : std::enable_shared_from_this<State> {
  explicit State(asio::any_io_executor executor) : loop(std::move(executor)) {}

  struct Owned {
    asio::cancellation_signal stop;
    bool started = false;
    bool told = false;  ///< to stop
  };

  void begun(std::uint64_t task) {
    tasks.at(task)->started = true;
    if (cancelled) post_cancellation();
  }
  void ended(std::uint64_t task, const std::exception_ptr& thrown) {
    tasks.erase(task);
    if (thrown && !first_failure && !is_cancellation(thrown)) first_failure = thrown;
    if (tasks.empty()) idle.set();
  }
  /// Posted: a task of Boost 1.81 that is cancelled before its first suspension loses its completion
  /// (tests/toolchain/boost_asio_test.cpp). For the same reason a task that has not begun is told when it has.
  void post_cancellation() {
    asio::post(loop, [self = shared_from_this()] { self->emit_all(); });
  }
  void emit_all() {
    // A task may end, and others may start, while signals are emitted: walk over a copy.
    const std::vector<std::pair<const std::uint64_t, std::shared_ptr<Owned>>> living(tasks.begin(), tasks.end());
    for (const auto& [number, task] : living) {
      if (!task->started || task->told || !tasks.contains(number)) continue;
      task->told = true;
      task->stop.emit(asio::cancellation_type::terminal);
    }
  }

  asio::any_io_executor loop;
  std::map<std::uint64_t, std::shared_ptr<Owned>> tasks;
  std::uint64_t next_task = 0;
  bool cancelled = false;
  std::exception_ptr first_failure;
  Event idle;
};

namespace {

/// Says when `task` has begun, from inside.
template <class State>
Task<void> begin(std::shared_ptr<State> scope, std::uint64_t number, Task<void> task) {
  scope->begun(number);
  co_await std::move(task);
}

}  // namespace

TaskScope::TaskScope(asio::any_io_executor loop) : state_(std::make_shared<State>(std::move(loop))) {}

TaskScope::~TaskScope() {
  if (!state_->tasks.empty()) cancel_all();
}

void TaskScope::spawn(Task<void> task) {
  const std::uint64_t number = state_->next_task++;
  const auto owned = std::make_shared<State::Owned>();
  state_->tasks.emplace(number, owned);
  state_->idle.reset();
  auto on_end = [state = state_, number](const std::exception_ptr& thrown) { state->ended(number, thrown); };
  asio::co_spawn(state_->loop, begin(state_, number, std::move(task)),
                 asio::bind_cancellation_slot(owned->stop.slot(), std::move(on_end)));
}

void TaskScope::cancel_all() {
  state_->cancelled = true;
  state_->post_cancellation();
}

Task<void> TaskScope::join() {
  std::exception_ptr cancelled;
  while (!state_->tasks.empty()) {
    try {
      co_await state_->idle.wait();
    } catch (const boost::system::system_error&) {
      cancelled = std::current_exception();
    }
    if (cancelled) break;
  }
  if (!cancelled) co_return;
  cancel_all();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  while (!state_->tasks.empty()) co_await state_->idle.wait();
  std::rethrow_exception(cancelled);
}

std::size_t TaskScope::running() const noexcept { return state_->tasks.size(); }

std::exception_ptr TaskScope::first_failure() const noexcept { return state_->first_failure; }

}  // namespace tessera
