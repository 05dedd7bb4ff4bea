// The settings of a training that stand beside the pictures: TOML of sd-scripts, YAML of ai-toolkit, JSON of the
// others.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/json.h"
#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"

namespace tessera::lint {
namespace {

/// More passes than anybody trains.
constexpr std::size_t most_resolutions = 16;

/// Whole numbers between everything else: "[512, 768]" -> 512, 768.
std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> numbers;
  for (std::size_t at = text.find_first_of("0123456789"); at < text.size(); at = text.find_first_of("0123456789", at)) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (error == std::errc() && number > 0) numbers.push_back(number);
    at = static_cast<std::size_t>(end - text.data());
  }
  return numbers;
}

// --- sd-scripts: a TOML of datasets ---------------------------------------------------------------------------------

/// sd-scripts looks for a setting in the subset, then the dataset, then [general], then takes its default.
using Tables = std::vector<const toml::table*>;
template <class T>
T setting(const Tables& tables, std::string_view name, T otherwise) {
  for (const toml::table* table : tables) {
    if (table == nullptr) continue;
    if (const auto value = table->get_as<std::conditional_t<std::is_same_v<T, int>, std::int64_t, T>>(name)) {
      return static_cast<T>(value->get());
    }
  }
  return otherwise;
}

int side(const toml::node* resolution) {
  if (resolution == nullptr) return 0;
  if (const auto* one = resolution->as_integer())
    return static_cast<int>(std::clamp<std::int64_t>(one->get(), 0, 8192));
  const toml::array* both = resolution->as_array();
  if (both == nullptr || both->size() != 2) return 0;
  const std::int64_t width = std::clamp<std::int64_t>((*both)[0].value_or(std::int64_t{0}), 0, 8192);
  const std::int64_t height = std::clamp<std::int64_t>((*both)[1].value_or(std::int64_t{0}), 0, 8192);
  return static_cast<int>(std::sqrt(static_cast<double>(width * height)));
}

/// Nothing when the text is no TOML.
std::optional<toml::table> parsed_toml(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

TrainerSettings sd_scripts_settings(Trainer trainer, const Tables& tables) {
  TrainerSettings settings = default_settings(trainer);
  settings.caption_extension = setting<std::string>(tables, "caption_extension", settings.caption_extension);
  if (!settings.caption_extension.starts_with('.')) settings.caption_extension.insert(0, ".");
  settings.class_tokens = setting<std::string>(tables, "class_tokens", "");
  settings.buckets = {.enabled = setting(tables, "enable_bucket", false),
                      .step = std::clamp(setting(tables, "bucket_reso_steps", 64), 1, 512),
                      .least_side = std::clamp(setting(tables, "min_bucket_reso", 256), 1, 8192),
                      .most_side = std::clamp(setting(tables, "max_bucket_reso", 1024), 64, 16384),
                      .enlarges = !setting(tables, "bucket_no_upscale", false)};
  return settings;
}

/// What --config_file names: the flags of the command, under headings that mean nothing to sd-scripts.
bool read_training_toml(const Survey& survey, std::string_view text, View& view) {
  const std::optional<toml::table> parsed = parsed_toml(text);
  if (!parsed) return false;
  Tables tables{&*parsed};
  for (const auto& [key, node] : *parsed) {
    if (const toml::table* section = node.as_table()) tables.push_back(section);
  }
  const std::string folder = setting<std::string>(tables, "train_data_dir", "");
  if (folder.empty()) return false;
  view.settings = sd_scripts_settings(view.trainer, tables);
  std::vector<int> sides = numbers_in(setting<std::string>(tables, "resolution", ""));
  if (const int side = setting(tables, "resolution", 0); side > 0) sides = {side};
  if (sides.size() == 2) sides = {static_cast<int>(std::sqrt(static_cast<double>(sides[0]) * sides[1]))};
  set_resolutions(view.settings, std::move(sides));
  view.folder = folder_named(survey, folder);
  return true;
}

bool read_dataset_toml(const Survey& survey, std::string_view text, View& view) {
  std::optional<toml::table> parsed = parsed_toml(text);
  if (!parsed) return false;
  const toml::table& whole = *parsed;
  const toml::array* datasets = whole["datasets"].as_array();
  if (datasets == nullptr || datasets->empty()) return false;
  const toml::table* general = whole["general"].as_table();
  const toml::table* first = (*datasets)[0].as_table();
  if (first == nullptr) return false;
  const toml::array* subsets = first->get_as<toml::array>("subsets");
  const toml::table* subset = subsets == nullptr || subsets->empty() ? nullptr : (*subsets)[0].as_table();
  const Tables tables{subset, first, general};
  TrainerSettings& settings = view.settings;
  settings = sd_scripts_settings(view.trainer, tables);
  std::vector<int> resolutions;
  for (const toml::node& dataset : *datasets) {
    const toml::table* table = dataset.as_table();
    const int one = table == nullptr ? 0 : side(table->get("resolution"));
    resolutions.push_back(one != 0 || general == nullptr ? one : side(general->get("resolution")));
  }
  set_resolutions(settings, std::move(resolutions));
  view.folder = folder_named(survey, setting<std::string>(tables, "image_dir", ""));
  return true;
}

// --- ai-toolkit: a YAML whose few lines that matter here are read as they are usually written -----------------------

void read_ai_toolkit_yaml(const Survey& survey, std::string_view text, View& view) {
  TrainerSettings& settings = view.settings;
  std::vector<int> resolutions;
  bool in_list = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    line = trimmed(line.substr(0, line.find(" #")));
    if (line.starts_with('#') || line.empty()) continue;
    if (in_list && line.starts_with("- ") && line.find_first_not_of("0123456789", 2) == std::string_view::npos) {
      for (const int resolution : numbers_in(line)) resolutions.push_back(resolution);
      continue;
    }
    in_list = false;
    if (line.starts_with("- ")) line.remove_prefix(2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, colon);
    std::string_view value = trimmed(line.substr(colon + 1));
    if (key == "resolution") {
      for (const int resolution : numbers_in(value)) resolutions.push_back(resolution);
      in_list = value.empty();
    }
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    if (key == "trigger_word") settings.trigger = value;
    if (key == "folder_path") view.folder = folder_named(survey, value);
    if (key == "caption_ext" && !value.empty())
      settings.caption_extension = fmt::format("{}{}", value.starts_with('.') ? "" : ".", value);
  }
  set_resolutions(settings, std::move(resolutions));
}

