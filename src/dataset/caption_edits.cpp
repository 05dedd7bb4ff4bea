#include "dataset/caption_edits.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "dataset/caption_files.h"
#include "dataset/dataset.h"
#include "dataset/files.h"
#include "dataset/training_set.h"

namespace tessera {
namespace {

constexpr std::size_t max_manifest_bytes = 64U << 20U;

/// The dataset.json of `folder`; null when there is none of this program.
Result<json::value> manifest_of(const std::filesystem::path& folder) {
  const Result<Bytes> bytes = read_file(folder / "dataset.json", max_manifest_bytes);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) return json::value();
  if (!bytes) return std::unexpected(bytes.error());
  Result<json::value> manifest = parse_json(as_text(*bytes));
  if (!manifest || find_string(*manifest, "schema") != dataset_schema) return json::value();
  return manifest;
}

/// The item that was made into `file`; nothing when dataset.json does not know it.
json::object* item_of(json::value& manifest, const std::filesystem::path& file) {
  json::object* object = manifest.if_object();
  json::value* items = object == nullptr ? nullptr : object->if_contains("items");
  if (items == nullptr || !items->is_array()) return nullptr;
  for (json::value& item : items->get_array()) {
    const std::optional<std::string> name = find_string(item, "file");
    if (name && std::filesystem::path(*name).stem() == file.stem()) return item.if_object();
  }
  return nullptr;
}

/// Writes a caption of the user, from a file whose text has this hash, into the manifest. Whether that changed it.
bool record(json::value& manifest, const std::filesystem::path& file, const Caption& caption, std::string_view hash) {
  json::object* item = item_of(manifest, file);
  if (item == nullptr || caption.by() != CaptionBy::user) return false;
  const json::object before = *item;
  (*item)["caption"] = caption.text();
  (*item)["caption_by"] = name_of(CaptionBy::user);
  // An earlier version recorded no hash; without an edit its dataset.json stays as it is.
  if (*item == before && !before.contains("caption_sha256")) return false;
  (*item)["caption_sha256"] = hash;
  return *item != before;
}

/// The hash of the text beside a picture; empty when there is none.
std::string hash_beside(const std::filesystem::path& picture) {
  const Result<CaptionFile> found = read_caption(std::filesystem::path(picture).replace_extension(".txt"), nullptr);
  return found ? found->sha256 : std::string();
}

Result<void> write_manifest(const std::filesystem::path& folder, const json::value& manifest) {
  return write_file(folder / "dataset.json", as_bytes(pretty_json(manifest)));
}

bool is_called(const TrainingPicture& picture, std::string_view name) {
  const std::string stem = picture.file.stem().string();
  if (name == stem || name == picture.file.filename().string()) return true;
  const bool is_number = !name.empty() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  return is_number && stem == fmt::format("{:0>4}", name);
}

}  // namespace

Result<std::vector<CaptionEntry>> list_captions(const std::filesystem::path& folder) {
  const Result<TrainingSet> set = load_training_set(folder);
  if (!set) return std::unexpected(set.error());
  Result<json::value> manifest = manifest_of(set->folder);
  if (!manifest) return std::unexpected(manifest.error());
  std::vector<CaptionEntry> entries;
  bool has_new_edits = false;
  for (const TrainingPicture& picture : set->pictures) {
    CaptionEntry entry{.name = picture.file.stem().string(), .caption = picture.caption};
    entry.is_new_edit = picture.caption && record(*manifest, picture.file, *picture.caption, hash_beside(picture.file));
    has_new_edits = has_new_edits || entry.is_new_edit;
    entries.push_back(std::move(entry));
  }
  if (has_new_edits) {
    if (const Result<void> written = write_manifest(set->folder, *manifest); !written) {
      return std::unexpected(written.error());
    }
  }
  return entries;
}

Result<void> refresh_captions(const std::filesystem::path& out, const std::optional<Trigger>& trigger) {
  Result<json::value> manifest = manifest_of(out);
  if (!manifest) return std::unexpected(manifest.error());
  if (manifest->is_null()) return {};
  const json::value before = *manifest;
  const std::optional<Trigger> earlier = trigger_in(before);
  for (const auto& [name, recorded] : captions_of(before)) {
    const std::filesystem::path file = std::filesystem::path(out / name).replace_extension(".txt");
    const Result<CaptionFile> found = read_caption(file, &recorded);
    if (!found) return std::unexpected(found.error());
    if (found->caption && found->caption->by() == CaptionBy::user) {
      record(*manifest, file, *found->caption, found->sha256);
      continue;
    }
    const Caption caption = with_trigger(recorded.caption, earlier, trigger);
    if (found->caption == caption) continue;
    if (const Result<void> written = write_file(file, as_bytes(caption.text())); !written) return written;
    if (json::object* item = item_of(*manifest, file)) {
      (*item)["caption"] = caption.text();
      (*item)["caption_sha256"] = caption_sha256(caption.text());
    }
  }
  if (earlier != trigger) manifest->get_object()["trigger"] = trigger_json(trigger);
  return *manifest == before ? Result<void>() : write_manifest(out, *manifest);
}

Result<Caption> set_caption(const std::filesystem::path& folder, std::string_view name, std::string_view text) {
  const Result<Caption> content = Caption::make(text, CaptionBy::user);
  if (!content) return std::unexpected(content.error());
  const Result<TrainingSet> set = load_training_set(folder);
  if (!set) return std::unexpected(set.error());
  const auto picture = std::ranges::find_if(set->pictures, [&](const auto& each) { return is_called(each, name); });
  if (picture == set->pictures.end()) {
    return failure(ErrorKind::usage,
                   fmt::format("there is no picture {} in {}; it has {} to {}", name, set->folder.string(),
                               set->pictures.front().file.stem().string(), set->pictures.back().file.stem().string()));
  }
  Result<json::value> manifest = manifest_of(set->folder);
  if (!manifest) return std::unexpected(manifest.error());
  Caption caption = with_trigger(*content, std::nullopt, set->trigger);
  const std::filesystem::path file = std::filesystem::path(picture->file).replace_extension(".txt");
  if (const Result<void> written = write_file(file, as_bytes(caption.text())); !written) {
    return std::unexpected(written.error());
  }
  if (record(*manifest, picture->file, caption, caption_sha256(caption.text()))) {
    if (const Result<void> written = write_manifest(set->folder, *manifest); !written) {
      return std::unexpected(written.error());
    }
  }
  return caption;
}

}  // namespace tessera
