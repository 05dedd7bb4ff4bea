#pragma once
// How a training ended, for people and for programs.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "pipeline/training.h"

namespace tessera {

/// Two lines: the file, and what is in it.
[[nodiscard]] std::string weights_text(const std::string& file, int tensors, std::optional<int> rank,
                                       std::uintmax_t bytes);

/// Prints it and returns the exit code. `told`: what was said before the training began.
int show_outcome(const CommonOptions& common, const TrainingOutcome& outcome, const std::vector<std::string>& told);

}  // namespace tessera
