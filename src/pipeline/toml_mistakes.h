#pragma once
// Mistakes in a TOML text, told with line and column. For the readers of pools and prices.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "tessera/error.h"

namespace tessera {

/// Collects what is wrong with one text. Lives as long as the reading of that text.
class TomlMistakes {
 public:
  explicit TomlMistakes(std::string_view file_name) : file_name_(file_name) {}

  /// Parses; a syntax mistake is noted and gives an empty table.
  [[nodiscard]] toml::table parse(std::string_view text);
  void add(const toml::source_region& where, std::string what);
  /// One mistake for each key that is not among `known`.
  void add_unknown_keys(const toml::table& table, std::initializer_list<std::string_view> known);
  /// The member of type T, or nothing: with a mistake noted when it is missing or of another type.
  template <class T>
  [[nodiscard]] const T* require(const toml::table& table, std::string_view key, std::string_view type_name) {
    const T* value = table[key].as<T>();
    if (value == nullptr) add(place_of(table, key), missing(table, key, type_name));
    return value;
  }

  [[nodiscard]] bool empty() const noexcept { return lines_.empty(); }
  /// All of them, first lines first.
  [[nodiscard]] Error error(ErrorKind kind) const;

  /// Where the member stands, or the table when it has no such member.
  [[nodiscard]] static const toml::source_region& place_of(const toml::table& table, std::string_view key);

 private:
  [[nodiscard]] static std::string missing(const toml::table& table, std::string_view key, std::string_view type_name);

  std::string file_name_;
  std::vector<std::string> lines_;
};

}  // namespace tessera
