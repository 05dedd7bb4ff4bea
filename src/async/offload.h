#pragma once
// Work that computes goes to a thread pool; the coroutine resumes on the loop. Join the pool before the loop and what
// the work uses are destroyed.

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "async/task.h"

namespace tessera {

/// Runs `work()` on `pool`; it must not touch what belongs to the loop. What it throws is thrown here. Work that has
/// been started is always finished, because nothing can interrupt it: cancellation is seen before it starts (throws
/// operation_aborted) or at the caller's next await, with the result in hand. Keep pieces short.
template <class Work>
[[nodiscard]] Task<std::invoke_result_t<Work&>> offload(asio::thread_pool& pool, Work work) {
  using Value = std::invoke_result_t<Work&>;
  std::optional<std::conditional_t<std::is_void_v<Value>, std::monostate, Value>> value;
  std::exception_ptr thrown;
  const auto run = [&]() noexcept {
    try {
      if constexpr (std::is_void_v<Value>) {
        work();
      } else {
        value.emplace(work());
      }
    } catch (...) {
      thrown = std::current_exception();
    }
  };
  // Not co_spawn on the pool: Boost before 1.83 may touch freed state when such a task is cancelled from the loop.
  const auto start = [&pool, &run](auto handler) {
    auto loop = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
    asio::post(pool, [&run, loop = std::move(loop), handler = std::move(handler)]() mutable {
      run();
      asio::post(loop, std::move(handler));
    });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
  if (thrown) std::rethrow_exception(thrown);
  if constexpr (!std::is_void_v<Value>) co_return std::move(*value);
}

}  // namespace tessera
