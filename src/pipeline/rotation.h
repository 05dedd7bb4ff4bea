#pragma once
// Which descriptions a grid shows. A description is used again only when every other one of the pool has been used as
// often; categories are drawn from evenly. Seeded: the same pool, seed and shape give the same grids, in any order of
// asking. Pure; a Rotation belongs to one thread at a time.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/description.h"

namespace tessera {

/// What a rotation has handed out so far.
struct RotationUse {
  struct Category {
    std::string name;
    int used = 0;       ///< descriptions handed out, repeats counted
    int available = 0;  ///< descriptions that the pool has
  };
  std::vector<Category> categories;  ///< in the pool's order
  int handed_out = 0;
  int resets = 0;  ///< how often the pool was used up and began anew
};

class Rotation {
 public:
  /// Precondition: the pool keeps the invariants of model/description.h.
  Rotation(const Pool& pool, std::uint64_t seed);

  /// The descriptions of the next grid, one a cell, in random order of categories. When fewer unused ones are left than
  /// cells, those are handed out first, then the pool resets and the grid is filled up with others. They differ from
  /// each other unless the whole pool is smaller than the grid. Precondition: cells > 0.
  [[nodiscard]] std::vector<Description> next_grid(int cells);

  /// The same, steered by what the set holds of each category (by name; a category that is not named holds nothing):
  /// each cell goes to a category that the set, with this grid, would hold least of.
  [[nodiscard]] std::vector<Description> next_grid(int cells, const std::map<std::string, int>& held);

  [[nodiscard]] RotationUse use() const;

 private:
  struct Category {
    std::string name;
    std::vector<std::string> texts;
    std::vector<std::size_t> unused;  ///< indices into texts, shuffled; taken from the back
    int used_since_reset = 0;
    int used = 0;
  };
  struct Pick {
    std::size_t category = 0;
    std::size_t text = 0;
    friend bool operator==(const Pick&, const Pick&) = default;
  };

  void reset();
  [[nodiscard]] Pick pick(const std::vector<Pick>& taken, const std::map<std::string, int>& held);
  [[nodiscard]] std::size_t choose_category(const std::vector<std::size_t>& candidates, const std::vector<Pick>& taken,
                                            const std::map<std::string, int>& held);

  Random random_;
  std::vector<Category> categories_;
  int resets_ = 0;
};

/// The descriptions of grid `grid_index` (1 …) of a run whose grids have `cells` cells each; the same as the
/// grid_index-th Rotation::next_grid(cells). Cost: O(grid_index * cells * categories).
[[nodiscard]] std::vector<Description> descriptions_for_grid(const Pool& pool, int cells, std::uint64_t seed,
                                                             int grid_index);

/// The use of the pool after `grids` grids.
[[nodiscard]] RotationUse rotation_use(const Pool& pool, int cells, std::uint64_t seed, int grids);

}  // namespace tessera
