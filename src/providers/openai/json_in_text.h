#pragma once
// Finds a JSON object in a text that may hold more: fences, prose, a second object. Pure; any thread.

#include <functional>
#include <optional>
#include <string_view>

#include "base/json.h"

namespace tessera::openai {

/// The first JSON object for which `wanted` holds: the whole text, an object that stands somewhere in it, or a member
/// of such an object ({"result": {…}}, at most 3 levels). Tries at most 64 places, so that its time stays linear.
[[nodiscard]] std::optional<json::value> find_json_object(std::string_view text,
                                                          const std::function<bool(const json::value&)>& wanted);

}  // namespace tessera::openai
