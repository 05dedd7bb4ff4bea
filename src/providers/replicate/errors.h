#pragma once
// What Replicate's refusals and failures mean for us. Pure; any thread.

#include <string_view>

#include "net/http.h"
#include "providers/replicate/wire.h"

namespace tessera::replicate {

inline constexpr std::string_view provider_name = "replicate";

/// The Error for an answer whose status is not 2xx; `what` is what was tried ("create a prediction of o/n"). Bodies are
/// problem+json with any member missing, HTML or text. Kinds: 401, 403 authentication; 402 no_credit; 404 not_found;
/// 400, 413, 422 bad_request with every invalid field named; 429 throttled with the longest wait that is asked for in
/// header or body; 408, 409 and 5xx transient: the caller turns those of a paid create into unknown_outcome.
[[nodiscard]] Error error_of_answer(const HttpResponse& answer, std::string_view what);

/// The Error for a prediction that ended without a result (failed, canceled, aborted). Kinds: refused (E005), transient
/// (load and platform trouble, interruption, canceled or aborted without our asking), bad_request (invalid input, out
/// of memory, limits of the model). `code` is the one in the text: "E005", "PA".
[[nodiscard]] Error error_of_prediction(const Prediction& prediction);

/// The same for a training. What its logs or the trainer say against the set is refused: another create of the same
/// would be paid again and end alike.
[[nodiscard]] Error error_of_training(const Prediction& training);

/// What fails on the way to the provider while something goes on there is `io`, never `transient`: only work that
/// failed may be bought again.
[[nodiscard]] Error while_collecting(Error error);

}  // namespace tessera::replicate
