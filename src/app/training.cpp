#include "app/training.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/accounts.h"
#include "app/address_set.h"
#include "app/packed_set.h"
#include "app/sets.h"
#include "app/worker_set.h"
#include "async/offload.h"
#include "base/digest.h"
#include "dataset/files.h"
#include "dataset/training_set.h"
#include "model/identifiers.h"
#include "pipeline/training_record.h"

namespace tessera {
namespace {

constexpr std::size_t max_workflow_bytes = 10'000'000;
constexpr std::string_view name_placeholder = "{name}";

std::unexpected<Error> usage(std::string message) { return failure(ErrorKind::usage, std::move(message)); }

std::string comma_separated(const std::vector<int>& numbers) { return fmt::format("{}", fmt::join(numbers, ",")); }

/// Letters, digits, '.', '_' and '-' of a name that may hold anything.
std::string identifier_from(std::string name) {
  for (char& c : name) {
    if (!check_identifier("name", std::string(1, c == '.' ? '-' : c))) c = '-';
  }
  name.resize(std::min(name.size(), max_identifier_length));
  return check_identifier("name", name) ? name : "set";
}

}  // namespace

Result<Mode> mode_of(const TrainRequest& request, Mode own) {
  if (request.mode.empty()) return own;
  if (request.mode == "style") return Mode::style;
  if (request.mode == "character") return Mode::character;
  return usage(fmt::format("--mode \"{}\" is neither style nor character", request.mode));
}

Result<Trigger> trigger_of(const TrainRequest& request, const TrainingSet& set) {
  TriggerPlace place = set.trigger ? set.trigger->place() : default_trigger_place(set.mode);
  if (!request.trigger_place.empty()) {
    const Result<TriggerPlace> given = parse_trigger_place(request.trigger_place);
    if (!given) return usage("--trigger-place: " + given.error().message);
    place = *given;
  }
  std::string word = request.trigger.empty() && set.trigger ? set.trigger->word() : request.trigger;
  if (word.empty()) word = request.other_trigger;
  if (word.empty()) {
    return usage(
        "a training needs its trigger, the word that the result answers to: give it with --trigger WORD, a word "
        "that does not exist, such as tk4style");
  }
  Result<Trigger> trigger = Trigger::make(word, place);
  if (!trigger) return usage("--trigger: " + trigger.error().message);
  return trigger;
}

namespace {

Result<json::value> read_workflow(const std::string& file) {
  if (file.empty()) return json::value();
  const Result<Bytes> bytes = read_file(file, max_workflow_bytes);
  if (!bytes) return usage(fmt::format("--workflow: {}", bytes.error().message));
  Result<json::value> workflow = parse_json(as_text(*bytes));
  if (!workflow || !workflow->is_object()) return usage(fmt::format("--workflow: {} is no JSON object", file));
  return workflow;
}

/// What does not depend on the set.
Result<TrainingOrder> order_of(const TrainRequest& request, const TrainingSet& set) {
  TrainingOrder order{.name = identifier_from(request.name.empty() ? set.name : request.name)};
  order.mode = set.mode;
  order.pictures = static_cast<int>(set.pictures.size());
  order.given = request.given;
  order.destination = request.destination;
  if (const std::size_t place = order.destination.find(name_placeholder); place != std::string::npos) {
    order.destination.replace(place, name_placeholder.size(), order.name);
  }
  for (const auto& [name, value] : request.inputs) order.inputs[name] = value;
  const Result<void> user = check_identifier("--user", request.user);
  if (!user) return std::unexpected(user.error());
  order.user = request.user;
  order.tenant = request.tenant;
  order.webhook = request.webhook;
  Result<json::value> workflow = read_workflow(request.workflow_file);
  if (!workflow) return std::unexpected(workflow.error());
  order.workflow = std::move(*workflow);
  return order;
}

CallPolicy policy_of(const Environment& environment) {
  CallPolicy policy;
  const double scale = time_scale(environment);
  policy.backoff_base = std::chrono::duration_cast<std::chrono::milliseconds>(policy.backoff_base * scale);
  policy.backoff_cap = std::chrono::duration_cast<std::chrono::milliseconds>(policy.backoff_cap * scale);
  return policy;
}

void complete(PreparedTraining& prepared, const TrainRequest& request) {
  TrainingInput& input = prepared.input;
  input.max_cost = request.max_cost;
  input.seed = request.seed;
  input.retry = request.retry;
  input.repeat_unknown = request.repeat_unknown;
  const RunId run = training_id(input.order, *prepared.trainer, input.seed);
  input.order.id = run.text();
  input.out =
      request.out.empty() ? fmt::format("tessera-out/{}-lora-{}", input.order.name, run.text().substr(2)) : request.out;
  std::error_code ignored;
  input.out = std::filesystem::absolute(input.out, ignored);
  input.request = request_of_training(input, prepared.trainer->name());
  input.request["trainer_model"] = request.trainer_model;
}

}  // namespace

Task<Result<PreparedTraining>> prepare_training(Application& application, TrainRequest request) {
  PreparedTraining prepared;
  Result<std::unique_ptr<RemoteTrainer>> trainer = application.accounts().trainer(request.with, request.trainer_model);
  if (!trainer) co_return std::unexpected(trainer.error());
  prepared.trainer = std::move(*trainer);
  const bool packs = prepared.trainer->material() == TrainingMaterial::archive;

  std::optional<ScratchFolder> fetched;
  std::filesystem::path folder;
  TrainingSet set;
  if (!request.addresses.empty()) {
    set.name = request.name;
    if (packs) {
      Result<ScratchFolder> made = co_await fetch_addresses(application, request.addresses);
      if (!made) co_return std::unexpected(made.error());
      fetched.emplace(std::move(*made));
      folder = fetched->path();
    }
  } else {
    const Result<SetPlace> place = co_await find_set(application, request.set);
    if (!place) co_return std::unexpected(place.error());
    folder = place->folder;
  }
  if (!folder.empty()) {
    Result<TrainingSet> loaded = load_training_set(folder);
    if (!loaded) co_return std::unexpected(loaded.error());
    set = std::move(*loaded);
    if (!request.name.empty()) set.name = request.name;
  }
  const Result<Mode> mode = mode_of(request, set.mode);
  if (!mode) co_return std::unexpected(mode.error());
  set.mode = *mode;
  const Result<Trigger> trigger = trigger_of(request, set);
  if (!trigger) co_return std::unexpected(trigger.error());
  Result<TrainingOrder> order = order_of(request, set);
  if (!order) co_return std::unexpected(order.error());
  prepared.input.order = std::move(*order);
  TrainingOrder& wanted = prepared.input.order;
  wanted.trigger = trigger->word();

  if (packs) {
    ExportOptions options{.trigger = *trigger, .reader = request.with};
    options.without_captions = fetched.has_value();  // then the trainer describes them
    options.force = request.force;
    auto pack = [&] { return pack_set(set, options); };
    Result<PackedSet> packed = co_await offload(application.workers(), pack);
    if (!packed) co_return std::unexpected(packed.error());
    wanted.archive = blob_id(packed->zip);
    wanted.archive_bytes = packed->zip.size();
    wanted.captions_complete = packed->captions_complete;
    wanted.fills = comma_separated(packed->resolutions);
    wanted.pictures = packed->pictures;
    prepared.notes = std::move(packed->notes);
    prepared.input.archive = std::move(packed->zip);
  } else if (!request.addresses.empty()) {
    wanted.addresses = request.addresses;
    wanted.pictures = static_cast<int>(wanted.addresses.size());
  } else {
    WorkerSetRequest stored{.upload = request.upload, .user = request.user, .name = wanted.name, .trigger = *trigger};
    stored.force = request.force;
    Result<WorkerSet> worker_set = co_await worker_set_of(application, std::move(set), std::move(stored));
    if (!worker_set) co_return std::unexpected(worker_set.error());
    wanted.addresses = std::move(worker_set->addresses);
    wanted.fills = comma_separated(worker_set->resolutions);
    prepared.notes = std::move(worker_set->notes);
  }
  complete(prepared, request);
  co_return prepared;
}

bool is_training(const RunRecord& run) {
  const Result<json::value> request = parse_json(run.request);
  return request && find_string(*request, "command") == training_command;
}

Task<Result<PreparedTraining>> training_to_resume(Application& application, RunRecord run) {
  const Result<json::value> kept = parse_json(run.request);
  const json::value* order = kept ? find(*kept, "order") : nullptr;
  if (!is_training(run) || order == nullptr) co_return usage(fmt::format("run {} is no training", run.id.text()));
  Result<TrainingOrder> wanted = order_from_json(*order);
  if (!wanted) co_return std::unexpected(wanted.error());
  TrainRequest request{.with = find_string(*kept, "trainer").value_or(""),
                       .trainer_model = find_string(*kept, "trainer_model").value_or(""),
                       .out = find_string(*kept, "out").value_or(""),
                       .max_cost = run.cap,
                       .seed = static_cast<std::uint64_t>(find_integer(*kept, "seed").value_or(0))};
  PreparedTraining prepared;
  Result<std::unique_ptr<RemoteTrainer>> trainer = application.accounts().trainer(request.with, request.trainer_model);
  if (!trainer) co_return std::unexpected(trainer.error());
  prepared.trainer = std::move(*trainer);
  prepared.input.order = std::move(*wanted);
  complete(prepared, request);
  co_return prepared;
}

Task<Result<TrainingPlan>> plan(Application& application, PreparedTraining& prepared) {
  const Result<const PriceBook*> prices = application.prices();
  if (!prices) co_return std::unexpected(prices.error());
  co_return co_await plan_training(*prepared.trainer, **prices, prepared.input.order);
}

Task<Result<TrainingOutcome>> train(Application& application, PreparedTraining& prepared, EventSink events) {
  const Result<Ledger*> ledger = application.ledger();
  if (!ledger) co_return std::unexpected(ledger.error());
  const Result<const PriceBook*> prices = application.prices();
  if (!prices) co_return std::unexpected(prices.error());
  const std::shared_ptr<Semaphore> turn =
      application.turn_of(training_id(prepared.input.order, *prepared.trainer, prepared.input.seed));
  const Semaphore::Permit permit = co_await turn->acquire();
  TrainingServices services{.ledger = **ledger,
                            .blobs = application.blobs(),
                            .workers = application.workers(),
                            .prices = **prices,
                            .trainer = *prepared.trainer,
                            .events = std::move(events),
                            .call_policy = policy_of(application.environment())};
  co_return co_await execute_training(std::move(services), std::move(prepared.input));
}

Task<Result<void>> cancel_training(Application& application, RunRecord run) {
  const Result<PreparedTraining> prepared = co_await training_to_resume(application, run);
  if (!prepared) co_return std::unexpected(prepared.error());
  const Result<Ledger*> ledger = application.ledger_for_reading();
  if (!ledger) co_return std::unexpected(ledger.error());
  const auto calls = co_await (*ledger)->calls(run.id);
  if (!calls) co_return std::unexpected(calls.error());
  const auto running = std::ranges::find(*calls, CallState::accepted, &CallRecord::state);
  if (running == calls->end()) {
    co_return usage(fmt::format("training {} is not under way at a provider; `tessera show {}` tells its state",
                                run.id.text(), run.id.text()));
  }
  co_return co_await prepared->trainer->stop(running->remote_id);
}

}  // namespace tessera
