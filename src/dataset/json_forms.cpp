#include "dataset/json_forms.h"

#include <cmath>

#include "dataset/plain_text.h"

namespace tessera::forms {
namespace {

json::object json_of_edge(const CellEdge& edge) {
  return {{"position", edge.position}, {"confidence", number(edge.confidence)}};
}

}  // namespace

json::value text(std::string_view value) { return json::string(valid_utf8(value)); }

json::value text_or_null(std::string_view value) { return value.empty() ? json::value(nullptr) : text(value); }

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

json::array json_of(const std::vector<Measurement>& measurements) {
  json::array array;
  for (const Measurement& measured : measurements) {
    array.push_back(json::object{{"name", text(measured.name)},
                                 {"value", number(measured.value)},
                                 {"threshold", number(measured.threshold)},
                                 {"passed", measured.passed},
                                 {"advisory", measured.advisory}});
  }
  return array;
}

json::object json_of(const GridGeometry& geometry) {
  return {{"sheet", json_of(geometry.sheet)},
          {"asked", to_text(geometry.asked)},
          {"found", to_text(geometry.found)},
          {"row_gutters", integers(geometry.row_gutters)},
          {"column_gutters", integers(geometry.column_gutters)},
          {"confidence", number(geometry.confidence)},
          {"notes", texts(geometry.notes)}};
}

void add_cell(json::object& object, const GridCell& cell) {
  object["box"] = json_of(cell.box);
  object["edges"] = json::object{{"left", json_of_edge(cell.left)},
                                 {"top", json_of_edge(cell.top)},
                                 {"right", json_of_edge(cell.right)},
                                 {"bottom", json_of_edge(cell.bottom)}};
  object["usable"] = cell.usable;
  object["unusable_because"] = text_or_null(cell.reason);
}

}  // namespace tessera::forms
