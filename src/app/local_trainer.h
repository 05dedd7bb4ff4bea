#pragma once
// Training on this machine: the export, the exact command, and running it. The trainer itself is not part of Tessera.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/training.h"

namespace tessera {

/// Whether `with` names a trainer that runs here: "ai-toolkit", "sd-scripts".
[[nodiscard]] bool is_local_trainer(std::string_view with) noexcept;

struct LocalTraining {
  std::filesystem::path folder;      ///< absolute: the export, and where the command is started
  std::vector<std::string> command;  ///< program and arguments
  std::string missing;               ///< what has to be there before it can run, as a sentence; empty: all is there
  std::string trigger;
  int pictures = 0;
  int steps = 0;
  int rank = 0;
  std::vector<std::string> notes;
};

/// Writes the export to `request.out` (tessera-out/<name>-<trainer> without it) and says what to run. Where the trainer
/// is, AI_TOOLKIT_DIR or SD_SCRIPTS_DIR says; `models` is a folder with FLUX.1's files, for sd-scripts. Errors: usage,
/// io, those of checked_export().
[[nodiscard]] Task<Result<LocalTraining>> prepare_local_training(Application& application, TrainRequest request,
                                                                 std::string models);

/// The command as it can be pasted into a shell.
[[nodiscard]] std::string command_line_of(const LocalTraining& training);

struct LocalOutcome {
  std::filesystem::path weights_file;
  int tensors = 0;
  std::optional<int> rank;
  std::uintmax_t bytes = 0;
};
/// Runs it to its end; what it prints goes to standard error. Blocking. Errors: usage when something is missing; io
/// when it fails or leaves no weights behind.
[[nodiscard]] Result<LocalOutcome> run_local_training(const LocalTraining& training);

}  // namespace tessera
