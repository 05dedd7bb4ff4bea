#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.h"

namespace tessera {
namespace {

std::string flag_of(std::string_view field) {
  std::string flag = "--" + std::string(field);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

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

void add_request_options(CLI::App& command, GivenFields& given) {
  static const json::object defaults = request_json(Request{});
  for (const RequestField& field : request_fields()) {
    const std::string name(field.name);
    const std::string flag = flag_of(field.name);
    if (field.placeholder.empty()) {
      command.add_flag_callback(flag, [&given, name] { given[name] = "true"; }, std::string(field.help));
      continue;
    }
    std::string help(field.help);
    if (const json::value* value = defaults.if_contains(field.name)) {
      const std::string text = value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
      if (!text.empty()) help += fmt::format(" [{}]", text);
    }
    command
        .add_option_function<std::string>(
            flag, [&given, name](const std::string& value) { given[name] = value; }, help)
        ->type_name(std::string(field.placeholder));
  }
}

Result<Request> merge_request(const Environment& environment, const GivenFields& given) {
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
    const Result<void> set = set_from(request, name, value, flag_of(name));
    if (!set) return std::unexpected(set.error());
  }
  return request;
}

}  // namespace tessera
