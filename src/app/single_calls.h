#pragma once
// Calls to image models outside of runs: picture in, address out, nothing remembered. Thread: the loop.

#include "app/application.h"
#include "providers/replicate/service.h"

namespace tessera {

/// PAID. `order.input_image` may also be bare base64 of a picture. The model is that of TESSERA_GRID_MODEL. Errors:
/// configuration without REPLICATE_API_TOKEN, usage for a picture that is none, and those of replicate::Service.
[[nodiscard]] Task<Result<std::string>> paint_one_grid(Application& application, replicate::GridOrder order);

/// PAID. The same for an enlargement, with the model of TESSERA_UPSCALE_MODEL.
[[nodiscard]] Task<Result<std::string>> enlarge_one_picture(Application& application, replicate::UpscaleOrder order);

}  // namespace tessera
