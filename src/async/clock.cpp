#include "async/clock.h"

#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "async/event.h"

namespace tessera {

Task<void> Clock::sleep_until(SteadyTime time) {
  if (now() >= time) co_return;
  Event passed;
  const auto alarm = call_at(time, [&passed] { passed.set(); });
  co_await passed.wait();
}

Task<void> Clock::sleep_for(Duration duration) { co_await sleep_until(now() + duration); }

namespace {

class TimerAlarm final : public Clock::Alarm {
 public:
  TimerAlarm(const asio::any_io_executor& loop, SteadyTime time, std::function<void()> action)
      : state_(std::make_shared<State>(asio::steady_timer(loop, time), std::move(action))) {
    state_->timer.async_wait([state = state_](const boost::system::error_code& error) {
      // A timer that is cancelled after it expired still reports success; the action is gone then.
      if (error || !state->action) return;
      std::exchange(state->action, nullptr)();
    });
  }
  ~TimerAlarm() override {
    state_->action = nullptr;
    state_->timer.cancel();
  }
  TimerAlarm(const TimerAlarm&) = delete;
  TimerAlarm& operator=(const TimerAlarm&) = delete;

 private:
  struct State {
    asio::steady_timer timer;
    std::function<void()> action;
  };
  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<Clock::Alarm> SystemClock::call_at(SteadyTime time, std::function<void()> action) {
  return std::make_unique<TimerAlarm>(loop_, time, std::move(action));
}

}  // namespace tessera
