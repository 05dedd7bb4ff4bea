#include "async/event.h"

#include <boost/asio/as_tuple.hpp>

namespace tessera {

void Event::set() {
  is_set_ = true;
  if (never_) never_->cancel();
}

Task<void> Event::wait() {
  if (!never_) never_.emplace(co_await asio::this_coro::executor, SteadyTime::max());
  while (!is_set_) {
    co_await never_->async_wait(asio::as_tuple(asio::use_awaitable));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (!is_set_ && state.cancelled() != asio::cancellation_type::none) {
      throw boost::system::system_error(asio::error::operation_aborted);
    }
  }
}

}  // namespace tessera
