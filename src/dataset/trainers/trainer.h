#pragma once
// The trainers whose rules are known here, and the settings of theirs that decide what becomes of a folder. Values; any
// thread. Facts were read in the trainers' own sources: ai-toolkit 27a03a9 (2026-08-21), sd-scripts 48d368f
// (2026-02-16), flux-fine-tuner 3dd14e3 (2025-06-04), SimpleTuner bc8e6ab (2026-08); Hugging Face datasets 2 and 3.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tessera/error.h"

namespace tessera {

enum class Trainer {
  ai_toolkit,         ///< ostris/ai-toolkit: a folder, walked with everything below it
  sd_scripts,         ///< kohya-ss/sd-scripts with a TOML of datasets: one flat folder
  sd_scripts_folder,  ///< kohya-ss/sd-scripts with --train_data_dir: folders named REPEATS_NAME
  replicate,          ///< replicate/flux-fine-tuner: a zip; ai-toolkit underneath
  imagefolder,        ///< Hugging Face imagefolder with metadata.jsonl, as the scripts of diffusers read it
  simpletuner,        ///< bghira/SimpleTuner: a local image backend with caption_strategy "textfile"
  webdataset          ///< tars of samples; what is trained on them is the reader's choice
};

/// "ai-toolkit", "sd-scripts", "sd-scripts-folder", "replicate", "imagefolder", "simpletuner", "webdataset".
[[nodiscard]] std::string_view name_of(Trainer trainer) noexcept;
/// In the order of the enumeration.
[[nodiscard]] std::span<const Trainer> all_trainers() noexcept;
/// Accepts also "diffusers" for imagefolder and "replicate-zip" for replicate. Errors: usage, listing the names.
[[nodiscard]] Result<Trainer> parse_trainer(std::string_view name);

/// How pictures are brought to sizes that can be trained. Sides in pixels.
struct BucketRules {
  bool enabled = true;    ///< sd-scripts enable_bucket; without it everything is cut to the square
  int step = 64;          ///< every side is a multiple of it
  int least_side = 256;   ///< sd-scripts min_bucket_reso
  int most_side = 1024;   ///< sd-scripts max_bucket_reso
  bool enlarges = true;   ///< sd-scripts: not bucket_no_upscale
  int least_picture = 0;  ///< SimpleTuner minimum_image_size as the side of a square; smaller pictures are left out
};

struct TrainerSettings {
  std::string caption_extension = ".txt";           ///< with its dot; sidecar trainers
  std::vector<int> resolutions = {512, 768, 1024};  ///< ascending; each is one pass over all pictures
  std::string trigger = {};                         ///< ai-toolkit and Replicate trigger_word; empty: none is put in
  std::string class_tokens = {};                    ///< sd-scripts: stands for captions that are missing
  BucketRules buckets = {};
};

/// What a trainer does when its configuration names nothing but the folder: ".caption" and no buckets for sd-scripts.
[[nodiscard]] TrainerSettings default_settings(Trainer trainer);

/// What a configuration should say, and what Tessera's exports do say: ".txt", buckets that keep the full area of wide
/// and tall pictures (sd-scripts max_bucket_reso 2048), pictures below 1024x1024 of area not left out.
[[nodiscard]] TrainerSettings safe_settings(Trainer trainer);

}  // namespace tessera
