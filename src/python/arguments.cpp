#include "python/arguments.h"

#include <limits>

#include <fmt/format.h>

namespace tessera::python {
namespace {

std::optional<int> whole_number(const json::value& value) {
  if (!value.is_int64()) return std::nullopt;
  const std::int64_t number = value.get_int64();
  if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(number);
}

std::string as_text(const json::value& value) { return std::string(value.get_string()); }

}  // namespace

Arguments::Arguments(const std::string& text) : arguments_(json::parse(text)) {}

const json::value* Arguments::given(std::string_view name) const {
  const json::value* value = find(arguments_, name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void Arguments::refuse(std::string_view name, std::string_view expected) {
  if (mistake_) return;
  mistake_ = Error{.kind = ErrorKind::usage,
                   .message = fmt::format("{}: {} is not usable; {}", name, json::serialize(*given(name)), expected)};
}

Result<void> Arguments::checked() const {
  if (mistake_) return std::unexpected(*mistake_);
  return {};
}

Arguments& Arguments::read(std::string_view name, std::string& text) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  if (value->is_string()) {
    text = as_text(*value);
  } else {
    refuse(name, "a text is");
  }
  return *this;
}

Arguments& Arguments::read(std::string_view name, std::vector<std::string>& texts) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  if (!value->is_array()) {
    refuse(name, "texts are");
    return *this;
  }
  texts.clear();
  for (const json::value& one : value->get_array()) {
    if (!one.is_string()) {
      refuse(name, "texts are");
      return *this;
    }
    texts.push_back(as_text(one));
  }
  return *this;
}

Arguments& Arguments::read(std::string_view name, std::map<std::string, std::string>& texts) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  if (!value->is_object()) {
    refuse(name, "a dictionary is");
    return *this;
  }
  for (const auto& [key, one] : value->get_object()) {
    texts[std::string(key)] = one.is_string() ? as_text(one) : json::serialize(one);
  }
  return *this;
}

Arguments& Arguments::read(std::string_view name, std::vector<int>& numbers) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  if (!value->is_array()) {
    refuse(name, "whole numbers are");
    return *this;
  }
  numbers.clear();
  for (const json::value& one : value->get_array()) {
    const std::optional<int> number = whole_number(one);
    if (!number) {
      refuse(name, "whole numbers are");
      return *this;
    }
    numbers.push_back(*number);
  }
  return *this;
}

Arguments& Arguments::read(std::string_view name, std::optional<int>& number) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  number = whole_number(*value);
  if (!number) refuse(name, "a whole number is");
  return *this;
}

Arguments& Arguments::read(std::string_view name, std::optional<double>& number) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  number = find_number(arguments_, name);
  if (!number) refuse(name, "a number is");
  return *this;
}

Arguments& Arguments::read(std::string_view name, std::optional<std::string>& text) {
  if (given(name) == nullptr) return *this;
  return read(name, text.emplace());
}

Arguments& Arguments::read(std::string_view name, std::optional<Money>& dollars) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  const std::string text = value->is_string() ? as_text(*value) : json::serialize(*value);
  const Result<Money> money =
      value->is_number() ? Money::parse(fmt::format("{:.6f}", value->to_number<double>())) : Money::parse(text);
  if (money) {
    dollars = *money;
  } else {
    refuse(name, "US dollars such as 2.50 are");
  }
  return *this;
}

Arguments& Arguments::read(std::string_view name, std::uint64_t& number) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  if (value->is_uint64() || (value->is_int64() && value->get_int64() >= 0)) {
    number = value->to_number<std::uint64_t>();
  } else {
    refuse(name, "a whole number from 0 is");
  }
  return *this;
}

Arguments& Arguments::read(std::string_view name, bool& yes) {
  const json::value* value = given(name);
  if (value == nullptr) return *this;
  if (value->is_bool()) {
    yes = value->get_bool();
  } else {
    refuse(name, "True or False is");
  }
  return *this;
}

}  // namespace tessera::python
