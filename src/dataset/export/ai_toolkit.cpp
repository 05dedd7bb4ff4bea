// ai-toolkit: a folder of pictures with .txt files, and the YAML that its run.py takes. Keys and defaults are those of
// its config/examples/train_lora_flux_24gb.yaml and train_lora_flux_kontext_24gb.yaml.

#include <fmt/format.h>

#include "base/digest.h"
#include "dataset/export/export_job.h"
#include "dataset/files.h"
#include "imaging/codec.h"

namespace tessera {
namespace {

std::string opening(std::string_view what) {
  return fmt::format(
      R"(# {} for ai-toolkit, written by `tessera export`. Paths are relative to the folder in which the
# command is started, so start it here:
#   python /path/to/ai-toolkit/run.py config.yaml
)",
      what);
}

std::string trigger_lines(const std::optional<Trigger>& trigger) {
  if (!trigger) {
    return "      # No trigger was given: the LoRA answers to the words of the captions alone.\n"
           "      # trigger_word: \"\"\n";
  }
  return fmt::format(
      "      # Every caption carries this word already; where it is missing ai-toolkit puts it in front.\n"
      "      trigger_word: {}\n",
      in_quotes(trigger->word()));
}

std::string network_and_save(const ExportJob& job) {
  return fmt::format(
      R"(      network:
        type: lora
        # The rank: how much the LoRA can hold. 32 for a style, 16 for a character; more learns noise from few pictures.
        linear: {0}
        # alpha / rank scales the LoRA; equal to the rank it is 1 and lr means what it says.
        linear_alpha: {0}
      save:
        dtype: float16
        save_every: 250  # try several of them: the last is not always the best
        max_step_saves_to_keep: 4
)",
      job.numbers.rank);
}

std::string dataset_lines(const ExportJob& job, std::string_view folders) {
  return fmt::format(
      R"(      datasets:
{}          # The text beside each picture: 0001.txt for 0001.jpg.
          caption_ext: txt
          # Now and then without its caption, so that the LoRA also works with prompts unlike the captions.
          caption_dropout_rate: {}
          # Captions are sentences; shuffling is for lists of tags.
          shuffle_tokens: false
          cache_latents_to_disk: true  # in _latent_cache beside the pictures
          # Every resolution is a pass over all pictures, never enlarged. These are the ones that the pictures fill;
          # a larger one would repeat the last pass.
          resolution: [{}]
)",
      folders, job.numbers.caption_dropout, joined(job.report.resolutions));
}

std::string steps_lines(const ExportJob& job) {
  return fmt::format("        # {}\n        steps: {}\n", job.numbers.steps_formula, job.numbers.steps);
}

constexpr std::string_view style_training = R"(        batch_size: 1
        gradient_accumulation_steps: 1
        train_unet: true
        train_text_encoder: false  # FLUX learns badly with it
        gradient_checkpointing: true  # slower, but fits into 24 GB
        noise_scheduler: flowmatch
        optimizer: adamw8bit
        lr: 0.0001
        ema_config:
          use_ema: true  # saves an average of the last steps, which is steadier
          ema_decay: 0.99
        dtype: bf16
      model:
        # Gated: accept its terms on Hugging Face and log in with `huggingface-cli login` first.
        name_or_path: black-forest-labs/FLUX.1-dev
        is_flux: true
        quantize: true  # 8 bit, for 24 GB
)";

constexpr std::string_view edit_training = R"(        batch_size: 1
        gradient_accumulation_steps: 1
        train_unet: true
        train_text_encoder: false
        gradient_checkpointing: true  # slower, but fits into 24 GB
        noise_scheduler: flowmatch
        optimizer: adamw8bit
        lr: 0.0001
        timestep_type: weighted
        dtype: bf16
      model:
        # Gated: accept its terms on Hugging Face and log in with `huggingface-cli login` first.
        name_or_path: black-forest-labs/FLUX.1-Kontext-dev
        arch: flux_kontext
        quantize: true  # 8 bit, for 24 GB
)";

std::string sample_lines(const ExportJob& job, std::string_view control) {
  std::string text = R"(      sample:
        sampler: flowmatch  # the same as noise_scheduler
        sample_every: 250
        width: 1024
        height: 1024
        # Subjects that are not in the set: they show whether the LoRA works beyond it.
        prompts:
)";
  for (const std::string& prompt : sample_prompts(job.trigger)) {
    text += fmt::format("          - {}\n", in_quotes(prompt + std::string(control)));
  }
  text += R"(        neg: ""
        seed: 42
        walk_seed: true
        guidance_scale: 4
        sample_steps: 20
