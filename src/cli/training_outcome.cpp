#include "cli/training_outcome.h"

#include <fmt/format.h>

#include "app/training_session.h"
#include "cli/commands.h"

namespace tessera {
namespace {

std::string outcome_text(const TrainingOutcome& outcome) {
  std::string text =
      fmt::format("trained, {} steps, {} (run {})\n", outcome.settings.steps, outcome.cost.text(), outcome.run.text());
  if (!outcome.weights_file.empty()) {
    text += weights_text(outcome.weights_file.string(), outcome.tensors, outcome.rank, outcome.bytes);
  }
  if (!outcome.model_version.empty()) text += fmt::format("Model    {}\n", outcome.model_version);
  text += fmt::format("Record   {}\n", outcome.result_file.string());
  for (const std::string& note : outcome.notes) text += fmt::format("Note     {}\n", note);
  return text;
}

/// What a training that ended without weights leaves to do.
std::string how_to_go_on(const TrainingOutcome& outcome) {
  switch (outcome.stopped_by->kind) {
    case ErrorKind::refused:
    case ErrorKind::bad_request:
    case ErrorKind::transient:
    case ErrorKind::data_gone:
    case ErrorKind::corrupt:
      return "The same command with --retry pays for another attempt.";
    case ErrorKind::unknown_outcome:
      return "Look at the provider whether it runs there; the same command with --repeat-unknown sends it again.";
    default:
      return "The same command goes on from here; what is under way at the provider is not started again.";
  }
}

}  // namespace

std::string weights_text(const std::string& file, int tensors, std::optional<int> rank, std::uintmax_t bytes) {
  return fmt::format("Weights  {}\n         {} tensors{}, {:.1f} MB\n", file, tensors,
                     rank ? fmt::format(", rank {}", *rank) : std::string(), static_cast<double>(bytes) / 1e6);
}

int show_outcome(const CommonOptions& common, const TrainingOutcome& outcome, const std::vector<std::string>& told) {
  if (common.as_json) {
    json::object shown = training_json(outcome);
    json::array warnings = json::value_from(told).get_array();
    for (const json::value& note : shown["warnings"].get_array()) warnings.push_back(note);
    shown["warnings"] = std::move(warnings);
    fmt::print("{}\n", line_json(shown));
  }
  if (!outcome.stopped_by) {
    if (!common.as_json) fmt::print("{}", outcome_text(outcome));
    return 0;
  }
  const int code = report_error(*outcome.stopped_by);
  fmt::print(stderr, "training {}: {} so far, at most {}. {}\n", outcome.run.text(), outcome.cost.text(),
             outcome.cost_upper_bound.text(), how_to_go_on(outcome));
  return code;
}

}  // namespace tessera
