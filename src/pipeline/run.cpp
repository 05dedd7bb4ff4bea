#include "pipeline/run.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "async/offload.h"
#include "base/digest.h"
#include "base/log.h"
#include "dataset/caption_edits.h"
#include "pipeline/assemble.h"
#include "pipeline/conductor.h"
#include "pipeline/enlarge.h"
#include "pipeline/finished.h"
#include "pipeline/steps.h"

namespace tessera {
namespace {

/// The first 60 bits of a SHA-256: the seed of everything random in a run.
std::uint64_t seed_from(std::string_view text) {
  const std::string hex = to_hex(sha256(as_bytes(text))).substr(0, 15);
  std::uint64_t seed = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), seed, 16);
  return seed;
}

/// What decides the pictures, without whose they are: runs that share results (--reuse) must ask for the same things.
std::uint64_t shared_seed(const RunInput& input) {
  return seed_from(fmt::format("{} {} {} {}", input.source.hash.text(), input.pool.hash, to_text(input.request.shape),
                               input.request.seed));
}

std::string upscaler_name(const Upscaler& upscaler) {
  return std::visit([](const auto& chosen) { return chosen->name(); }, upscaler);
}

std::string upscaler_model(const Upscaler& upscaler) {
  if (const auto* remote = std::get_if<std::shared_ptr<RemoteUpscaler>>(&upscaler)) return (*remote)->model();
  return upscaler_name(upscaler);
}

RunEnding ending_of(const Conductor& conductor, int requested) {
  if (conductor.stopped_by()) {
    switch (conductor.stopped_by()->kind) {
      case ErrorKind::over_budget:
        return RunEnding::over_budget;
      case ErrorKind::authentication:
      case ErrorKind::no_credit:
      case ErrorKind::not_found:
      case ErrorKind::bad_request:
      case ErrorKind::refused:
        return RunEnding::refused;
      case ErrorKind::deadline:
      case ErrorKind::unknown_outcome:
      case ErrorKind::throttled:
      case ErrorKind::transient:
        return RunEnding::paused;
      default:
        return RunEnding::failed;
    }
  }
  if (static_cast<int>(conductor.items().size()) >= requested) return RunEnding::complete;
  if (conductor.has_loose_ends()) return RunEnding::paused;
  const auto& grids = conductor.grids();
  const bool all_refused = !grids.empty() && std::ranges::all_of(grids, [](const Conductor::DecidedGrid& grid) {
    return grid.result.error && grid.result.error->kind == ErrorKind::refused;
  });
  return all_refused ? RunEnding::refused : RunEnding::short_of_images;
}

RunState state_of(RunEnding ending) {
  switch (ending) {
    case RunEnding::complete:
      return RunState::complete;
    case RunEnding::short_of_images:
      return RunState::short_of_images;
    case RunEnding::failed:
      return RunState::failed;
    default:
      return RunState::paused;
  }
}

Task<std::optional<RunOutcome>> outcome_of_finished_run(const RunServices& services, const OutputFolder& folder,
                                                        RunRecord record) {
  const auto calls = co_await services.ledger.calls(record.id);
  const auto money = co_await services.ledger.money(record.id);
  if (!calls || !money) co_return std::nullopt;
  auto look = [&] { return finished_outcome(record, folder.root(), *calls, *money); };
  co_return co_await offload(services.workers, look);
}

}  // namespace

std::string_view name_of(RunEnding ending) noexcept {
  switch (ending) {
    case RunEnding::complete:
      return "complete";
    case RunEnding::short_of_images:
      return "short";
    case RunEnding::over_budget:
      return "over_budget";
    case RunEnding::refused:
      return "refused";
    case RunEnding::paused:
      return "paused";
    case RunEnding::failed:
      return "failed";
  }
  return "failed";
}

std::string run_identity(const RunInput& input, const RunParts& parts) {
  const Request& request = input.request;
  json::object identity{{"source", input.source.hash.text()},
                        {"mode", request.mode == Mode::style ? "style" : "character"},
                        {"pool", input.pool.hash},
                        {"engine", parts.engine.name()},
                        {"engine_model", parts.engine.model()},
                        {"judge", parts.judge.name()},
                        {"judge_model", parts.judge.model()},
                        {"upscaler", upscaler_model(parts.upscaler)},
                        {"upscale_factor", request.upscale_factor},
                        {"upscale_stage", request.upscale_stage == UpscaleStage::grid ? "grid" : "tile"},
                        {"grid", to_text(request.shape)},
                        {"count", request.count},
                        {"seed", request.seed},
                        {"user", request.user},
                        {"actor", request.actor},
                        {"store", request.store}};
  // Settings that came later are named only where they are used: the identity of all other runs stays what it was.
  if (request.singles > 0) identity["singles"] = request.singles;
  if (request.style_gate) identity["style_gate"] = true;
  if (request.min_side) identity["min_side"] = *request.min_side;
  if (!input.against.pictures.empty()) identity["against"] = input.against.hash();
  if (request.style_strength != 1) identity["style_strength"] = request.style_strength;
  return canonical_json(identity);
}

RunId run_id_of(const std::string& identity) { return RunId("r-" + to_hex(sha256(as_bytes(identity))).substr(0, 12)); }

int calls_made(const std::vector<CallRecord>& calls) {
  return static_cast<int>(
      std::ranges::count_if(calls, [](const CallRecord& call) { return call.state != CallState::planned; }));
}

