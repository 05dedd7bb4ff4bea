#include "pipeline/existing_set.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/durable_file.h"
#include "imaging/codec.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

/// Adds the pictures that lie directly in `folder`. Files that cannot be read or are too large are no pictures.
void add_pictures_in(const fs::path& folder, const std::string& name, std::vector<ExistingPicture>& pictures) {
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    std::error_code unknown;
    const std::string file = entry->path().filename().string();
    if (file.starts_with('.') || !entry->is_regular_file(unknown)) continue;
    if (entry->file_size(unknown) > ImageLimits().max_bytes || unknown) continue;
    const Result<Bytes> bytes = read_whole(entry->path());
    if (!bytes || !sniff_format(*bytes)) continue;
    pictures.push_back({.name = name + "/" + file, .path = entry->path(), .content = blob_id(*bytes)});
    if (pictures.size() > most_existing_pictures) return;
  }
}

}  // namespace

std::string ExistingSet::hash() const {
  if (pictures.empty()) return {};
  std::vector<std::string> contents;
  for (const ExistingPicture& picture : pictures) contents.push_back(picture.content.text());
  std::ranges::sort(contents);  // names may change, the pictures stay the same
  std::string all;
  for (const std::string& content : contents) all += content;
  return to_hex(sha256(as_bytes(all)));
}

Result<ExistingSet> list_existing_set(const std::string& folder) {
  ExistingSet set;
  if (folder.empty()) return set;
  const fs::path path = fs::path(folder).lexically_normal();
  std::error_code unknown;
  if (!fs::is_directory(path, unknown)) {
    return failure(ErrorKind::usage, fmt::format("--against {}: there is no such folder", folder));
  }
  const fs::path named = path.has_filename() ? path : path.parent_path();
  const std::string name = named.filename().string();
  add_pictures_in(path, name, set.pictures);
  add_pictures_in(path / "images", name + "/images", set.pictures);
  if (set.pictures.empty()) {
    return failure(ErrorKind::usage,
                   fmt::format("--against {}: there is no picture in it, nor in a folder images in it", folder));
  }
  if (set.pictures.size() > most_existing_pictures) {
    return failure(ErrorKind::usage,
                   fmt::format("--against {}: there are more than {} pictures in it", folder, most_existing_pictures));
  }
  std::ranges::sort(set.pictures, {}, &ExistingPicture::name);
  return set;
}

Result<Descriptor> describe_existing(const ExistingPicture& picture) {
  const Result<Bytes> bytes = read_whole(picture.path);
  if (!bytes) return std::unexpected(bytes.error());
  if (blob_id(*bytes) != picture.content) {
    return failure(ErrorKind::conflict,
                   fmt::format("{} was changed while the run began; start it again", picture.path.string()));
  }
  const Result<Image> image = decode_image(*bytes);
  if (!image) return std::unexpected(image.error());
  return describe(*image);
}

}  // namespace tessera
