#include "model/identifiers.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"

namespace tessera {

Result<void> check_identifier(std::string_view name, std::string_view value) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  const bool fits = !value.empty() && value.size() <= max_identifier_length &&
                    value.find_first_not_of(allowed) == std::string_view::npos &&
                    value.find_first_not_of('.') != std::string_view::npos;
  if (fits) return {};
  // Quoted as JSON, so that control characters cannot reach a terminal.
  return failure(
      ErrorKind::usage,
      fmt::format("{} {} must be 1 to {} letters, digits, \".\", \"_\" or \"-\", and not only dots", name,
                  json::serialize(json::string_view(value.substr(0, max_identifier_length))), max_identifier_length));
}

std::string training_data_key(std::string_view user, std::string_view actor, std::string_view file) {
  using Part = std::pair<std::string_view, std::string_view>;
  for (const auto& [name, value] : {Part("user", user), Part("actor", actor), Part("file name", file)}) {
    const Result<void> checked = check_identifier(name, value);
    if (!checked) throw std::invalid_argument(checked.error().message);
  }
  return fmt::format("{}/custom_actors/{}/training_data/{}", user, actor, file);
}

}  // namespace tessera
