#include "dataset/export/export_folder.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/durable_file.h"
#include "base/json.h"
#include "dataset/files.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view list_name = ".tessera-export.json";
constexpr std::string_view list_schema = "tessera.export/1";
constexpr std::string_view staging_name = ".tessera-export.tmp";
constexpr std::size_t max_list_bytes = 64U << 20U;

struct ExportList {
  bool is_complete = false;
  std::map<std::string, std::string> files;  ///< name -> SHA-256
};

std::optional<ExportList> read_list(const fs::path& root) {
  const Result<Bytes> bytes = read_file(root / list_name, max_list_bytes);
  if (!bytes) return std::nullopt;
  const Result<json::value> value = parse_json(as_text(*bytes));
  if (!value || find_string(*value, "schema") != list_schema) return std::nullopt;
  ExportList list{.is_complete = find_bool(*value, "complete").value_or(false)};
  const json::value* files = find(*value, "files");
  if (files == nullptr || !files->is_object()) return std::nullopt;
  for (const auto& file : files->get_object()) {
    if (file.value().is_string()) list.files.emplace(file.key(), file.value().get_string());
  }
  return list;
}

/// Every file below `root` by its relative name, without the list and what a killed export staged. Errors: io.
Result<std::vector<std::string>> names_below(const fs::path& root) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::recursive_directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().lexically_relative(root).generic_string();
    if (name == staging_name) {
      entry.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;
    const bool is_folder = entry->is_directory(ignored) && !entry->is_symlink(ignored);
    if (!is_folder && name != list_name && !is_left_over(entry->path())) names.push_back(name);
  }
  if (error) return failure(ErrorKind::io, fmt::format("cannot read {}: {}", root.string(), error.message()));
  std::ranges::sort(names);
  return names;
}

std::unexpected<Error> refusal(const fs::path& root, std::string_view why, std::string_view way_out) {
  return failure(ErrorKind::usage, fmt::format("{} {}; nothing was written. {}", root.string(), why, way_out));
}

Result<std::string> digest_of(const fs::path& file) {
  const Result<Bytes> bytes = read_whole(file);
  if (!bytes) return std::unexpected(bytes.error());
  return to_hex(sha256(*bytes));
}

/// Removes folders that became empty, upwards from `folder` to `root`.
void remove_empty(fs::path folder, const fs::path& root) {
  std::error_code error;
  while (folder != root && fs::remove(folder, error) && !error) folder = folder.parent_path();
}

}  // namespace

Result<ExportFolder> ExportFolder::open(const fs::path& root, bool force) {
  std::error_code error;
  fs::path absolute = fs::absolute(root, error).lexically_normal();
  if (error) return failure(ErrorKind::io, fmt::format("cannot find {}: {}", root.string(), error.message()));
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  constexpr std::string_view elsewhere = "Give an empty or new folder with --to";
  const fs::file_status status = fs::status(absolute, error);
  if (fs::exists(status) && !fs::is_directory(status)) return refusal(absolute, "is no folder", elsewhere);
  ExportFolder folder(absolute);
  folder.is_new_ = !fs::exists(status);
  if (!folder.is_new_) {
    const Result<std::vector<std::string>> names = names_below(absolute);
    if (!names) return std::unexpected(names.error());
    const std::optional<ExportList> list = read_list(absolute);
    for (const std::string& name : *names) {
      if (!list) return refusal(absolute, fmt::format("is not empty (it holds {})", name), elsewhere);
      const auto listed = list->files.find(name);
      if (listed == list->files.end()) {
        if (force) {
          folder.foreign_.insert(name);
          continue;
        }
        return refusal(absolute, fmt::format("holds {}, which no export wrote", name),
                       "Move it away, give another folder with --to, or let it stay there with --force");
      }
      const Result<std::string> digest = digest_of(absolute / name);
      if (!digest) return std::unexpected(digest.error());
      if (list->is_complete && *digest != listed->second && !force) {
        return refusal(absolute, fmt::format("holds {}, which was changed since it was exported", name),
                       "Move it away, give another folder with --to, or overwrite it with --force");
      }
      folder.earlier_.push_back(name);
    }
  }
  if (const Result<void> made = make_folder(absolute); !made) return std::unexpected(made.error());
  fs::remove_all(absolute / staging_name, error);  // of an export that was killed
  if (error) return failure(ErrorKind::io, fmt::format("cannot clear {}: {}", absolute.string(), error.message()));
  return folder;
}

