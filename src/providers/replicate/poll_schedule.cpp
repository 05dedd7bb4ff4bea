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
  constexpr double first_deviation = 0.15;
  const double sample = seconds(took);
  if (learnt_++ == 0) {
    mean_ = sample;
    deviation_ = first_deviation * sample;
    return;
  }
  deviation_ += (std::abs(sample - mean_) - deviation_) / 4;
  mean_ += (sample - mean_) / 8;
}

Duration PollSchedule::next_look(Duration age) const noexcept {
  constexpr double unlearnt_share = 0.025;
  constexpr double expected_share = 0.035;
  constexpr double least_share = 0.01;
  constexpr double greatest_share = 0.03;
  constexpr double together = 0.05;
  constexpr double near = 0.1;
  constexpr double rounding = 0.999;  // no further look for the last nanoseconds before a window
  const double now = seconds(age);
  const auto bounded = [this](double pause) { return std::clamp(from_seconds(pause), min_interval_, max_interval_); };
  // Failures come early: a few looks on the way to the window find them without many requests.
  const auto before = [&](double window, int looks) { return bounded(std::min(window - now, window / looks)); };
  if (learnt_ == 0) {
    if (!expected_) return bounded(now * unlearnt_share);
    const double window = seconds(*expected_) / 2;
    if (now < rounding * window) return before(window, 6);
    const bool near_the_end = std::abs(now - seconds(*expected_)) <= near * seconds(*expected_);
    return bounded(now * (near_the_end ? least_share : expected_share));
  }
  const double spread = std::max(deviation_, least_share * mean_);
  const double window = std::max(0.0, mean_ - 2 * spread);
  if (now < rounding * window) return before(window, 4);
  // Neighbours may end together with those that were seen, and after one alone the deviation is a guess.
  if (now < (1 + together) * mean_ && (learnt_ == 1 || now >= (1 - least_share) * mean_))
    return bounded(now * least_share);
  if (now >= mean_ + 4 * spread) return bounded(now * greatest_share);
  return bounded(now * std::clamp(spread / mean_, least_share, greatest_share));
}

}  // namespace tessera::replicate
