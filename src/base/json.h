#pragma once
// Boost.JSON with the few helpers that reading foreign JSON safely needs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "tessera/error.h"

namespace tessera {

namespace json = boost::json;

/// Bounded: at most 32 levels deep. The value lives in `storage`, by default on the heap; large answers of which little
/// is kept are read into a json::monotonic_resource, which takes one piece of memory in place of thousands. Errors:
/// bad_request with the position.
[[nodiscard]] Result<json::value> parse_json(std::string_view text, json::storage_ptr storage = {});

/// Object members by name; nothing when the value is no object, the member is missing, null or of another type.
[[nodiscard]] const json::value* find(const json::value& object, std::string_view key) noexcept;
[[nodiscard]] std::optional<std::string> find_string(const json::value& object, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> find_integer(const json::value& object, std::string_view key) noexcept;
[[nodiscard]] std::optional<double> find_number(const json::value& object, std::string_view key) noexcept;
[[nodiscard]] std::optional<bool> find_bool(const json::value& object, std::string_view key) noexcept;

/// One line, keys sorted at every level: equal values give equal text, whatever order they were built in.
[[nodiscard]] std::string canonical_json(const json::value& value);
/// One line, in the order of insertion, numbers as people write them (0.04, not 4E-2); for standard output.
[[nodiscard]] std::string line_json(const json::value& value);
/// Indented by two spaces, in the order of insertion; for files that people read.
[[nodiscard]] std::string pretty_json(const json::value& value);

}  // namespace tessera
