#pragma once
// Fan-out that loses nothing: every outcome comes back, in the order of the input. Thread: the loop.

#include <exception>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>

#include "async/task.h"

namespace tessera {

/// Runs all tasks at once and waits for all of them; the caller states the rule for failures. Nothing is cancelled when
/// one fails. Exceptions (bugs, cancellation): the first in input order is thrown after all have ended.
/// T must be default-constructible.
template <class T>
[[nodiscard]] Task<std::vector<T>> collect_all(std::vector<Task<T>> tasks) {
  // An empty group of Boost 1.81 never completes.
  if (tasks.empty()) co_return std::vector<T>();
  namespace group = asio::experimental;
  const auto executor = co_await asio::this_coro::executor;
  using Operation = decltype(asio::co_spawn(executor, std::move(tasks.front()), asio::deferred));
  std::vector<Operation> operations;
  operations.reserve(tasks.size());
  for (auto& task : tasks) operations.push_back(asio::co_spawn(executor, std::move(task), asio::deferred));
  auto all = group::make_parallel_group(std::move(operations));
  auto outcome = co_await all.async_wait(group::wait_for_all(), asio::use_awaitable);
  auto& [order, thrown, results] = outcome;
  for (const auto& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
  co_return std::move(results);
}

}  // namespace tessera
