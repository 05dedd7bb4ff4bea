#include "pipeline/grid_prompt.h"

#include <array>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

namespace tessera {
namespace {

constexpr std::array<std::string_view, 26> number_words = {
    "no",         "one",        "two",          "three",       "four",       "five",     "six",
    "seven",      "eight",      "nine",         "ten",         "eleven",     "twelve",   "thirteen",
    "fourteen",   "fifteen",    "sixteen",      "seventeen",   "eighteen",   "nineteen", "twenty",
    "twenty-one", "twenty-two", "twenty-three", "twenty-four", "twenty-five"};

std::string_view in_words(int number) { return number_words.at(static_cast<std::size_t>(number)); }

std::string_view row_name(int row, int rows) {
  constexpr std::array<std::string_view, 5> ordinals = {"Top", "Second", "Third", "Fourth", "Fifth"};
  if (row == rows - 1) return "Bottom";
  if (rows == 3 && row == 1) return "Middle";
  return ordinals.at(static_cast<std::size_t>(row));
}

/// Without the stop at the end: descriptions are listed inside a sentence.
std::string_view inside_sentence(std::string_view text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ';' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string grid_prompt(GridShape shape, const std::vector<Description>& descriptions) {
  if (descriptions.size() != static_cast<std::size_t>(shape.cells())) {
    throw std::invalid_argument("grid_prompt: one description a cell");
  }
  const std::string_view cells = in_words(shape.cells());
  std::string prompt = fmt::format(
      "Make one sheet of {0} different pictures in a regular grid of {1} rows and {2} columns, all cells equal in "
      "size. "
      "Every picture keeps the style of the input image: the same medium, palette, line quality, light and texture. "
      "Only the style is kept, not the subject of the input image: the {0} pictures show {0} completely different "
      "subjects, one in each cell.\n",
      cells, in_words(shape.rows), in_words(shape.columns));
  for (int row = 0; row < shape.rows; ++row) {
    prompt += fmt::format("{} row, left to right: ", row_name(row, shape.rows));
    for (int column = 0; column < shape.columns; ++column) {
      const auto cell = static_cast<std::size_t>(row * shape.columns + column);
      prompt += inside_sentence(descriptions[cell].text);
      prompt += column + 1 < shape.columns ? "; " : ".\n";
    }
  }
  prompt +=
      "Each picture is complete in itself and fills its own cell from edge to edge; nothing crosses from one cell into "
      "another, and neighbouring cells touch along straight lines. No text, no letters, no numbers, no watermarks, no "
      "frames, no borders and no gutters anywhere.";
  return prompt;
}

std::string single_prompt(const Description& description) {
  return fmt::format(
      "Make one single picture.\n"
      "It shows: {}.\n"
      "It keeps the style of the input image: the same medium, palette, line quality, light and texture. Only the "
      "style "
      "is kept, not the subject of the input image. The picture is complete in itself and fills the whole image from "
      "edge to edge; it is no sheet and has no panels. No text, no letters, no numbers, no watermarks, no frames and "
      "no "
      "borders anywhere.",
      inside_sentence(description.text));
}

}  // namespace tessera
