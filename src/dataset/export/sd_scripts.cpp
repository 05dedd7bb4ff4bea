// kohya's sd-scripts, both of its layouts. Keys as in its docs/config_README-en.md and docs/flux_train_network.md; a
// TOML with an unknown key is refused by it.

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "dataset/export/export_job.h"

namespace tessera {
namespace {

/// An epoch is a pass over the pictures times this; starting one takes seconds, so one should not be 20 pictures long.
constexpr int repeats = 10;

/// Whether no picture is enlarged: each has the area of the resolution, or is a bucket of it as it is.
bool fills(const ExportReport& report) {
  const std::int64_t top = report.resolutions.back();
  return std::ranges::all_of(report.sizes, [&](Size size) {
    const bool is_bucket =
        size.width % 64 == 0 && size.height % 64 == 0 && fitting_resolutions({&size, 1}).back() == top;
    return is_bucket || std::int64_t{size.width} * size.height >= top * top;
  });
}

std::string bucket_lines(const ExportReport& report) {
  std::string text = R"(# Off unless said: without it every picture is cut to a square.
enable_bucket = true
# FLUX needs a multiple of 32; at 64 the buckets are those that the export can hit exactly.
bucket_reso_steps = 64
)";
  if (fills(report)) {
    text += R"(min_bucket_reso = 256
# 1024 unless said, which leaves no bucket of full area for a picture that is not square.
max_bucket_reso = 2048
)";
  } else {
    text += R"(# Some pictures are smaller than the resolution; without this line they would be enlarged.
bucket_no_upscale = true
)";
  }
  return text;
}

std::string training(const ExportJob& job, std::string_view data) {
  return fmt::format(
      R"(# A LoRA of FLUX.1 for sd-scripts, written by `tessera export`. Paths are relative to the folder in which the
# command is started, so start it here, with the four files of the model in place of …:
#   accelerate launch --num_cpu_threads_per_process 1 /path/to/sd-scripts/flux_train_network.py \
#     --config_file train.toml --pretrained_model_name_or_path …/flux1-dev.safetensors \
#     --clip_l …/clip_l.safetensors --t5xxl …/t5xxl_fp16.safetensors --ae …/ae.safetensors
{0}
output_dir = "output"
output_name = {1}
save_model_as = "safetensors"
save_precision = "bf16"
save_every_n_steps = 250  # try several of them: the last is not always the best

network_module = "networks.lora_flux"
# The rank: how much the LoRA can hold. 32 for a style, 16 for a character; more learns noise from few pictures.
network_dim = {2}
# alpha / dim scales the LoRA; equal to the rank it is 1 and learning_rate means what it says (1 unless said).
network_alpha = {2}
network_train_unet_only = true  # needed where the text encoders' output is cached

# {3}
max_train_steps = {4}
learning_rate = 0.0001
optimizer_type = "AdamW8bit"
lr_scheduler = "constant"
seed = 42

# What FLUX.1 dev needs; the defaults are for other models.
guidance_scale = 1.0
timestep_sampling = "flux_shift"
model_prediction_type = "raw"

# For 24 GB. With less add blocks_to_swap = 18.
mixed_precision = "bf16"
fp8_base = true
gradient_checkpointing = true
sdpa = true
cache_latents = true
# Saves memory; it does not go together with caption dropout, which is therefore not set.
cache_text_encoder_outputs = true
)",
      data, in_quotes(job.set.name), job.numbers.rank, job.numbers.steps_formula, job.numbers.steps);
}

/// The name of the folder of pictures. Underscores would count as separators.
std::string folder_name(const ExportJob& job) {
  std::string name = job.trigger ? job.trigger->word() : job.set.name;
  std::ranges::replace(name, '_', '-');
  std::ranges::replace(name, '.', '-');
  return fmt::format("{}_{}", repeats, name);
}

}  // namespace

Result<void> write_sd_scripts(const ExportJob& job) {
  if (const Result<void> written = write_pictures(job, "images"); !written) return written;
  std::string dataset =
      fmt::format(R"(# The pictures for sd-scripts, written by `tessera export`; train.toml names this file.
[general]
# ".caption" unless said: without this line sd-scripts trains without captions and does not mention it.
caption_extension = ".txt"
# Captions are sentences; shuffling is for lists of tags.
shuffle_caption = false
{})",
                  bucket_lines(job.report));
  for (const int resolution : job.report.resolutions) {
    dataset += fmt::format(R"(
# A pass over all pictures at the area of {0} x {0}, which they fill.
[[datasets]]
resolution = {0}
batch_size = 1

  [[datasets.subsets]]
  image_dir = "images"
  num_repeats = {1}
)",
                           resolution, repeats);
  }
  if (const Result<void> written = write_text(job, "dataset.toml", dataset); !written) return written;
  job.report.start_here = "train.toml";
  return write_text(job, "train.toml", training(job, "dataset_config = \"dataset.toml\""));
}

Result<void> write_sd_scripts_folder(const ExportJob& job) {
  if (const Result<void> written = write_pictures(job, "train/" + folder_name(job)); !written) return written;
  const int resolution = job.report.resolutions.back();
  const std::string data = fmt::format(
      R"(
# The folder above the one with pictures; that one's name says how often each picture counts in an epoch.
train_data_dir = "train"
caption_extension = ".txt"
# Width and height of the area, as text. What the pictures fill.
resolution = "{0},{0}"
{1}train_batch_size = 1
)",
      resolution, bucket_lines(job.report));
  job.report.start_here = "train.toml";
  return write_text(job, "train.toml", training(job, data));
}

}  // namespace tessera
