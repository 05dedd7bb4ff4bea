#pragma once
// Sending again what failed: four small objects that do not know each other, and the loop that asks them. Thread: the
// loop.

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "async/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "net/http.h"
#include "net/rate_limiter.h"

namespace tessera {

/// When to stop.
struct RetryPolicy {
  int max_attempts = 5;                                    ///< answers "too many requests" do not count
  std::chrono::milliseconds max_time{600'000};             ///< of attempts and pauses, waits that were asked for apart
  std::chrono::milliseconds longest_wait{120'000};         ///< a server that asks for more is not waited for
  std::chrono::milliseconds throttle_patience{7'200'000};  ///< of waits that were asked for, together
};

/// How long to pause: uniform in [0, min(cap, base * 2^n)] ("full jitter", Brooker, AWS Architecture Blog, 2015).
struct Backoff {
  std::chrono::milliseconds base{500};
  std::chrono::milliseconds cap{20'000};
  /// `failures` counts from 0 for the first one.
  [[nodiscard]] std::chrono::milliseconds pause(int failures, Random& random) const;
};

/// Whether the request may leave again after this error. An at_most_once request may only when the error proves that it
/// was not executed: it never left, or it was refused with "too many requests".
[[nodiscard]] bool may_repeat(Delivery delivery, const Error& error) noexcept;

/// Bounds what retries add to the load of a host in trouble: a token bucket for all its calls. Numbers as in the
/// standard retry strategy of the AWS SDKs: 500 tokens; 10 for a lost connection or timeout, 5 for a server error;
/// given back by the success of the retry, 1 by any other success. Waits that a server asked for are free.
class RetryBudget {
 public:
  explicit RetryBudget(double capacity = 500) : capacity_(capacity), tokens_(capacity) {}
  /// Pays for one retry after `error`. False: the bucket is empty, do not retry.
  [[nodiscard]] bool pay(const Error& error) noexcept;
  /// A request succeeded; `last_error` is what the attempt before it ended with, if there was one.
  void succeeded(const std::optional<Error>& last_error) noexcept;
  [[nodiscard]] double tokens() const noexcept { return tokens_; }

 private:
  double capacity_;
  double tokens_;
};

/// How a request with retries ended.
enum class Ending {
  answered,
  permanent,       ///< repeating cannot help
  not_repeatable,  ///< it may have been executed, and repeating could pay twice
  exhausted,       ///< the policy's attempts, time or patience, or the deadline
  budget_empty,    ///< the host is in trouble: too many retries already
  held_back        ///< the caller's own check before sending said no
};
[[nodiscard]] std::string_view name_of(Ending ending) noexcept;

struct RetryOutcome {
  /// The answer, or the last cause; its message names the ending, the attempts and the time. Of an at_most_once request
  /// that may have been executed the kind is unknown_outcome.
  Result<HttpResponse> answer;
  Ending ending = Ending::answered;
  int attempts = 0;  ///< requests that were handed to the transport
  Duration elapsed{};
};

/// Decides whether an answer is a success (nothing) or an error.
using Classify = std::function<std::optional<Error>(const HttpResponse&)>;
/// By the status alone: 2xx is a success, 429 is throttled, 408, 425 and 5xx are transient …
[[nodiscard]] std::optional<Error> classify_by_status(const HttpResponse& answer);

/// What outlives all requests to one host.
struct RetryServices {
  HttpTransport& transport;
  Clock& clock;
  Random& random;
  RetryBudget& budget;
  HostLimiter* limiter = nullptr;  ///< asked before every attempt, told about every answer
};

struct RetryOptions {
  RetryPolicy policy = {};
  Backoff backoff = {};
  std::optional<SteadyTime> deadline = {};
  RunId run = {};  ///< for the limiter
  Classify classify = classify_by_status;
  /// Makes the body of one attempt, after the limiter has let it pass: what waits for its turn holds no bytes. The
  /// attempt is not made when it fails. Without it the request's own body is sent.
  std::function<Task<Result<Bytes>>()> make_body = {};
};

/// Sends `request` until it is answered or one of the objects above says stop. Cancellation: throws operation_aborted.
[[nodiscard]] Task<RetryOutcome> send_with_retries(RetryServices services, HttpRequest request, RetryOptions options);

}  // namespace tessera
