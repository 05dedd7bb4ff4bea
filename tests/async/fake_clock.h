#pragma once
// A clock that jumps: whenever everybody waits, it is the time of the next alarm. Tests with it take no time.

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "async/clock.h"

namespace tessera::test {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(asio::io_context& loop) : loop_(loop) {}

  [[nodiscard]] SteadyTime now() const override { return now_; }
  [[nodiscard]] WallTime wall() const override {
    return WallTime(std::chrono::seconds(1'790'000'000)) +
           std::chrono::duration_cast<std::chrono::microseconds>(now_.time_since_epoch());
  }
  [[nodiscard]] std::unique_ptr<Alarm> call_at(SteadyTime time, std::function<void()> action) override {
    return std::make_unique<Entry>(alarms_,
                                   alarms_->emplace(time, std::make_shared<Action>(std::move(action)))->second);
  }

  /// Runs the loop until nothing is left to do.
  void run() { run_until(SteadyTime::max()); }
  /// Runs everything that happens up to `end`, and stands there if it is a time.
  void run_until(SteadyTime end) {
    settle();
    while (!alarms_->empty() && alarms_->begin()->first <= end) {
      ring(alarms_->begin());
      settle();
    }
    if (end != SteadyTime::max()) now_ = std::max(now_, end);
  }
  void run_for(Duration time) { run_until(now_ + time); }

 private:
  using Action = std::function<void()>;
  using Alarms = std::multimap<SteadyTime, std::shared_ptr<Action>>;

  class Entry final : public Alarm {
   public:
    Entry(std::shared_ptr<Alarms> alarms, std::shared_ptr<Action> action)
        : alarms_(std::move(alarms)), action_(std::move(action)) {}
    ~Entry() override {
      *action_ = nullptr;
      std::erase_if(*alarms_, [this](const auto& alarm) { return alarm.second == action_; });
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    std::shared_ptr<Alarms> alarms_;
    std::shared_ptr<Action> action_;
  };

  void settle() {
    loop_.restart();
    loop_.poll();
  }
  void ring(Alarms::iterator alarm) {
    now_ = std::max(now_, alarm->first);
    asio::post(loop_, [action = alarm->second] {
      // Taken out first: what is called may destroy the alarm that calls it.
      if (const Action call = std::exchange(*action, nullptr)) call();
    });
    alarms_->erase(alarm);
  }

  asio::io_context& loop_;
  SteadyTime now_{};
  std::shared_ptr<Alarms> alarms_ = std::make_shared<Alarms>();
};

}  // namespace tessera::test
