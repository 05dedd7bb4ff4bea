#include "app/packed_set.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "dataset/export/checked_export.h"
#include "dataset/files.h"

namespace tessera {
namespace {

/// Far above what any hosted trainer takes, and still in memory.
constexpr std::uintmax_t largest_archive = 1'000'000'000;

}  // namespace

Result<ScratchFolder> ScratchFolder::make() {
  std::error_code error;
  std::string pattern = (std::filesystem::temp_directory_path(error) / "tessera-XXXXXX").string();
  if (error || ::mkdtemp(pattern.data()) == nullptr) {
    return failure(ErrorKind::io, fmt::format("cannot make a temporary folder: {}", std::strerror(errno)));
  }
  return ScratchFolder(pattern);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

ScratchFolder& ScratchFolder::operator=(ScratchFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<PackedSet> pack_set(const TrainingSet& set, const ExportOptions& options) {
  const Result<ScratchFolder> folder = ScratchFolder::make();
  if (!folder) return std::unexpected(folder.error());
  const Result<ExportReport> report =
      checked_export(set, ExportFormat::replicate_zip, folder->path() / "export", options);
  if (!report) return std::unexpected(report.error());
  const std::filesystem::path archive = report->folder / "dataset.zip";
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(archive, error);
  if (!error && bytes > largest_archive) {
    return failure(ErrorKind::usage,
                   fmt::format("the packed set has {:.0f} MB: no hosted trainer takes so much; use fewer "
                               "or smaller pictures",
                               static_cast<double>(bytes) / 1e6));
  }
  Result<Bytes> zip = read_file(archive, largest_archive);
  if (!zip) return std::unexpected(zip.error());
  PackedSet packed{
      .zip = std::move(*zip), .pictures = report->pictures, .resolutions = report->resolutions, .notes = {}};
  packed.captions_complete =
      std::ranges::all_of(set.pictures, [](const TrainingPicture& picture) { return picture.caption.has_value(); });
  packed.notes = report->notes;
  return packed;
}

}  // namespace tessera
