#pragma once
// Lint: what a trainer will do with a folder, before it costs hours. Works on any folder, zip or tar, also one made
// elsewhere. docs/lint.md describes every code.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "dataset/trainers/buckets.h"
#include "dataset/trainers/caption_rules.h"
#include "dataset/trainers/trainer.h"
#include "tessera/error.h"

namespace tessera {

enum class Severity {
  note,     ///< worth knowing
  warning,  ///< trains, but not as its owner wants
  error     ///< the trainer would end with an error or train something else: blocks
};
[[nodiscard]] std::string_view name_of(Severity severity) noexcept;

struct LintFinding {
  std::string code;  ///< "caption-empty"; docs/lint.md
  Severity severity = Severity::warning;
  std::vector<Trainer> trainers = {};  ///< to whom it matters; empty: to every one
  std::string file = {};               ///< relative; empty: the set as a whole
  std::string reason = {};             ///< one sentence: what is there and what comes of it
  std::string repair = {};             ///< one sentence: what to do
};

struct LintOptions {
  std::vector<Trainer> trainers = {};                 ///< empty: every trainer that reads this layout
  std::string trigger = {};                           ///< empty: as dataset.json, the configuration or the captions say
  std::optional<bool> style = {};                     ///< a style set; empty: as dataset.json says
  std::optional<std::string> caption_extension = {};  ///< instead of the configuration's
  std::vector<int> resolutions = {};                  ///< instead of the configuration's
  bool compare_pictures = true;                       ///< look for near-duplicates, which needs pixels
};

/// One picture as a trainer trains it.
struct LintedPicture {
  std::string file;
  Size size = {};  ///< as this trainer sees it; 0x0 when it cannot be read
  TrainedCaption caption = {};
  int repeats = 1;
  std::vector<std::optional<Bucket>> buckets = {};  ///< a resolution each; empty without a size
};

/// What one trainer does with the folder.
struct LintedTrainer {
  Trainer trainer = Trainer::ai_toolkit;
  std::string folder = {};  ///< where its pictures are, relative; empty: the top
  std::string configuration =
      {};  ///< the file that its settings were read from; empty: none, safe_settings() are assumed
  TrainerSettings settings = {};
  std::vector<LintedPicture> pictures = {};
  std::string aborts = {};  ///< why it ends before any picture; else empty
};

struct LintReport {
  std::string folder;
  std::size_t files = 0, pictures = 0;  ///< in the folder; picture files among them
  std::string trigger = {};
  bool trigger_guessed = false;  ///< from the captions
  bool style = false;            ///< a style set, as the options or dataset.json say
  std::vector<LintedTrainer> trainers = {};
  std::vector<LintFinding> findings = {};  ///< errors first, then by code and file

  [[nodiscard]] std::size_t count(Severity severity) const noexcept;
  /// Nothing blocks training.
  [[nodiscard]] bool ready() const noexcept { return count(Severity::error) == 0; }
};

/// Blocking; any thread; nothing is written. Memory: one file at a time, captions, and 1 kB a picture. Cost: with
/// compare_pictures each picture is decoded small, otherwise only read. Errors: usage: no folder, zip or tar; io;
/// bad_request: a damaged archive.
[[nodiscard]] Result<LintReport> lint_folder(const std::filesystem::path& path, const LintOptions& options = {});

/// The object of `tessera lint --json`.
[[nodiscard]] json::object lint_json(const LintReport& report);
/// A table for terminals, ending with a line end.
[[nodiscard]] std::string lint_text(const LintReport& report);
/// One self-contained page.
[[nodiscard]] std::string lint_html(const LintReport& report);

/// What a repair did.
struct LintFix {
  std::size_t pictures = 0;               ///< written
  std::vector<std::string> changes = {};  ///< one sentence each
};

/// Writes a repaired copy of the folder or archive into `to`, which must not exist or be empty: numbered pictures
/// (RGB, 8 bit, upright, no transparency; unchanged bytes where they are already so) and one caption of one line beside
/// each, with the trigger once, without style words in a style set. What cannot be read and copies of the same bytes
/// are left out. Originals are only read. Errors: as lint_folder(); usage: `to` holds something or lies inside the
/// folder.
[[nodiscard]] Result<LintFix> fix_folder(const std::filesystem::path& path, const LintOptions& options,
                                         const std::filesystem::path& to);

}  // namespace tessera
