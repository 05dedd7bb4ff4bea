#pragma once
// From an accepted tile to its finished file: enlarged on this machine, tile by tile at a provider, or with the whole
// grid before the tile is cut from it. Pixels live within one piece of work on the pool. Thread: the loop.

#include <memory>
#include <string>
#include <vector>

#include "pipeline/steps.h"

namespace tessera {

/// An enlarged tile after its last encode.
struct EnlargedTile {
  FinishedImage finished;
  std::string call;                     ///< empty when enlarged here
  Money cost;                           ///< of a call that served this tile alone
  std::vector<std::string> transforms;  ///< "crop 338x338", "topaz 2x to 676x676"
};

/// A whole grid, enlarged.
struct EnlargedGrid {
  Image image;
  std::string call;
  std::vector<std::string> transforms;
};

/// PAID when the run's upscaler is remote: once a tile, or once a grid (Request::upscale_stage). A picture with more
/// pixels than the upscaler takes is shrunk to fit first, and the transforms say so. Errors: those of PaidCalls;
/// internal.
[[nodiscard]] Task<Result<EnlargedTile>> enlarge_tile(const RunContext& context, ItemOrder order);

}  // namespace tessera
