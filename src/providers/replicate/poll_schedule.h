#pragma once
// When to look at a prediction again so that the delay between its end and our noticing stays under 2 % of its time.
// Pure; any thread.

#include "base/clock.h"

namespace tessera::replicate {

struct PollOptions {
  Duration min_interval = std::chrono::milliseconds(20);
  Duration max_interval = std::chrono::seconds(10);
  double most_looks_per_second = 25;  ///< of all predictions together: half of the 3,000 requests a minute
  std::size_t list_above = 8;         ///< with more predictions in flight one list is read instead of single ones
};

/// Learns how long predictions of one model take, and says when to look.
/// Before the first one has ended, looks are spaced by 2.5 % of the age, so that the mean delay is 1.25 %. Afterwards
/// nearly all looks fall into the window around the end that is expected: mean - 2 deviations and later, spaced by 1 %
/// of the age (2 % when it is long overdue). Smoothing as of RFC 6298: mean by 1/8, mean deviation by 1/4.
class PollSchedule {
 public:
  explicit PollSchedule(PollOptions options) : options_(options) {}

  void learn(Duration took) noexcept;
  [[nodiscard]] bool has_learnt() const noexcept { return learnt_; }
  /// How long to wait with the next look at a prediction of this age.
  [[nodiscard]] Duration next_look(Duration age) const noexcept;

 private:
  PollOptions options_;
  bool learnt_ = false;
  double mean_ = 0;       ///< seconds
  double deviation_ = 0;  ///< seconds
};

}  // namespace tessera::replicate
