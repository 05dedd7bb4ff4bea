#pragma once
// Which files of a folder (or archive) a trainer sees, and what it trains of them. Pure; any thread.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/trainers/caption_rules.h"
#include "dataset/trainers/trainer.h"

namespace tessera {

/// A file of the folder that the trainer is given.
struct TrainerFile {
  std::string path;                 ///< relative, separated by '/'; "train/0001.png"
  std::optional<std::string> text;  ///< its bytes when it is no picture and of the size of a caption or a list
};

/// A picture that is trained. Indices into the files.
struct TrainedPicture {
  std::size_t file = 0;
  std::optional<std::size_t> caption_file;
  int repeats = 1;  ///< layout of folders
  TrainedCaption caption;
};

struct Training {
  std::vector<TrainedPicture> pictures;  ///< in the order of the files
  std::string aborts = {};               ///< why the trainer ends with an error before any picture; else empty
};

/// `files` in the order of the archive, or sorted for a folder. Cost: n log n.
///
/// ai-toolkit: .jpg .jpeg .png .webp in any case, folders below included; names that begin with '.', folders that do
/// and folders "_controls" are skipped. Replicate: the same extensions with hidden files; only whole names that begin
/// with
/// "__MACOSX/" or "._" are dropped. sd-scripts: .png .jpg .jpeg .webp .bmp in all-lower or all-upper case, this folder
/// only; in the layout of folders only inside REPEATS_NAME. imagefolder: what metadata.jsonl names. SimpleTuner: .jpg
/// .jpeg .png .webp .bmp in any case, folders below and hidden files included. WebDataset: neighbours in the archive
/// whose names agree up to the first dot of the last part.
[[nodiscard]] Training what_trains(Trainer trainer, std::span<const TrainerFile> files,
                                   const TrainerSettings& settings);

/// The repeats of a folder named "10_cat", 0 for a folder that sd-scripts ignores. `tokens` becomes "cat".
[[nodiscard]] int folder_repeats(std::string_view name, std::string& tokens);

/// "sub/a.b.png" -> "sub/a.b": without the last extension of the last part, as Python's splitext.
[[nodiscard]] std::string_view without_extension(std::string_view path) noexcept;
/// ".png", ".PNG"; empty when there is none.
[[nodiscard]] std::string_view extension_of(std::string_view path) noexcept;
/// "a.b.png"
[[nodiscard]] std::string_view name_in(std::string_view path) noexcept;

/// One line of metadata.jsonl.
struct MetadataLine {
  int line = 0;           ///< 1 …
  std::string file_name;  ///< relative to the list's folder; empty when missing
  std::optional<std::string> text;
  std::string problem;  ///< why the line cannot be used; else empty
};
/// Every line that is not blank.
[[nodiscard]] std::vector<MetadataLine> read_metadata_lines(std::string_view text);

}  // namespace tessera
