#pragma once
// A clock that jumps: whenever everybody waits, it is the time of the next alarm. Tests with it take no time.

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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
    auto pending = std::make_shared<Pending>(std::move(action));
    pending->place = alarms_->emplace(time, pending);
    return std::make_unique<Entry>(alarms_, std::move(pending));
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
  struct Pending;
  using Alarms = std::multimap<SteadyTime, std::shared_ptr<Pending>>;
  struct Pending {
    explicit Pending(std::function<void()> wanted) : action(std::move(wanted)) {}
    std::function<void()> action;
    std::optional<Alarms::iterator> place;  ///< empty when it has rung
  };

  class Entry final : public Alarm {
   public:
    Entry(std::shared_ptr<Alarms> alarms, std::shared_ptr<Pending> pending)
        : alarms_(std::move(alarms)), pending_(std::move(pending)) {}
    ~Entry() override {
      pending_->action = nullptr;
      if (pending_->place) alarms_->erase(*pending_->place);
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    std::shared_ptr<Alarms> alarms_;
    std::shared_ptr<Pending> pending_;
  };

  void settle() {
    loop_.restart();
    loop_.poll();
  }
  void ring(Alarms::iterator alarm) {
    now_ = std::max(now_, alarm->first);
    alarm->second->place.reset();
    asio::post(loop_, [pending = alarm->second] {
      // Taken out first: what is called may destroy the alarm that calls it.
      if (const auto call = std::exchange(pending->action, nullptr)) call();
    });
    alarms_->erase(alarm);
  }

  asio::io_context& loop_;
  SteadyTime now_{};
  std::shared_ptr<Alarms> alarms_ = std::make_shared<Alarms>();
};

}  // namespace tessera::test
