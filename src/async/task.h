#pragma once
// Coroutines of this project: Boost.Asio awaitables on one loop thread. See docs/architecture.md for who runs where.

#include <exception>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/clock.h"
#include "tessera/error.h"

namespace tessera {

namespace asio = boost::asio;

template <class T = void>
using Task = asio::awaitable<T>;

/// True for the exception with which a cancelled coroutine unwinds.
[[nodiscard]] bool is_cancellation(const std::exception_ptr& thrown);

/// Waits on the loop; throws boost::system::system_error(operation_aborted) when cancelled.
[[nodiscard]] Task<void> sleep_for(Duration duration);

}  // namespace tessera
