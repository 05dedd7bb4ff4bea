#include "dataset/dataset.h"

#include <algorithm>
#include <utility>

#include "dataset/caption_files.h"
#include "dataset/coverage.h"
#include "dataset/json_forms.h"

namespace tessera {
namespace {

using forms::add_cell;
using forms::json_of;
using forms::number;
using forms::text;
using forms::text_or_null;
using forms::texts;

json::object json_of(const Description& description) {
  return {{"text", text(description.text)}, {"category", text(description.category)}};
}

json::object json_of(const Opinion& opinion) {
  return {{"stance", name_of(opinion.stance)}, {"reason", text_or_null(opinion.reason)}};
}

json::value json_of(const std::optional<Repeat>& repeat) {
  if (!repeat) return nullptr;
  return json::object{
      {"of", text(repeat->of)}, {"found_by", name_of(repeat->found_by)}, {"distance", number(repeat->distance)}};
}

json::object json_of(const Verdict& verdict) {
  return {{"accepted", verdict.accepted},
          {"by", name_of(verdict.by)},
          {"reason", text(verdict.reason)},
          {"judge", json_of(verdict.judge)},
          {"measures", json_of(verdict.measures)},
          {"repeats", json_of(verdict.repeats)},
          {"quality", number(verdict.quality)},
          {"rank", verdict.rank > 0 ? json::value(verdict.rank) : json::value(nullptr)},
          {"judge_caption", text_or_null(verdict.caption)},
          {"measurements", json_of(verdict.measurements)}};
}

/// One cell of a grid: what was asked, where it is, what was found, what became of it. The vectors of a failed grid are
/// empty, so each is looked at on its own.
json::object json_of_cell(const GridEntry& grid, std::size_t i) {
  json::object cell{{"cell", i + 1}};
  if (i < grid.descriptions.size()) cell["description"] = json_of(grid.descriptions[i]);
  if (i < grid.geometry.cells.size()) add_cell(cell, grid.geometry.cells[i]);
  if (i < grid.verdicts.size()) cell["verdict"] = json_of(grid.verdicts[i]);
  const bool has_item = i < grid.items.size() && grid.items[i].has_value();
  cell["item"] = has_item ? json::value(*grid.items[i]) : json::value(nullptr);
  return cell;
}

json::object json_of(const GridEntry& grid) {
  json::array cells;
  const std::size_t count = std::max({grid.descriptions.size(), grid.geometry.cells.size(), grid.verdicts.size()});
  for (std::size_t i = 0; i < count; ++i) cells.push_back(json_of_cell(grid, i));
  json::object object{{"grid", grid.index},
                      {"single", grid.is_single},
                      {"call", text_or_null(grid.call)},
                      {"error", text_or_null(grid.error)},
                      {"sha256", text_or_null(grid.image.text())},
                      {"media_type", text_or_null(grid.media_type)},
                      {"prompt", text(grid.prompt)},
                      {"seed", grid.seed}};
  if (grid.error.empty()) object["geometry"] = json_of(grid.geometry);
  object["judge_call"] = text_or_null(grid.judge_call);
  object["judge_reply"] = text_or_null(grid.judge_reply);
  object["cells"] = std::move(cells);
  return object;
}

/// Where a store put the item. A path into OUT itself is left out: it says no more than the file's name, and would make
/// the same dataset different in another folder.
json::value address_of(const Item& item) {
  const bool is_in_out = item.url.starts_with('/') && item.url.ends_with('/' + item.file);
  return is_in_out ? json::value(nullptr) : text_or_null(item.url);
}

json::object json_of(const Item& item) {
  return {{"number", item.number},
          {"file", text(item.file)},
          {"url", address_of(item)},
          {"sha256", text(item.content.text())},
          {"size", json_of(item.size)},
          {"caption", text(item.caption)},
          {"caption_by", name_of(item.caption_by)},
          {"caption_sha256", caption_sha256(item.caption)},
          {"description", json_of(item.description)},
          {"grid", item.grid},
          {"cell", item.cell},
          {"box", json_of(item.box)},
          {"transforms", texts(item.transforms)},
          {"verdict", json_of(item.verdict)},
          {"upscale_call", text_or_null(item.upscale_call)},
          {"cost_usd", item.cost.dollars()}};
}

json::object json_of(const ExtraTile& extra) {
  return {{"file", text(extra.file)},
          {"sha256", text(extra.content.text())},
          {"grid", extra.grid},
          {"cell", extra.cell},
          {"box", json_of(extra.box)},
          {"description", json_of(extra.description)},
          {"caption", text(extra.caption)},
          {"quality", number(extra.quality)}};
}

json::array json_of_coverage(const Dataset& dataset) {
  json::array array;
  for (const CategoryCoverage& category : coverage_of(dataset)) {
    array.push_back(json::object{{"category", text(category.name)},
                                 {"images", category.items},
                                 {"extras", category.extras},
                                 {"accepted_cells", category.accepted},
                                 {"asked_cells", category.asked}});
  }
  return array;
}

json::array json_of_repeats(const Dataset& dataset) {
  json::array array;
  for (const RepeatGroup& group : repeat_groups(dataset)) {
    json::array members;
    for (const RepeatGroup::Member& member : group.repeats) {
      members.push_back(json::object{{"grid", member.grid},
                                     {"cell", member.cell},
                                     {"found_by", name_of(member.found_by)},
                                     {"distance", number(member.distance)}});
    }
    array.push_back(json::object{{"kept", text(group.kept)}, {"repeats", std::move(members)}});
  }
  return array;
}

json::array json_of_calls(const std::vector<CallEntry>& calls) {
  std::vector<const CallEntry*> done;
  for (const CallEntry& call : calls) {
    if (call.state == "done") done.push_back(&call);
  }
  std::ranges::sort(done, {}, [](const CallEntry* call) -> const std::string& { return call->id; });
  json::array array;
  for (const CallEntry* call : done) {
    array.push_back(json::object{{"id", text(call->id)},
                                 {"kind", text(call->kind)},
                                 {"provider", text(call->provider)},
                                 {"model", text(call->model)},
                                 {"cost_usd", call->cost.value_or(Money()).dollars()}});
  }
  return array;
}

}  // namespace

json::value trigger_json(const std::optional<Trigger>& trigger) {
  if (!trigger) return nullptr;
  return json::object{{"word", trigger->word()}, {"place", name_of(trigger->place())}};
}

std::optional<Trigger> trigger_in(const json::value& manifest) {
  const json::value* trigger = find(manifest, "trigger");
  if (trigger == nullptr) return std::nullopt;
  const Result<TriggerPlace> place = parse_trigger_place(find_string(*trigger, "place").value_or(""));
  if (!place) return std::nullopt;
  const Result<Trigger> made = Trigger::make(find_string(*trigger, "word").value_or(""), *place);
  return made ? std::optional(*made) : std::nullopt;
}

json::object dataset_json(const Dataset& dataset) {
  json::array grids, items, extras;
  for (const GridEntry& grid : dataset.grids) grids.push_back(json_of(grid));
  for (const Item& item : dataset.items) items.push_back(json_of(item));
  for (const ExtraTile& extra : dataset.extras) extras.push_back(json_of(extra));
  return {{"schema", dataset_schema},
          {"run_id", text(dataset.run.text())},
          {"status", text(dataset.status)},
          {"mode", text(dataset.mode)},
          {"trigger", trigger_json(dataset.trigger)},
          {"preview", dataset.preview},
          {"source", json::object{{"name", text(dataset.source_name)},
                                  {"sha256", text(dataset.source.text())},
                                  {"size", json_of(dataset.source_size)}}},
          {"user", text(dataset.user)},
          {"actor", text(dataset.actor)},
          {"requested", dataset.requested},
          {"delivered", dataset.items.size()},
          {"engine", json::object{{"name", text(dataset.engine)}, {"model", text(dataset.engine_model)}}},
          {"judge", json::object{{"name", text(dataset.judge)}, {"model", text(dataset.judge_model)}}},
          {"upscaler", text(dataset.upscaler)},
          {"pool", text(dataset.pool)},
          {"seed", dataset.seed},
          {"cost_usd", dataset.cost.dollars()},
          {"warnings", texts(dataset.warnings)},
          {"lost", texts(dataset.lost)},
          {"items", std::move(items)},
          {"extras", std::move(extras)},
          {"coverage", json_of_coverage(dataset)},
          {"repeats", json_of_repeats(dataset)},
          {"grids", std::move(grids)},
          {"calls", json_of_calls(dataset.calls)}};
}

}  // namespace tessera
