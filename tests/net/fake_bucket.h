#pragma once
// A server's own token bucket, as a test sees it: admits or tells when to come back.

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/clock.h"

namespace tessera::test {

class FakeBucket {
 public:
  FakeBucket(double per_second, double burst, SteadyTime now)
      : rate_(per_second), burst_(burst), tokens_(burst), filled_(now) {}

  void change(double per_second, double burst, SteadyTime now) {
    fill(now);
    rate_ = per_second;
    burst_ = burst;
    tokens_ = std::min(tokens_, burst);
  }
  [[nodiscard]] bool admit(SteadyTime now) {
    fill(now);
    ++(tokens_ >= 1 - 1e-9 ? admitted : refused);
    if (tokens_ < 1 - 1e-9) return false;
    tokens_ -= 1;
    return true;
  }
  /// In whole seconds, rounded up, as the header is.
  [[nodiscard]] std::chrono::milliseconds next(SteadyTime now) {
    fill(now);
    return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(std::max(1 - tokens_, 0.0) / rate_ - 1e-9)));
  }

  int admitted = 0;
  int refused = 0;

 private:
  void fill(SteadyTime now) {
    tokens_ = std::min(burst_, tokens_ + std::chrono::duration<double>(now - filled_).count() * rate_);
    filled_ = now;
  }

  double rate_;
  double burst_;
  double tokens_;
  SteadyTime filled_;
};

}  // namespace tessera::test
