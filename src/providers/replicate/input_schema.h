#pragma once
// What a model accepts, from its own live description (the OpenAPI document of its version), and whether an input is
// that. The part of JSON Schema that such descriptions use: type, enum, minimum, maximum, required, default,
// references. The description is untrusted. Pure; any thread.

#include <string>
#include <string_view>

#include "base/json.h"

namespace tessera::replicate {

class InputSchema {
 public:
  /// `schemas` is "components.schemas", `name` the one that is meant: "TrainingInput". Errors: bad_request when there
  /// is no such object.
  [[nodiscard]] static Result<InputSchema> find(const json::value& schemas, std::string_view name);

  [[nodiscard]] bool has(std::string_view property) const;
  /// Whether values of it must not be shown or kept ("format": "password").
  [[nodiscard]] bool is_secret(std::string_view property) const;

  /// A value for `property` from text, by its type. Errors: usage: no such input (those that exist are named), not of
  /// the type.
  [[nodiscard]] Result<json::value> read(std::string_view property, std::string_view text) const;

  /// Errors: usage, one line a mistake, naming input, value and what is allowed.
  [[nodiscard]] Result<void> check(const json::object& input) const;

 private:
  InputSchema(json::object schemas, json::object properties, json::array required)
      : schemas_(std::move(schemas)), properties_(std::move(properties)), required_(std::move(required)) {}

  [[nodiscard]] json::object property(std::string_view name) const;

  json::object schemas_;
  json::object properties_;
  json::array required_;
};

}  // namespace tessera::replicate
