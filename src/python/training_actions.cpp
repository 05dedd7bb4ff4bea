// train and what belongs to it.

#include "app/local_trainer.h"
#include "app/records.h"
#include "app/training_session.h"
#include "model/event_line.h"
#include "model/identifiers.h"
#include "python/arguments.h"
#include "python/set_actions.h"

namespace tessera::python {
namespace {

using Answer = Task<Result<json::value>>;

Result<TrainRequest> request_of(const std::string& text) {
  TrainRequest request;
  GivenTrainingSettings& numbers = request.given;
  Arguments given(text);
  given.read("set", request.set).read("name", request.name).read("addresses", request.addresses);
  given.read("trainer", request.with).read("trainer_model", request.trainer_model).read("mode", request.mode);
  given.read("trigger", request.trigger).read("trigger_place", request.trigger_place);
  given.read("destination", request.destination).read("workflow", request.workflow_file);
  given.read("upload", request.upload).read("user", request.user).read("tenant", request.tenant);
  given.read("webhook", request.webhook).read("inputs", request.inputs);
  given.read("steps", numbers.steps).read("rank", numbers.rank).read("learning_rate", numbers.learning_rate);
  given.read("batch_size", numbers.batch_size).read("caption_dropout", numbers.caption_dropout);
  given.read("resolution", numbers.resolution).read("out", request.out).read("max_cost", request.max_cost);
  given.read("seed", request.seed).read("retry", request.retry).read("force", request.force);
  given.read("repeat_unknown", request.repeat_unknown);
  const Result<void> checked = given.checked();
  if (!checked) return std::unexpected(checked.error());
  if (is_local_trainer(request.with)) {
    return failure(ErrorKind::usage, "trainer: " + request.with +
                                         " trains on this machine: write its files with tessera.export() and "
                                         "start it, or run `tessera train SET --with " +
                                         request.with + " --trigger WORD --run`");
  }
  if (request.set.empty()) {
    if (request.addresses.empty()) return failure(ErrorKind::usage, "there are no training images");
    const Result<void> name = check_identifier("name", request.name);
    if (!name) return std::unexpected(name.error());
  }
  return request;
}

EventSink sink_of(std::shared_ptr<Mailbox> mailbox) {
  return [mailbox = std::move(mailbox)](const RunEvent& event) { mailbox->put(event_line(event)); };
}

Answer train_set(Application& application, std::string text, std::shared_ptr<Mailbox> events) {
  Result<TrainRequest> request = request_of(text);
  if (!request) co_return std::unexpected(request.error());
  const Result<TrainingOutcome> outcome =
      co_await train_in_session(application, std::move(*request), sink_of(std::move(events)));
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return training_json(*outcome);
}

Answer go_on(Application& application, std::string text, std::shared_ptr<Mailbox> events) {
  std::string run;
  ResumedTraining how;
  Arguments given(text);
  given.read("run", run).read("max_cost", how.max_cost).read("repeat_unknown", how.repeat_unknown);
  const Result<void> checked = given.checked();
  if (!checked) co_return std::unexpected(checked.error());
  const Result<TrainingOutcome> outcome =
      co_await resume_training_in_session(application, std::move(run), how, sink_of(std::move(events)));
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return training_json(*outcome);
}

Answer plan_set(Application& application, std::string text) {
  Result<TrainRequest> request = request_of(text);
  if (!request) co_return std::unexpected(request.error());
  const Result<PlannedTraining> planned = co_await plan_training_in_session(application, std::move(*request));
  if (!planned) co_return std::unexpected(planned.error());
  json::object object = training_plan_json(planned->plan, planned->pictures);
  object["trigger"] = planned->trigger;
  json::array notes = json::value_from(planned->notes).as_array();
  for (const json::value& note : object["notes"].as_array()) notes.push_back(note);
  object["notes"] = std::move(notes);
  co_return object;
}

Answer stop(Application& application, std::string text) {
  std::string run;
  Arguments given(text);
  given.read("run", run);
  const Result<void> checked = given.checked();
  if (!checked) co_return std::unexpected(checked.error());
  const Result<Ledger*> ledger = application.ledger_for_reading();
  if (!ledger) co_return std::unexpected(ledger.error());
  Result<RunRecord> record = co_await find_run(**ledger, std::move(run));
  if (!record) co_return std::unexpected(record.error());
  const Result<void> canceled = co_await tessera::cancel_training(application, std::move(*record));
  if (!canceled) co_return std::unexpected(canceled.error());
  co_return json::value();
}

}  // namespace

Work train(const std::string& arguments, std::shared_ptr<Mailbox> events) {
  return [=](Application& application) { return train_set(application, arguments, events); };
}

Work resume_training(const std::string& arguments, std::shared_ptr<Mailbox> events) {
  return [=](Application& application) { return go_on(application, arguments, events); };
}

Work plan_training(const std::string& arguments) {
  return [=](Application& application) { return plan_set(application, arguments); };
}

Work cancel_training(const std::string& arguments) {
  return [=](Application& application) { return stop(application, arguments); };
}

}  // namespace tessera::python
