#pragma once
// A number of its own in the input of calls that have no seed, so that a create whose answer was lost can be told from
// its neighbours although the provider does not show inlined pictures again. Pure; any thread.

#include "base/id.h"
#include "base/json.h"

namespace tessera::replicate {

/// Writes a hash of `picture` into the two numbers of an enlargement that are documented to be without effect while
/// `face_enhancement` is false, which is written too. They stay near their defaults of 0.8 and 0: only digits from the
/// third decimal on differ. 10^11 values, all kept apart by providers that store them in single precision.
void tag_enlargement(json::object& input, const BlobId& picture);

/// Whether the input holds a number that no other call of ours has: a seed, or what tag_enlargement() wrote.
[[nodiscard]] bool has_own_number(const json::object& input);

}  // namespace tessera::replicate
