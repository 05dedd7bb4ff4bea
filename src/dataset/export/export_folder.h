#pragma once
// The folder that an export is written to. A hidden file at its top, .tessera-export.json, lists what was written with
// SHA-256, so that the next export can tell its own files from a person's. Private to exports. Blocking.

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "tessera/error.h"

namespace tessera {

/// Files are staged beside their places and moved there at the end, so that what was there stays until the new export
/// is complete.
class ExportFolder {
 public:
  /// Makes `root` when missing. Errors: usage when it holds files that no export wrote, or files of an export that were
  /// changed since (taken with `force`, never deleted); io. Nothing is touched on an error.
  [[nodiscard]] static Result<ExportFolder> open(const std::filesystem::path& root, bool force);

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }

  /// Stages a file. `name` is relative, of plain folders. Errors: io.
  [[nodiscard]] Result<void> add(const std::string& name, ByteView bytes);

  /// Stages a hard link to `original`, whose content is `bytes`; a copy where the file system does not link. Returns
  /// whether it is a link. Errors: io.
  [[nodiscard]] Result<bool> add_link(const std::string& name, const std::filesystem::path& original, ByteView bytes);

  /// Where to write a file that is staged with adopt(): archives are written piece by piece. Errors: io.
  [[nodiscard]] Result<std::filesystem::path> place_for(const std::string& name);
  /// Stages the file that was written at place_for(name). Errors: io.
  [[nodiscard]] Result<void> adopt(const std::string& name);

  /// The folder that holds what was staged so far.
  [[nodiscard]] std::filesystem::path staged() const;

  /// Moves everything staged to its place, removes files of the earlier export that are no longer part of it, and
  /// returns all names, sorted. Errors: io; usage when a file that no export wrote is in the way.
  [[nodiscard]] Result<std::vector<std::string>> finish(std::string_view format);

  /// Removes what was staged; what was there before stays.
  void discard() noexcept;

 private:
  explicit ExportFolder(std::filesystem::path root) : root_(std::move(root)) {}
  [[nodiscard]] Result<void> write_list(std::string_view format, bool is_complete) const;

  std::filesystem::path root_;                 ///< absolute
  bool is_new_ = false;                        ///< made by open()
  std::vector<std::string> earlier_;           ///< files of the export that was there
  std::set<std::string> foreign_;              ///< files that no export wrote
  std::map<std::string, std::string> staged_;  ///< name -> SHA-256
};

}  // namespace tessera
