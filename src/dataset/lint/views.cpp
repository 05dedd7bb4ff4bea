// Which trainers a folder is for, where their pictures are in it, and the settings that stand beside them.

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

bool any_picture_in(const Survey& survey, std::string_view folder, bool below) {
  for (std::size_t i = 0; i < survey.files.size(); ++i) {
    const std::string_view path = survey.files[i].path;
    if (!survey.facts[i].named_picture || !path.starts_with(folder)) continue;
    if (below || !path.substr(folder.size()).contains('/')) return true;
  }
  return false;
}

/// Exports and sets of Tessera keep pictures in images/; a folder without pictures of its own is taken for such a one.
std::string folder_of_pictures(const Survey& survey) {
  return !any_picture_in(survey, "", false) && any_picture_in(survey, "images/", true) ? "images/" : "";
}

/// "/home/me/set/images" -> "images/" when there is such a folder here.
std::string folder_named(const Survey& survey, std::string_view configured) {
  while (configured.ends_with('/')) configured.remove_suffix(1);
  const std::string last = fmt::format("{}/", name_in(configured));
  return any_picture_in(survey, last, true) ? last : folder_of_pictures(survey);
}

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

void set_resolutions(TrainerSettings& settings, std::vector<int> resolutions) {
  std::erase_if(resolutions, [](int resolution) { return resolution < 64 || resolution > 8192; });
  if (resolutions.empty()) return;
  std::ranges::sort(resolutions);
  const auto repeated = std::ranges::unique(resolutions);
  resolutions.erase(repeated.begin(), repeated.end());
  resolutions.resize(std::min(resolutions.size(), most_resolutions));
  settings.resolutions = std::move(resolutions);
}

// --- sd-scripts: a TOML of datasets ---------------------------------------------------------------------------------

/// sd-scripts looks for a setting in the subset, then the dataset, then [general], then takes its default.
template <class T>
T setting(std::initializer_list<const toml::table*> tables, std::string_view name, T otherwise) {
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
  const auto tables = {subset, first, general};
  TrainerSettings& settings = view.settings;
  settings = default_settings(Trainer::sd_scripts);
  settings.caption_extension = setting<std::string>(tables, "caption_extension", settings.caption_extension);
  if (!settings.caption_extension.starts_with('.')) settings.caption_extension.insert(0, ".");
  settings.class_tokens = setting<std::string>(tables, "class_tokens", "");
  settings.buckets = {.enabled = setting(tables, "enable_bucket", false),
                      .step = std::clamp(setting(tables, "bucket_reso_steps", 64), 1, 512),
                      .least_side = std::clamp(setting(tables, "min_bucket_reso", 256), 1, 8192),
                      .most_side = std::clamp(setting(tables, "max_bucket_reso", 1024), 64, 16384),
                      .enlarges = !setting(tables, "bucket_no_upscale", false)};
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

void read_ai_toolkit_yaml(std::string_view text, TrainerSettings& settings) {
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

/// Settings from the files at the top of the folder.
void read_configuration(const Survey& survey, View& view) {
  for (const TrainerFile& file : survey.files) {
    if (!file.text || file.path.contains('/')) continue;
    const std::string_view extension = extension_of(file.path);
    const bool yaml = extension == ".yaml" || extension == ".yml";
    if (view.trainer == Trainer::sd_scripts && extension == ".toml") {
      if (!read_dataset_toml(survey, *file.text, view)) continue;
    } else if (view.trainer == Trainer::ai_toolkit && yaml && file.text->contains("folder_path")) {
      read_ai_toolkit_yaml(*file.text, view.settings);
    } else if (view.trainer == Trainer::replicate && file.path == "input.json") {
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

bool has_repeat_folders(const Survey& survey, std::string_view below) {
  return std::ranges::any_of(survey.files, [&](const TrainerFile& file) {
    if (!file.path.starts_with(below)) return false;
    const std::string_view rest = std::string_view(file.path).substr(below.size());
    std::string tokens;
    return rest.contains('/') && rest.contains('_') && folder_repeats(rest.substr(0, rest.find('/')), tokens) > 0;
  });
}

bool has_list(const Survey& survey) {
  return std::ranges::any_of(survey.files,
                             [](const TrainerFile& file) { return name_in(file.path) == "metadata.jsonl"; });
}

/// Which trainers a folder of this form was made for.
std::vector<Trainer> readers_of(const Survey& survey) {
  if (survey.zip) return {Trainer::replicate};
  if (survey.tar) return {Trainer::webdataset};
  if (has_list(survey)) return {Trainer::imagefolder};
  if (has_repeat_folders(survey, "") || has_repeat_folders(survey, "train/")) return {Trainer::sd_scripts_folder};
  return {Trainer::ai_toolkit, Trainer::sd_scripts, Trainer::replicate, Trainer::simpletuner};
}

/// The training over the files of `view.folder`, with the survey's indices.
Training training_of(const Survey& survey, const View& view) {
  if (view.folder.empty()) return what_trains(view.trainer, survey.files, view.settings);
  std::vector<TrainerFile> files;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < survey.files.size(); ++i) {
    if (!survey.files[i].path.starts_with(view.folder)) continue;
    files.push_back({.path = survey.files[i].path.substr(view.folder.size()), .text = survey.files[i].text});
    places.push_back(i);
  }
  Training training = what_trains(view.trainer, files, view.settings);
  for (TrainedPicture& picture : training.pictures) {
    picture.file = places[picture.file];
    if (picture.caption_file) picture.caption_file = places[*picture.caption_file];
  }
  return training;
}

}  // namespace

std::vector<View> views_of(const Survey& survey, const LintOptions& options) {
  std::vector<View> views;
  for (const Trainer trainer : options.trainers.empty() ? readers_of(survey) : options.trainers) {
    View view{.trainer = trainer, .settings = safe_settings(trainer)};
    if (trainer == Trainer::sd_scripts_folder) {
      view.folder = has_repeat_folders(survey, "train/") ? "train/" : "";
    } else if (trainer != Trainer::imagefolder && trainer != Trainer::webdataset) {
      view.folder = folder_of_pictures(survey);
    }
    read_configuration(survey, view);
    if (options.caption_extension) view.settings.caption_extension = *options.caption_extension;
    set_resolutions(view.settings, options.resolutions);
    const bool puts_in = trainer == Trainer::ai_toolkit || trainer == Trainer::replicate;
    if (puts_in && view.settings.trigger.empty()) view.settings.trigger = options.trigger;
    view.training = training_of(survey, view);
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace tessera::lint
