#pragma once
// The trials of the quality bench. What they draw comes from the caller, by seed.

#include <cstdint>
#include <functional>
#include <vector>

#include "model/image.h"
#include "sheets.h"
#include "table.h"

namespace tessera::quality {

using SheetMaker = std::function<Sheet(std::uint64_t seed)>;
/// Different pictures of one style, as one sheet has them.
using PicturesMaker = std::function<std::vector<Image>(std::uint64_t seed, int count)>;

struct Extent {
  std::uint64_t first_seed = 0;
  int count = 0;         ///< sheets or pictures
  bool explain = false;  ///< print a line for every mistake
};

/// Sheets cut by find_grid against their exact panels. All cores.
[[nodiscard]] std::vector<Figure> try_geometry(const SheetMaker& make, const Extent& extent);
/// Pictures against changed copies of themselves and against each other.
[[nodiscard]] std::vector<Figure> try_duplicates(const PicturesMaker& make, const Extent& extent);
/// Good tiles and spoilt ones.
[[nodiscard]] std::vector<Figure> try_gates(const PicturesMaker& make, const Extent& extent);
/// Tiles a second on one core: split, gates and descriptor.
[[nodiscard]] std::vector<Figure> time_tiles(std::uint64_t first_seed);
/// 100,000 descriptors in one index: time, memory, what is found.
[[nodiscard]] std::vector<Figure> try_large_index(std::uint64_t first_seed, int descriptors);

}  // namespace tessera::quality