void read_replicate_input(std::string_view text, TrainerSettings& settings) {
  const Result<json::value> input = parse_json(text);
  if (!input) return;
  if (const std::optional<std::string> list = find_string(*input, "resolution"))
    set_resolutions(settings, numbers_in(*list));
  if (const std::optional<std::string> trigger = find_string(*input, "trigger_word")) settings.trigger = *trigger;
}

void read_simpletuner_backends(const Survey& survey, std::string_view text, View& view) {
  const Result<json::value> backends = parse_json(text);
  if (!backends || !backends->is_array()) return;
  std::vector<int> resolutions;
  for (const json::value& backend : backends->get_array()) {
    const std::optional<std::string> folder = find_string(backend, "instance_data_dir");
    if (!folder) continue;
    view.folder = folder_named(survey, *folder);
    if (const std::optional<double> resolution = find_number(backend, "resolution"))
      resolutions.push_back(static_cast<int>(*resolution));
    if (const std::optional<double> least = find_number(backend, "minimum_image_size")) {
      view.settings.buckets.least_picture = static_cast<int>(std::clamp(*least, 0.0, 8192.0));
    }
  }
  set_resolutions(view.settings, std::move(resolutions));
}

}  // namespace

void set_resolutions(TrainerSettings& settings, std::vector<int> resolutions) {
  std::erase_if(resolutions, [](int resolution) { return resolution < 64 || resolution > 8192; });
  if (resolutions.empty()) return;
  std::ranges::sort(resolutions);
  const auto repeated = std::ranges::unique(resolutions);
  resolutions.erase(repeated.begin(), repeated.end());
  resolutions.resize(std::min(resolutions.size(), most_resolutions));
  settings.resolutions = std::move(resolutions);
}

void read_configuration(const Survey& survey, View& view) {
  if (survey.zip && view.trainer == Trainer::replicate && survey.beside) {
    read_replicate_input(*survey.beside, view.settings);
    view.configuration = input_beside_zip;
    return;
  }
  for (const TrainerFile& file : survey.files) {
    if (!file.text || file.path.contains('/')) continue;
    const std::string_view extension = extension_of(file.path);
    const bool yaml = extension == ".yaml" || extension == ".yml";
    if (view.trainer == Trainer::sd_scripts && extension == ".toml") {
      if (!read_dataset_toml(survey, *file.text, view)) continue;
    } else if (view.trainer == Trainer::sd_scripts_folder && extension == ".toml") {
      if (!read_training_toml(survey, *file.text, view)) continue;
    } else if (view.trainer == Trainer::ai_toolkit && yaml && file.text->contains("folder_path")) {
      read_ai_toolkit_yaml(survey, *file.text, view);
    } else if (view.trainer == Trainer::replicate && file.path == input_beside_zip) {
      read_replicate_input(*file.text, view.settings);
    } else if (view.trainer == Trainer::simpletuner && file.path == "multidatabackend.json") {
      read_simpletuner_backends(survey, *file.text, view);
    } else {
      continue;
    }
    view.configuration = file.path;
    return;
  }
}

}  // namespace tessera::lint
