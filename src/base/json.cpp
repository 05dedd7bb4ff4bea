#include "base/json.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace tessera {
namespace {

void write_canonical(const json::value& value, std::string& out) {
  if (const json::object* object = value.if_object()) {
    std::vector<json::string_view> keys;
    keys.reserve(object->size());
    for (const auto& member : *object) keys.push_back(member.key());
    std::ranges::sort(keys);
    out += '{';
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i > 0) out += ',';
      out += json::serialize(keys[i]);
      out += ':';
      write_canonical(object->at(keys[i]), out);
    }
    out += '}';
  } else if (const json::array* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      write_canonical((*array)[i], out);
    }
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

/// Boost.JSON 1.81 reads "0e316" as not-a-number and "1e999" as infinite, which JSON does not know.
bool is_not_finite(const json::value& value) noexcept {
  const double* number = value.if_double();
  return number != nullptr && !std::isfinite(*number);
}

void write_scalar(const json::value& value, std::string& out) {
  if (const double* number = value.if_double(); number != nullptr && std::isfinite(*number)) {
    out += fmt::format("{}", *number);  // 0.04, which Boost would write as 4E-2
  } else {
    out += json::serialize(value);
  }
}

void write_pretty(const json::value& value, std::string& out, std::size_t indent) {
  const std::string inner(indent + 2, ' ');
  if (const json::object* object = value.if_object(); object != nullptr && !object->empty()) {
    out += "{\n";
    std::size_t i = 0;
    for (const auto& member : *object) {
      out += inner + json::serialize(member.key()) + ": ";
      write_pretty(member.value(), out, indent + 2);
      out += ++i < object->size() ? ",\n" : "\n";
    }
    out += std::string(indent, ' ') + '}';
  } else if (const json::array* array = value.if_array(); array != nullptr && !array->empty()) {
    out += "[\n";
    for (std::size_t i = 0; i < array->size(); ++i) {
      out += inner;
      write_pretty((*array)[i], out, indent + 2);
      out += i + 1 < array->size() ? ",\n" : "\n";
    }
    out += std::string(indent, ' ') + ']';
  } else {
    write_scalar(value, out);
  }
}

void write_line(const json::value& value, std::string& out) {
  const char* separator = "";
  if (const json::object* object = value.if_object()) {
    out += '{';
    for (const auto& member : *object) {
      out += separator + json::serialize(member.key()) + ':';
      write_line(member.value(), out);
      separator = ",";
    }
    out += '}';
  } else if (const json::array* array = value.if_array()) {
    out += '[';
    for (const json::value& element : *array) {
      out += separator;
      write_line(element, out);
      separator = ",";
    }
    out += ']';
  } else {
    write_scalar(value, out);
  }
}

}  // namespace

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage) {
  json::parse_options options;
  options.max_depth = 32;
  json::parser parser({}, options);
  parser.reset(std::move(storage));
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) error = json::error::extra_data;
  if (error) {
    return failure(ErrorKind::bad_request, fmt::format("not JSON: {} near character {}", error.message(), read + 1));
  }
  return parser.release();
}

const json::value* find(const json::value& object, std::string_view key) noexcept {
  const json::object* members = object.if_object();
  if (members == nullptr) return nullptr;
  const json::value* value = members->if_contains(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string> find_string(const json::value& object, std::string_view key) {
  const json::value* value = find(object, key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<std::int64_t> find_integer(const json::value& object, std::string_view key) noexcept {
  const json::value* value = find(object, key);
  if (value == nullptr || is_not_finite(*value)) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  if (error) return std::nullopt;
  return number;
}

std::optional<double> find_number(const json::value& object, std::string_view key) noexcept {
  const json::value* value = find(object, key);
  if (value == nullptr || is_not_finite(*value)) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<double>(error);
  if (error) return std::nullopt;
  return number;
}

std::optional<bool> find_bool(const json::value& object, std::string_view key) noexcept {
  const json::value* value = find(object, key);
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

std::string canonical_json(const json::value& value) {
  std::string out;
  write_canonical(value, out);
  return out;
}

std::string line_json(const json::value& value) {
  std::string out;
  write_line(value, out);
  return out;
}

std::string pretty_json(const json::value& value) {
  std::string out;
  write_pretty(value, out, 0);
  out += '\n';
  return out;
}

}  // namespace tessera
