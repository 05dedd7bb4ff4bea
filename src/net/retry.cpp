#include "net/retry.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "net/retry_after.h"

namespace tessera {

namespace {

using std::chrono::milliseconds;

double cost_of(const Error& error) noexcept {
  if (error.kind == ErrorKind::throttled) return 0;
  return error.http_status >= 500 ? 5 : 10;
}

/// One request on its way through the attempts.
class Attempts {
 public:
  Attempts(RetryServices services, HttpRequest request, RetryOptions options)
      : services_(services),
        request_(std::make_shared<const HttpRequest>(std::move(request))),
        options_(std::move(options)),
        started_(services.clock.now()) {}

  Task<RetryOutcome> run() {
    for (;;) {
      std::optional<Error> held_back = co_await attempt();
      if (held_back) co_return end(Ending::held_back, std::move(*held_back));
      if (!error_) {
        services_.budget.succeeded(previous_);
        co_return RetryOutcome{.answer = std::move(answer_),
                               .ending = Ending::answered,
                               .attempts = attempts_,
                               .elapsed = services_.clock.now() - started_};
      }
      const std::optional<Ending> stop = decide();
      if (stop) co_return end(*stop, std::move(*error_));
      log_debug("http.retry", {{"url", redact_url(request_->url)},
                               {"attempt", attempts_},
                               {"cause", error_->message},
                               {"wait_ms", pause_.count()}});
      co_await services_.clock.sleep_for(pause_);
      previous_ = std::move(error_);
    }
  }

 private:
  /// Sends once; returns an error only when the caller's check forbids it.
  Task<std::optional<Error>> attempt() {
    HostLimiter::Permit permit;
    if (services_.limiter != nullptr) {
      const auto turn = attempts_ == 0 ? HostLimiter::Turn::in_order : HostLimiter::Turn::repeat;
      permit = co_await services_.limiter->acquire(options_.run, turn);
    }
    std::shared_ptr<const HttpRequest> request = request_;
    if (options_.make_body) {
      Result<Bytes> body = co_await options_.make_body();
      if (!body) {
        permit.give_back();
        co_return body.error();
      }
      HttpRequest whole = *request_;
      whole.body = std::move(*body);
      request = std::make_shared<const HttpRequest>(std::move(whole));
    }
    ++attempts_;
    const SteadyTime sent = services_.clock.now();
    answer_ = co_await services_.transport.send_shared(std::move(request), time_left(sent));
    const Duration latency = services_.clock.now() - sent;
    tried_for_ += latency;
    error_ = answer_ ? options_.classify(*answer_) : std::optional(answer_.error());
    if (!answer_ && error_->code == code_unsent) {
      permit.give_back();
      co_return std::nullopt;
    }
    RequestOutcome outcome{.status = answer_ ? answer_->status : 0, .latency = latency};
    if (answer_) outcome.hint = rate_hint(*answer_, services_.clock.wall());
    if (error_ && error_->kind == ErrorKind::throttled) {
      if (!error_->retry_after && answer_) error_->retry_after = asked_wait(*answer_, services_.clock.wall());
      outcome.throttled = true;
      outcome.wait = error_->retry_after;
    }
    permit.report(outcome);
    co_return std::nullopt;
  }

  [[nodiscard]] milliseconds time_left(SteadyTime now) const {
    if (!options_.deadline) return request_->timeout;
    return std::max(std::chrono::duration_cast<milliseconds>(*options_.deadline - now), milliseconds(0));
  }

  /// The reason to stop, or nothing after having set `pause_`.
  std::optional<Ending> decide() {
    const RetryPolicy& policy = options_.policy;
    const bool throttled = error_->kind == ErrorKind::throttled;
    if (!may_repeat(request_->delivery, *error_)) {
      const bool hopeless = !may_repeat(Delivery::repeatable, *error_);
      return hopeless ? Ending::permanent : Ending::not_repeatable;
    }
    ++(throttled ? throttled_ : failed_);
    if (failed_ >= policy.max_attempts) return Ending::exhausted;
    const milliseconds jitter = options_.backoff.pause(throttled ? throttled_ - 1 : failed_ - 1, services_.random);
    pause_ = jitter;
    if (error_->retry_after) {
      if (*error_->retry_after > policy.longest_wait) return Ending::exhausted;
      // Everybody was told the same time: come back a little apart.
      pause_ = *error_->retry_after + std::min(jitter, *error_->retry_after / 10);
    }
    if (throttled) {
      waited_for_ += pause_;
      if (waited_for_ > policy.throttle_patience) return Ending::exhausted;
      // The limiter holds all requests back for as long as the answer asked for, in its own order.
      if (services_.limiter != nullptr && error_->retry_after) pause_ = milliseconds(0);
    } else {
      tried_for_ += pause_;
      if (tried_for_ > policy.max_time) return Ending::exhausted;
    }
    if (options_.deadline && services_.clock.now() + pause_ >= *options_.deadline) return Ending::exhausted;
    if (!services_.budget.pay(*error_)) return Ending::budget_empty;
    return std::nullopt;
  }

