#include "app/local_trainer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "app/child_process.h"
#include "app/sets.h"
#include "async/offload.h"
#include "dataset/export/checked_export.h"
#include "dataset/files.h"
#include "dataset/training_set.h"
#include "dataset/weights/weights.h"

namespace tessera {
namespace {

struct LocalTrainer {
  std::string_view name;
  ExportFormat format;
  const char* variable;      ///< where the trainer is
  std::string_view program;  ///< of it, relative to there
};

constexpr std::array<LocalTrainer, 2> local_trainers = {
    {{"ai-toolkit", ExportFormat::ai_toolkit, "AI_TOOLKIT_DIR", "run.py"},
     {"sd-scripts", ExportFormat::sd_scripts, "SD_SCRIPTS_DIR", "flux_train_network.py"}}};

const LocalTrainer* find_trainer(std::string_view with) {
  const auto found = std::ranges::find(local_trainers, with, &LocalTrainer::name);
  return found == local_trainers.end() ? nullptr : &*found;
}

std::unexpected<Error> usage(std::string message) { return failure(ErrorKind::usage, std::move(message)); }

/// What the export's configuration does not take from the command line is written there by hand.
Result<void> check_settings(const TrainRequest& request) {
  const GivenTrainingSettings& given = request.given;
  const std::pair<bool, std::string_view> elsewhere[] = {{given.learning_rate.has_value(), "--learning-rate"},
                                                         {given.batch_size.has_value(), "--batch-size"},
                                                         {given.caption_dropout.has_value(), "--caption-dropout"},
                                                         {given.resolution.has_value(), "--resolution"},
                                                         {!request.inputs.empty(), "--set"}};
  for (const auto& [is_given, flag] : elsewhere) {
    if (is_given) {
      return usage(
          fmt::format("{}: --with {} takes --steps and --rank; for the rest write the export without --run, "
                      "change its configuration, and start the command that is shown",
                      flag, request.with));
    }
  }
  return {};
}

/// The interpreter of the trainer's own virtual environment when it has one.
std::string interpreter_of(const std::filesystem::path& trainer, const char* name) {
  for (const char* environment : {"venv", ".venv"}) {
    const std::filesystem::path own = trainer / environment / "bin" / name;
    if (program_exists(own.string())) return own.string();
  }
  return name;
}

void set_command(LocalTraining& training, const LocalTrainer& trainer, const std::string& place,
                 const std::string& models) {
  const std::filesystem::path root(place.empty() ? "/path/to/" + std::string(trainer.name) : place);
  const std::string program = (root / trainer.program).string();
  if (trainer.format == ExportFormat::ai_toolkit) {
    training.command = {interpreter_of(root, "python3"), program, "config.yaml"};
  } else {
    const std::filesystem::path folder = models.empty() ? "/path/to/models" : models;
    training.command = {interpreter_of(root, "accelerate"),
                        "launch",
                        "--num_cpu_threads_per_process",
                        "1",
                        program,
                        "--config_file",
                        "train.toml"};
    const std::pair<const char*, const char*> files[] = {{"--pretrained_model_name_or_path", "flux1-dev.safetensors"},
                                                         {"--clip_l", "clip_l.safetensors"},
                                                         {"--t5xxl", "t5xxl_fp16.safetensors"},
                                                         {"--ae", "ae.safetensors"}};
    for (const auto& [flag, file] : files) {
      training.command.emplace_back(flag);
      training.command.push_back((folder / file).string());
      if (training.missing.empty() && !std::filesystem::exists(folder / file)) {
        training.missing =
            fmt::format("{} is not in {}: name the folder of FLUX.1's files with --models DIR", file, folder.string());
      }
    }
  }
  if (place.empty()) {
    training.missing =
        fmt::format("{} is not set: let it name the folder that {} was installed into", trainer.variable, trainer.name);
  } else if (!std::filesystem::exists(program)) {
    training.missing = fmt::format("there is no {}: {} must name the folder that {} was installed into", program,
                                   trainer.variable, trainer.name);
  } else if (!program_exists(training.command.front())) {
    training.missing = fmt::format("{} is not installed", training.command.front());
  }
}

bool names_steps(const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  return !stem.empty() && stem.back() >= '0' && stem.back() <= '9';
}

/// The final weights that the trainer left: of several those without a number of steps, then the last by name.
std::filesystem::path find_weights(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder / "output", error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".safetensors") files.push_back(entry->path());
  }
  if (files.empty()) return {};
  std::ranges::sort(files);
  const auto final = std::ranges::find_if_not(files, names_steps);
  return final == files.end() ? files.back() : *final;
}

