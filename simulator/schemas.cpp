#include "simulator/schemas.h"

namespace tessera::sim {
namespace {

json::object string_of(std::initializer_list<std::string_view> values, std::string_view standard) {
  json::array list;
  for (const auto value : values) list.emplace_back(value);
  return {{"type", "string"}, {"enum", std::move(list)}, {"default", standard}};
}

json::object number(std::string_view type, double minimum, double maximum, json::value standard) {
  return {{"type", type}, {"minimum", minimum}, {"maximum", maximum}, {"default", std::move(standard)}};
}

json::object flag(bool standard) { return {{"type", "boolean"}, {"default", standard}}; }
json::object text() { return {{"type", "string"}}; }
json::object secret() { return {{"type", "string"}, {"format", "password"}}; }
json::object address() { return {{"type", "string"}, {"format", "uri"}}; }

json::object closed(std::initializer_list<std::string_view> required, json::object properties) {
  json::array names;
  for (const auto name : required) names.emplace_back(name);
  return {{"type", "object"},
          {"required", std::move(names)},
          {"additionalProperties", false},
          {"properties", std::move(properties)}};
}

}  // namespace

json::object kontext_input() {
  return closed({"prompt"}, {{"prompt", text()},
                             {"input_image", address()},
                             {"aspect_ratio", string_of({"match_input_image", "1:1", "16:9", "9:16", "4:3", "3:4",
                                                         "3:2", "2:3", "4:5", "5:4", "21:9", "9:21", "2:1", "1:2"},
                                                        "match_input_image")},
                             {"prompt_upsampling", flag(false)},
                             {"seed", {{"type", "integer"}}},
                             {"output_format", string_of({"jpg", "png"}, "png")},
                             {"safety_tolerance", number("integer", 0, 6, 2)}});
}

json::object topaz_input() {
  return closed(
      {"image"},
      {{"image", address()},
       {"enhance_model",
        string_of({"Standard V2", "Low Resolution V2", "CGI", "High Fidelity V2", "Text Refine"}, "Standard V2")},
       {"upscale_factor", string_of({"None", "2x", "4x", "6x"}, "None")},
       {"output_format", string_of({"jpg", "png"}, "jpg")},
       {"subject_detection", string_of({"None", "All", "Foreground", "Background"}, "None")},
       {"face_enhancement", flag(false)},
       {"face_enhancement_creativity", number("number", 0, 1, 0)},
       {"face_enhancement_strength", number("number", 0, 1, 0.8)}});
}

json::object real_esrgan_input() {
  return closed({"image"},
                {{"image", address()}, {"scale", number("number", 0, 10, 4)}, {"face_enhance", flag(false)}});
}

json::object ostris_input() {
  return closed({"input_images"}, {{"input_images", address()},
                                   {"trigger_word", {{"type", "string"}, {"default", "TOK"}}},
                                   {"autocaption", flag(true)},
                                   {"autocaption_prefix", text()},
                                   {"autocaption_suffix", text()},
                                   {"steps", number("integer", 3, 6000, 1000)},
                                   {"learning_rate", {{"type", "number"}, {"default", 0.0004}}},
                                   {"batch_size", {{"type", "integer"}, {"default", 1}}},
                                   {"resolution", {{"type", "string"}, {"default", "512,768,1024"}}},
                                   {"lora_rank", number("integer", 1, 128, 16)},
                                   {"caption_dropout_rate", number("number", 0, 1, 0.05)},
                                   {"optimizer", string_of({"prodigy", "adam8bit", "adamw8bit", "lion8bit", "adam",
                                                            "adamw", "lion", "adagrad", "adafactor"},
                                                           "adamw8bit")},
                                   {"cache_latents_to_disk", flag(false)},
                                   {"gradient_checkpointing", flag(false)},
                                   {"layers_to_optimize_regex", text()},
                                   {"hf_repo_id", text()},
                                   {"hf_token", secret()},
                                   {"wandb_api_key", secret()},
                                   {"wandb_project", text()}});
}

json::object fast_flux_input() {
  return closed({"input_images"}, {{"input_images", address()},
                                   {"trigger_word", {{"type", "string"}, {"default", "TOK"}}},
                                   {"lora_type", string_of({"subject", "style"}, "subject")},
                                   {"training_steps", number("integer", 3, 6000, 1000)}});
}

}  // namespace tessera::sim
