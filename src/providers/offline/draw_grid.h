#pragma once
// A whole sheet of previews in the style of a source: the offline engine's work as one pure function, without the
// engine, so that rehearsals and tests can make pictures too.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/description.h"
#include "model/grid_shape.h"
#include "model/image.h"

namespace tessera::offline {

struct Colour {
  std::uint8_t red = 255, green = 255, blue = 255;
};

struct GridDrawing {
  GridShape shape;
  std::vector<Description> descriptions;  ///< one a cell, row by row; fewer: they start again
  std::uint64_t seed = 0;
  Size size{1024, 1024};      ///< of the sheet; at least 32 pixels a cell
  double style_strength = 1;  ///< 0: our own colours and no texture; 1: as near to the source as it goes

  // What real sheets do to those who cut them.
  int gutter = 0;  ///< pixels between cells
  Colour gutter_colour = {};
  int frame = 0;  ///< pixels of a border inside every cell
  Colour frame_colour = {20, 20, 20};
  double drift = 0;  ///< inner edges move by up to this share of a cell, 0 … 0.2
  /// (cell, the cell that it shows again), counted from 0: the same scene painted once more.
  std::vector<std::pair<int, int>> repeats = {};
  std::vector<int> blanks = {};  ///< cells left empty
};

/// Runs work(0) … work(count - 1), in any order, perhaps at once, and returns when all are done.
using RunAll = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

/// Pure. The same source, drawing and build give the same pixels on processors with the same instruction set; those
/// with AVX2 and those without differ below what the eye sees. Cell k of n begins at floor(length * k / n). About 0.5 s
/// for 1024 x 1024 on one core with AVX2; `run_all` spreads the cells. `source` must not be empty, and
/// cairo must be installed (cairo_library.h).
[[nodiscard]] Image draw_grid(const Image& source, const GridDrawing& drawing, const RunAll& run_all = {});

/// One sentence for each description in which no word is known, so that an abstract composition stands in.
[[nodiscard]] std::vector<std::string> drawing_warnings(const std::vector<Description>& descriptions);

}  // namespace tessera::offline
