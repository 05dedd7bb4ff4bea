#include <optional>

#include <fmt/format.h>

#include "app/batch.h"
#include "app/interruptible.h"
#include "app/summary.h"
#include "cli/commands.h"
#include "cli/run_display.h"

namespace tessera {
namespace {

struct GenerateOptions {
  std::string source;
  std::string events_file;
  std::string batch_file;
  int jobs = 0;  ///< 0: by memory
  GivenFields given;
};

/// Either what a run came to, or why it could not begin.
using Ran = Result<RunOutcome>;

Task<Ran> generate(Application& application, Request request, EventSink events, Request& prepared_request) {
  Result<PreparedRequest> prepared = co_await application.prepare(std::move(request), Purpose::run);
  if (!prepared) co_return std::unexpected(prepared.error());
  prepared_request = prepared->input.request;
  if (events) {
    events(RunEvent{.name = "run.chosen",
                    .time = wall_now(),
                    .fields = {{"actor", prepared->input.request.actor}, {"reason", prepared->choices.reason}}});
  }
  co_return co_await application.generate(std::move(*prepared), std::move(events));
}

int run_one(const CommonOptions& common, const GenerateOptions& options) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  Result<Request> request = merge_request((*application)->environment(), options.given);
  if (!request) return report_error(request.error());
  request->source = options.source;
  return run_and_show(**application, std::move(*request), common, options.events_file);
}

int run_batch(const CommonOptions& common, const GenerateOptions& options) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  Result<Request> defaults = merge_request((*application)->environment(), options.given);
  if (!defaults) return report_error(defaults.error());
  Result<std::vector<BatchLine>> lines = read_batch(options.batch_file, *defaults);
  if (!lines) return report_error(lines.error());

  Result<RunDisplay> display = RunDisplay::open(common, options.events_file);
  if (!display) return report_error(display.error());
  int worst = 0;
  const auto on_line_ended = [&](const BatchResult& result) {
    worst = std::max(worst, result.exit_code);
    display->pause();
    if (common.as_json) {
      fmt::print("{}\n", line_json(result.summary));
      std::fflush(stdout);
    } else {
      fmt::print(stderr, "{}\n", result.text);
    }
  };
  const std::optional<bool> ended = run_interruptible(
      (*application)->loop(), execute_batch(**application, std::move(*lines), BatchOptions{.jobs = options.jobs},
                                            display->sink(), on_line_ended));
  display->close();
  return ended ? worst : interrupted_exit_code;
}

}  // namespace

int run_and_show(Application& application, Request request, const CommonOptions& common,
                 const std::string& events_file) {
  Result<RunDisplay> display = RunDisplay::open(common, events_file);
  if (!display) return report_error(display.error());
  Request prepared_request;
  std::optional<Ran> ran = run_interruptible(
      application.loop(), generate(application, std::move(request), display->sink(), prepared_request));
  display->close();
  if (!ran) {
    fmt::print(stderr, "tessera: interrupted; the same command, or `tessera resume`, goes on from here\n");
    return interrupted_exit_code;
  }
  if (!*ran) return report_error(ran->error());
  const RunOutcome& outcome = **ran;
  if (common.as_json) {
    fmt::print("{}\n", line_json(summary_json(outcome, prepared_request)));
  } else {
    fmt::print("{}", summary_text(outcome, prepared_request));
  }
  if (outcome.stopped_by && common.as_json) static_cast<void>(report_error(*outcome.stopped_by));
  // What this machine lacks has a code of its own; the ending only says that the run could not go on.
  const bool by_machine = outcome.ending == RunEnding::failed && outcome.stopped_by;
  return by_machine ? exit_code_of(*outcome.stopped_by) : exit_code_of(outcome.ending);
}

void add_generate_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command = program.add_subcommand("generate", "Make a training set from one picture");
  auto options = std::make_shared<GenerateOptions>();
  command->add_option("SOURCE", options->source, "file, https URL, data URI or s3://bucket/key");
  add_request_options(*command, options->given);
  command->add_option("--events", options->events_file, "write one JSON object a line to FILE as things happen")
      ->type_name("FILE");
  command->add_option("--batch", options->batch_file, "one request a line as JSON; flags are defaults for all")
      ->type_name("FILE.jsonl");
  command->add_option("--jobs", options->jobs, "sets of a batch in work at once (default: by memory)")->type_name("N");
  add_common_options(*command, common);
  command->callback([&chosen, options] {
    chosen = [options](const CommonOptions& given) {
      if (options->source.empty() == options->batch_file.empty()) {
        return report_error(
            Error{.kind = ErrorKind::usage,
                  .message = "generate takes a SOURCE or --batch FILE.jsonl; see tessera generate --help"});
      }
      return options->batch_file.empty() ? run_one(given, *options) : run_batch(given, *options);
    };
  });
}

}  // namespace tessera
