#include "net/concurrency_limit.h"

#include <algorithm>

namespace tessera {

namespace {

constexpr double throttled_share = 0.7;
constexpr double slow_share = 0.9;
constexpr double short_weight = 0.2;  ///< about the last ten answers
constexpr double long_weight = 0.01;  ///< about the last two hundred
constexpr int first_samples = 20;     ///< before averages mean anything
constexpr double slow_factor = 2;     ///< short over long average from which answers count as slowing down

}  // namespace

ConcurrencyLimit::ConcurrencyLimit(Options options) : options_(options), limit_(options.first) {}

void ConcurrencyLimit::decrease(std::uint64_t number, double share) {
  if (number < decreased_at_) return;
  limit_ = std::max(limit_ * share, static_cast<double>(options_.least));
  decreased_at_ = sent_;
  starting_ = false;
}

void ConcurrencyLimit::on_success(std::uint64_t number, Duration latency, int in_flight) {
  const double time = std::chrono::duration<double>(latency).count();
  ++samples_;
  // A plain mean first, so that the long average does not start from a single answer.
  short_average_ += (time - short_average_) * std::max(short_weight, 1.0 / samples_);
  long_average_ += (time - long_average_) * std::max(long_weight, 1.0 / samples_);
  // A limit that is not used says nothing about whether more would be good.
  if (in_flight * 2 < limit()) return;
  if (samples_ > first_samples && short_average_ > slow_factor * long_average_) {
    decrease(number, slow_share);
    return;
  }
  limit_ = std::min(limit_ + (starting_ ? 1.0 : 1.0 / limit_), static_cast<double>(options_.most));
}

void ConcurrencyLimit::on_throttled(std::uint64_t number) { decrease(number, throttled_share); }

}  // namespace tessera
