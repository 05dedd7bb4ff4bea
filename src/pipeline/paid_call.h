#pragma once
// The one place that decides in which order a call's durable steps happen:
//
//   planned -> [reserve + sent] -> create leaves -> accepted -> collect -> [blob durable] -> [done + settled]
//
// Whatever state an earlier execution left behind is where this one goes on: a lost create is looked for, an accepted
// one is collected, a finished one is read from disk. Thread: the loop. One object a run.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "async/semaphore.h"
#include "async/task.h"
#include "base/random.h"
#include "ledger/blobs.h"
#include "ledger/ledger.h"
#include "model/call.h"

namespace tessera {

class PictureRoom;
class PriceBook;

struct CallPolicy {
  int max_attempts = 4;                           ///< creates of one step whose work failed for a passing reason
  int max_deliveries = 6;                         ///< fetches of one result that do not pass inspection
  std::chrono::milliseconds backoff_base{1'000};  ///< full jitter: uniform in [0, min(cap, base * 2^n)]
  std::chrono::milliseconds backoff_cap{30'000};
  bool reuse = false;           ///< take results of identical calls of other runs
  bool repeat_unknown = false;  ///< send calls of unknown outcome again: the user said so
};

/// Looks at a result before it counts as delivered (decodes it, on the worker pool). Errors: bad_request when the bytes
/// are not what was ordered; the delivery is then fetched again, which is free.
using Inspection = std::function<Task<Result<void>>(const Bytes&)>;

struct CompletedCall {
  CallRecord record;
  Bytes output;
  Semaphore::Permit place;  ///< in the picture room; let it go with the bytes
};

class PaidCalls {
 public:
  /// All references must outlive the object. `seed` feeds the jitter of the back-off only.
  PaidCalls(RunId run, Ledger& ledger, BlobStore& blobs, const PriceBook& prices, PictureRoom& room, CallPolicy policy,
            std::uint64_t seed);

  /// Performs the step `key`, or finishes what an earlier execution began. PAID at most once per success. Errors:
  /// whatever ended it for good (see ErrorKind); over_budget when the cap leaves no room for its upper bound, even
  /// after every call in flight has been settled; unknown_outcome when it cannot be found out whether it was executed;
  /// corrupt when what was delivered does not pass `inspect`. `inspect` has passed on exactly the returned bytes.
  /// Cancellation: the ledger holds how far it came; performing it again goes on from there.
  [[nodiscard]] Task<Result<CompletedCall>> perform(std::string key, CallSpec spec, CallEndpoint& endpoint,
                                                    Inspection inspect);

 private:
  class InFlight;
  struct Step;

  Task<Result<CallRecord>> plan(Step& step);
  Task<Result<void>> take_from_elsewhere(Step& step);
  Task<Result<void>> submit(Step& step);
  Task<Result<void>> reserve_and_mark_sent(Step& step, std::string wire);
  Task<Result<void>> look_for_lost_create(Step& step);
  Task<Result<void>> collect(Step& step);
  Task<Result<void>> read_result(Step& step);
  Task<Result<void>> finish(Step& step, CallOutput output);
  Task<Result<void>> refuse_delivery(Step& step, const CallOutput& output, const Error& why);
  Task<Result<void>> after_failure(Step& step);
  /// Before the step's result is in memory.
  Task<void> enter_room(Step& step);
  /// Full jitter; `failures` counts from 1.
  Task<void> pause(int failures);
  [[nodiscard]] Money settled_cost(const Step& step, const Usage& used) const;

  RunId run_;
  Ledger& ledger_;
  BlobStore& blobs_;
  const PriceBook& prices_;
  PictureRoom& room_;
  CallPolicy policy_;
  Random jitter_;
  int in_flight_ = 0;                                    ///< calls that hold a reservation now
  std::shared_ptr<class SettlementSignal> settlements_;  ///< wakes those that wait for room in the budget
};

}  // namespace tessera
