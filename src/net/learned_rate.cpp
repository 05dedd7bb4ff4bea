#include "net/learned_rate.h"

#include <algorithm>
#include <cmath>

namespace tessera {

namespace {

using std::chrono::milliseconds;

/// We stay this much below a rate that we believe in: the network bunches up what leaves evenly.
constexpr double used_share = 0.98;
/// A 429 at a rate that held for long means that it is nearly right.
constexpr double gentle_decrease = 0.9;
constexpr double slowest_per_second = 1.0 / 300;
/// A 429 so soon after the pause that the last one asked for shows how many requests fit into that time.
constexpr std::chrono::seconds estimate_window{30};
/// Probing: after so many accepted requests the rate rises; a refused probe doubles the number.
constexpr int first_probe_after = 20;
constexpr int last_probe_after = 1280;
constexpr double small_step = 1.1;
constexpr double big_step = 2;  ///< while the rate is below a quarter of the nominal one
/// What headers say of the rate wavers; only a clearly lower one is taken over.
constexpr double noticeably_lower = 0.95;
constexpr double whole_token = 1 - 1e-9;

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// Zero when `from` lies ahead: during a pause nothing fills up.
double seconds_since(SteadyTime from, SteadyTime now) { return seconds(std::max(now - from, Duration::zero())); }

}  // namespace

LearnedRate::LearnedRate(Options options, SteadyTime now)
    : burst_(std::max(options.burst, 1.0)),
      capacity_(burst_),
      tokens_(burst_),
      refilled_(now),
      blocked_until_(now),
      accepted_before_probe_(first_probe_after) {
  if (options.per_minute) nominal_ = *options.per_minute / 60;
  rate_ = nominal_;
  good_rate_ = nominal_;
}

SteadyTime LearnedRate::ready_at(SteadyTime now) const {
  SteadyTime ready = std::max(now, blocked_until_);
  if (!rate_) return ready;
  const double filled = std::min(capacity_, tokens_ + seconds_since(refilled_, now) * *rate_ * used_share);
  if (filled < whole_token) {
    const double wait = (1 - filled) / (*rate_ * used_share);
    ready = std::max(
        ready, std::max(now, refilled_) + std::chrono::nanoseconds(static_cast<std::int64_t>(std::ceil(wait * 1e9))));
  }
  return ready;
}

void LearnedRate::refill(SteadyTime now) {
  if (rate_) tokens_ = std::min(capacity_, tokens_ + seconds_since(refilled_, now) * *rate_ * used_share);
  refilled_ = std::max(refilled_, now);
}

std::uint64_t LearnedRate::take(SteadyTime now) {
  refill(now);
  if (rate_) tokens_ = std::max(tokens_ - 1, 0.0);
  return generation_;
}

void LearnedRate::give_back() noexcept {
  if (rate_) tokens_ = std::min(capacity_, tokens_ + 1);
}

void LearnedRate::set_rate(std::optional<double> rate, double capacity) {
  rate_ = rate;
  capacity_ = std::clamp(capacity, 1.0, burst_);
  tokens_ = std::min(tokens_, capacity_);
  accepted_since_change_ = 0;
}

void LearnedRate::on_accepted(SteadyTime now, std::uint64_t generation, const RateHint& hint) {
  refill(now);
  if (hint.remaining == 0.0 && hint.reset) blocked_until_ = std::max(blocked_until_, now + *hint.reset);
  if (generation != generation_) return;
  ++accepted_since_block_;
  ++accepted_since_change_;
  if (hint.per_second && (!rate_ || *hint.per_second < *rate_ * noticeably_lower)) {
    set_rate(std::max(*hint.per_second, slowest_per_second), *hint.per_second);
    good_rate_ = rate_;
    probing_ = false;
    return;
  }
  const bool below = rate_ && (!nominal_ || *rate_ < *nominal_);
  if (!below || accepted_since_change_ < accepted_before_probe_) return;
  if (probing_) accepted_before_probe_ = first_probe_after;
  good_rate_ = rate_;
  probing_ = true;
  const double step = nominal_ && *rate_ >= *nominal_ / 4 ? small_step : big_step;
  const double higher = nominal_ ? std::min(*rate_ * step, *nominal_) : *rate_ * step;
  set_rate(higher, std::max(capacity_, higher));
}

std::optional<double> LearnedRate::estimate(SteadyTime now, milliseconds wait) const {
  if (!block_end_ || now - *block_end_ > estimate_window) return std::nullopt;
  const double time = seconds(std::max(now - *block_end_, Duration::zero()) + wait);
  if (time <= 0) return std::nullopt;
  return std::max(accepted_since_block_, 1) / time;
}

void LearnedRate::on_throttled(SteadyTime now, std::uint64_t generation, milliseconds wait, const RateHint& hint) {
  refill(now);
  blocked_until_ = std::max(blocked_until_, now + wait);
  if (generation != generation_) return;
  ++generation_;
  tokens_ = 0;
  if (hint.per_second) {
    set_rate(std::max(*hint.per_second, slowest_per_second), hint.burst.value_or(1));
    good_rate_ = rate_;
  } else if (probing_) {
    set_rate(good_rate_, good_rate_.value_or(1));
  } else {
    std::optional<double> lower = rate_ ? std::optional(*rate_ * gentle_decrease) : std::nullopt;
    if (const auto found = estimate(now, wait)) lower = lower ? std::min(*lower, *found) : *found;
    if (lower) lower = std::max(*lower, slowest_per_second);
    set_rate(lower, lower.value_or(burst_));
    good_rate_ = rate_;
  }
  if (probing_) accepted_before_probe_ = std::min(accepted_before_probe_ * 2, last_probe_after);
  probing_ = false;
  tokens_ = 1;  // the pause is what it takes until one request is welcome again
  refilled_ = std::max(refilled_, blocked_until_);
  block_end_ = blocked_until_;
  accepted_since_block_ = 0;
}

}  // namespace tessera
