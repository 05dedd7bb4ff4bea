#include "app/export_set.h"

#include "app/sets.h"
#include "async/offload.h"

namespace tessera {
namespace {

Result<ExportOptions> options_of(const ExportRequest& request, const TrainingSet& set) {
  ExportOptions options{.steps = request.steps, .rank = request.rank, .source = request.source};
  options.link = request.link;
  options.force = request.force;
  if (!request.size.empty()) {
    const Result<ExportSize> size = parse_export_size(request.size);
    if (!size) return std::unexpected(size.error());
    options.size = *size;
  }
  if (request.trigger.empty() && request.trigger_place.empty()) return options;
  TriggerPlace place = set.trigger ? set.trigger->place() : default_trigger_place(set.mode);
  if (!request.trigger_place.empty()) {
    const Result<TriggerPlace> parsed = parse_trigger_place(request.trigger_place);
    if (!parsed) return failure(parsed.error().kind, "--trigger-place: " + parsed.error().message);
    place = *parsed;
  }
  const std::string word = request.trigger.empty() && set.trigger ? set.trigger->word() : request.trigger;
  const Result<Trigger> trigger = Trigger::make(word, place);
  if (!trigger) return failure(trigger.error().kind, "--trigger: " + trigger.error().message);
  options.trigger = *trigger;
  return options;
}

/// Blocking.
Result<ExportReport> write_export(const SetPlace& place, ExportFormat format, const ExportRequest& request) {
  const Result<TrainingSet> set = load_training_set(place.folder);
  if (!set) return std::unexpected(set.error());
  Result<ExportOptions> options = options_of(request, *set);
  if (!options) return std::unexpected(options.error());
  std::error_code ignored;
  if (options->source.empty() && std::filesystem::is_regular_file(place.source, ignored)) {
    options->source = place.source;
  }
  return checked_export(*set, format, request.to, *options);
}

}  // namespace

Task<Result<ExportReport>> export_set(Application& application, ExportRequest request) {
  const Result<ExportFormat> format = parse_export_format(request.format);
  if (!format) co_return std::unexpected(format.error());
  const Result<SetPlace> place = co_await find_set(application, request.set);
  if (!place) co_return std::unexpected(place.error());
  auto write = [&] { return write_export(*place, *format, request); };
  co_return co_await offload(application.workers(), write);
}

json::object export_json(const ExportReport& report) {
  json::object object{{"format", name_of(report.format)},
                      {"folder", json::value_from(report.folder.string())},
                      {"start_here", json::value_from(report.start_here.string())},
                      {"pictures", report.pictures},
                      {"linked", report.linked},
                      {"resolutions", json::array(report.resolutions.begin(), report.resolutions.end())},
                      {"steps", report.steps},
                      {"rank", report.rank}};
  object["trigger"] = report.trigger ? json::value_from(report.trigger->word()) : json::value();
  object["files"] = json::value_from(report.files);
  object["notes"] = json::value_from(report.notes);
  return object;
}

}  // namespace tessera
