#pragma once
// How a set covers the categories of its pool, and which tiles repeat which picture. Pure.

#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace tessera {

struct CategoryCoverage {
  std::string name;
  int asked = 0;     ///< cells
  int accepted = 0;  ///< verdicts
  int items = 0;
  int extras = 0;
};

/// The pool's categories in its order, also those that nothing was asked of; then others that grids asked for.
[[nodiscard]] std::vector<CategoryCoverage> coverage_of(const Dataset& dataset);

/// Refused tiles that repeat one picture.
struct RepeatGroup {
  std::string kept;  ///< "tile 3 of grid 1", "the source", a file of another set
  struct Member {
    int grid = 0;
    int cell = 0;
    DecidedBy found_by = DecidedBy::judge;
    double distance = 0;
  };
  std::vector<Member> repeats;  ///< in the order of grids and cells
};

/// In the order in which the first repeat of each was decided.
[[nodiscard]] std::vector<RepeatGroup> repeat_groups(const Dataset& dataset);

}  // namespace tessera
