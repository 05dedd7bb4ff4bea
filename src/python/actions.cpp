#include "python/actions.h"

#include <fstream>
#include <iterator>

#include "app/records.h"
#include "app/single_calls.h"
#include "app/summary.h"
#include "app/training.h"
#include "model/event_line.h"

namespace tessera::python {
namespace {

using Answer = Task<Result<json::value>>;

/// The files of the sheets that dataset.json names, grid by grid; null where there is no sheet. A run that was finished
/// before knows its grids only from there.
json::array sheets_of(Application& application, const std::filesystem::path& folder) {
  std::ifstream file(folder / "dataset.json", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const Result<json::value> dataset = parse_json(text);
  const json::value* grids = dataset ? find(*dataset, "grids") : nullptr;
  json::array sheets;
  if (grids == nullptr || !grids->is_array()) return sheets;
  for (const json::value& grid : grids->get_array()) {
    const std::optional<std::string> sheet = find_string(grid, "sha256");
    sheets.push_back(sheet ? json::value_from(absolute(application.blobs().path_of(BlobId(*sheet))).string())
                           : nullptr);
  }
  return sheets;
}

Answer carry_out(Application& application, Request request, std::shared_ptr<Mailbox> events) {
  EventSink sink = [events = std::move(events)](const RunEvent& event) { events->put(event_line(event)); };
  const SessionRun run = co_await run_in_session(application, std::move(request), std::move(sink));
  if (!run.outcome) co_return std::unexpected(run.outcome.error());
  json::object summary = summary_json(*run.outcome, run.request);
  if (run.outcome->stopped_by) summary["error"] = error_json(*run.outcome->stopped_by);
  summary["sheets"] = sheets_of(application, run.request.out);
  co_return summary;
}

Result<Request> request_of(Application& application, GivenRequest given) {
  Result<Request> request = merge_request(application.environment(), given.fields, FieldSpelling::keyword);
  if (request) request->source = std::move(given.source);
  return request;
}

Answer generate_from(Application& application, GivenRequest given, std::shared_ptr<Mailbox> events) {
  Result<Request> request = request_of(application, std::move(given));
  if (!request) co_return std::unexpected(request.error());
  co_return co_await carry_out(application, std::move(*request), std::move(events));
}

Answer resume_run(Application& application, std::string run, GivenFields changed, std::shared_ptr<Mailbox> events) {
  const Result<RunRecord> record = co_await run_to_resume(application, std::move(run));
  if (!record) co_return std::unexpected(record.error());
  if (is_training(*record)) {
    const std::string id = record->id.text();
    co_return failure(ErrorKind::usage, "run " + id + " is a training: tessera.resume_training(\"" + id +
                                            "\") goes on with it, and resume(run) with another run");
  }
  Result<Request> request = tessera::request_of(*record);
  if (!request) co_return std::unexpected(request.error());
  request->repeat_unknown = changed.erase("repeat_unknown") != 0;
  for (const auto& [name, value] : changed) {
    const Result<void> set = set_field(*request, name, value);
    if (!set) co_return std::unexpected(set.error());
  }
  co_return co_await carry_out(application, std::move(*request), std::move(events));
}

Answer plan_for(Application& application, GivenRequest given) {
  Result<Request> request = request_of(application, std::move(given));
  if (!request) co_return std::unexpected(request.error());
  const Result<SessionPlan> plan = co_await plan_in_session(application, std::move(*request));
  if (!plan) co_return std::unexpected(plan.error());
  co_return plan_json(plan->reason, plan->ways);
}

Answer json_of(Task<Result<Report>> task) {
  Result<Report> report = co_await std::move(task);
  if (!report) co_return std::unexpected(report.error());
  co_return std::move(report->as_json);
}

Answer check_application(Application& application) {
  json::array lines;
  for (const Application::Check& made : co_await application.check()) {
    lines.push_back({{"name", made.name}, {"result", made.result}, {"passed", made.passed}});
  }
  co_return lines;
}

Answer text_of(Task<Result<std::string>> task) {
  Result<std::string> text = co_await std::move(task);
  if (!text) co_return std::unexpected(text.error());
  co_return json::value(std::move(*text));
}

}  // namespace

Work generate(GivenRequest given, std::shared_ptr<Mailbox> events) {
  return [=](Application& application) { return generate_from(application, given, events); };
}

Work resume(std::string run, GivenFields changed, std::shared_ptr<Mailbox> events) {
  return [=](Application& application) { return resume_run(application, run, changed, events); };
}

Work plan(GivenRequest given) {
  return [=](Application& application) { return plan_for(application, given); };
}

Work runs() {
  return [](Application& application) { return json_of(list_runs(application)); };
}

Work show(std::string run) {
  return [=](Application& application) { return json_of(show_run(application, run)); };
}

Work check() { return check_application; }

Work paint(std::string prompt, std::string input_image, std::string aspect_ratio, std::string output_format) {
  replicate::GridOrder order{.prompt = std::move(prompt), .input_image = std::move(input_image)};
  order.aspect_ratio = std::move(aspect_ratio);
  order.output_format = std::move(output_format);
  return [=](Application& application) { return text_of(paint_one_grid(application, order)); };
}

Work enlarge(std::string image, std::string enhance_model, std::string upscale_factor, std::string output_format) {
  replicate::UpscaleOrder order{.image = std::move(image)};
  order.enhance_model = std::move(enhance_model);
  order.upscale_factor = std::move(upscale_factor);
  order.output_format = std::move(output_format);
  return [=](Application& application) { return text_of(enlarge_one_picture(application, order)); };
}

}  // namespace tessera::python
