#include "pipeline/paid_call.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "async/event.h"
#include "base/log.h"
#include "pipeline/picture_room.h"
#include "pipeline/prices.h"

namespace tessera {

/// Wakes everybody who waits for a reservation to be settled. Loop thread only.
class SettlementSignal {
 public:
  Task<void> wait() {
    const std::shared_ptr<Event> next = next_;
    co_await next->wait();
  }

  void notify() {
    next_->set();
    next_ = std::make_shared<Event>();
  }

 private:
  std::shared_ptr<Event> next_ = std::make_shared<Event>();
};

/// Counts a call whose reservation may still turn into less, and tells when it ends.
class PaidCalls::InFlight {
 public:
  explicit InFlight(PaidCalls& calls) : calls_(calls) { ++calls_.in_flight_; }
  ~InFlight() {
    --calls_.in_flight_;
    calls_.settlements_->notify();
  }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

 private:
  PaidCalls& calls_;
};

struct PaidCalls::Step {
  std::string key;
  CallSpec spec;
  CallEndpoint* endpoint = nullptr;
  Inspection inspect;
  CallRecord record = {};
  Bytes output = {};
  bool have_output = false;
  std::optional<Semaphore::Permit> place = {};
  Money bound = {};  ///< what this execution reserved
  std::optional<InFlight> in_flight = {};
};

namespace {

Error error_of(const CallRecord& record) {
  Error error{.kind = ErrorKind::internal, .message = record.error, .provider = record.provider};
  error.code = record.error_code;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    if (name_of(static_cast<ErrorKind>(kind)) == record.error_kind) error.kind = static_cast<ErrorKind>(kind);
  }
  return error;
}

/// The work failed for a reason that may pass, or its result was removed before it could be fetched.
bool worth_another_attempt(ErrorKind kind) { return kind == ErrorKind::transient || kind == ErrorKind::data_gone; }

/// The provider answered that it did not do the work, for a reason that lies outside this request.
bool provably_not_executed(ErrorKind kind) {
  return kind == ErrorKind::throttled || kind == ErrorKind::transient || kind == ErrorKind::no_credit ||
         kind == ErrorKind::authentication || kind == ErrorKind::deadline || kind == ErrorKind::configuration ||
         kind == ErrorKind::io;
}

}  // namespace

PaidCalls::PaidCalls(RunId run, Ledger& ledger, BlobStore& blobs, const PriceBook& prices, PictureRoom& room,
                     CallPolicy policy, std::uint64_t seed)
    : run_(std::move(run)),
      ledger_(ledger),
      blobs_(blobs),
      prices_(prices),
      room_(room),
      policy_(policy),
      jitter_(seed, "call backoff"),
      settlements_(std::make_shared<SettlementSignal>()) {}

Task<Result<CompletedCall>> PaidCalls::perform(std::string key, CallSpec spec, CallEndpoint& endpoint,
                                               Inspection inspect) {
  Step step{.key = std::move(key), .spec = std::move(spec), .endpoint = &endpoint, .inspect = std::move(inspect)};
  Result<CallRecord> planned = co_await plan(step);
  if (!planned) co_return std::unexpected(planned.error());
  step.record = *planned;

  for (;;) {
    Result<void> moved;
    switch (step.record.state) {
      case CallState::planned:
        moved = co_await submit(step);
        break;
      case CallState::sent:
        moved = co_await look_for_lost_create(step);
        break;
      case CallState::accepted:
        moved = co_await collect(step);
        break;
      case CallState::failed:
      case CallState::unknown:
        moved = co_await after_failure(step);
        break;
      case CallState::done:
        step.in_flight.reset();
        moved = co_await read_result(step);
        if (step.have_output) {
          CompletedCall completed{.record = std::move(step.record), .output = std::move(step.output)};
          if (step.place) completed.place = std::move(*step.place);
          co_return completed;
        }
        break;
    }
    if (!moved) co_return std::unexpected(moved.error());
    if (!step.have_output) step.place.reset();
    planned = co_await plan(step);
    if (!planned) co_return std::unexpected(planned.error());
    step.record = *planned;
  }
}

Task<void> PaidCalls::enter_room(Step& step) {
  if (!step.place) step.place.emplace(co_await room_.enter());
}

Task<Result<void>> PaidCalls::read_result(Step& step) {
  if (step.have_output) co_return Result<void>();
  co_await enter_room(step);
  Result<Bytes> stored = co_await blobs_.read(step.record.output.value_or(BlobId()));
  if (!stored) {
    log_warning("call.result_damaged", {{"call", step.record.id.text()}, {"cause", stored.error().message}});
    co_return co_await ledger_.mark_lost(step.record.id, stored.error());
  }
  const Result<void> usable = co_await step.inspect(*stored);
  if (!usable) co_return std::unexpected(usable.error());
  step.output = std::move(*stored);
  step.have_output = true;
  co_return Result<void>();
}

