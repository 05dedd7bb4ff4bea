#pragma once
// When to look at a prediction again so that the delay between its end and our noticing stays under 2 % of its time.
// Pure; any thread.

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"

namespace tessera::replicate {

struct PollOptions {
  Duration min_interval = std::chrono::milliseconds(20);
  Duration max_interval = std::chrono::seconds(10);
  double most_looks_per_second = 25;  ///< of all predictions together: half of the 3,000 requests a minute
  std::size_t list_above = 1;         ///< with more predictions in flight one list is read instead of single ones
  std::map<std::string, Duration> expected = {};  ///< about what predictions take, by model; where it is known
};

/// Learns how long predictions of one model take, and says when to look.
/// Before the first one has ended, looks are spaced by 2.5 % of the age, so that the mean delay is 1.25 %; when it is
/// known about how long predictions take, by 3.5 %, few before half of that time and by 1 % within a tenth of it.
/// Afterwards nearly all looks fall into the window around the end that is expected: mean - 2 deviations and later,
/// spaced by a deviation, but by no less than 1 % and no more than 3 % of the age. Smoothing as of RFC 6298: mean by
/// 1/8, mean deviation by 1/4. With an expectation, a set of 3 grids and 20 enlargements takes 89 shared looks, 92 when
/// times differ by 20 %, and the mean delay is 0.6 and 1.4 % (watcher_test).
class PollSchedule {
 public:
  explicit PollSchedule(const PollOptions& options, std::optional<Duration> expected = std::nullopt)
      : min_interval_(options.min_interval), max_interval_(options.max_interval), expected_(expected) {}

  void learn(Duration took) noexcept;
  [[nodiscard]] bool has_learnt() const noexcept { return learnt_ > 0; }
  /// How long to wait with the next look at a prediction of this age.
  [[nodiscard]] Duration next_look(Duration age) const noexcept;

 private:
  Duration min_interval_, max_interval_;
  std::optional<Duration> expected_;
  int learnt_ = 0;        ///< ends that were seen
  double mean_ = 0;       ///< seconds
  double deviation_ = 0;  ///< seconds
};

}  // namespace tessera::replicate
