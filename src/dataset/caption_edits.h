#pragma once
// Captions that people change, in the .txt file or through here; both ways are kept and recorded in dataset.json as the
// user's. Works on what a run left behind and on any folder of pictures. Blocking; one writer a folder.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/captions.h"
#include "tessera/error.h"

namespace tessera {

/// A picture of a set with its caption.
struct CaptionEntry {
  std::string name;                ///< "0007": the file's name without its extension
  std::optional<Caption> caption;  ///< nothing when there is none
  bool is_new_edit = false;        ///< its text was changed since dataset.json was written
};

/// Every picture by name. Texts that were edited by hand are recorded where there is a dataset.json.
/// Errors: usage (no such folder, no picture), io.
[[nodiscard]] Result<std::vector<CaptionEntry>> list_captions(const std::filesystem::path& folder);

/// Gives the picture called `name` ("0007", "7", "0007.jpg") this caption, with the set's trigger in its place, and
/// returns it. Errors: usage (no such picture, a text that cannot be a caption), io.
[[nodiscard]] Result<Caption> set_caption(const std::filesystem::path& folder, std::string_view name,
                                          std::string_view text);

/// Brings OUT of a finished run up to date: texts that were edited by hand are recorded, all others carry `trigger`
/// instead of the one before. Errors: io.
[[nodiscard]] Result<void> refresh_captions(const std::filesystem::path& out, const std::optional<Trigger>& trigger);

}  // namespace tessera