Task<Result<CallRecord>> PaidCalls::plan(Step& step) {
  co_return co_await ledger_.plan_call(run_, step.key, step.spec);
}

Task<Result<void>> PaidCalls::submit(Step& step) {
  if (policy_.reuse) {
    const Result<void> taken = co_await take_from_elsewhere(step);
    if (!taken) co_return std::unexpected(taken.error());
    if (step.have_output) co_return Result<void>();
    step.place.reset();
  }
  // Named, because the context outlives the expression that starts the submission.
  auto before_sending = [this, &step](std::string wire) { return reserve_and_mark_sent(step, std::move(wire)); };
  auto before_making = [this, &step] { return enter_room(step); };
  SubmitContext context{.run = run_, .about_to_send = before_sending, .about_to_make = before_making};
  Result<Accepted> accepted = co_await step.endpoint->submit(step.spec, std::move(context));
  if (accepted) {
    if (!accepted->remote_id.empty()) {
      const Result<void> marked = co_await ledger_.mark_accepted(step.record.id, accepted->remote_id);
      if (!marked) co_return std::unexpected(marked.error());
    }
    if (!accepted->output) co_return Result<void>();
    const Result<void> usable = co_await step.inspect(accepted->output->bytes);
    if (usable) co_return co_await finish(step, std::move(*accepted->output));
    if (!accepted->remote_id.empty()) co_return Result<void>();  // collect() fetches it again
    co_return co_await refuse_delivery(step, *accepted->output, usable.error());
  }

  Error error = std::move(accepted.error());
  const Result<CallRecord> now = co_await plan(step);
  if (!now) co_return std::unexpected(now.error());
  const bool was_sent = now->state == CallState::sent;
  if (error.kind == ErrorKind::over_budget || !was_sent) co_return std::unexpected(std::move(error));
  if (error.kind == ErrorKind::unknown_outcome) {
    log_warning("call.answer_lost", {{"call", step.record.id.text()}, {"cause", error.message}});
    co_return Result<void>();  // its state is `sent`: the next round looks for it
  }
  step.in_flight.reset();
  const Result<void> noted = provably_not_executed(error.kind)
                                 ? co_await ledger_.mark_unsent(step.record.id)
                                 : co_await ledger_.mark_failed(step.record.id, error, Money());
  if (!noted) co_return std::unexpected(noted.error());
  co_return std::unexpected(std::move(error));
}

Task<Result<void>> PaidCalls::take_from_elsewhere(Step& step) {
  const auto twin = co_await ledger_.done_elsewhere(identity_of(step.spec), run_);
  if (!twin) co_return std::unexpected(twin.error());
  if (!*twin || !(*twin)->output || !blobs_.contains(*(*twin)->output)) co_return Result<void>();
  co_await enter_room(step);
  Result<Bytes> bytes = co_await blobs_.read(*(*twin)->output);
  if (!bytes) co_return Result<void>();  // a damaged copy is no result: make the call
  const Result<void> usable = co_await step.inspect(*bytes);
  if (!usable) co_return Result<void>();
  json::object detail{{"reused_from", (*twin)->id.text()}};
  const Result<void> done =
      co_await ledger_.mark_done(step.record.id, *(*twin)->output, (*twin)->output_type, Money(), std::move(detail));
  if (!done) co_return std::unexpected(done.error());
  step.output = std::move(*bytes);
  step.have_output = true;
  co_return Result<void>();
}

Task<Result<void>> PaidCalls::reserve_and_mark_sent(Step& step, std::string wire) {
  const Result<Money> bound = prices_.upper_bound(step.spec.model, step.spec.most);
  if (!bound) co_return std::unexpected(bound.error());
  for (;;) {
    Result<void> sent = co_await ledger_.mark_sent(step.record.id, wire, *bound);
    if (sent) {
      step.bound = *bound;
      if (!step.in_flight) step.in_flight.emplace(*this);
      co_return Result<void>();
    }
    // Calls in flight are reserved at their upper bounds: what they settle for may leave the room that is missing now.
    if (sent.error().kind != ErrorKind::over_budget || in_flight_ == 0) co_return std::unexpected(sent.error());
    co_await settlements_->wait();
  }
}

