#pragma once
// Trained weights as trainers deliver them: a safetensors file, alone or in a tar or zip with other things. Bytes are
// untrusted: archives are read in memory and bounded, nothing is written under a name that an archive gives. Blocking;
// call it on the worker pool.

#include "base/bytes.h"
#include "dataset/weights/safetensors.h"
#include "tessera/error.h"

namespace tessera {

/// Largest weights file: a LoRA of rank 16 for FLUX.1 has 172 MB, so this leaves room for rank 128.
inline constexpr std::size_t max_weights_bytes = 2'000'000'000;

struct Weights {
  std::string name;  ///< of the file in its archive, for people; empty when it came alone
  Bytes file;        ///< the whole safetensors file
  SafetensorsHeader header;
};

/// The weights in what was delivered. Of several safetensors files the one without a number of steps at the end of its
/// name is taken, otherwise the last by name. Errors: corrupt, with what is wrong or missing.
[[nodiscard]] Result<Weights> read_weights(ByteView delivered);

}  // namespace tessera
