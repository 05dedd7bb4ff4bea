#include "simulator/draw.h"

#include "imaging/codec.h"
#include "simulator/shapes.h"

namespace tessera::sim {

Result<Image> draw(const Recipe& recipe, Size size) {
  if (recipe.source.bytes) {
    const auto source = decode_image(*recipe.source.bytes);
    if (!source) return std::unexpected(source.error());
  }
  return draw_shapes(size, recipe.shape, recipe.descriptions, recipe.source.hash, recipe.seed);
}

}  // namespace tessera::sim
