#pragma once
// The provider's rate limits: a token bucket for creates, one for everything else. All in the provider's time, which is
// what it tells its clients. Thread: the loop.

#include <optional>

#include "simulator/options.h"

namespace tessera::sim {

class Bucket {
 public:
  Bucket(double per_minute, double burst) : rate_(per_minute / 60), burst_(burst), tokens_(burst) {}

  /// Takes a token at `now`, in provider seconds. Otherwise the seconds until there is one.
  [[nodiscard]] std::optional<double> take(double now);
  [[nodiscard]] double left() const noexcept { return tokens_; }
  /// Seconds until there is a token; 0 when there is one.
  [[nodiscard]] double until_next() const noexcept { return tokens_ >= 1 ? 0 : (1 - tokens_) / rate_; }

 private:
  double rate_;
  double burst_;
  double tokens_;
  double last_ = 0;
};

struct Limiter {
  explicit Limiter(const RateLimits& limits);

  Bucket creates;
  Bucket others;
  double creates_per_minute;
  double creates_burst;
};

}  // namespace tessera::sim
