#pragma once
// What an answer that is no success means, as far as its status says, and how its words are shown. Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>

#include "tessera/error.h"

namespace tessera {

inline constexpr std::size_t most_words_shown = 600;  ///< bytes

/// One line of at most most_words_shown bytes, runs of white space as one space: bodies go into messages.
[[nodiscard]] std::string shown_words(std::string_view text);

/// 401 and 403 authentication, 402 no_credit, 404 not_found, 429 throttled, 408, 409, 425 and 5xx transient, others
/// bad_request.
[[nodiscard]] ErrorKind error_kind_of_status(int status) noexcept;

}  // namespace tessera
