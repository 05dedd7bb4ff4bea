#pragma once
// A token bucket whose rate is learnt from what the server answers. Pure: time is passed in. Thread: the loop.

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "net/retry_after.h"

namespace tessera {

class LearnedRate {
 public:
  struct Options {
    std::optional<double> per_minute;  ///< what the provider's documentation allows; nothing: no limit until told
    double burst = 20;                 ///< requests that may leave at once after a pause; one set asks for that many
  };

  LearnedRate(Options options, SteadyTime now);

  /// The earliest time at which the next request may leave; `now` or before it when one may leave now.
  [[nodiscard]] SteadyTime ready_at(SteadyTime now) const;
  /// One request leaves. Returns the generation of the rate that it was sent under.
  std::uint64_t take(SteadyTime now);
  /// A request that was granted did not leave after all.
  void give_back() noexcept;

  /// An answer that was not a 429, to a request of that generation.
  void on_accepted(SteadyTime now, std::uint64_t generation, const RateHint& hint);
  /// A 429. All requests wait for `wait`. The rate becomes what the answer names, or else an estimate; answers to
  /// requests of an earlier generation change it no further, because they were sent before we knew.
  void on_throttled(SteadyTime now, std::uint64_t generation, std::chrono::milliseconds wait, const RateHint& hint);

  /// Requests per second; nothing when there is no limit.
  [[nodiscard]] std::optional<double> per_second() const noexcept { return rate_; }

 private:
  void refill(SteadyTime now);
  void set_rate(std::optional<double> rate, double capacity);
  [[nodiscard]] std::optional<double> estimate(SteadyTime now, std::chrono::milliseconds wait) const;

  std::optional<double> nominal_;  ///< requests per second
  double burst_;
  std::optional<double> rate_;  ///< requests per second
  double capacity_;
  double tokens_;
  SteadyTime refilled_;
  SteadyTime blocked_until_;

  std::uint64_t generation_ = 0;
  std::optional<double> good_rate_;  ///< the last rate that was not refused; `rate_` is higher while it probes
  bool probing_ = false;
  int accepted_since_change_ = 0;
  int accepted_before_probe_;
  std::optional<SteadyTime> block_end_;  ///< of the latest 429
  int accepted_since_block_ = 0;
};

}  // namespace tessera
