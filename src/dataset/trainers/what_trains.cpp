#include "dataset/trainers/what_trains.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <unordered_map>

#include <fmt/format.h>

#include "base/json.h"
#include "dataset/plain_text.h"

namespace tessera {
namespace {

using Index = std::unordered_map<std::string_view, std::size_t>;

Index index_of(std::span<const TrainerFile> files) {
  Index index;
  index.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) index.emplace(files[i].path, i);
  return index;
}

/// Too large for a caption: trained as if it were blank.
std::string_view text_of(const TrainerFile& file) noexcept {
  return file.text ? std::string_view(*file.text) : std::string_view();
}

bool one_of(std::string_view value, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, value) != list.end();
}

/// "sub/deeper" of "sub/deeper/a.png"; empty at the top.
std::string_view folder_of(std::string_view path) noexcept {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool in_hidden_folder(std::string_view path) noexcept { return path.starts_with('.') || path.contains("/."); }

bool seen_by_ai_toolkit(std::string_view path) {
  return one_of(lower_ascii(extension_of(path)), {".jpg", ".jpeg", ".png", ".webp"});
}

bool seen_by_sd_scripts(std::string_view name) {
  return !name.starts_with('.') && one_of(extension_of(name), {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".PNG", ".JPG",
                                                               ".JPEG", ".WEBP", ".BMP"});
}

bool is_picture(Trainer trainer, std::string_view path) {
  switch (trainer) {
    case Trainer::ai_toolkit:
      return seen_by_ai_toolkit(path) && !in_hidden_folder(path) && name_in(folder_of(path)) != "_controls";
    case Trainer::replicate:
      return seen_by_ai_toolkit(path) && !path.starts_with("__MACOSX/") && !path.starts_with("._");
    case Trainer::sd_scripts:
      return !path.contains('/') && seen_by_sd_scripts(path);
    case Trainer::sd_scripts_folder: {
      std::string tokens;
      return std::ranges::count(path, '/') == 1 && seen_by_sd_scripts(name_in(path)) &&
             folder_repeats(folder_of(path), tokens) > 0;
    }
    case Trainer::simpletuner:
    case Trainer::webdataset:
      return one_of(lower_ascii(extension_of(path)), {".jpg", ".jpeg", ".png", ".webp", ".bmp"});
    case Trainer::imagefolder:
      break;
  }
  return false;
}

/// sd-scripts also looks under the path without its last four pieces between underscores, when it has five or more.
std::string shortened(std::string_view stem) {
  if (std::ranges::count(stem, '_') < 4) return {};
  std::size_t end = stem.size();
  for (int piece = 0; piece < 4; ++piece) end = stem.rfind('_', end - 1);
  return std::string(stem.substr(0, end));
}

std::optional<std::size_t> caption_file_of(Trainer trainer, std::string_view path, const Index& index,
                                           std::string_view extension) {
  const std::string_view stem = without_extension(path);
  if (const auto found = index.find(fmt::format("{}{}", stem, extension)); found != index.end()) return found->second;
  if (trainer == Trainer::sd_scripts || trainer == Trainer::sd_scripts_folder) {
    const auto found = index.find(fmt::format("{}{}", shortened(stem), extension));
    if (found != index.end()) return found->second;
  }
  return std::nullopt;
}

Training with_sidecars(Trainer trainer, std::span<const TrainerFile> files, const TrainerSettings& settings) {
  const Index index = index_of(files);
  const std::string extension = trainer == Trainer::simpletuner ? ".txt" : settings.caption_extension;
  Training training;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string& path = files[i].path;
    if (!is_picture(trainer, path)) continue;
    TrainedPicture picture{.file = i, .caption_file = caption_file_of(trainer, path, index, extension), .caption = {}};
    std::string tokens;
    if (trainer == Trainer::sd_scripts_folder) picture.repeats = folder_repeats(folder_of(path), tokens);
    std::optional<std::string_view> text;
    if (picture.caption_file) text = text_of(files[*picture.caption_file]);
    picture.caption = trained_caption(trainer, text, settings, tokens);
    training.pictures.push_back(std::move(picture));
  }
  return training;
}

