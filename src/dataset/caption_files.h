#pragma once
// Captions on disk: the .txt beside a picture is its caption, dataset.json says who wrote it. Blocking.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/json.h"
#include "dataset/captions.h"
#include "tessera/error.h"

namespace tessera {

/// The captions that a dataset.json records, by file ("images/0007.jpg").
[[nodiscard]] std::map<std::string, Caption> captions_of(const json::value& manifest);

struct CaptionFile {
  bool is_there = false;
  bool is_plain = true;            ///< false when it had to be tidied: several lines, not UTF-8, too long
  std::optional<Caption> caption;  ///< nothing when there is no word in it
};

/// Reads the text in `file`. Its author is that of `recorded` when it says the same, otherwise the user: somebody
/// changed it. A byte order mark and blanks at the ends do not count. Errors: io.
[[nodiscard]] Result<CaptionFile> read_caption(const std::filesystem::path& file, const Caption* recorded);

}  // namespace tessera
