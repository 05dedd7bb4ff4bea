#include "providers/openai/question.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tessera::openai {

std::string system_text() {
  return "You inspect contact sheets for a training set. A sheet is one picture made of equal cells in rows and "
         "columns. Cells are numbered from 1, row by row, from the top left. You judge only what you see. You answer "
         "with one JSON object and nothing else.";
}

std::string question_text(const JudgeRequest& request) {
  const int cells = request.shape.cells();
  std::string text = cells == 1
                         ? std::string("This sheet is one single picture; all of it is cell 1.\n")
                         : fmt::format("This sheet has {} rows and {} columns, so its cells are numbered 1 to {}.\n",
                                       request.shape.rows, request.shape.columns, cells);
  if (!request.descriptions.empty()) text += "Each cell was meant to show:\n";
  for (std::size_t i = 0; i < request.descriptions.size(); ++i) {
    text += fmt::format("{}. {}\n", i + 1, request.descriptions[i].text);
  }
  text += fmt::format(
      "Look at all {} cells and answer with a JSON object with two members.\n"
      "\"unique_tiles\": the numbers of the cells that are worth keeping: each shows a subject of its own, and no two "
      "of them show the same subject in the same way. Of cells that repeat each other keep the best one. Leave out "
      "cells that are empty, or that run into their neighbours.\n"
      "\"tiles\": an array with one entry for each cell, in order, with these members:\n"
      "\"tile\": its number;\n"
      "\"repeats\": the number of the cell that it repeats, or null;\n"
      "\"shows\": what it really shows, in one sentence of 8 to 25 words that could caption it; subject, setting and "
      "action, no word about style, medium, colours or the sheet;\n"
      "\"defects\": an array of short words for what is wrong with it, such as text, watermark, frame, merged, cut "
      "off, deformed, blank; an empty array when nothing is.\n",
      cells);
  if (request.attempt > 1) {
    text += fmt::format(
        "An earlier answer could not be read. Write nothing before or after the JSON object, no code fence and no "
        "comment. Use whole numbers from 1 to {} only.\n",
        cells);
  }
  return text;
}

json::object reply_schema(int cells) {
  const json::object index{{"type", "integer"}, {"minimum", 1}, {"maximum", cells}};
  const json::object index_or_null{{"type", json::array{"integer", "null"}}};
  const json::object tile{
      {"type", "object"},
      {"additionalProperties", false},
      {"required", json::array{"tile", "repeats", "shows", "defects"}},
      {"properties",
       json::object{{"tile", index},
                    {"repeats", index_or_null},
                    {"shows", json::object{{"type", "string"}}},
                    {"defects", json::object{{"type", "array"}, {"items", json::object{{"type", "string"}}}}}}}};
  return json::object{{"type", "object"},
                      {"additionalProperties", false},
                      {"required", json::array{"unique_tiles", "tiles"}},
                      {"properties", json::object{{"unique_tiles", json::object{{"type", "array"}, {"items", index}}},
                                                  {"tiles", json::object{{"type", "array"}, {"items", tile}}}}}};
}

std::int64_t completion_limit(int cells, int attempt) {
  constexpr std::int64_t for_reasoning = 2000;
  constexpr std::int64_t for_cell = 120;
  return (for_reasoning + for_cell * cells) * std::clamp(attempt, 1, 4);
}

std::int64_t most_picture_tokens(Size size) {
  const auto parts = [size](int side) {
    const auto along = [side](int length) { return (std::int64_t{length} + side - 1) / side; };
    return along(std::max(size.width, 1)) * along(std::max(size.height, 1));
  };
  constexpr std::int64_t most_patches = 10'000;
  const std::int64_t by_tiles = 2833 + 5667 * parts(512);
  const auto by_patches =
      static_cast<std::int64_t>(std::ceil(2.46 * static_cast<double>(std::min(parts(32), most_patches))));
  return std::max(by_tiles, by_patches);
}

std::int64_t most_text_tokens(std::string_view text) { return static_cast<std::int64_t>(text.size()); }

}  // namespace tessera::openai
