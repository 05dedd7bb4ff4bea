// runs, show, resume, gc: what the ledger knows, and going on from there.

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "app/interruptible.h"
#include "app/records.h"
#include "app/training.h"
#include "cli/commands.h"
#include "cli/run_display.h"

namespace tessera {
namespace {

/// Runs a task that reads the ledger and prints what it gives: JSON or text.
int print_report(const CommonOptions& common, Application& application, Task<Result<Report>> task) {
  const std::optional<Result<Report>> report = run_interruptible(application.loop(), std::move(task));
  if (!report) return interrupted_exit_code;
  if (!*report) return report_error(report->error());
  if (common.as_json) {
    fmt::print("{}\n", line_json((*report)->as_json));
  } else {
    fmt::print("{}", (*report)->as_text);
  }
  return 0;
}

struct ResumeOptions {
  std::string run;
  std::string events_file;
  bool repeat_unknown = false;
  GivenFields given;
};

int resume_known_training(Application& application, const CommonOptions& common, RunRecord run,
                          const ResumeOptions& options) {
  TrainingResumption how{.max_cost = {}, .repeat_unknown = options.repeat_unknown, .events_file = options.events_file};
  if (const auto given = options.given.find("max_cost"); given != options.given.end()) {
    const Result<Money> cap = Money::parse(given->second);
    if (!cap) return report_error(cap.error());
    how.max_cost = *cap;
  }
  return resume_training(application, common, std::move(run), how);
}

int resume(const CommonOptions& common, const ResumeOptions& options) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  std::optional<Result<RunRecord>> found =
      run_interruptible((*application)->loop(), run_to_resume(**application, options.run));
  if (!found) return interrupted_exit_code;
  if (!*found) return report_error(found->error());
  if (is_training(**found)) return resume_known_training(**application, common, std::move(**found), options);
  Result<Request> kept = request_of(**found);
  if (!kept) return report_error(kept.error());
  Request request = std::move(*kept);
  for (const auto& [name, value] : options.given) {
    const Result<void> set = set_field(request, name, value);
    if (!set) return report_error(set.error());
  }
  request.repeat_unknown = options.repeat_unknown;
  return run_and_show(**application, std::move(request), common, options.events_file);
}

}  // namespace

void add_record_commands(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* runs = program.add_subcommand("runs", "List the runs that the ledger knows, newest first");
  add_common_options(*runs, common);
  runs->callback([&chosen] {
    chosen = [](const CommonOptions& given) {
      auto application = start_application(given);
      if (!application) return report_error(application.error());
      return print_report(given, **application, list_runs(**application));
    };
  });

  CLI::App* show = program.add_subcommand("show", "Show one run: calls, money, decisions, what is missing");
  auto shown = std::make_shared<std::string>();
  show->add_option("RUN", *shown, "the run's id, or the beginning of it")->required();
  add_common_options(*show, common);
  show->callback([&chosen, shown] {
    chosen = [shown](const CommonOptions& given) {
      auto application = start_application(given);
      if (!application) return report_error(application.error());
      return print_report(given, **application, show_run(**application, *shown));
    };
  });

  CLI::App* resume_command = program.add_subcommand("resume", "Go on with an unfinished run; nothing is paid twice");
  auto options = std::make_shared<ResumeOptions>();
  resume_command->add_option("RUN", options->run,
                             "the run's id, or the beginning of it (default: the newest unfinished)");
  resume_command->add_flag("--repeat-unknown", options->repeat_unknown,
                           "send calls again of which it cannot be found out whether they were executed");
  resume_command
      ->add_option_function<std::string>(
          "--max-cost", [options](const std::string& value) { options->given["max_cost"] = value; }, "a new cap")
      ->type_name("USD");
  resume_command
      ->add_option_function<std::string>(
          "--max-attempts", [options](const std::string& value) { options->given["max_attempts"] = value; },
          "the most grids ordered, in all")
      ->type_name("N");
  resume_command->add_option("--events", options->events_file, "write one JSON object a line to FILE")
      ->type_name("FILE");
  add_common_options(*resume_command, common);
  resume_command->callback(
      [&chosen, options] { chosen = [options](const CommonOptions& given) { return resume(given, *options); }; });

  CLI::App* gc = program.add_subcommand("gc", "Remove old intermediate results; never those of unfinished runs");
  auto collection = std::make_shared<Collection>();
  gc->add_flag("--dry-run", collection->dry_run, "only say what would be removed");
  gc->add_option("--older-than", collection->days, "days since a finished run ended")
      ->type_name("DAYS")
      ->capture_default_str();
  add_common_options(*gc, common);
  gc->callback([&chosen, collection] {
    chosen = [collection](const CommonOptions& given) {
      auto application = start_application(given);
      if (!application) return report_error(application.error());
      return print_report(given, **application, collect_garbage(**application, *collection));
    };
  });
}

}  // namespace tessera
