#include "dataset/dataset.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dataset/coverage.h"
#include "dataset/plain_text.h"

namespace tessera {
namespace {

json::value text(std::string_view value) { return json::string(valid_utf8(value)); }

json::value text_or_null(std::string_view value) { return value.empty() ? json::value(nullptr) : text(value); }

/// Rounded, so that the last bits of a processor's arithmetic do not show; null for what is no number.
json::value number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::round(value * 1e6) / 1e6;
}

json::array texts(const std::vector<std::string>& values) {
  json::array array;
  for (const std::string& value : values) array.push_back(text(value));
  return array;
}

json::array integers(const std::vector<int>& values) { return json::array(values.begin(), values.end()); }

json::object json_of(Size size) { return {{"width", size.width}, {"height", size.height}}; }

json::object json_of(const Box& box) {
  return {{"left", box.left}, {"top", box.top}, {"width", box.width}, {"height", box.height}};
}

json::object json_of(const Description& description) {
  return {{"text", text(description.text)}, {"category", text(description.category)}};
}

json::object json_of(const CellEdge& edge) {
  return {{"position", edge.position}, {"confidence", number(edge.confidence)}};
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
  json::array measurements;
  for (const Measurement& measured : verdict.measurements) {
    measurements.push_back(json::object{{"name", text(measured.name)},
                                        {"value", number(measured.value)},
                                        {"threshold", number(measured.threshold)},
                                        {"passed", measured.passed},
                                        {"advisory", measured.advisory}});
  }
  return {{"accepted", verdict.accepted},
          {"by", name_of(verdict.by)},
          {"reason", text(verdict.reason)},
          {"judge", json_of(verdict.judge)},
          {"measures", json_of(verdict.measures)},
          {"repeats", json_of(verdict.repeats)},
          {"quality", number(verdict.quality)},
          {"rank", verdict.rank > 0 ? json::value(verdict.rank) : json::value(nullptr)},
          {"judge_caption", text_or_null(verdict.caption)},
          {"measurements", std::move(measurements)}};
}

/// One cell of a grid: what was asked, where it is, what was found, what became of it. The vectors of a failed grid are
/// empty, so each is looked at on its own.
json::object json_of_cell(const GridEntry& grid, std::size_t i) {
  json::object cell{{"cell", i + 1}};
  if (i < grid.descriptions.size()) cell["description"] = json_of(grid.descriptions[i]);
  if (i < grid.geometry.cells.size()) {
    const GridCell& found = grid.geometry.cells[i];
    cell["box"] = json_of(found.box);
    cell["edges"] = json::object{{"left", json_of(found.left)},
                                 {"top", json_of(found.top)},
                                 {"right", json_of(found.right)},
                                 {"bottom", json_of(found.bottom)}};
    cell["usable"] = found.usable;
    cell["unusable_because"] = text_or_null(found.reason);
  }
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
  if (grid.error.empty()) {
    object["geometry"] = json::object{{"sheet", json_of(grid.geometry.sheet)},
                                      {"asked", to_text(grid.geometry.asked)},
                                      {"found", to_text(grid.geometry.found)},
                                      {"row_gutters", integers(grid.geometry.row_gutters)},
                                      {"column_gutters", integers(grid.geometry.column_gutters)},
                                      {"confidence", number(grid.geometry.confidence)},
                                      {"notes", texts(grid.geometry.notes)}};
  }
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
  return {{"grid", extra.grid},
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
