#pragma once
// How many requests may be in flight: rises by one a round while all goes well, falls by a share on a 429 or when
// answers slow down (additive increase, multiplicative decrease: Chiu and Jain, 1989; the comparison of a short with a
// long average of latencies follows the gradient idea of adaptive concurrency limits). Pure. Thread: the loop.

#include <cstdint>

#include "base/clock.h"

namespace tessera {

class ConcurrencyLimit {
 public:
  struct Options {
    int first = 16;
    int least = 1;
    int most = 256;
  };

  explicit ConcurrencyLimit(Options options);

  [[nodiscard]] int limit() const noexcept { return static_cast<int>(limit_); }

  /// Numbers requests in the order in which they leave.
  [[nodiscard]] std::uint64_t next_number() noexcept { return sent_++; }
  /// `in_flight` counts this one.
  void on_success(std::uint64_t number, Duration latency, int in_flight);
  void on_throttled(std::uint64_t number);

 private:
  void decrease(std::uint64_t number, double share);

  Options options_;
  double limit_;
  bool starting_ = true;  ///< doubles every round until the first decrease
  std::uint64_t sent_ = 0;
  std::uint64_t decreased_at_ = 0;  ///< requests sent before this number do not decrease the limit again
  double short_average_ = 0;        ///< of latency, seconds
  double long_average_ = 0;
  int samples_ = 0;
};

}  // namespace tessera