std::string shell_quoted(const std::string& text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@%+";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

bool is_local_trainer(std::string_view with) noexcept { return find_trainer(with) != nullptr; }

Task<Result<LocalTraining>> prepare_local_training(Application& application, TrainRequest request, std::string models) {
  const LocalTrainer* trainer = find_trainer(request.with);
  if (trainer == nullptr) co_return usage(fmt::format("\"{}\" is no trainer on this machine", request.with));
  const Result<void> settable = check_settings(request);
  if (!settable) co_return std::unexpected(settable.error());
  const Result<SetPlace> place = co_await find_set(application, request.set);
  if (!place) co_return std::unexpected(place.error());
  Result<TrainingSet> set = load_training_set(place->folder);
  if (!set) co_return std::unexpected(set.error());
  const Result<Mode> mode = mode_of(request, set->mode);
  if (!mode) co_return std::unexpected(mode.error());
  set->mode = *mode;
  const Result<Trigger> trigger = trigger_of(request, *set);
  if (!trigger) co_return std::unexpected(trigger.error());

  ExportOptions options{.trigger = *trigger, .steps = request.given.steps, .rank = request.given.rank};
  options.force = request.force;
  const std::string folder =
      request.out.empty() ? fmt::format("tessera-out/{}-{}", set->name, trainer->name) : request.out;
  auto write = [&] { return checked_export(*set, trainer->format, folder, options); };
  const Result<ExportReport> report = co_await offload(application.workers(), write);
  if (!report) co_return std::unexpected(report.error());
  LocalTraining training{.folder = report->folder, .trigger = trigger->word(), .pictures = report->pictures};
  training.steps = report->steps;
  training.rank = report->rank;
  training.notes = report->notes;
  set_command(training, *trainer, application.environment().get(trainer->variable).value_or(""), models);
  co_return training;
}

std::string command_line_of(const LocalTraining& training) {
  std::string line = "cd " + shell_quoted(training.folder.string()) + " &&";
  for (const std::string& word : training.command) line += " " + shell_quoted(word);
  return line;
}

Result<LocalOutcome> run_local_training(const LocalTraining& training) {
  if (!training.missing.empty()) return usage(training.missing);
  const Result<int> ended = run_program(training.command, training.folder);
  if (!ended) return std::unexpected(ended.error());
  if (*ended != 0) {
    return failure(ErrorKind::io, fmt::format("the trainer ended with code {}; the export is in {}", *ended,
                                              training.folder.string()));
  }
  const std::filesystem::path file = find_weights(training.folder);
  if (file.empty()) {
    return failure(ErrorKind::io, fmt::format("the trainer ended well, but left no .safetensors in {}/output",
                                              training.folder.string()));
  }
  const Result<Bytes> bytes = read_file(file, max_weights_bytes);
  if (!bytes) return std::unexpected(bytes.error());
  const Result<SafetensorsHeader> header = read_safetensors(*bytes);
  if (!header) return failure(ErrorKind::io, fmt::format("{}: {}", file.string(), header.error().message));
  return LocalOutcome{.weights_file = file, .tensors = header->tensors, .rank = header->rank, .bytes = bytes->size()};
}

}  // namespace tessera