Task<Result<void>> PaidCalls::look_for_lost_create(Step& step) {
  if (!step.in_flight) step.in_flight.emplace(*this);
  Result<std::set<std::string>> taken = co_await ledger_.remote_ids(step.spec.provider);
  if (!taken) co_return std::unexpected(taken.error());
  const WallTime since = step.record.sent_at.value_or(step.record.planned_at.value_or(WallTime()));
  Result<Finding> finding = co_await step.endpoint->find(step.spec, step.record.wire, since, std::move(*taken));
  if (!finding) co_return std::unexpected(finding.error());
  switch (finding->kind) {
    case Finding::Kind::found:
      log_info("call.adopted", {{"call", step.record.id.text()}, {"remote_id", finding->remote_id}});
      co_return co_await ledger_.mark_accepted(step.record.id, finding->remote_id);
    case Finding::Kind::absent:
      step.in_flight.reset();
      co_return co_await ledger_.mark_unsent(step.record.id);
    case Finding::Kind::cannot_ask:
      break;
  }
  step.in_flight.reset();
  const Error unknown{.kind = ErrorKind::unknown_outcome,
                      .message = fmt::format("the answer to {} was lost and {} cannot be asked whether it was executed",
                                             step.key, step.spec.provider),
                      .provider = step.spec.provider};
  co_return co_await ledger_.mark_unknown(step.record.id, unknown);
}

Task<Result<void>> PaidCalls::collect(Step& step) {
  if (!step.in_flight) step.in_flight.emplace(*this);
  auto before_fetching = [this, &step] { return enter_room(step); };
  Result<CallOutput> output;
  for (int delivery = 1; delivery <= policy_.max_deliveries; ++delivery) {
    output = co_await step.endpoint->collect(step.spec, step.record.remote_id, before_fetching);
    if (!output) break;
    const Result<void> usable = co_await step.inspect(output->bytes);
    if (usable) co_return co_await finish(step, std::move(*output));
    log_warning("call.bad_delivery", {{"call", step.record.id.text()}, {"cause", usable.error().message}});
    if (delivery == policy_.max_deliveries) co_return co_await refuse_delivery(step, *output, usable.error());
    step.place.reset();
    co_await pause(delivery);  // fetching is free, and what is on the way to a cache may need a moment
  }

  Error error = std::move(output.error());
  switch (error.kind) {
    case ErrorKind::data_gone:  // executed, hence paid
      co_return co_await ledger_.mark_failed(step.record.id, error, settled_cost(step, step.spec.most));
    case ErrorKind::transient:
    case ErrorKind::refused:
    case ErrorKind::bad_request:
      // Whether a failed prediction is billed is not documented: settled at zero, its bound stays counted.
      co_return co_await ledger_.mark_failed(step.record.id, error, std::nullopt);
    default:
      co_return std::unexpected(std::move(error));  // it goes on at the provider; a resumed run collects it
  }
}

Task<Result<void>> PaidCalls::finish(Step& step, CallOutput output) {
  const Money cost = settled_cost(step, output.used);
  Result<BlobId> blob = co_await blobs_.write(output.bytes);
  if (!blob) co_return std::unexpected(blob.error());
  const Result<void> done =
      co_await ledger_.mark_done(step.record.id, *blob, output.media_type, cost, std::move(output.detail));
  if (!done) co_return std::unexpected(done.error());
  step.output = std::move(output.bytes);
  step.have_output = true;
  co_return Result<void>();
}

Money PaidCalls::settled_cost(const Step& step, const Usage& used) const {
  // What a provider says of its own work may be impossible; then the reservation is what counts.
  return prices_.actual(step.spec.model, used).value_or(std::max(step.bound, step.record.reserved));
}

Task<Result<void>> PaidCalls::refuse_delivery(Step& step, const CallOutput& output, const Error& why) {
  const Error error{
      .kind = ErrorKind::corrupt,
      .message = fmt::format("{} delivered something else than was ordered: {}", step.spec.provider, why.message),
      .provider = step.spec.provider};
  co_return co_await ledger_.mark_failed(step.record.id, error, settled_cost(step, output.used));
}

Task<void> PaidCalls::pause(int failures) {
  const auto ceiling = std::min<std::chrono::milliseconds>(
      policy_.backoff_cap, policy_.backoff_base * (std::int64_t{1} << std::min(failures - 1, 20)));
  co_await sleep_for(std::chrono::duration_cast<Duration>(ceiling * jitter_.uniform()));
}

Task<Result<void>> PaidCalls::after_failure(Step& step) {
  step.in_flight.reset();
  Error error = error_of(step.record);
  const bool unknown = step.record.state == CallState::unknown;
  // Results of free local work that are damaged on this disk are simply made again.
  const bool free_to_repeat =
      error.kind == ErrorKind::corrupt && step.record.remote_id.empty() && step.record.reserved == Money();
  const bool worth_it = worth_another_attempt(error.kind) || free_to_repeat;
  const bool again = unknown ? policy_.repeat_unknown : worth_it && step.record.attempt < policy_.max_attempts;
  if (!again) {
    if (step.record.attempt > 1) error.message += fmt::format(" (after {} attempts)", step.record.attempt);
    co_return std::unexpected(std::move(error));
  }
  if (!unknown) co_await pause(step.record.attempt);
  const Result<CallRecord> next = co_await ledger_.plan_next_attempt(run_, step.key, step.spec);
  if (!next) co_return std::unexpected(next.error());
  co_return Result<void>();
}

}  // namespace tessera