fs::path ExportFolder::staged() const { return root_ / staging_name; }

Result<fs::path> ExportFolder::place_for(const std::string& name) {
  fs::path place = root_ / staging_name / name;
  if (const Result<void> made = make_folder(place.parent_path()); !made) return std::unexpected(made.error());
  return place;
}

Result<void> ExportFolder::add(const std::string& name, ByteView bytes) {
  const Result<fs::path> place = place_for(name);
  if (!place) return std::unexpected(place.error());
  if (const Result<void> written = write_synced(*place, bytes, FileAccess::by_umask); !written) return written;
  staged_[name] = to_hex(sha256(bytes));
  return {};
}

Result<bool> ExportFolder::add_link(const std::string& name, const fs::path& original, ByteView bytes) {
  const Result<fs::path> place = place_for(name);
  if (!place) return std::unexpected(place.error());
  std::error_code error;
  fs::create_hard_link(fs::canonical(original, error), *place, error);
  if (!error) {
    staged_[name] = to_hex(sha256(bytes));
    return true;
  }
  if (const Result<void> added = add(name, bytes); !added) return std::unexpected(added.error());
  return false;
}

Result<void> ExportFolder::adopt(const std::string& name) {
  const Result<std::string> digest = digest_of(root_ / staging_name / name);
  if (!digest) return std::unexpected(digest.error());
  staged_[name] = *digest;
  return {};
}

Result<void> ExportFolder::write_list(std::string_view format, bool is_complete) const {
  json::object files;
  std::map<std::string, std::string> all = staged_;
  // Until everything is in its place, files of both exports may be there.
  if (!is_complete) {
    for (const std::string& name : earlier_) all.try_emplace(name, "");
  }
  for (const auto& [name, digest] : all) files[name] = digest;
  const json::object list{
      {"schema", list_schema}, {"format", format}, {"complete", is_complete}, {"files", std::move(files)}};
  return write_file(root_ / list_name, as_bytes(pretty_json(list)));
}

void ExportFolder::discard() noexcept {
  std::error_code ignored;
  fs::remove_all(root_ / staging_name, ignored);
  if (is_new_) fs::remove(root_, ignored);  // only when nothing is in it
}

Result<std::vector<std::string>> ExportFolder::finish(std::string_view format) {
  for (const std::string& name : foreign_) {
    if (staged_.contains(name)) {
      return refusal(root_, fmt::format("holds {}, which no export wrote and which would be overwritten", name),
                     "Move it away, or give another folder with --to");
    }
  }
  if (const Result<void> listed = write_list(format, false); !listed) return std::unexpected(listed.error());
  std::error_code error;
  for (const std::string& name : earlier_) {
    if (staged_.contains(name)) continue;
    fs::remove(root_ / name, error);
    if (error) return failure(ErrorKind::io, fmt::format("cannot remove {}: {}", name, error.message()));
    remove_empty((root_ / name).parent_path(), root_);
  }
  std::vector<std::string> names;
  std::set<fs::path> folders{root_};
  for (const auto& [name, digest] : staged_) {
    const fs::path place = root_ / name;
    if (const Result<void> made = make_folder(place.parent_path()); !made) return std::unexpected(made.error());
    fs::rename(root_ / staging_name / name, place, error);
    if (error) return failure(ErrorKind::io, fmt::format("cannot write {}: {}", place.string(), error.message()));
    folders.insert(place.parent_path());
    names.push_back(name);
  }
  fs::remove_all(root_ / staging_name, error);
  for (const fs::path& folder : folders) {
    if (const Result<void> synced = sync_folder(folder); !synced) return std::unexpected(synced.error());
  }
  if (const Result<void> listed = write_list(format, true); !listed) return std::unexpected(listed.error());
  return names;
}

}  // namespace tessera
