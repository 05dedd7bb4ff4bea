#include "app/summary.h"

#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "base/counted.h"
#include "pipeline/trained_sizes.h"

namespace tessera {
namespace {

int shortfall_of(const RunOutcome& outcome, const Request& request) {
  return std::max(0, request.count - static_cast<int>(outcome.dataset.items.size()));
}

std::string absolute_path(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

/// Why tiles were refused, counted: {"repeats …": 3}. Names of single tiles are cut so that reasons can be counted.
std::map<std::string, int> refusals(const Dataset& dataset) {
  std::map<std::string, int> counts;
  for (const GridEntry& grid : dataset.grids) {
    if (!grid.error.empty()) ++counts["grid failed"];
    for (const Verdict& verdict : grid.verdicts) {
      if (verdict.accepted) continue;
      const bool repeat = verdict.reason.starts_with("repeats");
      ++counts[repeat ? "repeat" : verdict.reason.substr(0, verdict.reason.find_first_of(" :"))];
    }
  }
  if (!dataset.lost.empty()) counts["lost after acceptance"] = static_cast<int>(dataset.lost.size());
  return counts;
}

std::string how_to_go_on(const RunOutcome& outcome, const std::string& run) {
  switch (outcome.ending) {
    case RunEnding::complete:
      return {};
    case RunEnding::short_of_images:
      return fmt::format(
          "For more images raise --max-attempts and run the same command again, or use another --seed.\n");
    case RunEnding::over_budget:
      return fmt::format("Go on with: tessera resume {} --max-cost USD\n", run);
    case RunEnding::refused:
    case RunEnding::paused:
    case RunEnding::failed:
      return fmt::format("Go on when the cause is mended: tessera resume {}\n", run);
  }
  return {};
}

}  // namespace

json::object summary_json(const RunOutcome& outcome, const Request& request) {
  const Dataset& dataset = outcome.dataset;
  json::array urls;
  for (const Item& item : dataset.items) urls.push_back(json::value_from(item.url));
  json::array warnings;
  for (const std::string& warning : dataset.warnings) warnings.push_back(json::value_from(warning));
  json::object reasons;
  for (const auto& [reason, count] : refusals(dataset)) reasons[reason] = count;
  json::object summary{{"training_image_urls", std::move(urls)},
                       {"total_grids_generated", outcome.grids},
                       {"singles", outcome.singles},
                       {"total_training_images", dataset.items.size()},
                       {"run_id", dataset.run.text()},
                       {"status", name_of(outcome.ending)},
                       {"user", dataset.user},
                       {"actor", dataset.actor},
                       {"requested", dataset.requested},
                       {"shortfall", shortfall_of(outcome, request)},
                       {"refusals", std::move(reasons)},
                       {"cost_usd", dataset.cost.dollars()},
                       {"cost_upper_bound_usd", dataset.cost_upper_bound.dollars()},
                       {"calls", outcome.calls},
                       {"preview", dataset.preview},
                       {"dataset_dir", absolute_path(request.out)},
                       {"report", absolute_path(request.out + "/report.html")},
                       {"warnings", std::move(warnings)}};
  if (outcome.stopped_by) {
    summary["error"] = json::object{{"kind", name_of(outcome.stopped_by->kind)},
                                    {"message", outcome.stopped_by->message},
                                    {"provider", outcome.stopped_by->provider},
                                    {"code", outcome.stopped_by->code}};
  }
  return summary;
}

json::object error_json(const Error& error) {
  json::object object{{"kind", name_of(error.kind)},      {"message", error.message},
                      {"provider", error.provider},       {"code", error.code},
                      {"http_status", error.http_status}, {"retry_after_seconds", json::value()},
                      {"exit_code", exit_code_of(error)}};
  if (error.retry_after) object["retry_after_seconds"] = static_cast<double>(error.retry_after->count()) / 1000;
  return object;
}

namespace {

json::object trained_json(Size item) {
  json::object trainers;
  for (const TrainedSizes& sizes : trained_sizes(item)) {
    json::array passes;
    for (const TrainedPass& pass : sizes.passes) passes.push_back(json::value_from(to_text(pass)));
    trainers[sizes.trainer] = std::move(passes);
  }
  return trainers;
}

}  // namespace

json::object plan_json(const std::string& reason, const std::vector<PlanFigures>& ways) {
  json::array all;
  for (const PlanFigures& way : ways) {
    all.push_back({{"name", way.name},
                   {"flags", way.flags},
                   {"grids", way.grids},
                   {"singles", way.singles},
                   {"calls", way.calls},
                   {"cost_usd_expected", way.expected.dollars()},
                   {"cost_usd_upper_bound", way.bound.dollars()},
                   {"seconds", way.seconds},
                   {"item_width", way.item.width},
                   {"item_height", way.item.height},
                   {"trained_at", trained_json(way.item)}});
  }
  json::object plan{{"reason", reason}, {"plan", all.front()}};
  plan["alternatives"] = json::array(all.begin() + 1, all.end());
  return plan;
}

std::string summary_text(const RunOutcome& outcome, const Request& request) {
  const Dataset& dataset = outcome.dataset;
  const std::string singles = outcome.singles > 0 ? " and " + counted(outcome.singles, "single") : std::string();
  std::string text = fmt::format("{} of {}{} from {}{}, {} (run {})\n", dataset.items.size(),
                                 counted(dataset.requested, "image"), dataset.preview ? " (previews)" : "",
                                 counted(outcome.grids, "grid"), singles, dataset.cost.text(), dataset.run.text());
  if (outcome.stopped_by) text += fmt::format("Stopped: {}\n", outcome.stopped_by->message);
  if (outcome.ending == RunEnding::short_of_images) {
    text += "Not enough tiles were kept:";
    for (const auto& [reason, count] : refusals(dataset)) text += fmt::format(" {} {};", count, reason);
    text.back() = '\n';
  }
  text += fmt::format("Images   {}/images\nReport   {}/report.html\n", absolute_path(request.out),
                      absolute_path(request.out));
  if (!request.store.empty() && !dataset.items.empty()) text += fmt::format("Stored   {}\n", dataset.items.front().url);
  return text + how_to_go_on(outcome, dataset.run.text());
}

int exit_code_of(RunEnding ending) noexcept {
  switch (ending) {
    case RunEnding::complete:
      return 0;
    case RunEnding::short_of_images:
    case RunEnding::paused:
      return 3;
    case RunEnding::over_budget:
      return 4;
    case RunEnding::refused:
      return 5;
    case RunEnding::failed:
      return 1;
  }
  return 1;
}

int exit_code_of(const Error& error) noexcept {
  switch (error.kind) {
    case ErrorKind::usage:
    case ErrorKind::configuration:
    case ErrorKind::conflict:
      return 2;
    case ErrorKind::bad_source:
      return 6;
    case ErrorKind::over_budget:
      return 4;
    case ErrorKind::authentication:
    case ErrorKind::no_credit:
    case ErrorKind::refused:
    case ErrorKind::bad_request:
      return 5;
    case ErrorKind::not_found:
      return error.provider.empty() ? 2 : 5;  // no provider said so: what was named is not on this machine
    case ErrorKind::throttled:
    case ErrorKind::transient:
    case ErrorKind::deadline:
    case ErrorKind::unknown_outcome:
    case ErrorKind::data_gone:
      return 3;
    default:
      return 1;
  }
}

}  // namespace tessera