meta:
  name: "[name]"
  version: "1.0"
)";
  return text;
}

std::string config(const ExportJob& job, std::string_view what, std::string_view name, std::string_view folders,
                   std::string_view training, std::string_view control) {
  return opening(what) +
         fmt::format(R"(job: extension
config:
  name: {}
  process:
    - type: sd_trainer
      training_folder: output
      device: cuda:0
)",
                     in_quotes(name)) +
         trigger_lines(job.trigger) + network_and_save(job) + dataset_lines(job, folders) + "      train:\n" +
         steps_lines(job) + std::string(training) + sample_lines(job, control);
}

/// The source as the trainer sees it beside a target: cut to its shape, because ai-toolkit stretches a control picture
/// to the target's size.
Result<Image> read_source(const ExportJob& job) {
  if (job.options.source.empty()) {
    return failure(ErrorKind::usage, "edit-pairs needs the picture that the set was made from: give it with --source");
  }
  constexpr std::size_t max_source_bytes = 50'000'000;
  const Result<Bytes> bytes = read_file(job.options.source, max_source_bytes);
  if (!bytes) return std::unexpected(bytes.error());
  const std::string& wanted = job.set.source_sha256;
  if (!wanted.empty() && to_hex(sha256(*bytes)) != wanted) {
    return failure(ErrorKind::usage, fmt::format("{} is not the picture that this set was made from (its SHA-256 is "
                                                 "not {}…)",
                                                 job.options.source.string(), wanted.substr(0, 12)));
  }
  Result<Image> image = decode_image(*bytes);
  if (!image) {
    return failure(ErrorKind::usage, fmt::format("{}: {}", job.options.source.string(), image.error().message));
  }
  return image;
}

/// The instruction of a pair: what its cell was asked for, or, where that is not known, the caption.
Result<std::string> instruction_for(const ExportJob& job, const TrainingPicture& picture,
                                    const ExportedPicture& exported) {
  if (picture.description.empty()) return exported.caption;
  const Result<Caption> text = Caption::make(picture.description, CaptionBy::description);
  if (!text) return std::unexpected(text.error());
  return with_trigger(*text, std::nullopt, job.trigger).text();
}

}  // namespace

Result<void> write_ai_toolkit(const ExportJob& job) {
  if (const Result<void> written = write_pictures(job, "images"); !written) return written;
  job.report.start_here = "config.yaml";
  return write_text(
      job, "config.yaml",
      config(job, "A LoRA of FLUX.1", job.set.name, "        - folder_path: images\n", style_training, ""));
}

Result<void> write_edit_pairs(const ExportJob& job) {
  const Result<Image> source = read_source(job);
  if (!source) return std::unexpected(source.error());
  const auto write_pair = [&](const TrainingPicture& picture, const ExportedPicture& exported) -> Result<void> {
    const Result<std::string> instruction = instruction_for(job, picture, exported);
    if (!instruction) return std::unexpected(instruction.error());
    if (instruction->empty()) {
      return failure(ErrorKind::usage, fmt::format("{} has neither a description nor a caption, so that there is no "
                                                   "instruction that leads to it",
                                                   picture.file.string()));
    }
    const Result<Image> control = fitted(*source, exported.size);
    if (!control) return std::unexpected(control.error());
    const std::string target = "target/" + exported.stem;
    Result<void> added = job.folder.add(target + exported.extension, exported.bytes);
    if (added) added = job.folder.add(target + ".txt", as_bytes(*instruction));
    if (added) added = job.folder.add("control/" + exported.stem + ".png", encode_png(*control, PngEffort::small));
    return added;
  };
  if (const Result<void> written = for_each_picture(job, write_pair); !written) return written;
  job.report.start_here = "config.yaml";
  constexpr std::string_view folders =
      "        - folder_path: target\n"
      "          # The picture before the edit, under the same name; cut to the target's size, because ai-toolkit\n"
      "          # stretches it to that.\n"
      "          control_path: control\n"
      "          full_size_control_images: true\n";
  return write_text(job, "config.yaml",
                    config(job, "An edit LoRA of FLUX.1 Kontext", job.set.name + "-edit", folders, edit_training,
                           " --ctrl_img control/" + fmt::format("{:04}", job.set.pictures.front().number) + ".png"));
}

}  // namespace tessera
