#pragma once
// OUT: the folder that a run leaves behind (docs/dataset.md). Claimed before anything is paid, so that a full or
// foreign folder stops a run while that is still free. Blocking; call it on the worker pool. Different items may be
// written at the same time; everything else one call at a time.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "dataset/caption_files.h"
#include "dataset/captions.h"
#include "dataset/dataset.h"
#include "tessera/error.h"

namespace tessera {

struct WrittenImage {
  std::string picture;  ///< absolute path
  Caption caption;      ///< what stands beside it now
};

class OutputFolder {
 public:
  /// Takes `root` for `run`: created when missing, taken when empty or when its dataset.json is of the same run. A
  /// short dataset.json that says so is written at once. Errors: usage when the folder holds anything else (the path
  /// and what was found; nothing is touched), io.
  [[nodiscard]] static Result<OutputFolder> claim(const std::filesystem::path& root, const RunId& run);

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }

  /// Writes images/NNNN.jpg and images/NNNN.txt. A text that is there and is not one that this program wrote stays, as
  /// does a caption that dataset.json gives to the user. Errors: io.
  [[nodiscard]] Result<WrittenImage> write_image(int number, ByteView jpeg, const Caption& caption) const;

  /// Writes extra/NNNN-CC.png. Errors: io.
  [[nodiscard]] Result<void> write_extra(const ExtraTile& extra, ByteView png) const;

  /// Removes the pictures of earlier extras that are none any more: `kept` are the ones that there are, and durable
  /// when it returns. What users put into the folder under other names stays. Errors: io.
  [[nodiscard]] Result<void> keep_extras(const std::vector<ExtraTile>& kept) const;

  /// Replaces dataset.json; all images written before are durable when it returns. Errors: io.
  [[nodiscard]] Result<void> write_dataset(const Dataset& dataset) const;

  /// Replaces report.html. Errors: io.
  [[nodiscard]] Result<void> write_report(std::string_view html) const;

 private:
  explicit OutputFolder(std::filesystem::path root) : root_(std::move(root)) {}

  std::filesystem::path root_;                       ///< absolute
  std::map<std::string, RecordedCaption> captions_;  ///< by file, as dataset.json had them when the folder was claimed
};

/// "0007.jpg": the file of an item, in images/ and in stores.
[[nodiscard]] std::string image_file_name(int number);

/// "extra/0002-05.png": the file of an extra, by grid and cell.
[[nodiscard]] std::string extra_file(int grid, int cell);

/// --debug-dir: pictures under the names grid1.jpg, grid2.jpg … and training-image1.jpg …. Files of the same names are
/// replaced. Blocking.
class DebugFolder {
 public:
  /// Created when missing. Errors: io.
  [[nodiscard]] static Result<DebugFolder> open(const std::filesystem::path& root);

  /// Errors: io.
  [[nodiscard]] Result<void> write_grid(int index, ByteView jpeg) const;
  [[nodiscard]] Result<void> write_training_image(int number, ByteView jpeg) const;

 private:
  explicit DebugFolder(std::filesystem::path root) : root_(std::move(root)) {}

  std::filesystem::path root_;
};

}  // namespace tessera
