#include "pipeline/grid_prompt.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <gtest/gtest.h>

namespace tessera {
namespace {

std::vector<Description> descriptions(std::initializer_list<const char*> texts) {
  std::vector<Description> all;
  for (const char* text : texts) all.push_back({.text = text, .category = "Any"});
  return all;
}

TEST(GridPrompt, HasExactlyThisTextForThreeByThree) {
  const std::string prompt =
      grid_prompt({.rows = 3, .columns = 3},
                  descriptions({"a fox in snow", "a lighthouse at night", "a bowl of lemons", "an old tram",
                                "a violinist", "a maze", "a mountain lake", "a sea turtle", "a windmill"}));
  EXPECT_EQ(
      prompt,
      "Make one sheet of nine different pictures in a regular grid of three rows and three columns, all cells equal "
      "in size. Every picture keeps the style of the input image: the same medium, palette, line quality, light and "
      "texture. Only the style is kept, not the subject of the input image: the nine pictures show nine completely "
      "different subjects, one in each cell.\n"
      "Top row, left to right: a fox in snow; a lighthouse at night; a bowl of lemons.\n"
      "Middle row, left to right: an old tram; a violinist; a maze.\n"
      "Bottom row, left to right: a mountain lake; a sea turtle; a windmill.\n"
      "Each picture is complete in itself and fills its own cell from edge to edge; nothing crosses from one cell "
      "into another, and neighbouring cells touch along straight lines. No text, no letters, no numbers, no "
      "watermarks, no frames, no borders and no gutters anywhere.");
}

TEST(GridPrompt, NamesTheRowsOfTwoByThree) {
  const std::string prompt =
      grid_prompt({.rows = 2, .columns = 3}, descriptions({"one.", "two; ", "three", "four", "five", "six"}));
  EXPECT_NE(prompt.find("six different pictures in a regular grid of two rows and three columns"), std::string::npos);
  EXPECT_NE(prompt.find("\nTop row, left to right: one; two; three.\nBottom row, left to right: four; five; six.\n"),
            std::string::npos);
}

TEST(GridPrompt, NamesEveryRowOfEveryShapeOnceAndWritesNoDigits) {
  for (int rows = min_grid_side; rows <= max_grid_side; ++rows) {
    for (int columns = min_grid_side; columns <= max_grid_side; ++columns) {
      const std::vector<Description> cells(static_cast<std::size_t>(rows * columns), {.text = "x", .category = "Any"});
      const std::string prompt = grid_prompt({.rows = rows, .columns = columns}, cells);
      EXPECT_TRUE(std::ranges::none_of(prompt, [](unsigned char c) { return std::isdigit(c) != 0; }));
      int named = 0;
      for (const char* row :
           {"\nTop row", "\nSecond row", "\nThird row", "\nMiddle row", "\nFourth row", "\nBottom row"}) {
        const std::size_t first = prompt.find(row);
        if (first == std::string::npos) continue;
        EXPECT_EQ(prompt.find(row, first + 1), std::string::npos);
        ++named;
      }
      EXPECT_EQ(named, rows);
      EXPECT_EQ(std::ranges::count(prompt, '\n'), rows + 1);
    }
  }
}

TEST(GridPrompt, WantsOneDescriptionACell) {
  EXPECT_THROW(static_cast<void>(grid_prompt({.rows = 2, .columns = 2}, descriptions({"only one"}))),
               std::invalid_argument);
}

TEST(SinglePrompt, AsksForOnePictureOfOneSubjectInTheStyleOfTheSource) {
  const std::string prompt = single_prompt({.text = "a red fox in fresh snow.", .category = "Animals & Creatures"});
  EXPECT_NE(prompt.find("one single picture"), std::string::npos);
  EXPECT_NE(prompt.find("It shows: a red fox in fresh snow.\n"), std::string::npos) << prompt;
  EXPECT_NE(prompt.find("style of the input image"), std::string::npos);
  EXPECT_EQ(prompt.find("Animals"), std::string::npos);
  EXPECT_EQ(prompt.find_first_of("0123456789"), std::string::npos) << "a digit tends to be drawn";
}

}  // namespace
}  // namespace tessera
