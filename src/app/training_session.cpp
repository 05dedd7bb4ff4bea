#include "app/training_session.h"

#include "app/records.h"
#include "app/summary.h"
#include "pipeline/training_record.h"

namespace tessera {
namespace {

constexpr std::string_view automatic = "auto";

/// `automatic` when there is no key for any.
std::string trainer_of(const Environment& environment) {
  if (environment.get("RUNPOD_API_KEY") || environment.get("MODEL_TRAINING_RUNPOD_API_KEY")) return "runpod";
  return environment.get("REPLICATE_API_TOKEN") ? "replicate" : std::string(automatic);
}

void take_from(const Environment& environment, const char* variable, std::string& member) {
  if (member.empty()) member = environment.get(variable).value_or("");
}

Task<Result<TrainingOutcome>> carry_out(Application& application, PreparedTraining prepared, EventSink events) {
  for (const std::string& note : prepared.notes) {
    if (events) events(RunEvent{.name = "warning", .time = wall_now(), .fields = {{"text", note}}});
  }
  Result<TrainingOutcome> outcome = co_await train(application, prepared, std::move(events));
  if (outcome) outcome->notes.insert(outcome->notes.begin(), prepared.notes.begin(), prepared.notes.end());
  co_return outcome;
}

Task<Result<PreparedTraining>> prepare(Application& application, TrainRequest request) {
  fill_in(request, application.environment());
  if (request.with == automatic) {
    co_return failure(
        ErrorKind::configuration,
        "there is no key of a trainer: set RUNPOD_API_KEY and RUNPOD_ENDPOINT_ID for a worker on RunPod, or "
        "REPLICATE_API_TOKEN for Replicate, in the environment or in a file .env in this folder");
  }
  co_return co_await prepare_training(application, std::move(request));
}

}  // namespace

void fill_in(TrainRequest& request, const Environment& environment) {
  if (request.with == automatic) request.with = trainer_of(environment);
  take_from(environment, "TESSERA_TRAIN_TRIGGER", request.other_trigger);
  if (request.with == "replicate") take_from(environment, "TESSERA_TRAIN_DESTINATION", request.destination);
  if (request.with == "runpod") take_from(environment, "TESSERA_TRAIN_WORKFLOW", request.workflow_file);
  const bool by_address = !request.addresses.empty();
  if (by_address && request.with == "runpod" && request.other_trigger.empty()) request.other_trigger = request.name;
}

Task<Result<TrainingOutcome>> train_in_session(Application& application, TrainRequest request, EventSink events) {
  Result<PreparedTraining> prepared = co_await prepare(application, std::move(request));
  if (!prepared) co_return std::unexpected(prepared.error());
  co_return co_await carry_out(application, std::move(*prepared), std::move(events));
}

Task<Result<TrainingOutcome>> resume_training_in_session(Application& application, std::string run, ResumedTraining how,
                                                         EventSink events) {
  Result<RunRecord> record = co_await run_to_resume(application, std::move(run));
  if (!record) co_return std::unexpected(record.error());
  Result<PreparedTraining> prepared = co_await training_to_resume(application, std::move(*record));
  if (!prepared) co_return std::unexpected(prepared.error());
  if (how.max_cost) prepared->input.max_cost = how.max_cost;
  prepared->input.repeat_unknown = how.repeat_unknown;
  co_return co_await carry_out(application, std::move(*prepared), std::move(events));
}

Task<Result<PlannedTraining>> plan_training_in_session(Application& application, TrainRequest request) {
  Result<PreparedTraining> prepared = co_await prepare(application, std::move(request));
  if (!prepared) co_return std::unexpected(prepared.error());
  Result<TrainingPlan> figures = co_await plan(application, *prepared);
  if (!figures) co_return std::unexpected(figures.error());
  co_return PlannedTraining{.plan = std::move(*figures),
                            .trigger = prepared->input.order.trigger,
                            .pictures = prepared->input.order.pictures,
                            .notes = std::move(prepared->notes)};
}

json::object training_json(const TrainingOutcome& outcome) {
  json::object object{{"run_id", outcome.run.text()},
                      {"status", outcome.stopped_by ? name_of(outcome.stopped_by->kind) : "complete"},
                      {"weights", json::value_from(outcome.weights_file.string())},
                      {"result", json::value_from(outcome.result_file.string())},
                      {"model_version", outcome.model_version},
                      {"tensors", outcome.tensors},
                      {"bytes", outcome.bytes},
                      {"settings", settings_json(outcome.settings)},
                      {"cost_usd", outcome.cost.dollars()},
                      {"cost_upper_bound_usd", outcome.cost_upper_bound.dollars()},
                      {"warnings", json::value_from(outcome.notes)}};
  if (outcome.rank) object["weights_rank"] = *outcome.rank;
  if (outcome.stopped_by) object["error"] = error_json(*outcome.stopped_by);
  return object;
}

json::object training_plan_json(const TrainingPlan& plan, int pictures) {
  return json::object{{"trainer", plan.call.spec.model},
                      {"pictures", pictures},
                      {"settings", settings_json(plan.call.settings)},
                      {"cost_usd_expected", plan.expected.dollars()},
                      {"cost_usd_upper_bound", plan.bound.dollars()},
                      {"seconds", plan.call.expected.seconds},
                      {"notes", json::value_from(plan.call.notes)}};
}

}  // namespace tessera
