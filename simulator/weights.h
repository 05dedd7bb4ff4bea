#pragma once
// What a training delivers: a tar with a small file of weights that is valid safetensors.

#include <memory>

#include "base/bytes.h"

namespace tessera::sim {

/// output/flux_train_replicate/lora.safetensors, always the same bytes.
[[nodiscard]] std::shared_ptr<const Bytes> make_weights();
/// The same file without a tar around it.
[[nodiscard]] std::shared_ptr<const Bytes> make_bare_weights();

}  // namespace tessera::sim
