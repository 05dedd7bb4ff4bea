#pragma once
// Time: wall-clock for records, steady for waiting. Both come from one injected object where a test must control them.

#include <chrono>
#include <string>
#include <string_view>

#include "tessera/error.h"

namespace tessera {

using WallTime = std::chrono::sys_time<std::chrono::microseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

[[nodiscard]] WallTime wall_now() noexcept;

/// "2026-11-22T07:00:00.123456Z"
[[nodiscard]] std::string to_iso8601(WallTime time);
/// Reads the form above with any number of fractional digits, and "+hh:mm" instead of "Z". Errors: bad_request.
[[nodiscard]] Result<WallTime> parse_iso8601(std::string_view text);

}  // namespace tessera