int sheets_received(const Dataset& dataset, bool singles) {
  return static_cast<int>(std::ranges::count_if(
      dataset.grids, [singles](const GridEntry& grid) { return grid.error.empty() && grid.is_single == singles; }));
}

Task<Result<RunOutcome>> execute_run(const RunServices& services, RunInput input) {
  const std::string identity = run_identity(input, services.parts);
  const RunId id = run_id_of(identity);
  const WallTime started = wall_now();

  auto claim = [&] { return OutputFolder::claim(input.request.out, id); };
  Result<OutputFolder> folder = co_await offload(services.workers, claim);
  if (!folder) co_return std::unexpected(folder.error());
  Result<RunRecord> record = co_await services.ledger.begin_run(identity, json::serialize(request_json(input.request)),
                                                                input.request.max_cost);
  if (!record) co_return std::unexpected(record.error());
  if (record->state != RunState::active) {
    std::optional<RunOutcome> finished = co_await outcome_of_finished_run(services, *folder, *record);
    if (finished) {
      auto refresh = [&] { return refresh_captions(folder->root(), trigger_of(input.request)); };
      const Result<void> refreshed = co_await offload(services.workers, refresh);
      if (!refreshed) co_return std::unexpected(refreshed.error());
      co_return std::move(*finished);
    }
    record = co_await services.ledger.reopen_run(id, input.request.max_cost);
    if (!record) co_return std::unexpected(record.error());
  }
  auto decisions = co_await services.ledger.decisions(id);
  if (!decisions) co_return std::unexpected(decisions.error());
  Result<BlobId> source = co_await services.blobs.write(std::move(input.source.normalised));
  if (!source) co_return std::unexpected(source.error());
  input.place.release();

  CallPolicy policy = services.call_policy;
  policy.reuse = input.request.reuse;
  policy.repeat_unknown = input.request.repeat_unknown;
  const std::uint64_t seed = input.request.reuse ? shared_seed(input) : seed_from(id.text());
  PaidCalls calls(id, services.ledger, services.blobs, services.prices, services.room, policy, seed);
  std::optional<Semaphore> enlargements;
  if (input.request.batch_size) enlargements.emplace(static_cast<std::size_t>(*input.request.batch_size));
  EnlargedGrids enlarged_grids;
  RunContext context{.services = services,
                     .input = input,
                     .run = id,
                     .seed = seed,
                     .source = *source,
                     .calls = calls,
                     .folder = *folder,
                     .enlarged_grids = &enlarged_grids,
                     .enlargements = enlargements ? &*enlargements : nullptr};
  if (!input.request.debug_dir.empty()) {
    auto open = [&] { return DebugFolder::open(input.request.debug_dir); };
    Result<DebugFolder> debug = co_await offload(services.workers, open);
    if (!debug) co_return std::unexpected(debug.error());
    context.debug = std::move(*debug);
  }
  for (auto& [key, decision] : *decisions) context.recorded.emplace(std::move(key), std::move(decision));

  context.emit("run.started", {{"run_id", id.text()},
                               {"requested", input.request.count},
                               {"engine", services.parts.engine.name()},
                               {"judge", services.parts.judge.name()},
                               {"upscaler", upscaler_name(services.parts.upscaler)},
                               {"resumed", !decisions->empty()}});
  for (const std::string& warning : input.source.warnings) context.emit("warning", {{"text", warning}});

  Conductor conductor(context, co_await asio::this_coro::executor);
  co_await conductor.conduct();

  const auto call_records = co_await services.ledger.calls(id);
  if (!call_records) co_return std::unexpected(call_records.error());
  const auto money = co_await services.ledger.money(id);
  if (!money) co_return std::unexpected(money.error());

  RunOutcome outcome{.ending = ending_of(conductor, input.request.count), .stopped_by = conductor.stopped_by()};
  if (outcome.ending == RunEnding::refused && !outcome.stopped_by) {
    outcome.stopped_by = conductor.grids().front().result.error;
  }
  outcome.calls = static_cast<int>(
      std::ranges::count_if(*call_records, [](const CallRecord& call) { return call.state != CallState::planned; }));
  outcome.dataset = assemble_dataset(context, conductor, *call_records, *money, outcome.ending);
  outcome.grids = sheets_received(outcome.dataset, false);
  outcome.singles = sheets_received(outcome.dataset, true);
  outcome.dataset.started = started;
  outcome.dataset.finished = wall_now();

  const Result<void> extras = co_await write_extras(context, outcome.dataset, conductor.cut_extras());
  if (!extras) co_return std::unexpected(extras.error());
  const Result<void> written = co_await write_documents(context, outcome.dataset, conductor);
  if (!written) co_return std::unexpected(written.error());
  const Result<void> ended =
      co_await services.ledger.end_run(id, state_of(outcome.ending), json::serialize(dataset_json(outcome.dataset)));
  if (!ended) co_return std::unexpected(ended.error());

  const std::chrono::duration<double> took = outcome.dataset.finished - started;
  context.emit("run.ended", {{"status", name_of(outcome.ending)},
                             {"images", outcome.dataset.items.size()},
                             {"requested", input.request.count},
                             {"cost_usd", outcome.dataset.cost.dollars()},
                             {"seconds", took.count()}});
  co_return outcome;
}

}  // namespace tessera
