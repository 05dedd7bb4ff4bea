#include "simulator/rate_limits.h"

#include <algorithm>

namespace tessera::sim {

std::optional<double> Bucket::take(SteadyTime now) {
  if (last_ != SteadyTime{}) {
    const double passed = std::chrono::duration<double>(now - last_).count();
    tokens_ = std::min(burst_, tokens_ + passed * rate_);
  }
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

Limiter::Limiter(const RateLimits& limits, double time_scale)
    : creates(limits.creates_per_minute / time_scale, burst_of(limits)),
      others(limits.others_per_minute / time_scale, std::max(1.0, limits.others_per_minute)),
      creates_per_minute(limits.creates_per_minute),
      creates_burst(burst_of(limits)) {}

}  // namespace tessera::sim
