#include "pipeline/assemble.h"

#include <algorithm>

#include <fmt/format.h>

#include "async/offload.h"
#include "base/json.h"
#include "dataset/captions.h"
#include "dataset/report.h"

namespace tessera {
namespace {

GridEntry entry_of(const Conductor::DecidedGrid& grid) {
  GridEntry entry{.index = grid.result.index, .is_single = grid.result.is_single};
  entry.call = grid.result.call;
  entry.image = grid.result.image;
  entry.media_type = grid.result.media_type;
  entry.prompt = grid.result.prompt;
  entry.seed = grid.result.seed;
  entry.descriptions = grid.result.descriptions;
  entry.geometry = grid.geometry;
  entry.verdicts = grid.verdicts;
  entry.items = grid.items;
  entry.judge_call = grid.result.judge_call;
  entry.judge_reply = grid.result.judge_reply;
  if (grid.result.error) entry.error = grid.result.error->message;
  return entry;
}

ExtraTile entry_of(const ItemOrder& extra, Mode mode) {
  return ExtraTile{.file = extra_file(extra.grid, extra.cell),
                   .content = {},
                   .grid = extra.grid,
                   .cell = extra.cell,
                   .box = extra.box,
                   .description = extra.description,
                   .caption = caption_for(extra.verdict, extra.description, mode).text(),
                   .quality = extra.verdict.quality};
}

CallEntry entry_of(const CallRecord& call) {
  return CallEntry{.id = call.id.text(),
                   .kind = std::string(name_of(call.kind)),
                   .provider = call.provider,
                   .model = call.model,
                   .state = std::string(name_of(call.state)),
                   .error = call.error,
                   .cost = call.cost,
                   .reserved = call.reserved,
                   .sent_at = call.sent_at,
                   .accepted_at = call.accepted_at,
                   .ended_at = call.ended_at};
}

/// What an engine had to say of its own work, each sentence once.
void add_warnings_of(const CallRecord& call, const RunContext& context, std::vector<std::string>& warnings) {
  const Result<json::value> detail = parse_json(call.detail);
  const json::value* list = detail ? find(*detail, "warnings") : nullptr;
  if (list == nullptr || !list->is_array()) return;
  for (const json::value& entry : list->get_array()) {
    if (!entry.is_string()) continue;
    std::string sentence(entry.get_string());
    if (std::ranges::find(warnings, sentence) != warnings.end()) continue;
    context.emit("warning", {{"text", sentence}});
    warnings.push_back(std::move(sentence));
  }
}

}  // namespace

Dataset assemble_dataset(const RunContext& context, const Conductor& conductor, const std::vector<CallRecord>& calls,
                         const MoneySummary& money, RunEnding ending) {
  const Request& request = context.input.request;
  const RunServices& services = context.services;
  Dataset dataset{.run = context.run, .status = std::string(name_of(ending))};
  dataset.mode = request.mode == Mode::character ? "character" : "style";
  dataset.trigger = trigger_of(request);
  dataset.source_name = context.input.source.name;
  dataset.source = context.input.source.hash;
  dataset.source_size = context.input.source.size;
  dataset.user = request.user;
  dataset.actor = request.actor;
  dataset.requested = request.count;
  dataset.engine = services.parts.engine.name();
  dataset.engine_model = services.parts.engine.model();
  dataset.judge = services.parts.judge.name();
  dataset.judge_model = services.parts.judge.model();
  dataset.upscaler = std::visit([](const auto& upscaler) { return upscaler->name(); }, services.parts.upscaler);
  dataset.pool = context.input.pool.name;
  dataset.preview = services.parts.engine.is_preview();
  dataset.seed = request.seed;
  for (const Conductor::DecidedGrid& grid : conductor.grids()) dataset.grids.push_back(entry_of(grid));
  for (const auto& [number, made] : conductor.items()) dataset.items.push_back(made.item);
  for (const ItemOrder& extra : conductor.extras()) dataset.extras.push_back(entry_of(extra, request.mode));
  for (const PoolCategory& category : context.input.pool.categories) dataset.categories.push_back(category.name);
  dataset.lost = conductor.lost();
  for (const CallRecord& call : calls) dataset.calls.push_back(entry_of(call));
  dataset.warnings = context.input.source.warnings;
  dataset.warnings.insert(dataset.warnings.end(), conductor.warnings().begin(), conductor.warnings().end());
  if (request.min_side) {
    for (const Item& item : dataset.items) {
      if (std::min(item.size.width, item.size.height) >= *request.min_side) continue;
      dataset.warnings.push_back(fmt::format("image {:04} is {}x{} pixels, less than --min-side {}: its cell was small",
                                             item.number, item.size.width, item.size.height, *request.min_side));
    }
  }
  for (const CallRecord& call : calls) {
    if (call.kind == CallKind::grid || call.kind == CallKind::single) add_warnings_of(call, context, dataset.warnings);
    if (call.state == CallState::unknown) {
      dataset.warnings.push_back(fmt::format("{}: {}; it is counted at its full price", call.key, call.error));
    }
  }
  if (conductor.stopped_by()) dataset.warnings.push_back(conductor.stopped_by()->message);
  dataset.cost = money.settled;
  dataset.cost_upper_bound = money.upper_bound;
  return dataset;
}

Task<Result<void>> write_documents(const RunContext& context, const Dataset& dataset, const Conductor& conductor) {
  const Semaphore::Permit place = co_await context.services.room.enter();
  ReportPictures pictures{.source = context.input.source.thumbnail};
  for (const Conductor::DecidedGrid& grid : conductor.grids()) {
    if (grid.result.judge_picture == BlobId()) continue;
    Result<Bytes> picture = co_await context.services.blobs.read(grid.result.judge_picture);
    if (picture) pictures.grids.emplace(grid.result.index, std::move(*picture));  // else the page is without it
  }
  auto write = [&]() -> Result<void> {
    for (const auto& [number, made] : conductor.items()) {
      Result<Bytes> thumbnail = made.thumbnail.read();
      if (!thumbnail) return std::unexpected(thumbnail.error());
      pictures.items.emplace(number, std::move(*thumbnail));
    }
    const Result<void> manifest = context.folder.write_dataset(dataset);
    if (!manifest) return manifest;
    return context.folder.write_report(render_report(dataset, pictures));
  };
  co_return co_await offload(context.services.workers, write);
}

}  // namespace tessera
