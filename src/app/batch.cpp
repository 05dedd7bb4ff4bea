#include "app/batch.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

#include "app/summary.h"
#include "async/semaphore.h"
#include "async/task_scope.h"
#include "base/counted.h"

namespace tessera {
namespace {

constexpr std::size_t max_line_bytes = 20'000'000;  // a data URI may stand in it

/// What one set in work needs at its peak: a few decoded sheets and enlargements (bench/README says how it was
/// measured).
constexpr std::uint64_t bytes_per_set = 24U << 20U;
constexpr int most_jobs = 1'000;

Result<Request> request_of(const std::string& line, const Request& defaults) {
  if (line.size() > max_line_bytes) return failure(ErrorKind::usage, "the line is too long");
  const Result<json::value> value = parse_json(line);
  if (!value) return failure(ErrorKind::usage, value.error().message);
  Result<Request> request = request_from_json(*value, defaults);
  if (!request) return request;
  if (request->source.empty()) return failure(ErrorKind::usage, "\"source\" is missing");
  if (request->actor.empty()) return failure(ErrorKind::usage, "\"actor\" is missing");
  const bool has_own_folder = find_string(*value, "out").has_value();
  if (!defaults.out.empty() && !has_own_folder) request->out = defaults.out + "/" + request->actor;
  return request;
}

BatchResult result_of(const BatchLine& line, const Request& request, const Result<RunOutcome>& outcome) {
  BatchResult result;
  if (outcome) {
    result.exit_code = exit_code_of(outcome->ending);
    result.summary = summary_json(*outcome, request);
    result.text = fmt::format("line {} ({}): {} of {}, {}{}", line.number, request.actor, outcome->dataset.items.size(),
                              counted(request.count, "image"), outcome->dataset.cost.text(),
                              outcome->stopped_by ? ", " + outcome->stopped_by->message : std::string());
  } else {
    const Error& error = outcome.error();
    result.exit_code = exit_code_of(error);
    result.summary = json::object{{"actor", request.actor},
                                  {"status", "failed"},
                                  {"error", {{"kind", name_of(error.kind)}, {"message", error.message}}}};
    result.text = fmt::format("line {} ({}): {}", line.number, request.actor, error.message);
  }
  result.summary["line"] = line.number;
  return result;
}

Task<Result<RunOutcome>> run_line(Application& application, Request& request, EventSink events) {
  Result<PreparedRequest> prepared = co_await application.prepare(request, Purpose::run);
  if (!prepared) co_return std::unexpected(prepared.error());
  request = prepared->input.request;
  co_return co_await application.generate(std::move(*prepared), std::move(events));
}

Task<void> work_on(Application& application, BatchLine line, Semaphore& jobs, EventSink events,
                   const std::function<void(const BatchResult&)>& on_ended) {
  if (!line.request) {
    on_ended(result_of(line, Request{}, std::unexpected(line.request.error())));
    co_return;
  }
  const Semaphore::Permit permit = co_await jobs.acquire();
  Request request = *line.request;
  const Result<RunOutcome> outcome = co_await run_line(application, request, std::move(events));
  on_ended(result_of(line, request, outcome));
}

}  // namespace

Result<std::vector<BatchLine>> read_batch(const std::string& path, const Request& defaults) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure(ErrorKind::usage, fmt::format("--batch {} cannot be read", path));
  std::vector<BatchLine> lines;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    lines.push_back(BatchLine{.number = number, .request = request_of(text, defaults)});
  }
  if (lines.empty()) return failure(ErrorKind::usage, fmt::format("--batch {} holds no request", path));
  return lines;
}

int jobs_for_memory(std::uint64_t available_bytes) noexcept {
  return static_cast<int>(std::clamp<std::uint64_t>(available_bytes / 2 / bytes_per_set, 1, most_jobs));
}

Task<bool> execute_batch(Application& application, std::vector<BatchLine> lines, BatchOptions options, EventSink events,
                         std::function<void(const BatchResult&)> on_ended) {
  const auto pages = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_AVPHYS_PAGES)));
  const auto page_bytes = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
  const int jobs = options.jobs > 0 ? options.jobs : jobs_for_memory(pages * page_bytes);
  Semaphore permits(static_cast<std::size_t>(jobs));
  TaskScope scope(co_await asio::this_coro::executor);
  for (BatchLine& line : lines) scope.spawn(work_on(application, std::move(line), permits, events, on_ended));
  co_await scope.join();
  if (scope.first_failure()) std::rethrow_exception(scope.first_failure());
  co_return true;
}

}  // namespace tessera
