#include "app/request_settings.h"

#include <algorithm>

#include <fmt/format.h>

namespace tessera {
namespace {

std::string variable_of(std::string_view field) {
  std::string name = "TESSERA_" + std::string(field);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return name;
}

/// Sets a field and says where an unusable value stood.
Result<void> set_from(Request& request, std::string_view field, const std::string& value, const std::string& where) {
  Result<void> set = set_field(request, field, value);
  if (set) return set;
  // The field's own name opens the message; people know it by where they wrote it.
  std::string message = std::move(set.error().message);
  if (message.starts_with(field)) message.replace(0, field.size(), where);
  return failure(set.error().kind, std::move(message));
}

}  // namespace

std::string flag_of(std::string_view field) {
  std::string flag = "--" + std::string(field);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

Result<Request> merge_request(const Environment& environment, const GivenFields& given, FieldSpelling spelling) {
  Request request;
  for (const auto& [name, value] : environment.generate_defaults()) {
    const Result<void> set = set_from(request, name, value, fmt::format("tessera.toml, generate.{}", name));
    if (!set) return std::unexpected(set.error());
  }
  for (const RequestField& field : request_fields()) {
    const std::string variable = variable_of(field.name);
    const std::optional<std::string> value = environment.get(variable);
    if (!value) continue;
    const Result<void> set = set_from(request, field.name, *value, variable);
    if (!set) return std::unexpected(set.error());
  }
  for (const auto& [name, value] : given) {
    const Result<void> set = set_from(request, name, value, spelling == FieldSpelling::flag ? flag_of(name) : name);
    if (!set) return std::unexpected(set.error());
  }
  return request;
}

}  // namespace tessera
