#include "providers/openai/json_in_text.h"

#include <utility>

namespace tessera::openai {
namespace {

constexpr int most_places = 64;
constexpr int deepest_member = 3;

/// The length of the balanced {…} that `text` starts with, strings respected; 0 when it never closes.
std::size_t balanced_length(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return 0;
}

std::optional<json::value> wanted_part(const json::value& value, const std::function<bool(const json::value&)>& wanted,
                                       int depth) {
  if (wanted(value)) return value;
  if (depth >= deepest_member) return std::nullopt;
  if (const json::object* object = value.if_object()) {
    for (const auto& member : *object) {
      if (std::optional<json::value> found = wanted_part(member.value(), wanted, depth + 1)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<json::value> find_json_object(std::string_view text,
                                            const std::function<bool(const json::value&)>& wanted) {
  std::size_t at = text.find('{');
  for (int place = 0; place < most_places && at != std::string_view::npos; ++place) {
    const std::size_t length = balanced_length(text.substr(at));
    if (length > 0) {
      const Result<json::value> value = parse_json(text.substr(at, length));
      if (value) {
        if (std::optional<json::value> found = wanted_part(*value, wanted, 0)) return found;
        at = text.find('{', at + length);
        continue;
      }
    }
    at = text.find('{', at + 1);
  }
  return std::nullopt;
}

}  // namespace tessera::openai
