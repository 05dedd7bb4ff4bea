#pragma once
// How plain values look in the JSON files of this folder. Private to it.

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "imaging/grid_geometry.h"
#include "model/verdict.h"

namespace tessera::forms {

/// UTF-8 whatever the bytes are.
[[nodiscard]] json::value text(std::string_view value);
[[nodiscard]] json::value text_or_null(std::string_view value);
/// Rounded to a millionth, so that the last bits of a processor's arithmetic do not show; null for what is no number.
[[nodiscard]] json::value number(double value);
[[nodiscard]] json::array texts(const std::vector<std::string>& values);
[[nodiscard]] json::array integers(const std::vector<int>& values);
[[nodiscard]] json::object json_of(Size size);
[[nodiscard]] json::object json_of(const Box& box);
[[nodiscard]] json::array json_of(const std::vector<Measurement>& measurements);
/// Sheet, shapes, gutters, confidence and notes, without the cells.
[[nodiscard]] json::object json_of(const GridGeometry& geometry);
/// Adds box, edges, usable and unusable_because.
void add_cell(json::object& object, const GridCell& cell);

}  // namespace tessera::forms
