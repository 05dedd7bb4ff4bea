// lint, export, split, judge, captions.

#include "python/set_actions.h"

#include <algorithm>

#include "app/export_set.h"
#include "app/inspect.h"
#include "app/lint_set.h"
#include "app/sets.h"
#include "async/offload.h"
#include "dataset/caption_edits.h"
#include "python/arguments.h"

namespace tessera::python {
namespace {

using Answer = Task<Result<json::value>>;

Answer lint_files(Application& application, std::string text) {
  LintRequest request;
  Arguments given(text);
  given.read("folder", request.folder).read("trainers", request.trainers).read("trigger", request.trigger);
  given.read("mode", request.mode).read("caption_extension", request.caption_extension);
  given.read("resolutions", request.resolutions).read("compare", request.compare);
  given.read("fix_to", request.to).read("html", request.html);
  const Result<void> checked = given.checked();
  if (!checked) co_return std::unexpected(checked.error());
  request.fix = !request.to.empty();
  auto look = [&]() -> Result<json::value> {
    const Result<LintResult> result = lint_set(request);
    if (!result) return std::unexpected(result.error());
    json::object object = lint_json(*result);
    object["text"] = lint_text(result->report);
    if (result->repaired) object["fixed"].as_object()["report"].as_object()["text"] = lint_text(*result->repaired);
    return object;
  };
  co_return co_await offload(application.workers(), look);
}

Answer export_one(Application& application, std::string text) {
  ExportRequest request;
  Arguments given(text);
  given.read("set", request.set).read("format", request.format).read("to", request.to).read("size", request.size);
  given.read("trigger", request.trigger).read("trigger_place", request.trigger_place).read("source", request.source);
  given.read("steps", request.steps).read("rank", request.rank);
  given.read("link", request.link).read("force", request.force);
  const Result<void> checked = given.checked();
  if (!checked) co_return std::unexpected(checked.error());
  const Result<ExportReport> report = co_await export_set(application, std::move(request));
  if (!report) co_return std::unexpected(report.error());
  co_return export_json(*report);
}

Answer split_sheets(Application& application, std::string text) {
  SplitOptions options;
  std::vector<std::string> named;
  std::string shape;
  std::string out;
  Arguments given(text);
  given.read("sheets", named).read("grid", shape).read("out", out).read("all", options.all);
  const Result<void> checked = given.checked();
  if (!checked) co_return std::unexpected(checked.error());
  const Result<GridShape> parsed = parse_grid_shape(shape);
  if (!parsed) co_return std::unexpected(parsed.error());
  options.shape = *parsed;
  options.out = out;
  auto cut = [&]() -> Result<json::value> {
    Result<std::vector<std::string>> files = find_pictures(named);
    if (!files) return std::unexpected(files.error());
    options.files = std::move(*files);
    const Result<std::vector<InspectedSheet>> sheets = split_files(options);
    if (!sheets) return std::unexpected(sheets.error());
    json::array array;
    for (const InspectedSheet& sheet : *sheets) array.push_back(sheet_json(sheet));
    return array;
  };
  co_return co_await offload(application.workers(), cut);
}

Answer judge_pictures(Application& application, std::string text) {
  std::vector<std::string> named;
  std::string page;
  Arguments given(text);
  given.read("pictures", named).read("html", page);
  const Result<void> checked = given.checked();
  if (!checked) co_return std::unexpected(checked.error());
  auto look = [&]() -> Result<json::value> {
    const Result<std::vector<std::string>> files = find_pictures(named);
    if (!files) return std::unexpected(files.error());
    const Result<std::vector<InspectedPicture>> pictures = judge_files(*files, page);
    if (!pictures) return std::unexpected(pictures.error());
    json::array array;
    for (const InspectedPicture& picture : *pictures) array.push_back(picture_json(picture));
    return array;
  };
  co_return co_await offload(application.workers(), look);
}

Result<json::value> change_captions(const std::filesystem::path& folder,
                                    const std::map<std::string, std::string>& changes) {
  for (const auto& [picture, text] : changes) {
    const Result<Caption> changed = set_caption(folder, picture, text);
    if (!changed) return std::unexpected(changed.error());
  }
  const Result<std::vector<CaptionEntry>> entries = list_captions(folder);
  if (!entries) return std::unexpected(entries.error());
  json::array array;
  for (const CaptionEntry& entry : *entries) {
    json::object object{{"picture", json::value_from(entry.name)}, {"caption", nullptr}, {"by", nullptr}};
    if (entry.caption) {
      object["caption"] = json::value_from(entry.caption->text());
      object["by"] = name_of(entry.caption->by());
    }
    array.push_back(std::move(object));
  }
  return array;
}

Answer captions_of(Application& application, std::string text) {
  std::string set;
  std::map<std::string, std::string> changes;
  Arguments given(text);
  given.read("set", set).read("changes", changes);
  const Result<void> checked = given.checked();
  if (!checked) co_return std::unexpected(checked.error());
  const Result<SetPlace> place = co_await find_set(application, set);
  if (!place) co_return std::unexpected(place.error());
  auto change = [&] { return change_captions(place->folder, changes); };
  co_return co_await offload(application.workers(), change);
}

}  // namespace

Work lint(const std::string& arguments) {
  return [=](Application& application) { return lint_files(application, arguments); };
}

Work export_files(const std::string& arguments) {
  return [=](Application& application) { return export_one(application, arguments); };
}

Work split(const std::string& arguments) {
  return [=](Application& application) { return split_sheets(application, arguments); };
}

Work judge(const std::string& arguments) {
  return [=](Application& application) { return judge_pictures(application, arguments); };
}

Work captions(const std::string& arguments) {
  return [=](Application& application) { return captions_of(application, arguments); };
}

}  // namespace tessera::python
