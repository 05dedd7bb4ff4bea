// train: a set handed to a trainer, and its weights fetched.

#include <memory>
#include <optional>

#include <fmt/format.h>

#include "app/interruptible.h"
#include "app/local_trainer.h"
#include "app/records.h"
#include "app/training_session.h"
#include "base/counted.h"
#include "cli/commands.h"
#include "cli/run_display.h"
#include "cli/training_outcome.h"

namespace tessera {
namespace {

struct TrainOptions {
  TrainRequest request;
  std::vector<std::string> inputs;  ///< NAME=VALUE
  std::string max_cost;
  std::string events_file;
  std::string models;
  bool only_plan = false;
  bool cancel = false;
  bool run = false;
};

int run_and_show_training(Application& application, const CommonOptions& common, PreparedTraining& prepared,
                          const std::string& events_file) {
  Result<RunDisplay> display = RunDisplay::open(common, events_file);
  if (!display) return report_error(display.error());
  EventSink shown = display->sink();
  const std::string name = prepared.input.order.name;
  const auto sink = [&shown, name](const RunEvent& event) {
    RunEvent named = event;
    named.fields["actor"] = name;
    shown(named);
  };
  for (const std::string& note : prepared.notes) {
    sink(RunEvent{.name = "warning", .time = wall_now(), .fields = {{"text", note}}});
  }
  std::optional<Result<TrainingOutcome>> outcome =
      run_interruptible(application.loop(), train(application, prepared, sink));
  display->close();
  if (!outcome) {
    fmt::print(stderr,
               "tessera: interrupted; a training that has begun goes on at the provider. The same command collects it, "
               "--cancel stops it\n");
    return interrupted_exit_code;
  }
  return *outcome ? show_outcome(common, **outcome, prepared.notes) : report_error(outcome->error());
}

int show_plan(const CommonOptions& common, Application& application, PreparedTraining& prepared) {
  const std::optional<Result<TrainingPlan>> planned =
      run_interruptible(application.loop(), plan(application, prepared));
  if (!planned) return interrupted_exit_code;
  if (!*planned) return report_error(planned->error());
  const TrainingPlan& figures = **planned;
  const TrainingSettings& settings = figures.call.settings;
  std::vector<std::string> notes = prepared.notes;
  notes.insert(notes.end(), figures.call.notes.begin(), figures.call.notes.end());
  if (common.as_json) {
    json::object shown = training_plan_json(figures, prepared.input.order.pictures);
    shown["notes"] = json::value_from(notes);
    fmt::print("{}\n", line_json(shown));
    return 0;
  }
  fmt::print("{}, trigger {}, with {}\n", counted(prepared.input.order.pictures, "picture"),
             prepared.input.order.trigger, figures.call.spec.model);
  fmt::print("{} steps, rank {}, learning rate {}, batch size {}, resolution {}\n", settings.steps, settings.rank,
             settings.learning_rate, settings.batch_size, settings.resolution);
  fmt::print("about {} and {:.0f} minutes, at most {}\n", figures.expected.text(), figures.call.expected.seconds / 60,
             figures.bound.text());
  for (const std::string& note : notes) fmt::print("Note: {}\n", note);
  fmt::print("\nNothing was spent.\n");
  return 0;
}

int train_here(const CommonOptions& common, const TrainOptions& options) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  TrainRequest request = options.request;
  fill_in(request, (*application)->environment());
  std::optional<Result<LocalTraining>> prepared = run_interruptible(
      (*application)->loop(), prepare_local_training(**application, std::move(request), options.models));
  if (!prepared) return interrupted_exit_code;
  if (!*prepared) return report_error(prepared->error());
  const LocalTraining& training = **prepared;
  const std::string command = command_line_of(training);
  std::optional<LocalOutcome> outcome;
  if (options.run) {
    Result<LocalOutcome> ended = run_local_training(training);
    if (!ended) return report_error(ended.error());
    outcome = std::move(*ended);
  }
  if (common.as_json) {
    json::object shown{{"folder", json::value_from(training.folder.string())},
                       {"command", json::value_from(training.command)},
                       {"missing", training.missing},
                       {"pictures", training.pictures},
                       {"steps", training.steps},
                       {"rank", training.rank},
                       {"notes", json::value_from(training.notes)}};
    if (outcome) {
      shown["weights"] = json::value_from(outcome->weights_file.string());
      shown["tensors"] = outcome->tensors;
    }
    fmt::print("{}\n", line_json(shown));
    return 0;
  }
  if (outcome) {
    fmt::print("{}", weights_text(outcome->weights_file.string(), outcome->tensors, outcome->rank, outcome->bytes));
    return 0;
  }
  fmt::print("{}, trigger {}, {} steps, rank {}, in {}\n", counted(training.pictures, "picture"), training.trigger,
             training.steps, training.rank, training.folder.string());
  for (const std::string& note : training.notes) fmt::print("Note: {}\n", note);
  if (!training.missing.empty()) fmt::print("Missing: {}\n", training.missing);
  fmt::print("\nThe training is started with\n  {}\nor by the same command with --run.\n", command);
  return 0;
}

Result<RunRecord> find_record(Application& application, const std::string& run) {
  const Result<Ledger*> ledger = application.ledger_for_reading();
  if (!ledger) return std::unexpected(ledger.error());
  std::optional<Result<RunRecord>> record = run_interruptible(application.loop(), find_run(**ledger, run));
  if (!record) return failure(ErrorKind::io, "interrupted");
  return std::move(*record);
}

int cancel(const CommonOptions& common, const TrainOptions& options) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  const Result<RunRecord> record = find_record(**application, options.request.set);
  if (!record) return report_error(record.error());
  const std::optional<Result<void>> canceled =
      run_interruptible((*application)->loop(), cancel_training(**application, *record));
  if (!canceled) return interrupted_exit_code;
  if (!*canceled) return report_error(canceled->error());
  if (common.as_json) {
    fmt::print("{}\n", line_json(json::object{{"run_id", record->id.text()}, {"cancelled", true}}));
  } else {
    fmt::print("training {} was asked to stop; what it used is billed. `tessera resume {}` records how it ended\n",
               record->id.text(), record->id.text());
  }
  return 0;
}

