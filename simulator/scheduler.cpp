#include "simulator/scheduler.h"

#include <algorithm>
#include <cmath>

namespace tessera::sim {

void Lateness::add(Duration late) {
  const double ms = std::max(0.0, std::chrono::duration<double, std::milli>(late).count());
  std::size_t bucket = 0;
  for (double end = 0.1; bucket + 1 < buckets_.size() && ms >= end; end *= 2) ++bucket;
  ++buckets_[bucket];
  ++count_;
  sum_ms_ += ms;
  max_ms_ = std::max(max_ms_, ms);
}

json::object Lateness::to_json() const {
  std::uint64_t seen = 0;
  double p99 = 0;
  double end = 0.1;
  for (const auto bucket : buckets_) {
    seen += bucket;
    p99 = std::min(end, max_ms_);
    if (static_cast<double>(seen) >= 0.99 * static_cast<double>(count_)) break;
    end *= 2;
  }
  const double mean = count_ == 0 ? 0 : sum_ms_ / static_cast<double>(count_);
  return {{"count", count_}, {"mean", mean}, {"p99", p99}, {"max", max_ms_}};
}

Scheduler::Scheduler(asio::any_io_executor loop, double time_scale) : timer_(std::move(loop)), scale_(time_scale) {}

Duration Scheduler::real(double seconds) const {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds * scale_));
}

double Scheduler::simulated(Duration real) const { return std::chrono::duration<double>(real).count() / scale_; }

void Scheduler::at(SteadyTime when, std::function<void()> what) {
  const bool first = entries_.empty() || when < entries_.top().when;
  entries_.push({.when = when, .order = next_order_++, .what = std::move(what)});
  if (first) arm();
}

void Scheduler::arm() {
  if (entries_.empty()) return;
  timer_.expires_at(entries_.top().when);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) fire();
  });
}

void Scheduler::fire() {
  const auto now = std::chrono::steady_clock::now();
  while (!entries_.empty() && entries_.top().when <= now) {
    const Entry entry = entries_.top();
    entries_.pop();
    lateness_.add(std::chrono::steady_clock::now() - entry.when);
    entry.what();
  }
  arm();
}

Task<void> Scheduler::until(SteadyTime when) {
  asio::steady_timer timer(timer_.get_executor(), when);
  co_await timer.async_wait(asio::use_awaitable);
  lateness_.add(std::chrono::steady_clock::now() - when);
}

void Scheduler::clear() {
  entries_ = {};
  timer_.cancel();
}

}  // namespace tessera::sim
