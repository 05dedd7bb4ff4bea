#pragma once
// Enlargers without a model.

#include <memory>

#include "model/engines.h"

namespace tessera::offline {

/// "lanczos": resampled with a Lanczos filter of three lobes in linear light. Any thread.
[[nodiscard]] std::shared_ptr<LocalUpscaler> make_lanczos_upscaler();
/// "none": returns the picture as it is, whatever the factor. Any thread.
[[nodiscard]] std::shared_ptr<LocalUpscaler> make_no_upscaler();

}  // namespace tessera::offline
