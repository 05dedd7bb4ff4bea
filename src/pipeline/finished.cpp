#include "pipeline/finished.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/digest.h"
#include "base/durable_file.h"

namespace tessera {
namespace {

std::vector<std::string> texts_of(const json::value& object, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* values = find(object, key);
  if (values == nullptr || !values->is_array()) return texts;
  for (const json::value& value : values->get_array()) {
    if (value.is_string()) texts.emplace_back(value.get_string());
  }
  return texts;
}

std::optional<Item> item_of(const json::value& value, const std::filesystem::path& root) {
  Item item;
  item.number = static_cast<int>(find_integer(value, "number").value_or(0));
  item.file = find_string(value, "file").value_or("");
  item.content = BlobId(find_string(value, "sha256").value_or(""));
  item.caption = find_string(value, "caption").value_or("");
  const std::filesystem::path path = root / item.file;
  item.url = find_string(value, "url").value_or(path.string());
  const Result<Bytes> bytes = read_whole(path);
  if (item.number == 0 || !bytes || blob_id(*bytes) != item.content) return std::nullopt;
  return item;
}

GridEntry grid_of(const json::value& value) {
  GridEntry grid{.index = static_cast<int>(find_integer(value, "grid").value_or(0))};
  grid.is_single = find_bool(value, "single").value_or(false);
  grid.error = find_string(value, "error").value_or("");
  const json::value* cells = find(value, "cells");
  if (cells == nullptr || !cells->is_array()) return grid;
  for (const json::value& cell : cells->get_array()) {
    const json::value* said = find(cell, "verdict");
    if (said == nullptr) continue;
    Verdict verdict{.accepted = find_bool(*said, "accepted").value_or(false)};
    verdict.reason = find_string(*said, "reason").value_or("");
    grid.verdicts.push_back(std::move(verdict));
  }
  return grid;
}

}  // namespace

std::optional<RunOutcome> finished_outcome(const RunRecord& record, const std::filesystem::path& root,
                                           const std::vector<CallRecord>& calls, const MoneySummary& money) {
  const Result<json::value> manifest = parse_json(record.result);
  if (record.state != RunState::complete || !manifest) return std::nullopt;
  const json::value* items = find(*manifest, "items");
  const json::value* grids = find(*manifest, "grids");
  if (items == nullptr || !items->is_array() || grids == nullptr || !grids->is_array()) return std::nullopt;

  RunOutcome outcome{.ending = RunEnding::complete};
  Dataset& dataset = outcome.dataset;
  dataset.run = record.id;
  dataset.status = find_string(*manifest, "status").value_or("complete");
  dataset.user = find_string(*manifest, "user").value_or("");
  dataset.actor = find_string(*manifest, "actor").value_or("");
  dataset.requested = static_cast<int>(find_integer(*manifest, "requested").value_or(0));
  dataset.preview = find_bool(*manifest, "preview").value_or(false);
  dataset.warnings = texts_of(*manifest, "warnings");
  dataset.lost = texts_of(*manifest, "lost");
  dataset.cost = money.settled;
  dataset.cost_upper_bound = money.upper_bound;
  for (const json::value& value : grids->get_array()) dataset.grids.push_back(grid_of(value));
  for (const json::value& value : items->get_array()) {
    std::optional<Item> item = item_of(value, root);
    if (!item) return std::nullopt;
    dataset.items.push_back(std::move(*item));
  }
  std::error_code ignored;
  if (!std::filesystem::exists(root / "report.html", ignored)) return std::nullopt;
  outcome.grids = sheets_received(dataset, false);
  outcome.singles = sheets_received(dataset, true);
  outcome.calls = calls_made(calls);
  return outcome;
}

}  // namespace tessera
