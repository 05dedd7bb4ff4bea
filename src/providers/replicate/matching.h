#pragma once
// Recognising our own create in the provider's list when its answer was lost. Pure; any thread.

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "providers/replicate/wire.h"

namespace tessera::replicate {

/// An input with each inlined picture replaced by the hash of its data URI: small enough to keep, and equal for equal
/// inputs. The record of a create is this in canonical JSON.
[[nodiscard]] json::value shortened(const json::value& input);

enum class Match {
  no,
  yes,
  cannot_tell  ///< all that can be compared is equal, but what tells our calls apart is not shown by the provider
};

/// Whether a prediction that shows the input `shown` is the one of `record`, both shortened. Every key of ours
/// must be there with an equal value, numbers by value; further keys (defaults that the provider filled in) do not
/// matter. A picture that was inlined may be shown under an address instead (the provider has done so): then the
/// seed or the tag (call_tag.h) decides, and without one nobody can.
[[nodiscard]] Match match_input(const json::value& record, const json::value& shown);

/// The same with the model; the prediction's input is shortened. Names of internal twins ("replicate-internal/…", no
/// slash) are not held against it.
[[nodiscard]] Match match_prediction(const json::value& record, const ModelName& model, const Prediction& prediction);

struct LostCreate {
  json::value record;  ///< shortened input
  ModelName model;
  WallTime since;               ///< when it was sent, on our clock
  std::set<std::string> taken;  ///< predictions of other calls
};

struct MatchResult {
  Match match = Match::no;
  std::string id = {};  ///< with Match::yes: the earliest one
};
/// Clocks differ by at most two minutes; predictions older than that before `since` are others'.
inline constexpr std::chrono::minutes clock_tolerance(2);
/// The inputs of the predictions are shortened.
[[nodiscard]] MatchResult find_match(const LostCreate& lost, const std::vector<Prediction>& newest_first);

}  // namespace tessera::replicate
