#include <utility>

#include <fmt/format.h>

#include "async/collect_all.h"
#include "async/offload.h"
#include "base/log.h"
#include "imaging/codec.h"
#include "pipeline/grid_prompt.h"
#include "pipeline/steps.h"

namespace tessera {
namespace {

/// A judge's reply may be unusable once; it is asked again once.
constexpr int judge_attempts = 2;

GridResult result_for(const RunContext& context, GridOrder order) {
  GridResult grid{.index = order.index, .descriptions = std::move(order.descriptions)};
  grid.is_single = order.shape == single_picture;
  grid.prompt = grid.is_single ? single_prompt(grid.descriptions.front()) : grid_prompt(order.shape, grid.descriptions);
  grid.seed = Random(context.seed, fmt::format("grid {}", order.index)).next();
  return grid;
}

Task<bool> measure(const RunContext& context, Sheet& sheet, const SheetExpectation& expected) {
  auto work = [&] { measure_cells(sheet, expected); };
  co_await offload(context.services.workers, work);
  co_return true;
}

/// Asks the judge; returns whether he said something usable, and leaves `reply` empty otherwise.
Task<bool> review(const RunContext& context, GridResult& grid) {
  Sheet& sheet = *grid.sheet;
  Result<BlobId> picture = co_await context.services.blobs.write(std::move(sheet.judge_picture));
  if (!picture) {
    grid.judge_error = picture.error();
    co_return false;
  }
  grid.judge_picture = *picture;
  JudgeRequest request{.grid = *picture,
                       .grid_size = sheet.judge_picture_size,
                       .shape = sheet.geometry.asked,
                       .cells = sheet.judge_boxes,
                       .descriptions = grid.descriptions};
  TileJudge& judge = context.services.parts.judge;
  auto accept_anything = [](const Bytes&) -> Task<Result<void>> { co_return Result<void>(); };
  for (int attempt = 1; attempt <= judge_attempts; ++attempt) {
    request.attempt = attempt;
    const std::string key =
        attempt == 1 ? fmt::format("judge-{:04}", grid.index) : fmt::format("judge-{:04}-again", grid.index);
    Result<CompletedCall> call =
        co_await context.calls.perform(key, judge.judge_call(request), judge.endpoint(), accept_anything);
    if (!call) {
      grid.judge_error = std::move(call.error());
      co_return false;
    }
    grid.judge_call = call->record.id.text();
    grid.judge_reply = as_text(call->output);
    Result<JudgeReply> reply = judge.read_reply(call->output, request.shape);
    if (reply) {
      grid.reply = std::move(*reply);
      grid.judge_error.reset();
      co_return true;
    }
    log_warning("judge.unusable_reply", {{"call", grid.judge_call}, {"cause", reply.error().message}});
    grid.judge_error = std::move(reply.error());
  }
  co_return false;
}

}  // namespace

bool stops_the_run(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::authentication:
    case ErrorKind::no_credit:
    case ErrorKind::not_found:
    case ErrorKind::configuration:
    case ErrorKind::over_budget:
    case ErrorKind::conflict:
    case ErrorKind::io:
    case ErrorKind::internal:
    case ErrorKind::usage:
      return true;
    default:
      return false;
  }
}

void RunContext::emit(std::string name, json::object fields) const {
  if (!services.events) return;
  fields["actor"] = input.request.actor;
  services.events(RunEvent{.name = std::move(name), .time = wall_now(), .fields = std::move(fields)});
}

Task<void> RunContext::emit_money() const {
  if (!services.events) co_return;
  const auto money = co_await services.ledger.money(run);
  if (money) emit("money", {{"cost_usd", money->settled.dollars()}, {"upper_bound_usd", money->upper_bound.dollars()}});
}

Task<Result<json::value>> RunContext::decide(std::string key, json::value fresh) const {
  if (const auto known = recorded.find(key); known != recorded.end()) co_return known->second;
  co_return co_await services.ledger.decide(run, std::move(key), std::move(fresh));
}

Task<GridResult> make_grid(const RunContext& context, GridOrder order) {
  const int index = order.index;
  const GridShape shape = order.shape;
  GridResult grid = result_for(context, std::move(order));
  context.emit("grid.ordered", {{"grid", index}});
  const SteadyTime started = std::chrono::steady_clock::now();

  GridEngine& engine = context.services.parts.engine;
  const GridRequest request{.source = context.source,
                            .source_size = context.input.source.size,
                            .shape = shape,
                            .descriptions = grid.descriptions,
                            .prompt = grid.prompt,
                            .seed = grid.seed,
                            .style_strength = context.input.request.style_strength};
  const SheetExpectation expected{.style = &context.input.source.style, .style_gate = context.input.request.style_gate};
  auto inspect = [&](const Bytes& bytes) -> Task<Result<void>> {
    auto look = [&] { return inspect_sheet(bytes, shape); };
    Result<Sheet> sheet = co_await offload(context.services.workers, look);
    if (!sheet) co_return std::unexpected(sheet.error());
    grid.sheet = std::make_shared<Sheet>(std::move(*sheet));
    co_return Result<void>();
  };
  CallSpec spec = engine.grid_call(request);
  if (grid.is_single) spec.kind = CallKind::single;
  std::string key = fmt::format("{}-{:04}", name_of(spec.kind), index);
  Result<CompletedCall> call =
      co_await context.calls.perform(std::move(key), std::move(spec), engine.endpoint(), inspect);
  if (!call) {
    grid.error = std::move(call.error());
    context.emit("grid.failed", {{"grid", index}, {"error", grid.error->message}});
    co_return grid;
  }
  grid.call = call->record.id.text();
  grid.image = call->record.output.value_or(BlobId());
  grid.media_type = call->record.output_type;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  context.emit("grid.arrived", {{"grid", index}, {"seconds", took.count()}});
  call->output = Bytes();  // the pixels are in the sheet, the bytes in the blob
  if (context.debug) {
    auto write = [&] { return context.debug->write_grid(index, encode_jpeg(*grid.sheet->pixels)); };
    const Result<void> written = co_await offload(context.services.workers, write);
    if (!written) log_warning("debug.not_written", {{"cause", written.error().message}});
  }
  // The judge thinks for seconds: meanwhile the cells are measured. Pixels that cannot be kept are measured before.
  std::shared_ptr<const Image> kept = context.services.room.keep(grid.sheet->pixels);
  if (!kept) co_await measure(context, *grid.sheet, expected);
  grid.sheet->pixels = std::move(kept);
  call->place.release();
  std::vector<Task<bool>> findings;
  findings.push_back(review(context, grid));
  if (grid.sheet->pixels) findings.push_back(measure(context, *grid.sheet, expected));
  co_await collect_all(std::move(findings));
  co_await context.emit_money();
  co_return grid;
}

}  // namespace tessera
