// A judge that really looks: cuts the sheet, compares the cells, and tells what it was told they show.
#include <algorithm>

#include <fmt/format.h>

#include "imaging/codec.h"
#include "imaging/descriptor.h"
#include "imaging/gates.h"
#include "imaging/grid_geometry.h"
#include "imaging/resize.h"
#include "simulator/openai.h"
#include "simulator/prompt.h"

namespace tessera::sim {
namespace {

// Away from the cut: neighbours must not count as part of a cell.
Box inner(Box box) {
  const int across = box.width / 25;
  const int down = box.height / 25;
  return {.left = box.left + across,
          .top = box.top + down,
          .width = std::max(1, box.width - 2 * across),
          .height = std::max(1, box.height - 2 * down)};
}

struct Cell {
  Descriptor descriptor;
  bool blank = false;
  std::optional<int> repeats;
};

std::vector<Cell> compare(const Image& sheet, GridShape shape) {
  std::vector<Cell> cells;
  for (const auto& place : equal_grid(sheet.size(), shape).cells) {
    const Image tile = crop(sheet, inner(place.box));
    Cell cell{.descriptor = describe(tile), .blank = !measure_flatness(tile).passed, .repeats = {}};
    for (std::size_t earlier = 0; earlier < cells.size() && !cell.blank && !cell.repeats; ++earlier) {
      const auto& other = cells[earlier];
      const bool same = !other.blank && distance(cell.descriptor, other.descriptor) < duplicate_distance;
      if (same) cell.repeats = other.repeats.value_or(static_cast<int>(earlier) + 1);
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace

std::string look(const Question& question) {
  if (!question.picture) return question.wants_json ? "{\"answer\":\"There is no picture.\"}" : "There is no picture.";
  const auto sheet = decode_image(*question.picture);
  if (!sheet) return question.wants_json ? "{\"answer\":\"unreadable\"}" : "The picture cannot be read.";
  if (!question.wants_verdicts) {
    const auto words = fmt::format("A picture of {} by {} pixels.", sheet->width(), sheet->height());
    return question.wants_json ? json::serialize(json::object{{"caption", words}, {"defects", nullptr}}) : words;
  }
  const auto shape = shape_in(question.text).value_or(GridShape{});
  const auto descriptions = descriptions_in(question.text);
  json::array unique;
  json::array tiles;
  int number = 0;
  for (const auto& cell : compare(*sheet, shape)) {
    ++number;
    const auto index = static_cast<std::size_t>(number) - 1;
    const auto shows = cell.blank ? "nothing" : index < descriptions.size() ? descriptions[index] : "a picture";
    json::array defects;
    if (cell.blank) defects.push_back("blank");
    if (!cell.blank && !cell.repeats) unique.push_back(number);
    tiles.push_back(json::object{{"tile", number},
                                 {"repeats", cell.repeats ? json::value(*cell.repeats) : json::value(nullptr)},
                                 {"shows", shows},
                                 {"defects", std::move(defects)}});
  }
  return json::serialize(json::object{{"unique_tiles", std::move(unique)}, {"tiles", std::move(tiles)}});
}

Spoilt spoil(const std::string& answer, const std::string& form, GridShape shape) {
  if (form == "fenced") return {.content = json::string("```json\n" + answer + "\n```")};
  if (form == "prose")
    return {.content = json::string("Here is what I found:\n\n" + answer + "\n\nLet me know if you need more.")};
  if (form == "refusal") return {.content = nullptr, .refusal = "I'm sorry, I can't help with that."};
  if (form == "content_filter") return {.content = json::string(""), .finish_reason = "content_filter"};
  if (form == "truncated")
    return {.content = json::string(answer.substr(0, answer.size() / 2)), .finish_reason = "length"};
  if (form == "empty") return {.content = json::string(""), .finish_reason = "length"};
  if (form == "wrong_indices") {
    json::array unique{0, -3, shape.cells() + 1, 99};
    json::array tiles{json::object{{"tile", 99}, {"repeats", 0}, {"shows", "nothing"}, {"defects", json::array()}}};
    return {.content = json::string(json::serialize(json::object{{"unique_tiles", unique}, {"tiles", tiles}}))};
  }
  if (form == "duplicates") {
    const auto tile = [](int number) {
      return json::object{{"tile", number}, {"repeats", nullptr}, {"shows", "a thing"}, {"defects", json::array()}};
    };
    json::array tiles{tile(1), tile(1), tile(2)};
    return {.content = json::string(
                json::serialize(json::object{{"unique_tiles", json::array{1, 1, 2, 2, 1}}, {"tiles", tiles}}))};
  }
  return {.content = json::string("All of the tiles look lovely, I would keep most of them.")};
}

}  // namespace tessera::sim
