#include "pipeline/pool_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "dataset/plain_text.h"
#include "pipeline/embedded.h"
#include "pipeline/toml_mistakes.h"

namespace tessera {
namespace {

constexpr std::string_view subjects_name = "subjects";

/// Reads one pool text; notes every mistake and goes on, so that people mend a file in one go.
class PoolReader {
 public:
  explicit PoolReader(std::string_view file_name)
      : mistakes_(file_name), file_stem_(std::filesystem::path(file_name).stem().string()) {}

  Result<Pool> read(std::string_view toml_text) {
    const toml::table root = mistakes_.parse(toml_text);
    if (!mistakes_.empty()) return std::unexpected(mistakes_.error(ErrorKind::usage));
    mistakes_.add_unknown_keys(root, {"name", "description", "category"});
    pool_.name = root.contains("name") ? read_text(root, "name", max_category_characters) : file_stem_;
    if (root.contains("description")) static_cast<void>(read_text(root, "description", max_description_characters));
    read_categories(root);
    if (description_count(pool_) > max_descriptions) {
      mistakes_.add(root.source(), fmt::format("{} descriptions; a pool holds at most {}", description_count(pool_),
                                               max_descriptions));
    }
    if (!mistakes_.empty()) return std::unexpected(mistakes_.error(ErrorKind::usage));
    pool_.hash = hash_of(pool_);
    return std::move(pool_);
  }

 private:
  void read_categories(const toml::table& root) {
    const toml::array* categories = root["category"].as_array();
    if (categories == nullptr || categories->empty()) {
      mistakes_.add(TomlMistakes::place_of(root, "category"), "no category: a pool needs at least one [[category]]");
      return;
    }
    for (const toml::node& node : *categories) {
      if (const toml::table* table = node.as_table()) {
        read_category(*table);
      } else {
        mistakes_.add(node.source(), "a category must be a table: [[category]]");
      }
    }
  }

  void read_category(const toml::table& table) {
    mistakes_.add_unknown_keys(table, {"name", "descriptions"});
    PoolCategory category{.name = read_text(table, "name", max_category_characters), .descriptions = {}};
    note_doubled(category.name, TomlMistakes::place_of(table, "name"), category_names_);
    if (const auto* texts = mistakes_.require<toml::array>(table, "descriptions", "an array of texts")) {
      if (texts->empty()) mistakes_.add(texts->source(), "a category needs at least one description");
      for (const toml::node& node : *texts) {
        if (const auto* text = node.as_string()) {
          category.descriptions.push_back(checked(**text, node.source(), max_description_characters));
          note_doubled(category.descriptions.back(), node.source(), texts_);
        } else {
          mistakes_.add(node.source(), "a description must be a text in quotes");
        }
      }
    }
    pool_.categories.push_back(std::move(category));
  }

  std::string read_text(const toml::table& table, std::string_view key, std::size_t most_characters) {
    const auto* text = mistakes_.require<toml::value<std::string>>(table, key, "a text in quotes");
    return text == nullptr ? std::string() : checked(**text, text->source(), most_characters);
  }

  std::string checked(std::string_view raw, const toml::source_region& where, std::size_t most_characters) {
    const std::string_view text = trimmed(raw);
    const std::optional<std::size_t> characters = count_characters(text);
    if (text.empty()) {
      mistakes_.add(where, "the text is empty");
    } else if (!characters) {
      mistakes_.add(where, "the text is not UTF-8");
    } else if (has_control_characters(text)) {
      mistakes_.add(where, "the text holds a line break or another control character");
    } else if (*characters > most_characters) {
      mistakes_.add(where,
                    fmt::format("the text has {} characters; at most {} are allowed", *characters, most_characters));
    }
    return std::string(text);
  }

  using Places = std::map<std::string, toml::source_position>;

  void note_doubled(const std::string& text, const toml::source_region& where, Places& places) {
    if (text.empty()) return;
    const auto [first, is_new] = places.emplace(lower_ascii(text), where.begin);
    if (!is_new) mistakes_.add(where, fmt::format("the same text stands in line {} already", first->second.line));
  }

  static std::string hash_of(const Pool& pool) {
    // A line end cannot stand in a name or text, so equal joined texts mean equal pools.
    std::string joined = pool.name + '\n';
    for (const PoolCategory& category : pool.categories) {
      joined += '\n' + category.name + '\n';
      for (const std::string& text : category.descriptions) joined += text + '\n';
    }
    return to_hex(sha256(as_bytes(joined)));
  }

  TomlMistakes mistakes_;
  std::string file_stem_;
  Pool pool_;
  Places category_names_;
  Places texts_;
};

Result<std::string> read_small_file(const std::string& path) {
  const auto cannot = [&path](std::string_view why) {
    return failure(ErrorKind::usage, fmt::format("pool \"{}\" cannot be read: {}. Built-in pools: {}", path, why,
                                                 fmt::join(built_in_pools(), ", ")));
  };
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return cannot("there is neither a built-in pool nor a file of this name");
  if (!std::filesystem::is_regular_file(status)) return cannot("it is not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot(std::strerror(errno));
  std::string text(max_pool_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return cannot("reading failed");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > max_pool_bytes) return cannot(fmt::format("it has more than {} bytes", max_pool_bytes));
  return text;
}

}  // namespace

Result<Pool> read_pool(std::string_view toml_text, std::string_view file_name) {
  return PoolReader(file_name).read(toml_text);
}

Result<Pool> load_pool(const std::string& name_or_path) {
  if (name_or_path == subjects_name) return read_pool(embedded::subjects_pool_text, subjects_name);
  const Result<std::string> text = read_small_file(name_or_path);
  if (!text) return std::unexpected(text.error());
  return read_pool(*text, name_or_path);
}

std::vector<std::string> built_in_pools() { return {std::string(subjects_name)}; }

std::size_t description_count(const Pool& pool) noexcept {
  std::size_t count = 0;
  for (const PoolCategory& category : pool.categories) count += category.descriptions.size();
  return count;
}

}  // namespace tessera
