#pragma once
// In which order the accepted tiles of a grid join the set: good ones first that add most to what is there already
// (maximal marginal relevance; docs/formulas.md, "The order of tiles"). Pure.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "imaging/descriptor.h"
#include "pipeline/kept_pictures.h"

namespace tessera {

struct RankedTile {
  double quality = 0;  ///< 0 … 1
  std::string category;
  const Descriptor* descriptor = nullptr;
};

/// Indices into `tiles`, the one that joins first in front. `kept` is everything that is kept already, `in_category`
/// how many tiles of each category joined before. Equal merit: the earlier tile. Cost: tiles squared, and one search in
/// `kept` a tile.
[[nodiscard]] std::vector<std::size_t> order_of_joining(const std::vector<RankedTile>& tiles, const KeptPictures& kept,
                                                        std::map<std::string, int> in_category);

}  // namespace tessera