int run_train(const CommonOptions& common, TrainOptions options) {
  if (options.cancel) return cancel(common, options);
  TrainRequest& request = options.request;
  if (request.with.empty()) {
    return report_error(Error{.kind = ErrorKind::usage,
                              .message = "train needs a trainer: --with replicate, runpod, ai-toolkit or sd-scripts"});
  }
  for (const std::string& assignment : options.inputs) {
    const std::size_t sign = assignment.find('=');
    if (sign == std::string::npos || sign == 0) {
      return report_error(
          Error{.kind = ErrorKind::usage, .message = fmt::format("--set \"{}\" is not NAME=VALUE", assignment)});
    }
    request.inputs[assignment.substr(0, sign)] = assignment.substr(sign + 1);
  }
  if (!options.max_cost.empty()) {
    const Result<Money> cap = Money::parse(options.max_cost);
    if (!cap) return report_error(Error{.kind = ErrorKind::usage, .message = "--max-cost: " + cap.error().message});
    request.max_cost = *cap;
  }
  if (is_local_trainer(request.with)) {
    if (!options.only_plan) return train_here(common, options);
    return report_error(Error{.kind = ErrorKind::usage,
                              .message = fmt::format("--plan is for trainers that cost money; without --run --with {} "
                                                     "writes the export and shows the command",
                                                     request.with)});
  }
  if (options.run) {
    return report_error(
        Error{.kind = ErrorKind::usage, .message = "--run is for trainers on this machine; others are run without it"});
  }
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  fill_in(request, (*application)->environment());
  std::optional<Result<PreparedTraining>> prepared =
      run_interruptible((*application)->loop(), prepare_training(**application, std::move(request)));
  if (!prepared) return interrupted_exit_code;
  if (!*prepared) return report_error(prepared->error());
  if (options.only_plan) return show_plan(common, **application, **prepared);
  return run_and_show_training(**application, common, **prepared, options.events_file);
}

