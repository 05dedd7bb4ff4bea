#pragma once
// Time that can be waited for, as an object, so that tests decide how fast it passes. Thread: the loop.

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.h"
#include "base/clock.h"

namespace tessera {

class Clock {
 public:
  /// Something that will happen at a given time; destroying it calls it off.
  class Alarm {
   public:
    virtual ~Alarm() = default;
  };

  virtual ~Clock() = default;
  [[nodiscard]] virtual SteadyTime now() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
  /// Runs `action` once on the loop, at `time` or as soon as possible after it, never inside this call.
  [[nodiscard]] virtual std::unique_ptr<Alarm> call_at(SteadyTime time, std::function<void()> action) = 0;

  /// Returns at once when `time` has passed. Cancellation: throws operation_aborted.
  [[nodiscard]] Task<void> sleep_until(SteadyTime time);
  [[nodiscard]] Task<void> sleep_for(Duration duration);
};

/// The clocks of this machine.
class SystemClock final : public Clock {
 public:
  explicit SystemClock(asio::any_io_executor loop) : loop_(std::move(loop)) {}
  [[nodiscard]] SteadyTime now() const override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] WallTime wall() const override { return wall_now(); }
  [[nodiscard]] std::unique_ptr<Alarm> call_at(SteadyTime time, std::function<void()> action) override;

 private:
  asio::any_io_executor loop_;
};

}  // namespace tessera
