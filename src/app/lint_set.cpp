#include "app/lint_set.h"

#include <algorithm>

#include <fmt/format.h>

#include "dataset/files.h"

namespace tessera {
namespace {

constexpr int least_resolution = 64;
constexpr int most_resolution = 8192;

Result<LintOptions> options_of(const LintRequest& request) {
  LintOptions options{
      .trigger = request.trigger, .resolutions = request.resolutions, .compare_pictures = request.compare};
  for (const std::string& name : request.trainers) {
    if (name == "all") continue;
    const Result<Trainer> trainer = parse_trainer(name);
    if (!trainer) return std::unexpected(trainer.error());
    options.trainers.push_back(*trainer);
  }
  if (!request.mode.empty()) {
    if (request.mode != "style" && request.mode != "character") {
      return failure(ErrorKind::usage, fmt::format("--mode \"{}\" is neither style nor character", request.mode));
    }
    options.style = request.mode == "style";
  }
  if (!request.caption_extension.empty()) {
    options.caption_extension =
        fmt::format("{}{}", request.caption_extension.starts_with('.') ? "" : ".", request.caption_extension);
  }
  const auto wrong = std::ranges::find_if(request.resolutions,
                                          [](int side) { return side < least_resolution || side > most_resolution; });
  if (wrong != request.resolutions.end()) {
    return failure(ErrorKind::usage, fmt::format("--resolutions: {} is not from {} to {} pixels", *wrong,
                                                 least_resolution, most_resolution));
  }
  if (request.fix != !request.to.empty()) {
    return failure(ErrorKind::usage, "--fix and --to DIR belong together: a repaired copy is written, originals stay");
  }
  return options;
}

}  // namespace

Result<LintResult> lint_set(const LintRequest& request) {
  const Result<LintOptions> options = options_of(request);
  if (!options) return std::unexpected(options.error());
  Result<LintReport> report = lint_folder(request.folder, *options);
  if (!report && report.error().kind == ErrorKind::bad_request) {
    // No provider refused anything: something was named that is no set.
    return failure(ErrorKind::usage, report.error().message);
  }
  if (!report) return std::unexpected(report.error());
  LintResult result{.report = std::move(*report)};
  if (request.fix) {
    Result<LintFix> fix = fix_folder(request.folder, *options, request.to);
    if (!fix) return std::unexpected(fix.error());
    result.fix = std::move(*fix);
    LintOptions again = *options;
    again.trigger = result.report.trigger;
    again.caption_extension.reset();
    Result<LintReport> repaired = lint_folder(request.to, again);
    if (!repaired) return std::unexpected(repaired.error());
    result.repaired = std::move(*repaired);
  }
  if (!request.html.empty()) {
    const Result<void> written = write_file(request.html, as_bytes(lint_html(result.last())));
    if (!written) return std::unexpected(written.error());
  }
  return result;
}

json::object lint_json(const LintResult& result) {
  json::object object = lint_json(result.report);
  if (result.fix) {
    object["fixed"] = json::object{{"pictures", result.fix->pictures},
                                   {"changes", json::value_from(result.fix->changes)},
                                   {"report", lint_json(*result.repaired)}};
  }
  return object;
}

}  // namespace tessera
