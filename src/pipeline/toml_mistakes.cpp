#include "pipeline/toml_mistakes.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tessera {
namespace {

constexpr std::size_t most_lines_told = 20;

}  // namespace

toml::table TomlMistakes::parse(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    add(error.source(), std::string(error.description()));
    return {};
  }
}

void TomlMistakes::add(const toml::source_region& where, std::string what) {
  lines_.push_back(fmt::format("{}:{}:{}: {}", file_name_, where.begin.line, where.begin.column, what));
}

void TomlMistakes::add_unknown_keys(const toml::table& table, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    add(key.source(), fmt::format("unknown key \"{}\"; known here: {}", key.str(), fmt::join(known, ", ")));
  }
}

Error TomlMistakes::error(ErrorKind kind) const {
  std::string message = fmt::format(
      "{}", fmt::join(lines_.begin(),
                      lines_.begin() + static_cast<std::ptrdiff_t>(std::min(lines_.size(), most_lines_told)), "\n"));
  if (lines_.size() > most_lines_told) {
    message += fmt::format("\n{}: and {} more mistakes", file_name_, lines_.size() - most_lines_told);
  }
  return Error{.kind = kind, .message = std::move(message)};
}

const toml::source_region& TomlMistakes::place_of(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return node == nullptr ? table.source() : node->source();
}

std::string TomlMistakes::missing(const toml::table& table, std::string_view key, std::string_view type_name) {
  return fmt::format("\"{}\" {} {}", key, table.contains(key) ? "must be" : "is missing:", type_name);
}

}  // namespace tessera
