// plan: what a request would take, without spending anything. check: whether everything that it needs is there.

#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/interruptible.h"
#include "app/summary.h"
#include "base/counted.h"
#include "cli/commands.h"
#include "pipeline/trained_sizes.h"

namespace tessera {
namespace {

struct Planned {
  std::vector<PlanFigures> plans;
  PreparedRequest prepared;
};

Task<Result<Planned>> make_plan(Application& application, Request request) {
  Result<PreparedRequest> prepared = co_await application.prepare(std::move(request), Purpose::look);
  if (!prepared) co_return std::unexpected(prepared.error());
  Result<std::vector<PlanFigures>> plans = co_await application.plan(*prepared);
  if (!plans) co_return std::unexpected(plans.error());
  co_return Planned{.plans = std::move(*plans), .prepared = std::move(*prepared)};
}

void print_trained(Size item) {
  fmt::print("\nAn image of {}x{} is trained\n", item.width, item.height);
  for (const TrainedSizes& sizes : trained_sizes(item)) {
    std::vector<std::string> passes;
    for (const TrainedPass& pass : sizes.passes) passes.push_back(to_text(pass));
    fmt::print("  by {:10} at {}\n", sizes.trainer, fmt::join(passes, "; "));
  }
}

void print_plan(const Planned& planned) {
  const Request& request = planned.prepared.input.request;
  fmt::print("{} of {} ({}x{})\n{}\n\n", counted(request.count, "image"), planned.prepared.input.source.name,
             planned.prepared.input.source.size.width, planned.prepared.input.source.size.height,
             planned.prepared.choices.reason);
  fmt::print("{:46} {:>5} {:>5} {:>9} {:>9} {:>6} {:>11}\n", "way", "grids", "calls", "expected", "at most", "time",
             "pixels");
  for (const PlanFigures& figures : planned.plans) {
    fmt::print("{:46} {:>5} {:>5} {:>9} {:>9} {:>5.0f}s {:>11}\n", figures.name, figures.grids, figures.calls,
               figures.expected.text(), figures.bound.text(), figures.seconds,
               fmt::format("{}x{}", figures.item.width, figures.item.height));
    if (!figures.flags.empty()) fmt::print("  {}\n", figures.flags);
  }
  print_trained(planned.plans.front().item);
  if (request.min_side) {
    fmt::print("--min-side {} chose --grid {} --upscale-factor {}x --upscale-stage {}\n", *request.min_side,
               to_text(request.shape), request.upscale_factor,
               request.upscale_stage == UpscaleStage::grid ? "grid" : "tile");
  }
  fmt::print("\nNothing was spent. Times are those of an unhurried provider; --max-cost USD is never crossed.\n");
  for (const std::string& warning : planned.prepared.input.source.warnings) fmt::print("Note: {}\n", warning);
}

int plan(const CommonOptions& common, const std::string& source, const GivenFields& given) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  Result<Request> request = merge_request((*application)->environment(), given);
  if (!request) return report_error(request.error());
  request->source = source;
  const std::optional<Result<Planned>> planned =
      run_interruptible((*application)->loop(), make_plan(**application, std::move(*request)));
  if (!planned) return interrupted_exit_code;
  if (!*planned) return report_error(planned->error());
  if (!common.as_json) {
    print_plan(**planned);
    return 0;
  }
  fmt::print("{}\n", line_json(plan_json((*planned)->prepared.choices.reason, (*planned)->plans)));
  return 0;
}

int check(const CommonOptions& common) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  const auto checks = run_interruptible((*application)->loop(), (*application)->check());
  if (!checks) return interrupted_exit_code;
  json::array all;
  for (const Application::Check& made : *checks) {
    if (common.as_json) {
      all.push_back({{"name", made.name}, {"result", made.result}, {"passed", made.passed}});
    } else {
      fmt::print("{:4} {:28} {}\n", made.passed ? "ok" : "-", made.name, made.result);
    }
  }
  if (common.as_json) fmt::print("{}\n", line_json(json::object{{"checks", std::move(all)}}));
  return 0;
}

}  // namespace

void add_plan_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  struct Options {
    std::string source;
    GivenFields given;
  };
  CLI::App* command = program.add_subcommand("plan", "Show calls, cost and time of a request; spends nothing");
  auto options = std::make_shared<Options>();
  command->add_option("SOURCE", options->source, "file, https URL, data URI or s3://bucket/key")->required();
  add_request_options(*command, options->given);
  add_common_options(*command, common);
  command->callback([&chosen, options] {
    chosen = [options](const CommonOptions& common_given) {
      return plan(common_given, options->source, options->given);
    };
  });
}

void add_check_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command = program.add_subcommand("check", "Check keys, network, disk and models; spends nothing");
  add_common_options(*command, common);
  command->callback([&chosen] { chosen = check; });
}

}  // namespace tessera
