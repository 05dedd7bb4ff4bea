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
struct TaskScope::State {
  explicit State(asio::any_io_executor executor) : loop(std::move(executor)) {}

  void ended(std::uint64_t task, const std::exception_ptr& thrown) {
    stops.erase(task);
    if (thrown && !first_failure && !is_cancellation(thrown)) first_failure = thrown;
    if (stops.empty()) idle.set();
  }
  void emit_all() {
    // A task may end, and others may start, while signals are emitted: walk over a copy.
    std::vector<std::pair<std::uint64_t, std::shared_ptr<asio::cancellation_signal>>> living(stops.begin(),
                                                                                             stops.end());
    for (auto& [task, stop] : living) {
      if (stops.contains(task)) stop->emit(asio::cancellation_type::terminal);
    }
  }

  asio::any_io_executor loop;
  std::map<std::uint64_t, std::shared_ptr<asio::cancellation_signal>> stops;
  std::uint64_t next_task = 0;
  bool cancelled = false;
  std::exception_ptr first_failure;
  Event idle;
};

TaskScope::TaskScope(asio::any_io_executor loop) : state_(std::make_shared<State>(std::move(loop))) {}

TaskScope::~TaskScope() {
  if (!state_->stops.empty()) cancel_all();
}

void TaskScope::spawn(Task<void> task) {
  const std::uint64_t number = state_->next_task++;
  const auto stop = std::make_shared<asio::cancellation_signal>();
  state_->stops.emplace(number, stop);
  state_->idle.reset();
  auto on_end = [state = state_, number](const std::exception_ptr& thrown) { state->ended(number, thrown); };
  asio::co_spawn(state_->loop, std::move(task), asio::bind_cancellation_slot(stop->slot(), std::move(on_end)));
  if (state_->cancelled) cancel_all();
}

void TaskScope::cancel_all() {
  state_->cancelled = true;
  // Posted: a task of Boost 1.81 that is cancelled before its first suspension loses its completion.
  asio::post(state_->loop, [state = state_] { state->emit_all(); });
}

Task<void> TaskScope::join() {
  std::exception_ptr cancelled;
  while (!state_->stops.empty()) {
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
  while (!state_->stops.empty()) co_await state_->idle.wait();
  std::rethrow_exception(cancelled);
}

std::size_t TaskScope::running() const noexcept { return state_->stops.size(); }

std::exception_ptr TaskScope::first_failure() const noexcept { return state_->first_failure; }

}  // namespace tessera
