#pragma once
// Users and actors as parts of object keys and paths: they can never leave their prefix. Pure; any thread.

#include <string>
#include <string_view>

#include "tessera/error.h"

namespace tessera {

inline constexpr std::size_t max_identifier_length = 128;

/// Whether `value` is 1 to 128 ASCII letters, digits, '.', '_' and '-', and not only dots. `name` is what people call
/// it in the message: "--user". Errors: usage.
[[nodiscard]] Result<void> check_identifier(std::string_view name, std::string_view value);

/// "{user}/custom_actors/{actor}/training_data/{file}". Precondition: all three pass check_identifier()
/// (std::invalid_argument otherwise, so that no key can leave its prefix whoever forgets to check).
[[nodiscard]] std::string training_data_key(std::string_view user, std::string_view actor, std::string_view file);

}  // namespace tessera
