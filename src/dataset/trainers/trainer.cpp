#include "dataset/trainers/trainer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace tessera {
namespace {

constexpr auto trainers =
    std::to_array<Trainer>({Trainer::ai_toolkit, Trainer::sd_scripts, Trainer::sd_scripts_folder, Trainer::replicate,
                            Trainer::imagefolder, Trainer::simpletuner, Trainer::webdataset});

/// ai-toolkit's step for FLUX.1; its classes for FLUX.1 Kontext and FLUX.2 take 16.
constexpr int flux_1_step = 32;

}  // namespace

std::string_view name_of(Trainer trainer) noexcept {
  switch (trainer) {
    case Trainer::ai_toolkit:
      return "ai-toolkit";
    case Trainer::sd_scripts:
      return "sd-scripts";
    case Trainer::sd_scripts_folder:
      return "sd-scripts-folder";
    case Trainer::replicate:
      return "replicate";
    case Trainer::imagefolder:
      return "imagefolder";
    case Trainer::simpletuner:
      return "simpletuner";
    case Trainer::webdataset:
      return "webdataset";
  }
  return "ai-toolkit";
}

std::span<const Trainer> all_trainers() noexcept { return trainers; }

Result<Trainer> parse_trainer(std::string_view name) {
  if (name == "diffusers") return Trainer::imagefolder;
  if (name == "replicate-zip") return Trainer::replicate;
  const auto* found = std::ranges::find(trainers, name, [](Trainer trainer) { return name_of(trainer); });
  if (found != trainers.end()) return *found;
  std::string names;
  for (const Trainer trainer : trainers) names += fmt::format("{}{}", names.empty() ? "" : ", ", name_of(trainer));
  return failure(ErrorKind::usage, fmt::format("no trainer is called \"{}\"; known are {}", name, names));
}

TrainerSettings default_settings(Trainer trainer) {
  TrainerSettings settings = safe_settings(trainer);
  switch (trainer) {
    case Trainer::sd_scripts:
    case Trainer::sd_scripts_folder:
      settings.caption_extension = ".caption";
      settings.buckets = {.enabled = false, .step = 64, .least_side = 256, .most_side = 1024};
      break;
    case Trainer::replicate:
      settings.trigger = "TOK";
      break;
    default:
      break;
  }
  return settings;
}

TrainerSettings safe_settings(Trainer trainer) {
  TrainerSettings settings;
  switch (trainer) {
    case Trainer::ai_toolkit:
    case Trainer::replicate:
      settings.buckets = {.step = flux_1_step, .enlarges = false};
      break;
    case Trainer::sd_scripts:
    case Trainer::sd_scripts_folder:
      settings.resolutions = {1024};
      settings.buckets.most_side = 2048;
      break;
    case Trainer::imagefolder:
      settings.resolutions = {512};  // --resolution of diffusers' train_dreambooth_lora_flux.py unless said
      settings.buckets = {.enabled = false, .step = 1};
      break;
    case Trainer::simpletuner:
      settings.resolutions = {1024};
      break;
    case Trainer::webdataset:
      settings.resolutions = {};
      settings.buckets = {.enabled = false, .step = 1, .enlarges = false};
      break;
  }
  return settings;
}

}  // namespace tessera
