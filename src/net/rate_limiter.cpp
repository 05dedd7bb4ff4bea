#include "net/rate_limiter.h"

#include <algorithm>

namespace tessera {

namespace {

/// When a 429 does not say how long to wait.
constexpr std::chrono::milliseconds default_wait{1000};

}  // namespace

HostLimiter::Permit::Permit(Permit&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)), generation_(other.generation_), number_(other.number_) {}

HostLimiter::Permit& HostLimiter::Permit::operator=(Permit&& other) noexcept {
  if (this == &other) return *this;
  release();
  owner_ = std::exchange(other.owner_, nullptr);
  generation_ = other.generation_;
  number_ = other.number_;
  return *this;
}

void HostLimiter::Permit::release() noexcept {
  if (HostLimiter* owner = std::exchange(owner_, nullptr)) owner->leave();
}

void HostLimiter::Permit::give_back() {
  if (owner_ == nullptr) return;
  owner_->rate_.give_back();
  release();
}

void HostLimiter::Permit::report(const RequestOutcome& outcome) {
  if (owner_ == nullptr) return;
  HostLimiter& owner = *owner_;
  const SteadyTime now = owner.clock_.now();
  if (outcome.throttled) {
    ++owner.throttled_;
    owner.rate_.on_throttled(now, generation_, outcome.wait.value_or(default_wait), outcome.hint);
    owner.concurrency_.on_throttled(number_);
  } else if (outcome.status != 0) {
    owner.rate_.on_accepted(now, generation_, outcome.hint);
    if (outcome.status < 500) owner.concurrency_.on_success(number_, outcome.latency, owner.in_flight_);
  }
  release();
}

HostLimiter::HostLimiter(Clock& clock, Options options)
    : clock_(clock), rate_(options.rate, clock.now()), concurrency_(options.concurrency) {}

/// A place in the queue. A grant that its waiter never took goes back.
class HostLimiter::Wait {
 public:
  Wait(HostLimiter& owner, RunId run, Turn turn)
      : owner_(owner),
        place_(turn == Turn::repeat ? owner.queue_.push_front(std::move(run), &waiter_)
                                    : owner.queue_.push_back(std::move(run), &waiter_)) {}
  ~Wait() {
    if (taken_) return;
    if (waiter_.granted.is_set()) {
      take().give_back();
    } else {
      owner_.queue_.erase(place_);
    }
  }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

  [[nodiscard]] bool is_over() const noexcept { return waiter_.granted.is_set(); }
  [[nodiscard]] Task<void> wait() { return waiter_.granted.wait(); }
  [[nodiscard]] Permit take() {
    taken_ = true;
    Permit permit;
    permit.owner_ = &owner_;
    permit.generation_ = waiter_.generation;
    permit.number_ = waiter_.number;
    return permit;
  }

 private:
  HostLimiter& owner_;
  Waiter waiter_;
  FairQueue<Waiter*>::Place place_;
  bool taken_ = false;
};

Task<HostLimiter::Permit> HostLimiter::acquire(RunId run, Turn turn) {
  Wait wait(*this, std::move(run), turn);
  grant_what_may_go();
  if (!wait.is_over()) co_await wait.wait();
  // A grant may arrive together with cancellation: it goes back, because nothing will be sent.
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    throw boost::system::system_error(asio::error::operation_aborted);
  }
  co_return wait.take();
}

void HostLimiter::leave() noexcept {
  --in_flight_;
  grant_what_may_go();
}

void HostLimiter::grant_what_may_go() {
  while (!queue_.empty() && in_flight_ < concurrency_.limit()) {
    const SteadyTime now = clock_.now();
    const SteadyTime ready = rate_.ready_at(now);
    if (ready > now) {
      if (alarm_time_ != ready) {
        alarm_time_ = ready;
        alarm_ = clock_.call_at(ready, [this] {
          alarm_time_.reset();
          grant_what_may_go();
        });
      }
      return;
    }
    Waiter& next = *queue_.pop();
    next.generation = rate_.take(now);
    next.number = concurrency_.next_number();
    ++in_flight_;
    ++granted_;
    next.granted.set();
  }
}

HostLimiter::State HostLimiter::state() const {
  return {.per_second = rate_.per_second(),
          .concurrency = concurrency_.limit(),
          .in_flight = in_flight_,
          .waiting = queue_.size(),
          .granted = granted_,
          .throttled = throttled_};
}

}  // namespace tessera
