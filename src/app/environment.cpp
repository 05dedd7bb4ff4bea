#include "app/environment.h"

#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

extern char** environ;  // POSIX; not declared by any header of the C++ library

namespace tessera {
namespace {

constexpr std::uintmax_t max_file_bytes = 1'000'000;

bool is_name_character(char c, bool first) {
  return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (!first && c >= '0' && c <= '9');
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The value behind NAME=; nothing when a quote is not closed or something follows it.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
    const std::size_t comment = text.find(" #");
    return std::string(trimmed(text.substr(0, comment)));
  }
  const char quote = text.front();
  std::string value;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      const char escaped = text[++i];
      value += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
    } else {
      value += text[i];
    }
  }
  if (i == text.size()) return std::nullopt;
  const std::string_view rest = trimmed(text.substr(i + 1));
  if (!rest.empty() && !rest.starts_with('#')) return std::nullopt;
  return value;
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return std::string();
  if (size > max_file_bytes) {
    return failure(ErrorKind::configuration, fmt::format("{} is larger than {} bytes", path.string(), max_file_bytes));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file) return failure(ErrorKind::configuration, fmt::format("{} cannot be read", path.string()));
  return text;
}

/// The members of a TOML table as text.
Result<std::map<std::string, std::string>> texts_of(const toml::table& root, std::string_view name,
                                                    const std::string& file) {
  std::map<std::string, std::string> texts;
  const toml::table* table = root[name].as_table();
  if (table == nullptr) return texts;
  for (const auto& [key, node] : *table) {
    std::ostringstream text;
    if (const auto* string = node.as_string()) {
      text << string->get();
    } else if (node.is_integer() || node.is_floating_point() || node.is_boolean()) {
      node.visit([&](const auto& value) {
        if constexpr (toml::is_number<decltype(value)> || toml::is_boolean<decltype(value)>) {
          text << std::boolalpha << value.get();
        }
      });
    } else {
      return failure(ErrorKind::configuration,
                     fmt::format("{}:{}: {}.{} is no text, number or switch", file, node.source().begin.line, name,
                                 std::string_view(key.str())));
    }
    texts[std::string(key.str())] = text.str();
  }
  return texts;
}

}  // namespace

Result<std::map<std::string, std::string>> parse_dotenv(std::string_view text) {
  std::map<std::string, std::string> values;
  int line_number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line_number;
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    std::size_t length = 0;
    while (length < line.size() && is_name_character(line[length], length == 0)) ++length;
    const std::string name(line.substr(0, length));
    std::string_view rest = trimmed(line.substr(length));
    std::optional<std::string> value;
    if (!name.empty() && rest.starts_with('=')) value = unquoted(trimmed(rest.substr(1)));
    if (!value) {
      return failure(ErrorKind::configuration, fmt::format(".env:{}: not NAME=value with closed quotes", line_number));
    }
    values[name] = std::move(*value);
  }
  return values;
}

Result<Environment> Environment::read(const std::filesystem::path& directory) {
  Environment environment;
  const std::string toml_file = (directory / "tessera.toml").string();
  Result<std::string> toml_text = read_text(toml_file);
  if (!toml_text) return std::unexpected(toml_text.error());
  environment.toml_text_ = std::move(*toml_text);
  try {
    const toml::table root = toml::parse(environment.toml_text_);
    auto values = texts_of(root, "environment", "tessera.toml");
    if (!values) return std::unexpected(values.error());
    environment.values_ = std::move(*values);
    auto defaults = texts_of(root, "generate", "tessera.toml");
    if (!defaults) return std::unexpected(defaults.error());
    environment.generate_ = std::move(*defaults);
  } catch (const toml::parse_error& error) {
    return failure(ErrorKind::configuration, fmt::format("tessera.toml:{}:{}: {}", error.source().begin.line,
                                                         error.source().begin.column, error.description()));
  }

  const Result<std::string> dotenv_text = read_text(directory / ".env");
  if (!dotenv_text) return std::unexpected(dotenv_text.error());
  auto dotenv = parse_dotenv(*dotenv_text);
  if (!dotenv) return std::unexpected(dotenv.error());
  for (auto& [name, value] : *dotenv) environment.values_[name] = std::move(value);

  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && equals + 1 < text.size()) {
      environment.values_[std::string(text.substr(0, equals))] = text.substr(equals + 1);
    }
  }
  return environment;
}

std::optional<std::string> Environment::get(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

}  // namespace tessera