Training with_metadata(std::span<const TrainerFile> files, const TrainerSettings& settings) {
  Training training;
  const Index index = index_of(files);
  bool listed = false;
  for (std::size_t list = 0; list < files.size(); ++list) {
    if (name_in(files[list].path) != "metadata.jsonl" || !files[list].text) continue;
    listed = true;
    const std::string folder(folder_of(files[list].path));
    for (const MetadataLine& line : read_metadata_lines(*files[list].text)) {
      if (!line.problem.empty()) {
        training.aborts = fmt::format("line {} of {}: {}", line.line, files[list].path, line.problem);
        continue;
      }
      const auto found = index.find(folder.empty() ? line.file_name : fmt::format("{}/{}", folder, line.file_name));
      if (found == index.end()) {
        training.aborts =
            fmt::format("line {} of {} names {}, which is not there", line.line, files[list].path, line.file_name);
        continue;
      }
      training.pictures.push_back({.file = found->second,
                                   .caption_file = list,
                                   .caption = trained_caption(Trainer::imagefolder, line.text, settings)});
    }
  }
  if (!listed) training.aborts = "there is no metadata.jsonl, so that no picture has a text";
  std::ranges::sort(training.pictures, {}, &TrainedPicture::file);
  return training;
}

/// The key of a sample: the path up to the first dot of its last part.
std::string_view key_of(std::string_view path) noexcept {
  const std::size_t name = path.size() - name_in(path).size();
  const std::size_t dot = path.find('.', name);
  return path.substr(0, dot);
}

Training with_neighbours(std::span<const TrainerFile> files, const TrainerSettings& settings) {
  Training training;
  for (std::size_t begin = 0; begin < files.size();) {
    std::size_t end = begin + 1;
    while (end < files.size() && key_of(files[end].path) == key_of(files[begin].path)) ++end;
    std::optional<std::size_t> picture;
    std::optional<std::size_t> text;
    for (std::size_t i = begin; i < end; ++i) {
      if (is_picture(Trainer::webdataset, files[i].path)) picture = i;
      if (extension_of(files[i].path) == ".txt") text = i;
    }
    if (picture) {
      std::optional<std::string_view> words;
      if (text) words = text_of(files[*text]);
      training.pictures.push_back(
          {.file = *picture, .caption_file = text, .caption = trained_caption(Trainer::webdataset, words, settings)});
    }
    begin = end;
  }
  return training;
}

}  // namespace

Training what_trains(Trainer trainer, std::span<const TrainerFile> files, const TrainerSettings& settings) {
  switch (trainer) {
    case Trainer::imagefolder:
      return with_metadata(files, settings);
    case Trainer::webdataset:
      return with_neighbours(files, settings);
    default:
      return with_sidecars(trainer, files, settings);
  }
}

int folder_repeats(std::string_view name, std::string& tokens) {
  const std::size_t underscore = std::min(name.find('_'), name.size());
  int repeats = 0;
  const char* end = name.data() + underscore;
  const auto [stopped, error] = std::from_chars(name.data(), end, repeats);
  if (error != std::errc() || stopped != end || repeats < 1) return 0;
  tokens = name.substr(std::min(underscore + 1, name.size()));
  return repeats;
}

std::string_view name_in(std::string_view path) noexcept {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view extension_of(std::string_view path) noexcept {
  const std::string_view name = name_in(path);
  const std::size_t first_letter = std::min(name.find_first_not_of('.'), name.size());
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot < first_letter ? std::string_view() : name.substr(dot);
}

std::string_view without_extension(std::string_view path) noexcept {
  return path.substr(0, path.size() - extension_of(path).size());
}

std::vector<MetadataLine> read_metadata_lines(std::string_view text) {
  std::vector<MetadataLine> lines;
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view content = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (content.empty()) continue;
    MetadataLine line{.line = number, .file_name = {}, .text = {}, .problem = {}};
    const Result<json::value> value = parse_json(content);
    if (!value || !value->is_object()) {
      line.problem = "it is no JSON object";
    } else if (std::optional<std::string> name = find_string(*value, "file_name"); !name || name->empty()) {
      line.problem = "it has no file_name";
    } else {
      line.file_name = std::move(*name);
      line.text = find_string(*value, "text");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace tessera
