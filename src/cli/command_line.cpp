#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>

#include <fmt/format.h>

#include "app/interruptible.h"
#include "app/summary.h"
#include "base/log.h"
#include "cli/commands.h"
#include "ledger/failpoint.h"
#include "tessera/version.h"

namespace tessera {
namespace {

constexpr int usage_exit_code = 2;

Result<void> configure(const CommonOptions& common) {
  const Result<LogLevel> level = parse_log_level(common.log_level);
  if (!level) return std::unexpected(level.error());
  configure_log(*level, common.log_format == "json" ? LogFormat::json : LogFormat::text);
  return {};
}

}  // namespace

void add_common_options(CLI::App& command, CommonOptions& common) {
  command.add_flag("--json", common.as_json, "print one JSON object on standard output");
  command.add_flag("--quiet", common.quiet, "no progress; errors are still shown");
  command.add_option("--log-level", common.log_level, "debug, info, warning, error, off")
      ->type_name("L")
      ->capture_default_str();
  command.add_option("--log-format", common.log_format, "text, json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command.add_option("--price", common.prices, "MODEL=USD: the most that a call of this model costs")
      ->type_name("MODEL=USD");
}

int report_error(const Error& error) {
  const std::string who = error.provider.empty() ? std::string() : error.provider + ": ";
  fmt::print(stderr, "tessera: {}{}\n", who, error.message);
  return exit_code_of(error);
}

Result<std::unique_ptr<Application>> start_application(const CommonOptions& common) {
  const Result<void> configured = configure(common);
  if (!configured) return std::unexpected(configured.error());
  Result<Environment> environment = Environment::read(".");
  if (!environment) return std::unexpected(environment.error());
  ApplicationOptions options;
  options.prices = common.prices;
  return std::make_unique<Application>(std::move(*environment), std::move(options));
}

std::expected<SetPlace, int> place_of_set(Application& application, const std::string& run_or_folder) {
  std::optional<Result<SetPlace>> place = run_interruptible(application.loop(), find_set(application, run_or_folder));
  if (!place) return std::unexpected(interrupted_exit_code);
  if (!*place) return std::unexpected(report_error(place->error()));
  return std::move(**place);
}

int run_command_line(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is an error of that write, not the end of a paid run
  CLI::App program("One picture in, a LoRA training set out.", "tessera");
  program.set_version_flag("--version", std::string("tessera ") + version_text);
  program.require_subcommand(0, 1);
  program.footer(
      "Exit codes: 0 complete, 2 usage or configuration, 3 fewer images than asked, 4 stopped by the budget,\n"
      "5 refused by a provider, 6 unusable source, 130 interrupted (resumable), 1 a bug.\n"
      "`tessera COMMAND --help` tells more; `man tessera` tells all.");
  bool list_failpoints = false;
  program.add_flag("--list-failpoints", list_failpoints)->group("");

  CommonOptions common;
  RunCommand chosen;
  add_generate_command(program, common, chosen);
  add_plan_command(program, common, chosen);
  add_record_commands(program, common, chosen);
  add_inspect_commands(program, common, chosen);
  add_pools_command(program, common, chosen);
  add_caption_command(program, common, chosen);
  add_export_command(program, common, chosen);
  add_train_command(program, common, chosen);
  add_check_command(program, common, chosen);
  add_lint_command(program, common, chosen);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : usage_exit_code;
  }
  if (list_failpoints) {
    for (const std::string& name : failpoint_names()) fmt::print("{}\n", name);
    return 0;
  }
  if (!chosen) {
    fmt::print("{}", program.help());
    return usage_exit_code;
  }
  try {
    return chosen(common);
  } catch (const std::exception& error) {
    fmt::print(stderr, "tessera: this is a bug: {}\n", error.what());
    return 1;
  }
}

}  // namespace tessera
