#pragma once
// Who may send a request to one account at one host, and when: a token bucket learnt from the answers, an adaptive
// number of requests in flight, turns between runs, order within a run. See docs/limiter.md for the rules and their
// origin. Thread: the loop. Outlives its permits and everybody who waits.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "async/clock.h"
#include "async/event.h"
#include "async/task.h"
#include "base/id.h"
#include "net/concurrency_limit.h"
#include "net/fair_queue.h"
#include "net/learned_rate.h"

namespace tessera {

/// What became of a request, as far as the limiter is concerned.
struct RequestOutcome {
  int status = 0;  ///< 0: no answer came
  Duration latency{};
  /// True for an answer that says "too many requests": 429, S3's SlowDown.
  bool throttled = false;
  std::optional<std::chrono::milliseconds> wait = {};  ///< how long a throttled answer asks to wait
  RateHint hint = {};
};

class HostLimiter {
 public:
  struct Options {
    LearnedRate::Options rate = {};
    ConcurrencyLimit::Options concurrency = {};
  };

  /// The right to have one request in flight; ends with its destruction.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&& other) noexcept;
    ~Permit() { release(); }

    /// Teaches the limiter and ends the permit. A permit that ends without a report teaches nothing.
    void report(const RequestOutcome& outcome);
    /// Ends the permit of a request that never left this machine.
    void give_back();

   private:
    friend class HostLimiter;
    void release() noexcept;

    HostLimiter* owner_ = nullptr;
    std::uint64_t generation_ = 0;
    std::uint64_t number_ = 0;
  };

  enum class Turn {
    in_order,
    repeat  ///< a request that was refused goes ahead of the others of its run
  };

  struct State {
    std::optional<double> per_second;
    int concurrency = 0;
    int in_flight = 0;
    std::size_t waiting = 0;
    std::uint64_t granted = 0;
    std::uint64_t throttled = 0;  ///< answers that said "too many requests"
  };

  HostLimiter(Clock& clock, Options options);
  HostLimiter(const HostLimiter&) = delete;
  HostLimiter& operator=(const HostLimiter&) = delete;

  /// Waits for the right to send one request. Cancellation: throws operation_aborted; nothing is used up.
  [[nodiscard]] Task<Permit> acquire(RunId run, Turn turn = Turn::in_order);

  [[nodiscard]] State state() const;

 private:
  struct Waiter {
    Event granted;
    std::uint64_t generation = 0;
    std::uint64_t number = 0;
  };
  class Wait;

  void grant_what_may_go();
  void leave() noexcept;

  Clock& clock_;
  LearnedRate rate_;
  ConcurrencyLimit concurrency_;
  FairQueue<Waiter*> queue_;
  int in_flight_ = 0;
  std::uint64_t granted_ = 0;
  std::uint64_t throttled_ = 0;
  std::optional<SteadyTime> alarm_time_;  ///< of the alarm that has not rung yet
  std::unique_ptr<Clock::Alarm> alarm_;   ///< set while requests wait for a token; last, so that it goes first
};

}  // namespace tessera
