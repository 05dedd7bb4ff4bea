// SimpleTuner: pictures, its data loader's list and its configuration, as one environment below its config folder
// (documentation/DATALOADER.md and documentation/quickstart/FLUX.md there).

#include <fmt/format.h>

#include "base/json.h"
#include "dataset/export/export_job.h"

namespace tessera {
namespace {

/// An epoch over a few pictures is over before it has begun, and SimpleTuner then says that it found none.
constexpr int repeats = 10;

/// Where SimpleTuner finds the export: `simpletuner train --env NAME` takes config/NAME below the current folder.
std::string home_of(const ExportJob& job) { return "config/" + job.set.name; }

json::array backends(const ExportJob& job) {
  json::array all;
  for (const int resolution : job.report.resolutions) {
    all.push_back(json::object{{"id", fmt::format("{}-{}", job.set.name, resolution)},
                               {"type", "local"},
                               {"dataset_type", "image"},
                               {"instance_data_dir", home_of(job) + "/images"},
                               {"caption_strategy", "textfile"},
                               {"metadata_backend", "discovery"},
                               {"resolution", resolution},
                               {"resolution_type", "pixel_area"},
                               {"minimum_image_size", 0},
                               {"crop", false},
                               {"repeats", repeats},
                               {"cache_dir_vae", fmt::format("cache/vae/{}/{}", job.set.name, resolution)}});
  }
  all.push_back(json::object{{"id", job.set.name + "-text"},
                             {"type", "local"},
                             {"dataset_type", "text_embeds"},
                             {"default", true},
                             {"cache_dir", "cache/text/" + job.set.name}});
  return all;
}

json::object configuration(const ExportJob& job) {
  return {{"--model_type", "lora"},
          {"--model_family", "flux"},
          {"--pretrained_model_name_or_path", "black-forest-labs/FLUX.1-dev"},
          {"--lora_type", "standard"},
          {"--lora_rank", job.numbers.rank},
          {"--lora_alpha", job.numbers.rank},
          {"--data_backend_config", home_of(job) + "/multidatabackend.json"},
          {"--output_dir", "output/" + job.set.name},
          {"--max_train_steps", job.numbers.steps},
          {"--num_train_epochs", 0},
          {"--train_batch_size", 1},
          {"--learning_rate", 0.0001},
          {"--lr_scheduler", "constant"},
          {"--lr_warmup_steps", 0},
          {"--optimizer", "adamw_bf16"},
          {"--mixed_precision", "bf16"},
          {"--base_model_precision", "int8-quanto"},
          {"--gradient_checkpointing", true},
          {"--caption_dropout_probability", job.numbers.caption_dropout},
          {"--resolution", job.report.resolutions.back()},
          {"--resolution_type", "pixel_area"},
          {"--checkpointing_steps", 250},
          {"--checkpoints_total_limit", 4},
          {"--validation_steps", 250},
          {"--validation_prompt", sample_prompts(job.trigger).front()},
          {"--validation_resolution", "1024x1024"},
          {"--validation_guidance", 3.0},
          {"--validation_num_inference_steps", 20},
          {"--validation_seed", 42},
          {"--seed", 42},
          {"--report_to", "none"}};
}

}  // namespace

Result<void> write_simpletuner(const ExportJob& job) {
  if (const Result<void> written = write_pictures(job, "images"); !written) return written;
  if (const Result<void> written = write_text(job, "multidatabackend.json", pretty_json(backends(job))); !written) {
    return written;
  }
  job.report.start_here = "config.json";
  if (!job.report.folder.generic_string().ends_with("/" + home_of(job))) {
    job.report.notes.push_back(
        fmt::format("its paths begin with {0}: put the export there, below the folder in which you start `simpletuner "
                    "train --env {1}`",
                    home_of(job), job.set.name));
  }
  return write_text(job, "config.json", pretty_json(configuration(job)));
}

}  // namespace tessera
