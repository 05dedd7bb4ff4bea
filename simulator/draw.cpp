#include "simulator/draw.h"

#include <algorithm>

#include "imaging/codec.h"
#include "providers/offline/draw_grid.h"
#include "simulator/shapes.h"

namespace tessera::sim {

Result<Image> draw(const Recipe& recipe, Size size) {
  // Without a picture there is no style to keep; any will do.
  Image source = draw_shapes({.width = 512, .height = 512}, {.rows = 2, .columns = 2}, {}, "no source", recipe.seed);
  if (recipe.source.bytes) {
    auto decoded = decode_image(*recipe.source.bytes);
    if (!decoded) return std::unexpected(decoded.error());
    source = std::move(*decoded);
  }
  offline::GridDrawing drawing{.shape = recipe.shape, .descriptions = {}, .seed = recipe.seed, .size = size};
  for (const auto& text : recipe.descriptions) drawing.descriptions.push_back({.text = text, .category = {}});
  const int cells = recipe.shape.cells();
  for (int cell = std::max(1, cells - recipe.flawed_cells); cell < cells; ++cell) {
    if (recipe.flaw == "blank") drawing.blanks.push_back(cell);
    if (recipe.flaw == "repeat") drawing.repeats.emplace_back(cell, 0);
  }
  if (recipe.flaw == "gutters") drawing.gutter = 12;
  if (recipe.flaw == "frames") drawing.frame = 6;
  if (recipe.flaw == "drift") drawing.drift = 0.08;
  return offline::draw_grid(source, drawing);
}

}  // namespace tessera::sim
