// Checks inputs the way the provider reports them.
#include <algorithm>

#include <fmt/format.h>

#include "simulator/catalog.h"

namespace tessera::sim {
namespace {

bool has_type(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  return true;
}

std::optional<InvalidField> check(const json::value& value, const json::value& schema, const std::string& field,
                                  std::string_view name) {
  const auto type = find_string(schema, "type").value_or("");
  if (!has_type(value, type)) {
    return InvalidField{"invalid_type", field, fmt::format("Invalid type. Expected: {}", type)};
  }
  if (type == "string" && find_string(schema, "format") == "uri") {
    const std::string_view text = value.get_string();
    if (!text.starts_with("https://") && !text.starts_with("http://") && !text.starts_with("data:")) {
      return InvalidField{"format", field, "Does not match format 'uri'"};
    }
  }
  if (const auto* values = find(schema, "enum"); values != nullptr && values->is_array()) {
    const auto& list = values->get_array();
    if (std::ranges::find(list, value) == list.end()) {
      std::string words;
      for (const auto& allowed : list) words += (words.empty() ? "" : ", ") + json::serialize(allowed);
      return InvalidField{"enum", field, fmt::format("{} must be one of the following: {}", name, words)};
    }
  }
  if (value.is_number()) {
    const double number = value.to_number<double>();
    if (const auto most = find_number(schema, "maximum"); most && number > *most) {
      return InvalidField{"number_lte", field, fmt::format("Must be less than or equal to {}", *most)};
    }
    if (const auto least = find_number(schema, "minimum"); least && number < *least) {
      return InvalidField{"number_gte", field, fmt::format("Must be greater than or equal to {}", *least)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<InvalidField> validate(const json::object& value, const json::object& schema, std::string_view prefix) {
  std::vector<InvalidField> wrong;
  const auto field_of = [&](std::string_view name) {
    return prefix.empty() ? std::string(name) : fmt::format("{}.{}", prefix, name);
  };
  if (const auto* required = schema.if_contains("required")) {
    for (const auto& name : required->as_array()) {
      const std::string_view text = name.as_string();
      if (!value.contains(text)) wrong.push_back({"required", field_of(text), fmt::format("{} is required", text)});
    }
  }
  const auto* properties = schema.if_contains("properties");
  for (const auto& member : value) {
    const auto* known = properties == nullptr ? nullptr : properties->as_object().if_contains(member.key());
    if (known == nullptr) {
      wrong.push_back({"additional_property_not_allowed", field_of(member.key()),
                       fmt::format("Additional property {} is not allowed", std::string_view(member.key()))});
      continue;
    }
    if (auto found = check(member.value(), *known, field_of(member.key()), member.key())) {
      wrong.push_back(std::move(*found));
    }
  }
  return wrong;
}

json::object invalid_input(const std::vector<InvalidField>& fields) {
  std::string detail;
  json::array list;
  for (const auto& wrong : fields) {
    detail += fmt::format("- {}: {}\n", wrong.field, wrong.description);
    list.push_back(json::object{{"type", wrong.type}, {"field", wrong.field}, {"description", wrong.description}});
  }
  return {
      {"title", "Input validation failed"}, {"detail", detail}, {"status", 422}, {"invalid_fields", std::move(list)}};
}

}  // namespace tessera::sim