void add_settings(CLI::App& command, const std::shared_ptr<TrainOptions>& options) {
  GivenTrainingSettings& given = options->request.given;
  command.add_option("--steps", given.steps, "steps (default: by the number of pictures)")->type_name("N");
  command.add_option("--rank", given.rank, "rank of the LoRA (default: 32 for a style, 16 for a character)")
      ->type_name("N");
  command.add_option("--learning-rate", given.learning_rate, "default: the trainer's own")->type_name("X");
  command.add_option("--batch-size", given.batch_size, "pictures a step (default: 1)")->type_name("N");
  command.add_option("--caption-dropout", given.caption_dropout, "share of captions left out (default: 0.05)")
      ->type_name("X");
  command.add_option("--resolution", given.resolution, "sides of the passes (default: 512,768,1024)")
      ->type_name("LIST");
  command.add_option("--set", options->inputs, "NAME=VALUE: a further input of the trainer; may be repeated")
      ->type_name("NAME=VALUE");
}

}  // namespace

int resume_training(Application& application, const CommonOptions& common, RunRecord run,
                    const TrainingResumption& how) {
  std::optional<Result<PreparedTraining>> prepared =
      run_interruptible(application.loop(), training_to_resume(application, std::move(run)));
  if (!prepared) return interrupted_exit_code;
  if (!*prepared) return report_error(prepared->error());
  TrainingInput& input = (*prepared)->input;
  if (how.max_cost) input.max_cost = how.max_cost;
  input.repeat_unknown = how.repeat_unknown;
  return run_and_show_training(application, common, **prepared, how.events_file);
}

void add_train_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command = program.add_subcommand("train", "Train a LoRA on a set, here or at a provider");
  auto options = std::make_shared<TrainOptions>();
  TrainRequest& request = options->request;
  command->add_option("RUN|DIR", request.set, "a run's id or its beginning, or a folder of pictures with .txt captions")
      ->required();
  command->add_option("--with", request.with, "replicate, runpod, ai-toolkit, sd-scripts")->type_name("TRAINER");
  command->add_option("--trigger", request.trigger, "the word that the LoRA answers to (default: the set's own)")
      ->type_name("WORD");
  command
      ->add_option("--trigger-place", request.trigger_place,
                   "first or last in every caption (default: last for a style, first for a character)")
      ->type_name("PLACE");
  command->add_option("--mode", request.mode, "style or character (default: the set's own)")->type_name("MODE");
  command
      ->add_option("--destination", request.destination,
                   "replicate: the model that receives the weights; made, private, when it is not there")
      ->type_name("OWNER/NAME");
  command
      ->add_option("--trainer", request.trainer_model,
                   "replicate: the trainer (default: ostris/flux-dev-lora-trainer), also with :VERSION")
      ->type_name("OWNER/NAME");
  add_settings(*command, options);
  command->add_option("--workflow", request.workflow_file, "runpod: what the worker executes, JSON with placeholders")
      ->type_name("FILE");
  command
      ->add_option("--upload", request.upload,
                   "runpod: put pictures and captions there first: s3 or s3://bucket[/prefix]")
      ->type_name("PLACE");
  command->add_option("--user", request.user, "runpod: for whom, also part of keys in the store")
      ->type_name("ID")
      ->capture_default_str();
  command->add_option("--tenant", request.tenant, "runpod: handed to the worker")->type_name("ID");
  command->add_option("--webhook", request.webhook, "runpod: also told when it ends")->type_name("URL");
  command->add_option("--out", request.out, "folder for the weights (default: tessera-out/<name>-lora-<run>)")
      ->type_name("DIR");
  command->add_option("--max-cost", options->max_cost, "a cap that is never crossed")->type_name("USD");
  command->add_option("--seed", request.seed, "another number makes another training of the same set")->type_name("N");
  command->add_flag("--plan", options->only_plan, "only say what it would ask and cost");
  command->add_flag("--retry", request.retry, "pay for another attempt after one that failed or was cancelled");
  command->add_flag("--repeat-unknown", request.repeat_unknown,
                    "send it again although nobody knows whether it was executed");
  command->add_flag("--force", request.force, "also a set that lacks captions or that lint speaks against");
  command->add_flag("--cancel", options->cancel, "stop the training RUN at its provider");
  command->add_flag("--run", options->run, "ai-toolkit, sd-scripts: start it; without this the command is shown");
  command->add_option("--models", options->models, "sd-scripts: folder of FLUX.1's files")->type_name("DIR");
  command->add_option("--events", options->events_file, "write one JSON object a line to FILE as things happen")
      ->type_name("FILE");
  add_common_options(*command, common);
  command->callback(
      [&chosen, options] { chosen = [options](const CommonOptions& given) { return run_train(given, *options); }; });
}

}  // namespace tessera
