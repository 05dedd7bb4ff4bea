#pragma once
// The provider's rate limits: a token bucket for creates, one for everything else. Thread: the loop.

#include <optional>

#include "base/clock.h"
#include "simulator/options.h"

namespace tessera::sim {

class Bucket {
 public:
  /// `per_minute` of real time.
  Bucket(double per_minute, double burst) : rate_(per_minute / 60), burst_(burst), tokens_(burst) {}

  /// Takes a token. Otherwise the real seconds until there is one.
  [[nodiscard]] std::optional<double> take(SteadyTime now);
  [[nodiscard]] double left() const noexcept { return tokens_; }
  /// Real seconds until there is a token; 0 when there is one.
  [[nodiscard]] double until_next() const noexcept { return tokens_ >= 1 ? 0 : (1 - tokens_) / rate_; }

 private:
  double rate_;
  double burst_;
  double tokens_;
  SteadyTime last_{};
};

struct Limiter {
  Limiter(const RateLimits& limits, double time_scale);

  Bucket creates;
  Bucket others;
  double creates_per_minute;  ///< as the account's owner would be told: in provider time
  double creates_burst;
};

}  // namespace tessera::sim
