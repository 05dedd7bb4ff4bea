#include "pipeline/training.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "async/offload.h"
#include "base/digest.h"
#include "dataset/weights/weights.h"
#include "dataset/weights/weights_folder.h"
#include "pipeline/picture_room.h"
#include "pipeline/run.h"
#include "pipeline/training_record.h"

namespace tessera {
namespace {

constexpr std::string_view call_key = "training";
constexpr std::string_view decision_key = "training-call";

/// A worker may answer with JSON instead of weights. No page and no cut-off file is either.
Result<std::optional<Weights>> read_delivery(ByteView delivered, bool must_be_weights) {
  if (!must_be_weights && !looks_like_safetensors(delivered)) {
    const Result<json::value> answer = parse_json(as_text(delivered));
    if (answer) return std::optional<Weights>();
  }
  Result<Weights> weights = read_weights(delivered);
  if (!weights) return failure(ErrorKind::bad_request, weights.error().message);
  return std::optional<Weights>(std::move(*weights));
}

class Training {
 public:
  Training(TrainingServices services, TrainingInput input)
      : services_(std::move(services)),
        input_(std::move(input)),
        identity_(training_identity(input_.order, services_.trainer, input_.seed)),
        run_(run_id_of(identity_)) {
    input_.order.id = run_.text();
  }

  Task<Result<TrainingOutcome>> execute();

 private:
  Task<Result<void>> find_call();
  Task<Result<void>> check_budget();
  Task<Result<std::optional<TrainingOutcome>>> begin();
  Task<Result<void>> allow_another_attempt();
  void report(const TrainingProgress& progress);
  Task<Result<TrainingOutcome>> perform(const WeightsFolder& folder);
  Task<Result<TrainingOutcome>> finish(const WeightsFolder& folder, CompletedCall call);
  Task<Result<void>> add_money(TrainingOutcome& outcome);
  Task<std::optional<TrainingOutcome>> finished_outcome(RunRecord record);
  TrainingOutcome outcome() const { return {.run = run_, .settings = call_.settings, .notes = call_.notes}; }
  void emit(std::string name, json::object fields) const {
    if (services_.events)
      services_.events(RunEvent{.name = std::move(name), .time = wall_now(), .fields = std::move(fields)});
  }

