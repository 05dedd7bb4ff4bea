#pragma once
// Named settings from where users put them: the process environment, which beats `.env` in the working directory, which
// beats the [environment] table of tessera.toml. Read once at start; a value afterwards.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "tessera/error.h"

namespace tessera {

class Environment {
 public:
  Environment() = default;

  /// Reads `.env` and tessera.toml of `directory` (both may be missing) below the process environment. Blocking.
  /// Errors: configuration, naming file and line.
  [[nodiscard]] static Result<Environment> read(const std::filesystem::path& directory);

  /// Nothing when unset or empty.
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const;
  [[nodiscard]] Secret secret(const std::string& name) const { return Secret(get(name).value_or("")); }

  /// Beats everything that was read.
  void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }

  /// The [generate] table of tessera.toml: settings of a request by name, as text.
  [[nodiscard]] const std::map<std::string, std::string>& generate_defaults() const noexcept { return generate_; }
  /// The whole text of tessera.toml for those who read other tables of it (prices); empty when there is none.
  [[nodiscard]] const std::string& toml_text() const noexcept { return toml_text_; }

  friend bool operator==(const Environment&, const Environment&) = default;

 private:
  std::map<std::string, std::string> values_;
  std::map<std::string, std::string> generate_;
  std::string toml_text_;
};

/// Lines NAME=value, `export` allowed, # comments, single quotes verbatim, double quotes with \n \t \" \\ \$ escapes.
/// Pure. Errors: configuration with the line's number.
[[nodiscard]] Result<std::map<std::string, std::string>> parse_dotenv(std::string_view text);

}  // namespace tessera
