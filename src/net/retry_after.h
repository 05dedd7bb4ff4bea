#pragma once
// What an answer says about when to come back and how often one may ask. Pure; any thread. Reads foreign bytes:
// bounded, never throws, unreadable parts count as absent.

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "net/http.h"

namespace tessera {

/// No wait longer than this is ever read; who waits has a shorter limit of his own.
constexpr std::chrono::hours longest_readable_wait{24};

/// How long the answer asks to wait: the longest of `Retry-After` (seconds or a date), `retry-after-ms`, `retry_after`
/// in a JSON body (seconds), "~30s" or "try again in 1m2s" in its text, and `ratelimit-reset`. Without any of these:
/// the reset time of that x-ratelimit kind (requests, tokens) of which nothing is left, or the longer one when that is
/// not said.
[[nodiscard]] std::optional<std::chrono::milliseconds> asked_wait(const HttpResponse& answer,
                                                                  WallTime now = wall_now());

/// What an answer of any status tells about the limit itself.
struct RateHint {
  std::optional<double> per_second;  ///< "reduced to 6 requests per minute", or how fast x-ratelimit-* fills up again
  std::optional<double> burst;       ///< "with a burst of 1"
  std::optional<double> remaining;   ///< `ratelimit-remaining`, `x-ratelimit-remaining-requests`
  std::optional<std::chrono::milliseconds> reset;  ///< when `remaining` is renewed: `ratelimit-reset`
};
[[nodiscard]] RateHint rate_hint(const HttpResponse& answer, WallTime now = wall_now());

/// Go's form: "6m0s", "120ms", "1h2m3.5s", also a bare "0". Nothing when the text is anything else.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_go_duration(std::string_view text);
/// The three date forms of RFC 9110, section 5.6.7.
[[nodiscard]] std::optional<WallTime> parse_http_date(std::string_view text);

}  // namespace tessera
