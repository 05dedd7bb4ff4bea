#include "providers/replicate/input_schema.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace tessera::replicate {
namespace {

constexpr std::string_view reference_start = "#/components/schemas/";
constexpr std::size_t longest_shown = 80;

std::string shown(const json::value& value) {
  std::string text = json::serialize(value);
  if (text.size() > longest_shown) text = text.substr(0, longest_shown) + "…";
  return text;
}

bool is_of_type(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return true;  // a type that we do not know is for the provider to check
}

std::optional<std::string> mistake_in(const json::value& value, const json::object& schema) {
  const json::value description = schema;
  const std::string type = find_string(description, "type").value_or("");
  if (!is_of_type(value, type)) return fmt::format("{} is no {}", shown(value), type);
  const json::value* allowed = tessera::find(description, "enum");
  if (allowed != nullptr && allowed->is_array() &&
      std::ranges::find(allowed->get_array(), value) == allowed->get_array().end()) {
    return fmt::format("{} is none of {}", shown(value), json::serialize(*allowed));
  }
  if (!value.is_number()) return std::nullopt;
  const auto number = value.to_number<double>();
  const std::optional<double> least = find_number(description, "minimum");
  const std::optional<double> most = find_number(description, "maximum");
  if (least && number < *least) return fmt::format("{} is less than {}", shown(value), *least);
  if (most && number > *most) return fmt::format("{} is more than {}", shown(value), *most);
  return std::nullopt;
}

std::unexpected<Error> unreadable(std::string_view property, std::string_view text, std::string_view type) {
  return failure(ErrorKind::usage, fmt::format("the input {} is of type {}, and \"{}\" is not", property, type, text));
}

template <class T>
Result<json::value> read_number(std::string_view property, std::string_view text, std::string_view type) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return unreadable(property, text, type);
  return json::value(number);
}

}  // namespace

Result<InputSchema> InputSchema::find(const json::value& schemas, std::string_view name) {
  const json::value* schema = tessera::find(schemas, name);
  const json::value* properties = schema == nullptr ? nullptr : tessera::find(*schema, "properties");
  if (properties == nullptr || !properties->is_object()) {
    return failure(ErrorKind::bad_request, fmt::format("its description has no {}", name));
  }
  const json::value* required = tessera::find(*schema, "required");
  return InputSchema(schemas.get_object(), properties->get_object(),
                     required != nullptr && required->is_array() ? required->get_array() : json::array());
}

bool InputSchema::has(std::string_view name) const { return properties_.contains(name); }

bool InputSchema::is_secret(std::string_view name) const {
  return find_string(json::value(property(name)), "format") == "password";
}

/// With the members of what it refers to; its own win.
json::object InputSchema::property(std::string_view name) const {
  const json::value* own = properties_.if_contains(name);
  if (own == nullptr || !own->is_object()) return {};
  json::object whole = own->get_object();
  json::array parts;
  if (const json::value* all = tessera::find(*own, "allOf"); all != nullptr && all->is_array())
    parts = all->get_array();
  parts.push_back(*own);
  for (const json::value& part : parts) {
    const std::string reference = find_string(part, "$ref").value_or("");
    if (!reference.starts_with(reference_start)) continue;
    const json::value* target = schemas_.if_contains(std::string_view(reference).substr(reference_start.size()));
    if (target == nullptr || !target->is_object()) continue;
    for (const auto& member : target->get_object()) {
      if (!whole.contains(member.key())) whole[member.key()] = member.value();
    }
  }
  return whole;
}

Result<json::value> InputSchema::read(std::string_view name, std::string_view text) const {
  if (!has(name)) {
    std::string names;
    for (const auto& known : properties_) names += (names.empty() ? "" : ", ") + std::string(known.key());
    return failure(ErrorKind::usage, fmt::format("the trainer has no input \"{}\"; it has {}", name, names));
  }
  const std::string type = find_string(json::value(property(name)), "type").value_or("string");
  if (type == "string") return json::value(text);
  if (type == "integer") return read_number<std::int64_t>(name, text, type);
  if (type == "number") return read_number<double>(name, text, type);
  if (type == "boolean") {
    if (text == "true" || text == "false") return json::value(text == "true");
    return unreadable(name, text, type);
  }
  Result<json::value> value = parse_json(text);
  if (!value || !is_of_type(*value, type)) return unreadable(name, text, type);
  return value;
}

Result<void> InputSchema::check(const json::object& input) const {
  std::string mistakes;
  const auto add = [&mistakes](std::string_view name, std::string_view why) {
    mistakes += fmt::format("{}{}: {}", mistakes.empty() ? "" : "\n", name, why);
  };
  for (const json::value& needed : required_) {
    if (needed.is_string() && !input.contains(needed.get_string())) add(needed.get_string(), "is needed");
  }
  for (const auto& member : input) {
    if (!has(member.key())) {
      add(member.key(), "the trainer has no such input");
    } else if (const std::optional<std::string> mistake = mistake_in(member.value(), property(member.key()))) {
      add(member.key(), *mistake);
    }
  }
  if (mistakes.empty()) return {};
  return failure(ErrorKind::usage, "the trainer does not accept this:\n" + mistakes);
}

}  // namespace tessera::replicate
