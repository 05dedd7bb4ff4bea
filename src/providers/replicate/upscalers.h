#pragma once
// Enlargement by Replicate: Topaz, and Real-ESRGAN as a community model.

#include <string>

#include "model/engines.h"

namespace tessera::replicate {

inline constexpr std::string_view default_topaz_model = "topazlabs/image-upscale";
/// A community model is called by version; this one was published in 2024. Configuration replaces it.
inline constexpr std::string_view default_real_esrgan_model =
    "nightmareai/real-esrgan:f121d640bd286e1fdc67f9799164c1d5be36ff74576ee11c803ae5b665dd46aa";

class TopazUpscaler final : public RemoteUpscaler {
 public:
  TopazUpscaler(std::string model, CallEndpoint& endpoint, std::string enhance_model = "Standard V2")
      : model_(std::move(model)), enhance_model_(std::move(enhance_model)), endpoint_(endpoint) {}

  [[nodiscard]] std::string name() const override { return "topaz"; }
  [[nodiscard]] std::string model() const override { return model_; }
  [[nodiscard]] std::optional<std::int64_t> max_input_pixels() const override { return std::nullopt; }
  /// Factors: 2, 4 and 6; another one becomes the next of them, because the model knows no others.
  [[nodiscard]] CallSpec upscale_call(const UpscaleRequest& request) const override;
  [[nodiscard]] CallEndpoint& endpoint() override { return endpoint_; }

 private:
  std::string model_;
  std::string enhance_model_;
  CallEndpoint& endpoint_;
};

class RealEsrganUpscaler final : public RemoteUpscaler {
 public:
  RealEsrganUpscaler(std::string model, CallEndpoint& endpoint) : model_(std::move(model)), endpoint_(endpoint) {}

  [[nodiscard]] std::string name() const override { return "real-esrgan"; }
  [[nodiscard]] std::string model() const override { return model_; }
  /// What fits into its machine's memory, by the error that it gives for more.
  [[nodiscard]] std::optional<std::int64_t> max_input_pixels() const override { return 2'096'704; }
  [[nodiscard]] CallSpec upscale_call(const UpscaleRequest& request) const override;
  [[nodiscard]] CallEndpoint& endpoint() override { return endpoint_; }

 private:
  std::string model_;
  CallEndpoint& endpoint_;
};

/// "2x", "4x" or "6x": the smallest that is at least `factor`, or the largest.
[[nodiscard]] std::string topaz_factor(int factor);

}  // namespace tessera::replicate
