#include "dataset/inspection.h"

#include <utility>

#include <fmt/format.h>

#include "dataset/json_forms.h"
#include "imaging/duplicates.h"
#include "imaging/gates.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

using forms::json_of;
using forms::number;
using forms::text;
using forms::text_or_null;

/// What follows the place of a cell or the name of a picture in both forms.
void add_findings(json::object& object, const InspectedPicture& picture) {
  const bool measured = !picture.measurements.empty();
  object["accepted"] = picture.accepted();
  object["reason"] = text_or_null(picture.reason());
  object["repeats"] = picture.repeats ? text(picture.repeats->name) : json::value(nullptr);
  object["distance"] = picture.repeats ? number(picture.repeats->distance) : json::value(nullptr);
  object["quality"] = measured ? number(picture.quality) : json::value(nullptr);
  object["measurements"] = json_of(picture.measurements);
}

}  // namespace

std::string InspectedPicture::reason() const {
  if (!refused.empty()) return refused;
  return repeats ? fmt::format("repeats {} (distance {:.2g})", repeats->name, repeats->distance) : std::string();
}

InspectedPicture look_at_picture(std::string name, const Image& image) {
  InspectedPicture picture{.name = std::move(name), .size = image.size()};
  picture.measurements = measure_tile(image);
  picture.quality = quality_score(picture.measurements);
  picture.descriptor = describe(image);
  picture.refused = first_refusal(picture.measurements);
  return picture;
}

InspectedSheet look_at_sheet(std::string name, const Image& image, GridShape asked) {
  InspectedSheet sheet{.name = std::move(name), .geometry = find_grid(image, asked)};
  for (std::size_t i = 0; i < sheet.geometry.cells.size(); ++i) {
    const GridCell& cell = sheet.geometry.cells[i];
    std::string cell_name = fmt::format("{}, cell {}", sheet.name, i + 1);
    InspectedPicture picture{.name = std::move(cell_name), .refused = cell.reason};
    if (cell.usable) picture = look_at_picture(std::move(picture.name), crop(image, cell.box));
    picture.size = {.width = cell.box.width, .height = cell.box.height};
    sheet.cells.push_back(std::move(picture));
  }
  return sheet;
}

void mark_repeats(std::span<InspectedPicture* const> pictures) {
  std::vector<InspectedPicture*> candidates;
  std::vector<Descriptor> descriptors;
  std::vector<double> qualities;
  for (InspectedPicture* picture : pictures) {
    if (!picture->refused.empty()) continue;
    candidates.push_back(picture);
    descriptors.push_back(picture->descriptor);
    qualities.push_back(picture->quality);
  }
  const std::vector<DuplicateVerdict> verdicts = group_duplicates(descriptors, qualities);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (verdicts[i].keep == i) continue;
    candidates[i]->repeats = RepeatOf{.name = candidates[verdicts[i].keep]->name, .distance = verdicts[i].distance};
  }
}

json::object sheet_json(const InspectedSheet& sheet) {
  json::object object{{"file", text(sheet.name)}, {"error", text_or_null(sheet.error)}};
  if (!sheet.error.empty()) return object;
  object["geometry"] = json_of(sheet.geometry);
  json::array cells;
  for (std::size_t i = 0; i < sheet.cells.size(); ++i) {
    json::object cell{{"cell", i + 1}};
    forms::add_cell(cell, sheet.geometry.cells[i]);
    add_findings(cell, sheet.cells[i]);
    cell["file"] = text_or_null(sheet.cells[i].file);
    cells.push_back(std::move(cell));
  }
  object["cells"] = std::move(cells);
  return object;
}

json::object picture_json(const InspectedPicture& picture) {
  json::object object{{"file", text(picture.name)}};
  object["size"] = picture.size == Size{} ? json::value(nullptr) : json::value(json_of(picture.size));
  add_findings(object, picture);
  return object;
}

}  // namespace tessera
