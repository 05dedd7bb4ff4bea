#include "async/task.h"

#include <boost/asio/steady_timer.hpp>

namespace tessera {

Task<void> sleep_for(Duration duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace tessera
