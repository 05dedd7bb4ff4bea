#pragma once
// Which pictures of a set are repeats of each other, and which of them to keep.

#include <cstddef>
#include <span>
#include <vector>

#include "imaging/descriptor.h"

namespace tessera {

/// What became of one picture.
struct DuplicateVerdict {
  std::size_t keep = 0;  ///< the member of its group that is kept; its own index when it is that one
  double distance = 0;   ///< to the kept one; 0 for itself
};

/// Groups by distance below `threshold`, best quality first: the best picture is kept, whatever is close to it repeats
/// it, and so on with what is left. A chain of small changes is therefore not one group, and every repeat names a
/// picture that it really resembles. Equal quality: the earlier one is kept. `qualities` has one number for each
/// descriptor. Cost: about n log n (DuplicateIndex).
[[nodiscard]] std::vector<DuplicateVerdict> group_duplicates(std::span<const Descriptor> descriptors,
                                                             std::span<const double> qualities,
                                                             double threshold = duplicate_distance);

}  // namespace tessera
