#pragma once
// Grids by Replicate: FLUX.1 Kontext [pro] or any model with the same inputs.

#include <string>

#include "model/engines.h"

namespace tessera::replicate {

class Engine final : public GridEngine {
 public:
  /// `model`: "owner/name" or "owner/name:version". `endpoint` must outlive the engine.
  Engine(std::string model, CallEndpoint& endpoint) : model_(std::move(model)), endpoint_(endpoint) {}

  [[nodiscard]] std::string name() const override { return "replicate"; }
  [[nodiscard]] std::string model() const override { return model_; }
  [[nodiscard]] bool is_preview() const override { return false; }
  [[nodiscard]] Size expected_size(GridShape shape) const override;
  [[nodiscard]] CallSpec grid_call(const GridRequest& request) const override;
  [[nodiscard]] CallEndpoint& endpoint() override { return endpoint_; }

 private:
  std::string model_;
  CallEndpoint& endpoint_;
};

inline constexpr std::string_view default_grid_model = "black-forest-labs/flux-kontext-pro";

/// The aspect ratio that the model offers and that is nearest to columns : rows (by ratio of ratios): square cells.
[[nodiscard]] std::string aspect_ratio_of(GridShape shape);
/// "16:9" as a picture of about one megapixel whose sides are multiples of 16: what the model makes of it.
/// Errors: usage.
[[nodiscard]] Result<Size> size_of_aspect_ratio(std::string_view ratio);

}  // namespace tessera::replicate
