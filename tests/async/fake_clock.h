#pragma once
// A clock that a test moves, and a way to run a coroutine in which waiting takes no time at all.

#include <exception>
#include <map>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
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
    const auto place = alarms_->emplace(time, std::make_shared<std::function<void()>>(std::move(action)));
    return std::make_unique<Entry>(alarms_, place->second);
  }

  /// Runs the loop until nothing is left to do; whenever everybody waits, time jumps to the next alarm.
  void run() {
    for (;;) {
      loop_.restart();
      loop_.poll();
      if (alarms_->empty()) return;
      const auto next = alarms_->begin();
      now_ = std::max(now_, next->first);
      const auto action = next->second;
      alarms_->erase(next);
      if (*action)
        asio::post(loop_, [action] {
          if (*action) (*action)();
        });
    }
  }
  /// Runs everything that happens up to `time`, then stands there.
  void run_until(SteadyTime time) {
    const auto stop = call_at(time, [] {});
    loop_.restart();
    loop_.poll();
    while (!alarms_->empty() && alarms_->begin()->first <= time) {
      const auto next = alarms_->begin();
      now_ = std::max(now_, next->first);
      const auto action = next->second;
      alarms_->erase(next);
      if (*action) (*action)();
      loop_.restart();
      loop_.poll();
    }
    now_ = std::max(now_, time);
  }

 private:
  using Alarms = std::multimap<SteadyTime, std::shared_ptr<std::function<void()>>>;
  class Entry final : public Alarm {
   public:
    Entry(std::shared_ptr<Alarms> alarms, std::shared_ptr<std::function<void()>> action)
        : alarms_(std::move(alarms)), action_(std::move(action)) {}
    ~Entry() override {
      *action_ = nullptr;
      std::erase_if(*alarms_, [this](const auto& alarm) { return alarm.second == action_; });
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    std::shared_ptr<Alarms> alarms_;
    std::shared_ptr<std::function<void()>> action_;
  };

  asio::io_context& loop_;
  SteadyTime now_{};
  std::shared_ptr<Alarms> alarms_ = std::make_shared<Alarms>();
};

/// Throws again, in the test, what ended a coroutine.
inline void rethrow(std::exception_ptr thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

/// Runs `work` to its end on `loop`, in real time.
inline void run(asio::io_context& loop, Task<void> work) {
  asio::co_spawn(loop, std::move(work), rethrow);
  loop.restart();
  loop.run();
}

/// Runs `work` to its end in the time of `clock`.
inline void run(asio::io_context& loop, FakeClock& clock, Task<void> work) {
  asio::co_spawn(loop, std::move(work), rethrow);
  clock.run();
}

}  // namespace tessera::test
