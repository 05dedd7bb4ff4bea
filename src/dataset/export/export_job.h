#pragma once
// What the writers of the single formats share. Private to exports.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dataset/export/export.h"
#include "dataset/export/export_folder.h"
#include "dataset/export/training_numbers.h"

namespace tessera {

/// A picture as a trainer gets it: 8-bit RGB, upright, without alpha and metadata.
struct ExportedPicture {
  std::string stem;       ///< "0007"
  std::string extension;  ///< ".jpg", ".png"
  Bytes bytes;
  Size size;
  bool is_original = false;  ///< the file's own bytes
  std::string caption;       ///< with the trigger; empty when there is none
};

/// Passes the file's bytes on where they are plain already; otherwise a PNG, so that nothing is lost a second time.
/// Errors: usage (smaller than the asked square), bad_request (damaged), io.
[[nodiscard]] Result<ExportedPicture> export_picture(const TrainingPicture& picture, const ExportSize& size);

/// `image` cut to the shape of `size` from its middle and scaled to it. Errors: internal.
[[nodiscard]] Result<Image> fitted(const Image& image, Size size);

struct ExportJob {
  const TrainingSet& set;
  const ExportOptions& options;
  std::optional<Trigger> trigger;
  TrainingNumbers numbers;  ///< with what the user asked for
  ExportFolder& folder;
  ExportReport& report;
};

/// Each picture in order, with its caption; counts it in the report. Memory holds one.
using PictureSink = std::function<Result<void>(const TrainingPicture&, const ExportedPicture&)>;
[[nodiscard]] Result<void> for_each_picture(const ExportJob& job, const PictureSink& sink);

/// Pictures and their .txt files into `folder` of the export; afterwards the report has sizes and resolutions.
[[nodiscard]] Result<void> write_pictures(const ExportJob& job, const std::string& folder);

/// A text of a configuration, under `name`. Errors: io.
[[nodiscard]] Result<void> write_text(const ExportJob& job, const std::string& name, std::string_view text);

/// `text` in double quotes, as JSON, YAML and TOML all read it.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// "512, 768".
[[nodiscard]] std::string joined(const std::vector<int>& numbers);

/// What a trainer draws now and then to show how far it is: subjects that are in no pool, with the trigger in place.
[[nodiscard]] std::vector<std::string> sample_prompts(const std::optional<Trigger>& trigger);

// One writer a format: pictures first, then what the trainer is configured with. Errors: those of export_dataset().
[[nodiscard]] Result<void> write_ai_toolkit(const ExportJob& job);
[[nodiscard]] Result<void> write_sd_scripts(const ExportJob& job);
[[nodiscard]] Result<void> write_sd_scripts_folder(const ExportJob& job);
[[nodiscard]] Result<void> write_replicate_zip(const ExportJob& job);
[[nodiscard]] Result<void> write_imagefolder(const ExportJob& job);
[[nodiscard]] Result<void> write_simpletuner(const ExportJob& job);
[[nodiscard]] Result<void> write_webdataset(const ExportJob& job);
[[nodiscard]] Result<void> write_edit_pairs(const ExportJob& job);

}  // namespace tessera
