#pragma once
// A drawing and the texture that was painted after it become the finished tile.

#include <vector>

#include "model/image.h"
#include "providers/offline/raster.h"
#include "providers/offline/style.h"
#include "providers/offline/synthesis.h"
#include "providers/offline/transport.h"

namespace tessera::offline {

/// Shapes and outlines from `drawing` and `ink`, surface and marks from `paint`, colours pulled to `goal`. `strength` 0
/// … 1: how much of it.
[[nodiscard]] Raster compose(const Raster& drawing, const Painted& paint, const std::vector<float>& ink,
                             const Style& style, const ColourGoal& goal, double strength);

/// Colours pulled to the nearest of the source's few: for vector art, which has no others.
void snap_to_palette(Raster& drawing, const Style& style, double amount);

/// The tile as pixel art on the source's lattice and in the source's colours.
[[nodiscard]] Raster pixelated(const Raster& drawing, const Style& style);

}  // namespace tessera::offline
