#pragma once
// A set as one file, for trainers that want pictures and captions packed. Blocking; call it on the worker pool.

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "dataset/export/export.h"
#include "tessera/error.h"

namespace tessera {

/// Removes itself and everything in it.
class ScratchFolder {
 public:
  /// Errors: io.
  [[nodiscard]] static Result<ScratchFolder> make();
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&& other) noexcept;
  ~ScratchFolder();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

struct PackedSet {
  Bytes zip;
  int pictures = 0;
  std::vector<int> resolutions;  ///< that the pictures fill
  bool captions_complete = true;
  std::vector<std::string> notes;
};

/// The zip that hosted trainers read, looked at as they will: the same set gives the same bytes. Errors: those of
/// checked_export(); usage for a set that no hosted trainer could take.
[[nodiscard]] Result<PackedSet> pack_set(const TrainingSet& set, const ExportOptions& options);

}  // namespace tessera
