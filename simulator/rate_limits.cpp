#include "simulator/rate_limits.h"

#include <algorithm>

namespace tessera::sim {

std::optional<double> Bucket::take(double now) {
  if (last_ > 0) tokens_ = std::min(burst_, tokens_ + (now - last_) * rate_);
  last_ = now;
  if (tokens_ < 1) return (1 - tokens_) / rate_;
  tokens_ -= 1;
  return std::nullopt;
}

namespace {
double burst_of(const RateLimits& limits) {
  return limits.creates_burst > 0 ? limits.creates_burst : std::max(1.0, limits.creates_per_minute);
}
}  // namespace

Limiter::Limiter(const RateLimits& limits)
    : creates(limits.creates_per_minute, burst_of(limits)),
      others(limits.others_per_minute, std::max(1.0, limits.others_per_minute)),
      creates_per_minute(limits.creates_per_minute),
      creates_burst(burst_of(limits)) {}

}  // namespace tessera::sim
