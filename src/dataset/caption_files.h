#pragma once
// Captions on disk: the .txt beside a picture is its caption, dataset.json says who wrote it. Blocking.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "dataset/captions.h"
#include "tessera/error.h"

namespace tessera {

/// A caption as a dataset.json records it.
struct RecordedCaption {
  Caption caption;
  std::string sha256;  ///< of the .txt file's text, hexadecimal; empty in a dataset.json of an earlier version
};

/// The captions that a dataset.json records, by file ("images/0007.jpg").
[[nodiscard]] std::map<std::string, RecordedCaption> captions_of(const json::value& manifest);

/// SHA-256, hexadecimal, of a caption file's text as edits are found by: a byte order mark and blanks at both ends do
/// not count.
[[nodiscard]] std::string caption_sha256(std::string_view text);

struct CaptionFile {
  bool is_there = false;
  std::string sha256 = {};         ///< caption_sha256() of what is in it
  bool is_plain = true;            ///< false when it had to be tidied: several lines, not UTF-8, too long
  std::optional<Caption> caption;  ///< nothing when there is no word in it
};

/// Reads the text in `file`. Its author is that of `recorded` when its hash is the recorded one, otherwise the user:
/// somebody changed it. Errors: io.
[[nodiscard]] Result<CaptionFile> read_caption(const std::filesystem::path& file, const RecordedCaption* recorded);

}  // namespace tessera
