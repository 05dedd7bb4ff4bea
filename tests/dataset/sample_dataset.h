#pragma once
// A made-up dataset with everything that can happen in it, for the tests of this folder.

#include "dataset/dataset.h"

namespace tessera::tests {

/// Three grids of 2x2: one reviewed, with an accepted, a repeated, a measured and a merged cell; one that the judge did
/// not review; one that failed. Three items.
[[nodiscard]] Dataset sample_dataset();

}  // namespace tessera::tests
