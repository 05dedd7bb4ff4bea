#include "app/records.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/counted.h"

namespace tessera {
namespace {

/// Of a decision; all of it is in the JSON.
constexpr std::size_t most_shown = 240;
constexpr const char* no_runs_text = "no runs yet; begin with: tessera generate SOURCE\n";

std::string minute_of(WallTime time) {
  std::string text = to_iso8601(time).substr(0, 16);
  text[10] = ' ';
  return text;
}

json::object run_json(const RunRecord& run, const MoneySummary& money) {
  const Result<json::value> request = parse_json(run.request);
  json::object object{{"run_id", run.id.text()},
                      {"state", name_of(run.state)},
                      {"created", to_iso8601(run.created)},
                      {"cost_usd", money.settled.dollars()},
                      {"cost_upper_bound_usd", money.upper_bound.dollars()},
                      {"request", request ? *request : json::value()}};
  if (run.finished) object["finished"] = to_iso8601(*run.finished);
  if (run.cap) object["max_cost_usd"] = run.cap->dollars();
  return object;
}

json::object call_json(const CallRecord& call) {
  json::object object{{"id", call.id.text()},         {"key", call.key},
                      {"attempt", call.attempt},      {"kind", name_of(call.kind)},
                      {"provider", call.provider},    {"model", call.model},
                      {"state", name_of(call.state)}, {"reserved_usd", call.reserved.dollars()}};
  if (!call.remote_id.empty()) object["remote_id"] = call.remote_id;
  if (call.cost) object["cost_usd"] = call.cost->dollars();
  if (call.output) object["output"] = call.output->text();
  if (!call.error.empty()) object["error"] = call.error;
  if (call.sent_at) object["sent_at"] = to_iso8601(*call.sent_at);
  if (call.ended_at) object["ended_at"] = to_iso8601(*call.ended_at);
  return object;
}

std::string field_of(const RunRecord& run, std::string_view name) {
  const Result<json::value> request = parse_json(run.request);
  return request ? find_string(*request, name).value_or("") : std::string();
}

}  // namespace

Task<Result<RunRecord>> find_run(Ledger& ledger, std::string text) {
  auto runs = co_await ledger.runs();
  if (!runs) co_return std::unexpected(runs.error());
  const auto matches = [&](const RunRecord& run) { return run.id.text().starts_with(text); };
  const auto count = std::ranges::count_if(*runs, matches);
  if (count != 1) {
    co_return failure(ErrorKind::usage, count == 0
                                            ? fmt::format("there is no run {}; `tessera runs` lists them", text)
                                            : fmt::format("{} runs begin with {}; give more of the id", count, text));
  }
  co_return std::move(*std::ranges::find_if(*runs, matches));
}

Task<Result<Report>> list_runs(Application& application) {
  const Result<Ledger*> ledger = application.ledger_for_reading();
  if (!ledger && ledger.error().kind == ErrorKind::not_found) {
    co_return Report{.as_json = json::array(), .as_text = no_runs_text};
  }
  if (!ledger) co_return std::unexpected(ledger.error());
  const auto runs = co_await (*ledger)->runs();
  if (!runs) co_return std::unexpected(runs.error());
  json::array all;
  std::string text;
  for (const RunRecord& run : *runs) {
    const auto money = co_await (*ledger)->money(run.id);
    if (!money) co_return std::unexpected(money.error());
    all.push_back(run_json(run, *money));
    text += fmt::format("{}  {}  {:9}  {:>9}  {}\n", run.id.text(), minute_of(run.created), name_of(run.state),
                        money->settled.text(), field_of(run, "actor"));
  }
  if (text.empty()) text = no_runs_text;
  co_return Report{.as_json = std::move(all), .as_text = std::move(text)};
}

Task<Result<Report>> show_run(Application& application, std::string run) {
  const Result<Ledger*> ledger = application.ledger_for_reading();
  if (!ledger) co_return std::unexpected(ledger.error());
  const Result<RunRecord> record = co_await find_run(**ledger, std::move(run));
  if (!record) co_return std::unexpected(record.error());
  const auto money = co_await (*ledger)->money(record->id);
  if (!money) co_return std::unexpected(money.error());
  const auto calls = co_await (*ledger)->calls(record->id);
  if (!calls) co_return std::unexpected(calls.error());
  const auto decisions = co_await (*ledger)->decisions(record->id);
  if (!decisions) co_return std::unexpected(decisions.error());

  json::object object = run_json(*record, *money);
  json::array call_list;
  std::string text = fmt::format("run      {}\nstate    {}\nsource   {}\nactor    {}\ncost     {} (at most {}{})\n\n",
                                 record->id.text(), name_of(record->state), field_of(*record, "source").substr(0, 120),
                                 field_of(*record, "actor"), money->settled.text(), money->upper_bound.text(),
                                 record->cap ? ", cap " + record->cap->text() : std::string());
  text += "calls\n";
  for (const CallRecord& call : *calls) {
    call_list.push_back(call_json(call));
    text += fmt::format("  {:22} {:2}  {:8}  {:>8}  {}{}\n", call.key, call.attempt, name_of(call.state),
                        call.cost ? call.cost->text() : std::string("-"), call.model,
                        call.error.empty() ? std::string() : "  " + call.error);
  }
  json::object decision_list;
  text += "decisions\n";
  int items = 0;
  for (const auto& [key, decision] : *decisions) {
    decision_list[key] = decision;
    if (key.starts_with("item-")) ++items;
    int accepted = 0;
    if (const json::value* cells = find(decision, "cells"); cells != nullptr && cells->is_array()) {
      for (const json::value& cell : cells->get_array())
        accepted += find_bool(cell, "accepted").value_or(false) ? 1 : 0;
      text += fmt::format("  {}  {} of {} cells accepted\n", key, accepted, cells->get_array().size());
    } else {
      text += fmt::format("  {}  {}\n", key,
                          find_string(decision, "url").value_or(json::serialize(decision)).substr(0, most_shown));
    }
  }
  const Result<json::value> request = parse_json(record->request);
  const auto wanted = request ? find_integer(*request, "count").value_or(0) : 0;
  object["calls"] = std::move(call_list);
  object["decisions"] = std::move(decision_list);
  object["images"] = items;
  object["missing"] = std::max<std::int64_t>(0, wanted - items);
  if (wanted > 0)
    text += fmt::format("missing  {} of {}\n", std::max<std::int64_t>(0, wanted - items), counted(wanted, "image"));
  co_return Report{.as_json = std::move(object), .as_text = std::move(text)};
}

Task<Result<RunRecord>> run_to_resume(Application& application, std::string run) {
  const Result<Ledger*> ledger = application.ledger();
  if (!ledger) co_return std::unexpected(ledger.error());
  if (!run.empty()) co_return co_await find_run(**ledger, std::move(run));
  const auto runs = co_await (*ledger)->runs();
  if (!runs) co_return std::unexpected(runs.error());
  const auto unfinished = std::ranges::find_if(*runs, [](const RunRecord& r) { return r.state != RunState::complete; });
  if (unfinished == runs->end()) co_return failure(ErrorKind::usage, "no run is unfinished");
  co_return *unfinished;
}

Result<Request> request_of(const RunRecord& run) {
  const Result<json::value> value = parse_json(run.request);
  if (!value) return std::unexpected(value.error());
  Result<Request> request = request_from_json(*value);
  if (request) request->size_is_chosen = true;  // prices may have changed since; the run is still the same
  return request;
}

Task<Result<Report>> collect_garbage(Application& application, Collection collection) {
  const Result<Ledger*> ledger = application.ledger();
  if (!ledger) co_return std::unexpected(ledger.error());
  const auto live = co_await (*ledger)->live_blobs(wall_now() - std::chrono::days(collection.days));
  if (!live) co_return std::unexpected(live.error());
  BlobStore& blobs = application.blobs();
  int removed = 0;
  std::uintmax_t bytes = 0;
  for (const BlobStore::Entry& entry : blobs.list()) {
    if (live->contains(entry.id)) continue;
    if (!collection.dry_run) {
      const Result<void> gone = blobs.remove(entry.id);
      if (!gone) co_return std::unexpected(gone.error());
    }
    ++removed;
    bytes += entry.bytes;
  }
  co_return Report{
      .as_json = json::object{{"dry_run", collection.dry_run}, {"blobs", removed}, {"bytes", bytes}},
      .as_text = fmt::format("{} {} intermediate results, {:.1f} MB\n", collection.dry_run ? "would remove" : "removed",
                             removed, static_cast<double>(bytes) / 1e6)};
}

}  // namespace tessera
