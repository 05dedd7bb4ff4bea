#include "dataset/training_set.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "dataset/caption_files.h"
#include "dataset/dataset.h"
#include "dataset/files.h"
#include "dataset/plain_text.h"

namespace tessera {
namespace {

constexpr std::size_t max_manifest_bytes = 64U << 20U;
constexpr std::size_t max_picture_bytes = 256U << 20U;

/// What a dataset.json says of a picture.
struct Lineage {
  int number = 0;
  std::optional<RecordedCaption> caption;
  std::string description, category;
};

bool looks_like_a_picture(const std::filesystem::path& file) {
  static const std::set<std::string, std::less<>> extensions{".jpg",  ".jpeg", ".png", ".webp", ".avif",
                                                             ".heic", ".bmp",  ".gif", ".tif",  ".tiff"};
  return extensions.contains(lower_ascii(file.extension().string()));
}

/// Files that may be pictures, by name. Errors: io.
Result<std::vector<std::filesystem::path>> picture_files(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::filesystem::path& path = entry->path();
    std::error_code ignored;
    if (path.filename().string().starts_with('.') || !looks_like_a_picture(path)) continue;
    if (entry->is_regular_file(ignored)) files.push_back(path);
  }
  if (error) return failure(ErrorKind::io, fmt::format("cannot read {}: {}", folder.string(), error.message()));
  std::ranges::sort(files);
  return files;
}

std::map<std::string, Lineage> lineage_of(const json::value& manifest) {
  std::map<std::string, Lineage> lineage;
  const std::map<std::string, RecordedCaption> captions = captions_of(manifest);
  const json::value* items = find(manifest, "items");
  if (items == nullptr || !items->is_array()) return lineage;
  for (const json::value& item : items->get_array()) {
    const std::optional<std::string> file = find_string(item, "file");
    if (!file) continue;
    Lineage& entry = lineage[std::filesystem::path(*file).filename().string()];
    entry.number = static_cast<int>(find_integer(item, "number").value_or(0));
    if (const auto caption = captions.find(*file); caption != captions.end()) entry.caption = caption->second;
    if (const json::value* description = find(item, "description")) {
      entry.description = find_string(*description, "text").value_or("");
      entry.category = find_string(*description, "category").value_or("");
    }
  }
  return lineage;
}

/// The text beside `picture`. What is no caption as it stands becomes one, or nothing, and a note says so.
Result<std::optional<Caption>> caption_beside(const std::filesystem::path& picture, const Lineage* lineage,
                                              std::vector<std::string>& notes) {
  const std::filesystem::path file = std::filesystem::path(picture).replace_extension(".txt");
  const RecordedCaption* recorded = lineage != nullptr && lineage->caption ? &*lineage->caption : nullptr;
  const Result<CaptionFile> found = read_caption(file, recorded);
  if (!found) return std::unexpected(found.error());
  const std::string name = file.filename().string();
  if (found->is_there && !found->caption) {
    notes.push_back(fmt::format("{} says nothing; it is taken for missing", name));
  } else if (!found->is_plain) {
    notes.push_back(fmt::format("{} is not one line of UTF-8 of at most {} characters; it is read as \"{}\"", name,
                                max_caption_characters, found->caption->text()));
  }
  return found->caption;
}

/// Folder names become what all trainers take as a name.
std::string plain_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool keeps =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    if (keeps) {
      name.push_back(c);
    } else if (!name.empty() && name.back() != '-') {
      name.push_back('-');
    }
  }
  while (name.ends_with('-')) name.pop_back();
  return name.find_first_not_of('.') == std::string::npos ? "set" : name;
}

void read_manifest(const json::value& manifest, TrainingSet& set) {
  set.name = plain_name(find_string(manifest, "actor").value_or(set.name));
  if (find_string(manifest, "mode") == "character") set.mode = Mode::character;
  if (const json::value* source = find(manifest, "source")) {
    set.source_sha256 = find_string(*source, "sha256").value_or("");
  }
  set.trigger = trigger_in(manifest);
  const std::string status = find_string(manifest, "status").value_or("");
  if (status != "complete") {
    set.notes.push_back(fmt::format("the run is not complete ({}): what there is now is taken", status));
  }
}

/// The numbers of pictures without lineage go on after the highest known one.
void number_the_rest(std::vector<TrainingPicture>& pictures) {
  int next = 1;
  for (const TrainingPicture& picture : pictures) next = std::max(next, picture.number + 1);
  for (TrainingPicture& picture : pictures) {
    if (picture.number == 0) picture.number = next++;
  }
  std::ranges::sort(pictures, {}, &TrainingPicture::number);
}

std::unexpected<Error> nothing_in(const std::filesystem::path& folder) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (!entry->is_directory(ignored)) continue;
    const Result<std::vector<std::filesystem::path>> below = picture_files(entry->path());
    if (below && !below->empty()) {
      return failure(ErrorKind::usage, fmt::format("there is no picture in {}, but there are some in {}: name that",
                                                   folder.string(), entry->path().string()));
    }
  }
  return failure(ErrorKind::usage, fmt::format("there is no picture in {}", folder.string()));
}

}  // namespace

Result<TrainingSet> load_training_set(const std::filesystem::path& folder) {
  std::error_code error;
  TrainingSet set{.folder = std::filesystem::absolute(folder, error).lexically_normal()};
  if (!set.folder.has_filename()) set.folder = set.folder.parent_path();
  if (error || !std::filesystem::is_directory(set.folder, error)) {
    return failure(ErrorKind::usage, fmt::format("there is no folder {}", folder.string()));
  }
  set.name = plain_name(set.folder.filename().string());

  std::filesystem::path pictures = set.folder;
  std::map<std::string, Lineage> lineage;
  if (const Result<Bytes> bytes = read_file(set.folder / "dataset.json", max_manifest_bytes)) {
    const Result<json::value> manifest = parse_json(as_text(*bytes));
    if (manifest && find_string(*manifest, "schema") == dataset_schema) {
      read_manifest(*manifest, set);
      lineage = lineage_of(*manifest);
      pictures = set.folder / "images";
    }
  }
  const Result<std::vector<std::filesystem::path>> files = picture_files(pictures);
  if (!files) return std::unexpected(files.error());
  for (const std::filesystem::path& file : *files) {
    const std::string name = file.filename().string();
    const Result<Bytes> bytes = read_file(file, max_picture_bytes);
    const Result<ImageInfo> info = bytes ? read_image_info(*bytes) : std::unexpected(bytes.error());
    if (!info) {
      set.notes.push_back(fmt::format("{} is left out: {}", name, info.error().message));
      continue;
    }
    const auto known = lineage.find(name);
    const Lineage* entry = known == lineage.end() ? nullptr : &known->second;
    Result<std::optional<Caption>> caption = caption_beside(file, entry, set.notes);
    if (!caption) return std::unexpected(caption.error());
    TrainingPicture picture{.file = file, .info = *info, .caption = std::move(*caption)};
    if (entry != nullptr) {
      picture.number = entry->number;
      picture.description = entry->description;
      picture.category = entry->category;
    }
    set.pictures.push_back(std::move(picture));
  }
  if (set.pictures.empty()) return nothing_in(pictures);
  number_the_rest(set.pictures);
  return set;
}

}  // namespace tessera