  RetryOutcome end(Ending ending, Error error) {
    const Duration elapsed = services_.clock.now() - started_;
    if (ending != Ending::held_back) {
      if (ending == Ending::not_repeatable) error.kind = ErrorKind::unknown_outcome;
      error.message += fmt::format(" ({} after {} attempt{} in {:.1f} s)", name_of(ending), attempts_,
                                   attempts_ == 1 ? "" : "s", std::chrono::duration<double>(elapsed).count());
    }
    return {.answer = std::unexpected(std::move(error)), .ending = ending, .attempts = attempts_, .elapsed = elapsed};
  }

  RetryServices services_;
  std::shared_ptr<const HttpRequest> request_;
  RetryOptions options_;
  SteadyTime started_;
  Result<HttpResponse> answer_;
  std::optional<Error> error_;     ///< of the latest attempt
  std::optional<Error> previous_;  ///< of the attempt before
  int attempts_ = 0;
  int failed_ = 0;
  int throttled_ = 0;
  Duration tried_for_{};   ///< in attempts and pauses of our own
  Duration waited_for_{};  ///< because the server asked to
  milliseconds pause_{};
};

}  // namespace

milliseconds Backoff::pause(int failures, Random& random) const {
  const int doublings = std::clamp(failures, 0, 30);
  const double most = std::min(static_cast<double>(cap.count()),
                               static_cast<double>(base.count()) * static_cast<double>(1LL << doublings));
  return milliseconds(static_cast<std::int64_t>(random.uniform() * most));
}

bool may_repeat(Delivery delivery, const Error& error) noexcept {
  if (error.kind == ErrorKind::throttled) return true;
  const bool may_pass = error.kind == ErrorKind::transient || error.kind == ErrorKind::deadline ||
                        error.kind == ErrorKind::unknown_outcome;
  if (!may_pass) return false;
  return delivery == Delivery::repeatable || error.code == code_unsent;
}

bool RetryBudget::pay(const Error& error) noexcept {
  const double cost = cost_of(error);
  if (cost > tokens_) return false;
  tokens_ -= cost;
  return true;
}

void RetryBudget::succeeded(const std::optional<Error>& last_error) noexcept {
  const double refill = last_error ? cost_of(*last_error) : 1;
  tokens_ = std::min(capacity_, tokens_ + refill);
}

std::string_view name_of(Ending ending) noexcept {
  switch (ending) {
    case Ending::answered:
      return "answered";
    case Ending::permanent:
      return "permanent";
    case Ending::not_repeatable:
      return "not repeatable";
    case Ending::exhausted:
      return "gave up";
    case Ending::budget_empty:
      return "retry budget empty";
    case Ending::held_back:
      return "held back";
  }
  return "unknown";
}

std::optional<Error> classify_by_status(const HttpResponse& answer) {
  const int status = answer.status;
  if (status >= 200 && status < 300) return std::nullopt;
  Error error{.kind = ErrorKind::bad_request,
              .message = fmt::format("the server answered with status {}", status),
              .http_status = status};
  switch (status) {
    case 401:
    case 403:
    case 407:
      error.kind = ErrorKind::authentication;
      break;
    case 402:
      error.kind = ErrorKind::no_credit;
      break;
    case 404:
      error.kind = ErrorKind::not_found;
      break;
    case 409:
    case 412:
      error.kind = ErrorKind::conflict;
      break;
    case 410:
      error.kind = ErrorKind::data_gone;
      break;
    case 429:
      error.kind = ErrorKind::throttled;
      break;
    case 408:
    case 425:
      error.kind = ErrorKind::transient;
      break;
    default:
      if (status >= 500) error.kind = ErrorKind::transient;
  }
  if (error.kind == ErrorKind::throttled || error.kind == ErrorKind::transient) error.retry_after = asked_wait(answer);
  return error;
}

Task<RetryOutcome> send_with_retries(RetryServices services, HttpRequest request, RetryOptions options) {
  Attempts attempts(services, std::move(request), std::move(options));
  co_return co_await attempts.run();
}

}  // namespace tessera
