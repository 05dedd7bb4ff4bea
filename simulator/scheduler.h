#pragma once
// Things that happen later, and how late they happened: a simulator that cannot keep its own times must not be measured
// against. Thread: the loop.

#include <array>
#include <functional>
#include <queue>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/task.h"
#include "base/json.h"

namespace tessera::sim {

/// Counts of delays by powers of two of 0.1 ms.
class Lateness {
 public:
  void add(Duration late);
  /// {"count", "mean", "p99" (upper end of its bucket), "max"} in milliseconds.
  [[nodiscard]] json::object to_json() const;

 private:
  std::array<std::uint64_t, 24> buckets_{};
  std::uint64_t count_ = 0;
  double sum_ms_ = 0;
  double max_ms_ = 0;
};

class Scheduler {
 public:
  Scheduler(asio::any_io_executor loop, double time_scale);

  /// Real time that `seconds` of the provider take.
  [[nodiscard]] Duration real(double seconds) const;
  /// Provider seconds in `real` time.
  [[nodiscard]] double simulated(Duration real) const;

  /// Calls `what` on the loop at `when`, in order of time, then of asking.
  void at(SteadyTime when, std::function<void()> what);
  /// Waits; throws operation_aborted when cancelled.
  [[nodiscard]] Task<void> until(SteadyTime when);
  /// Forgets everything that has not happened.
  void clear();

  [[nodiscard]] const Lateness& lateness() const noexcept { return lateness_; }
  void forget_lateness() { lateness_ = {}; }

 private:
  struct Entry {
    SteadyTime when;
    std::uint64_t order;
    std::function<void()> what;
    bool operator<(const Entry& other) const { return when != other.when ? when > other.when : order > other.order; }
  };
  void arm();
  void fire();

  asio::steady_timer timer_;
  double scale_;
  std::priority_queue<Entry> entries_;
  std::uint64_t next_order_ = 0;
  Lateness lateness_;
};

}  // namespace tessera::sim
