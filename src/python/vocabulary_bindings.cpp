// Fields of a request, pools and their rotation, the grid prompt.

#include <pybind11/stl.h>

#include "model/request.h"
#include "pipeline/grid_prompt.h"
#include "pipeline/pool_file.h"
#include "pipeline/rotation.h"
#include "python/bindings.h"

namespace tessera::python {
namespace {

using CategoryTexts = std::pair<std::string, std::vector<std::string>>;

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  for (const RequestField& field : request_fields()) names.emplace_back(field.name);
  return names;
}

std::vector<CategoryTexts> categories_of(const std::string& name_or_path) {
  std::vector<CategoryTexts> categories;
  for (PoolCategory& category : value_or_raise(load_pool(name_or_path)).categories) {
    categories.emplace_back(std::move(category.name), std::move(category.descriptions));
  }
  return categories;
}

/// (text, category) of each cell of the next grid.
std::vector<std::pair<std::string, std::string>> next_grid(Rotation& rotation, int cells) {
  if (cells < 1) throw py::value_error("a grid has at least one cell");
  std::vector<std::pair<std::string, std::string>> texts;
  for (Description& description : rotation.next_grid(cells)) {
    texts.emplace_back(std::move(description.text), std::move(description.category));
  }
  return texts;
}

py::dict use_of(const Rotation& rotation) {
  const RotationUse use = rotation.use();
  py::dict categories;
  for (const RotationUse::Category& category : use.categories) {
    categories[py::str(category.name)] = py::make_tuple(category.used, category.available);
  }
  py::dict all;
  all["handed_out"] = use.handed_out;
  all["resets"] = use.resets;
  all["categories"] = categories;
  return all;
}

std::string prompt_for(int rows, int columns, const std::vector<std::string>& texts) {
  const GridShape shape = value_or_raise(parse_grid_shape(std::to_string(rows) + "x" + std::to_string(columns)));
  if (texts.size() != static_cast<std::size_t>(shape.cells())) {
    throw py::value_error("a grid of " + to_text(shape) + " needs " + std::to_string(shape.cells()) +
                          " descriptions, not " + std::to_string(texts.size()));
  }
  std::vector<Description> descriptions;
  for (const std::string& text : texts) descriptions.push_back({.text = text, .category = {}});
  return grid_prompt(shape, descriptions);
}

}  // namespace

void add_vocabulary(py::module_& module) {
  module.def("request_fields", &field_names);
  module.def("pools", &built_in_pools);
  module.def("pool", &categories_of, py::arg("name_or_path"));
  module.def("grid_prompt", &prompt_for, py::arg("rows"), py::arg("columns"), py::arg("descriptions"));
  py::class_<Rotation>(module, "Rotation")
      .def(py::init([](const std::string& pool, std::uint64_t seed) {
             return Rotation(value_or_raise(load_pool(pool)), seed);
           }),
           py::arg("pool"), py::arg("seed"))
      .def("next_grid", &next_grid, py::arg("cells"))
      .def("use", &use_of);
}

}  // namespace tessera::python
