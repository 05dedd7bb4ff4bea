#pragma once
// The commands of `tessera`. Results go to standard output, everything else to standard error.

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/application.h"
#include "app/request_settings.h"
#include "app/sets.h"

namespace tessera {

/// The whole program; returns its exit code.
[[nodiscard]] int run_command_line(int argc, char** argv);

/// What every command can be told.
struct CommonOptions {
  bool as_json = false;
  bool quiet = false;
  std::string log_level = "warning";
  std::string log_format = "text";
  std::vector<std::string> prices;
};

/// Adds one option for each field of a request.
void add_request_options(CLI::App& command, GivenFields& given);

/// Each of these adds one command; its callback stores the exit code.
using RunCommand = std::function<int(const CommonOptions&)>;
void add_generate_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);
void add_plan_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);
void add_record_commands(CLI::App& program, CommonOptions& common, RunCommand& chosen);   ///< runs, show, resume, gc
void add_inspect_commands(CLI::App& program, CommonOptions& common, RunCommand& chosen);  ///< split, judge
void add_pools_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);
void add_caption_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);
void add_export_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);
void add_check_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);
void add_lint_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);
void add_train_command(CLI::App& program, CommonOptions& common, RunCommand& chosen);

/// What `resume` may say about a training.
struct TrainingResumption {
  std::optional<Money> max_cost;
  bool repeat_unknown = false;
  std::string events_file;
};
/// Goes on with a training; returns the exit code. For `resume`.
[[nodiscard]] int resume_training(Application& application, const CommonOptions& common, RunRecord run,
                                  const TrainingResumption& how);

/// Shows an error to people and returns its exit code.
[[nodiscard]] int report_error(const Error& error);

/// The application with this process's environment. Errors: configuration.
[[nodiscard]] Result<std::unique_ptr<Application>> start_application(const CommonOptions& common);

/// Where the set is that RUN|DIR names; otherwise the exit code, after the error was shown.
[[nodiscard]] std::expected<SetPlace, int> place_of_set(Application& application, const std::string& run_or_folder);

/// --json, --quiet, --log-level, --log-format, --price.
void add_common_options(CLI::App& command, CommonOptions& common);

}  // namespace tessera
