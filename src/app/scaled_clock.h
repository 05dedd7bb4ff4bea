#pragma once
// Steady time that passes faster than that of this machine, for rehearsals against a simulator that does the same
// (docs/rehearse.md). Wall-clock time is never scaled: records stay true.

#include "async/clock.h"

namespace tessera {

class ScaledClock final : public Clock {
 public:
  /// `scale` of 0.01: a second passes in ten milliseconds.
  ScaledClock(asio::any_io_executor loop, double scale)
      : machine_(std::move(loop)), scale_(scale), start_(machine_.now()) {}

  [[nodiscard]] SteadyTime now() const override { return start_ + stretched(machine_.now() - start_, 1 / scale_); }
  [[nodiscard]] WallTime wall() const override { return machine_.wall(); }
  [[nodiscard]] std::unique_ptr<Alarm> call_at(SteadyTime time, std::function<void()> action) override {
    // A time that will never come must not become one that is past.
    const bool never = time - start_ > std::chrono::hours(24 * 365);
    const SteadyTime at = never ? SteadyTime::max() : start_ + stretched(time - start_, scale_);
    return machine_.call_at(at, std::move(action));
  }

 private:
  [[nodiscard]] static Duration stretched(Duration duration, double factor) {
    return std::chrono::duration_cast<Duration>(
        std::chrono::duration<double, Duration::period>(static_cast<double>(duration.count()) * factor));
  }

  SystemClock machine_;
  double scale_;
  SteadyTime start_;
};

}  // namespace tessera
