#pragma once
// The three trials of the quality bench. Each takes the first seed of a half and how many to draw from there.

#include <cstdint>
#include <vector>

#include "table.h"

namespace tessera::quality {

/// Sheets cut by find_grid against their exact panels.
[[nodiscard]] std::vector<Figure> try_geometry(std::uint64_t first_seed, int sheets);
/// Pictures against changed copies of themselves and against each other.
[[nodiscard]] std::vector<Figure> try_duplicates(std::uint64_t first_seed, int pictures);
/// Good tiles and spoilt ones.
[[nodiscard]] std::vector<Figure> try_gates(std::uint64_t first_seed, int pictures);
/// Tiles a second on one core: split, gates and descriptor.
[[nodiscard]] std::vector<Figure> time_tiles(std::uint64_t first_seed);

}  // namespace tessera::quality
