#include "providers/replicate/poll_schedule.h"

#include <algorithm>
#include <cmath>

namespace tessera::replicate {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

Duration from_seconds(double value) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
}

}  // namespace

void PollSchedule::learn(Duration took) noexcept {
  const double sample = seconds(took);
  if (!learnt_) {
    learnt_ = true;
    mean_ = sample;
    deviation_ = sample / 4;
    return;
  }
  deviation_ += (std::abs(sample - mean_) - deviation_) / 4;
  mean_ += (sample - mean_) / 8;
}

Duration PollSchedule::next_look(Duration age) const noexcept {
  constexpr double share_unlearnt = 0.025;
  constexpr double share_in_window = 0.01;
  constexpr double share_overdue = 0.02;
  const double now = seconds(age);
  const auto spaced = [this, now](double share) {
    return std::clamp(from_seconds(now * share), options_.min_interval, options_.max_interval);
  };
  if (!learnt_) return spaced(share_unlearnt);
  const double spread = std::max(deviation_, 0.01 * mean_);
  const double window = std::max(0.0, mean_ - 2 * spread);
  if (now >= mean_ + 4 * spread) return spaced(share_overdue);
  if (now >= window) return spaced(share_in_window);
  // Failures come early: four looks on the way to the window find them without many requests.
  const double step = std::min(window - now, window / 4);
  return std::clamp(from_seconds(step), options_.min_interval, options_.max_interval);
}

}  // namespace tessera::replicate
