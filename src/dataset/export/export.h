#pragma once
// From a set to exactly the files that a trainer reads (docs/trainers/). An export is a copy: the set is never changed.
// The same set and options give the same bytes. Blocking (reads, decodes and writes pictures); one call a target.

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/training_set.h"
#include "model/image.h"
#include "model/trigger.h"
#include "tessera/error.h"

namespace tessera {

enum class ExportFormat {
  ai_toolkit,         ///< images/ and config.yaml
  sd_scripts,         ///< images/, dataset.toml and train.toml
  sd_scripts_folder,  ///< train/<repeats>_<name>/ and train.toml
  replicate_zip,      ///< dataset.zip and input.json
  imagefolder,        ///< train/ with metadata.jsonl
  simpletuner,        ///< images/, multidatabackend.json and config.json
  webdataset,         ///< 00000.tar …
  edit_pairs          ///< target/, control/ and config.yaml
};
inline constexpr std::array export_formats{
    ExportFormat::ai_toolkit,  ExportFormat::sd_scripts,  ExportFormat::sd_scripts_folder, ExportFormat::replicate_zip,
    ExportFormat::imagefolder, ExportFormat::simpletuner, ExportFormat::webdataset,        ExportFormat::edit_pairs};

/// "sd-scripts-folder".
[[nodiscard]] std::string_view name_of(ExportFormat format) noexcept;
/// Errors: usage, with all names.
[[nodiscard]] Result<ExportFormat> parse_export_format(std::string_view name);

/// What becomes of the pictures' sizes. Nothing is ever enlarged.
struct ExportSize {
  enum class Kind {
    as_it_is,
    square,  ///< `side` x `side`, cut from the middle
    bucket   ///< to the nearest size whose sides are multiples of 64 and whose area is at most 1024²
  };
  Kind kind = Kind::as_it_is;
  int side = 0;
  friend bool operator==(const ExportSize&, const ExportSize&) = default;
};
/// "bucket", or a multiple of 64 from 256 to 2048. Errors: usage.
[[nodiscard]] Result<ExportSize> parse_export_size(std::string_view text);

struct ExportReport;
/// Looks at an export in a folder of its own, before any of it is in its place, with what is known of it by then (its
/// files are not). An error ends the export.
using ExportInspection = std::function<Result<void>(const std::filesystem::path& staged, const ExportReport& report)>;

struct ExportOptions {
  std::optional<Trigger> trigger = {};  ///< instead of the set's own
  ExportSize size = {};
  std::optional<int> steps = {};      ///< instead of the formula
  std::optional<int> rank = {};       ///< instead of the default of the set's mode
  std::filesystem::path source = {};  ///< edit_pairs: the picture that the set was made from
  bool link = false;                  ///< hard links to pictures that need no change, where the disk can
  ExportInspection inspect = {};      ///< may be empty
  std::string reader = {};            ///< checked_export(): what refusals call the trainer; empty: the format
  bool without_captions = false;      ///< also pictures that have none
  bool force = false;                 ///< the same, and over an export that was changed by hand
};

struct ExportReport {
  ExportFormat format = ExportFormat::ai_toolkit;
  std::filesystem::path folder;         ///< absolute
  std::vector<std::string> files = {};  ///< relative to `folder`, sorted
  int pictures = 0;
  int linked = 0;
  std::vector<Size> sizes = {};           ///< a picture each, in order
  std::vector<int> resolutions = {};      ///< what the pictures fill, ascending
  int steps = 0, rank = 0;                ///< as written into the configuration
  std::optional<Trigger> trigger = {};    ///< in the captions
  std::vector<std::string> notes = {};    ///< sentences for people, the set's own first
  std::filesystem::path start_here = {};  ///< the file that the trainer is given
};

/// Writes the export into `to`, which is made when missing; an earlier export there is replaced. Every file is whole or
/// not there, and a killed export is finished by the next one.
/// Errors: usage: `to` holds something else (nothing is touched), captions are missing (and none of the two allows it),
/// a picture is smaller than the asked square, no source for edit pairs; what options.inspect says; io; bad_request: a
/// picture that cannot be decoded.
[[nodiscard]] Result<ExportReport> export_dataset(const TrainingSet& set, ExportFormat format,
                                                  const std::filesystem::path& to, const ExportOptions& options = {});

}  // namespace tessera