  TrainingServices services_;
  TrainingInput input_;
  std::string identity_;
  RunId run_;
  TrainingCall call_;
  TrainingProgress reported_;
  bool is_recorded_ = false;  ///< the call stands in the ledger already
};

/// The call as an earlier execution recorded it, otherwise the trainer's.
Task<Result<void>> Training::find_call() {
  const auto decisions = co_await services_.ledger.decisions(run_);
  if (!decisions) co_return std::unexpected(decisions.error());
  const auto recorded = std::ranges::find(*decisions, decision_key, [](const auto& entry) { return entry.first; });
  Result<TrainingCall> call;
  if (recorded != decisions->end()) {
    call = call_from_json(recorded->second);
    is_recorded_ = true;
  } else {
    call = co_await services_.trainer.training_call(input_.order);
  }
  if (!call) co_return std::unexpected(call.error());
  call_ = std::move(*call);
  co_return Result<void>();
}

/// Before anything is uploaded. The ledger holds the cap again when the create leaves.
Task<Result<void>> Training::check_budget() {
  const Result<Money> bound = services_.prices.upper_bound(call_.spec.model, call_.spec.most);
  if (!bound) co_return std::unexpected(bound.error());
  const auto money = co_await services_.ledger.money(run_);
  if (!money) co_return std::unexpected(money.error());
  const bool nothing_sent = money->upper_bound == Money();
  if (input_.max_cost && nothing_sent && *bound > *input_.max_cost) {
    co_return failure(ErrorKind::over_budget,
                      fmt::format("this training can cost up to {}, and --max-cost is {}; nothing was sent",
                                  bound->text(), input_.max_cost->text()));
  }
  const Result<Money> expected = services_.prices.expected(call_.spec.model, call_.expected);
  if (!expected) co_return std::unexpected(expected.error());
  emit("training.planned", {{"model", call_.spec.model},
                            {"pictures", input_.order.pictures},
                            {"settings", settings_json(call_.settings)},
                            {"cost_usd_expected", expected->dollars()},
                            {"cost_usd_bound", bound->dollars()}});
  co_return Result<void>();
}

/// The outcome when it is finished already.
Task<Result<std::optional<TrainingOutcome>>> Training::begin() {
  if (!input_.archive.empty()) {
    const Result<BlobId> kept = co_await services_.blobs.write(std::move(input_.archive));
    if (!kept) co_return std::unexpected(kept.error());
  }
  Result<RunRecord> record =
      co_await services_.ledger.begin_run(identity_, json::serialize(input_.request), input_.max_cost);
  if (!record) co_return std::unexpected(record.error());
  if (record->state != RunState::active) {
    std::optional<TrainingOutcome> finished = co_await finished_outcome(*record);
    if (finished) co_return std::move(finished);
    record = co_await services_.ledger.reopen_run(run_, input_.max_cost);
    if (!record) co_return std::unexpected(record.error());
  }
  const auto decided = co_await services_.ledger.decide(run_, std::string(decision_key), call_json(call_));
  if (!decided) co_return std::unexpected(decided.error());
  Result<TrainingCall> standing = call_from_json(*decided);
  if (!standing) co_return std::unexpected(standing.error());
  call_ = std::move(*standing);
  co_return std::optional<TrainingOutcome>();
}

Task<std::optional<TrainingOutcome>> Training::finished_outcome(RunRecord record) {
  const Result<json::value> result = parse_json(record.result);
  if (record.state != RunState::complete || !result) co_return std::nullopt;
  TrainingOutcome done = outcome();
  done.result_file = find_string(*result, "result_file").value_or("");
  done.weights_file = find_string(*result, "weights_file").value_or("");
  done.tensors = static_cast<int>(find_integer(*result, "tensors").value_or(0));
  if (const auto rank = find_integer(*result, "weights_rank")) done.rank = static_cast<int>(*rank);
  done.bytes = static_cast<std::uintmax_t>(find_integer(*result, "bytes").value_or(0));
  done.model_version = find_string(*result, "model_version").value_or("");
  const BlobId content(find_string(*result, "sha256").value_or(""));
  auto look = [&] { return !done.weights_file.empty() && WeightsFolder::holds(done.weights_file, content); };
  if (!co_await offload(services_.workers, look)) co_return std::nullopt;
  const Result<void> added = co_await add_money(done);
  if (!added) co_return std::nullopt;
  co_return done;
}

/// --retry: a create of its own after one that ended without weights.
Task<Result<void>> Training::allow_another_attempt() {
  const auto calls = co_await services_.ledger.calls(run_);
  if (!calls) co_return std::unexpected(calls.error());
  if (!input_.retry || calls->empty()) co_return Result<void>();
  const auto newest = std::ranges::max_element(*calls, {}, &CallRecord::attempt);
  if (newest->state != CallState::failed) co_return Result<void>();
  const auto next = co_await services_.ledger.plan_next_attempt(run_, std::string(call_key), call_.spec);
  if (!next) co_return std::unexpected(next.error());
  co_return Result<void>();
}

Task<Result<void>> Training::add_money(TrainingOutcome& outcome) {
  const auto money = co_await services_.ledger.money(run_);
  if (!money) co_return std::unexpected(money.error());
  outcome.cost = money->settled;
  outcome.cost_upper_bound = money->upper_bound;
  co_return Result<void>();
}

Task<Result<TrainingOutcome>> Training::execute() {
  const Result<void> found = co_await find_call();
  if (!found) co_return std::unexpected(found.error());
  const Result<void> affordable = co_await check_budget();
  if (!affordable) co_return std::unexpected(affordable.error());
  auto claim = [&] { return WeightsFolder::claim(input_.out, run_); };
  const Result<WeightsFolder> folder = co_await offload(services_.workers, claim);
  if (!folder) co_return std::unexpected(folder.error());
  Result<std::optional<TrainingOutcome>> finished = co_await begin();
  if (!finished) co_return std::unexpected(finished.error());
  if (*finished) co_return std::move(**finished);
  const Result<void> allowed = co_await allow_another_attempt();
  if (!allowed) co_return std::unexpected(allowed.error());

  emit("training.started", {{"run_id", run_.text()},
                            {"trainer", services_.trainer.name()},
                            {"model", call_.spec.model},
                            {"steps", call_.settings.steps},
                            {"resumed", is_recorded_}});
  services_.trainer.report_to([this](const TrainingProgress& progress) { report(progress); });
  Result<TrainingOutcome> ended = co_await perform(*folder);
  if (!ended) co_return ended;
  const Result<void> added = co_await add_money(*ended);
  if (!added) co_return std::unexpected(added.error());
  emit("training.ended", {{"status", ended->stopped_by ? name_of(ended->stopped_by->kind) : "complete"},
                          {"cost_usd", ended->cost.dollars()}});
  co_return ended;
}

/// Told when something has changed; a milestone is a new status or another tenth of the way.
void Training::report(const TrainingProgress& progress) {
  const bool other_status = progress.status != reported_.status;
  if (!other_status && progress.step == reported_.step) return;
  const auto tenth = [](const TrainingProgress& at) { return at.steps > 0 ? at.step * 10LL / at.steps : 0; };
  json::object fields{{"status", progress.status}, {"step", progress.step}, {"steps", progress.steps}};
  if (progress.loss) fields["loss"] = *progress.loss;
  fields["milestone"] = other_status || tenth(progress) != tenth(reported_);
  reported_ = progress;
  emit("training.progress", std::move(fields));
}

Task<Result<TrainingOutcome>> Training::perform(const WeightsFolder& folder) {
  CallPolicy policy = services_.call_policy;
  // A training that failed is not bought again without being asked: it costs dollars, and would mostly fail alike.
  policy.max_attempts = 1;
  policy.repeat_unknown = input_.repeat_unknown;
  PictureRoom room(std::filesystem::path{});  // weights, which wait for no picture
  PaidCalls calls(run_, services_.ledger, services_.blobs, services_.prices, room, policy, 0);
  const bool must_be_weights = services_.trainer.delivers_weights();
  const auto inspect = [this, must_be_weights](const Bytes& delivered) -> Task<Result<void>> {
    auto look = [&delivered, must_be_weights] { return read_delivery(delivered, must_be_weights); };
    const Result<std::optional<Weights>> read = co_await offload(services_.workers, look);
    if (!read) co_return std::unexpected(read.error());
    co_return Result<void>();
  };
  Result<CompletedCall> call =
      co_await calls.perform(std::string(call_key), call_.spec, services_.trainer.endpoint(), inspect);
  if (call) co_return co_await finish(folder, std::move(*call));
  TrainingOutcome stopped = outcome();
  stopped.stopped_by = std::move(call.error());
  stopped.result_file = folder.root() / "training.json";
  const Result<void> ended = co_await services_.ledger.end_run(run_, RunState::paused, "");
  if (!ended) co_return std::unexpected(ended.error());
  co_return stopped;
}

Task<Result<TrainingOutcome>> Training::finish(const WeightsFolder& folder, CompletedCall call) {
  TrainingOutcome done = outcome();
  json::object result{{"status", "complete"},
                      {"name", input_.order.name},
                      {"trainer", services_.trainer.name()},
                      {"model", call_.spec.model},
                      {"trigger", input_.order.trigger},
                      {"pictures", input_.order.pictures},
                      {"archive_sha256", input_.order.archive.text()},
                      {"settings", settings_json(call_.settings)},
                      {"remote_id", call.record.remote_id},
                      {"cost_usd", call.record.cost.value_or(Money()).dollars()}};
  const Result<json::value> detail = parse_json(call.record.detail);
  if (detail) done.model_version = find_string(*detail, "model_version").value_or("");
  result["model_version"] = done.model_version;

  const auto write = [&]() -> Result<void> {
    Result<std::optional<Weights>> weights = read_delivery(call.output, services_.trainer.delivers_weights());
    if (!weights) return std::unexpected(weights.error());
    if (*weights) {
      const Weights& found = **weights;
      const Result<std::filesystem::path> file = folder.write_weights(input_.order.name, found.file);
      if (!file) return std::unexpected(file.error());
      done.weights_file = *file;
      done.tensors = found.header.tensors;
      done.rank = found.header.rank;
      done.bytes = found.file.size();
      result["weights_file"] = json::value_from(file->string());
      result["sha256"] = blob_id(found.file).text();
      result["bytes"] = done.bytes;
      result["tensors"] = done.tensors;
      if (done.rank) result["weights_rank"] = *done.rank;
    } else {
      const Result<std::filesystem::path> file = folder.write_answer(call.output);
      if (!file) return std::unexpected(file.error());
      done.notes.push_back(fmt::format("the worker's answer names no weights; it is kept in {}", file->string()));
    }
    result["notes"] = json::value_from(done.notes);
    const Result<std::filesystem::path> record = folder.write_record(result);
    if (!record) return std::unexpected(record.error());
    done.result_file = *record;
    result["result_file"] = json::value_from(record->string());
    return {};
  };
  const Result<void> written = co_await offload(services_.workers, write);
  if (!written) co_return std::unexpected(written.error());
  const Result<void> ended = co_await services_.ledger.end_run(run_, RunState::complete, json::serialize(result));
  if (!ended) co_return std::unexpected(ended.error());
  co_return done;
}

}  // namespace

json::object request_of_training(const TrainingInput& input, std::string_view trainer) {
  json::object request{{"command", training_command},
                       {"actor", input.order.name},
                       {"trainer", trainer},
                       {"order", order_json(input.order)},
                       {"out", json::value_from(input.out.string())},
                       {"seed", input.seed}};
  if (input.max_cost) request["max_cost"] = input.max_cost->dollars();
  return request;
}

RunId training_id(const TrainingOrder& order, const RemoteTrainer& trainer, std::uint64_t seed) {
  return run_id_of(training_identity(order, trainer, seed));
}

Task<Result<TrainingPlan>> plan_training(RemoteTrainer& trainer, const PriceBook& prices, TrainingOrder order) {
  Result<TrainingCall> call = co_await trainer.training_call(std::move(order));
  if (!call) co_return std::unexpected(call.error());
  const Result<Money> bound = prices.upper_bound(call->spec.model, call->spec.most);
  if (!bound) co_return std::unexpected(bound.error());
  const Result<Money> expected = prices.expected(call->spec.model, call->expected);
  if (!expected) co_return std::unexpected(expected.error());
  co_return TrainingPlan{.call = std::move(*call), .expected = *expected, .bound = *bound};
}

Task<Result<TrainingOutcome>> execute_training(TrainingServices services, TrainingInput input) {
  Training training(std::move(services), std::move(input));
  co_return co_await training.execute();
}

}  // namespace tessera
