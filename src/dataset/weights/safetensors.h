#pragma once
// The header of a safetensors file: what trained weights hold, read without touching the numbers. Bytes are untrusted.
// Format: 8 bytes with the header's length (little endian), the header as JSON, the tensors' bytes without holes.
// Source: the format's own description (huggingface/safetensors, README "Format"). Pure; any thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "tessera/error.h"

namespace tessera {

/// Longest header that is read; those of LoRA files have about 0.2 MB (a hundred bytes a tensor).
inline constexpr std::size_t max_safetensors_header_bytes = 8'000'000;

struct SafetensorsHeader {
  int tensors = 0;
  std::uint64_t data_bytes = 0;                 ///< of all tensors together
  std::optional<int> rank;                      ///< of LoRA weights: rows of the first "lora_A" or "lora_down" matrix
  std::map<std::string, std::string> metadata;  ///< "__metadata__": what the trainer noted
};

/// Reads and checks the header of a whole file: every tensor has a known type, a shape whose size is that of its bytes,
/// and the bytes of all tensors fill the rest of the file without holes or overlaps. Errors: corrupt, with the cause.
[[nodiscard]] Result<SafetensorsHeader> read_safetensors(ByteView file);

/// Whether the file begins as safetensors files do: a length that can be one, then "{".
[[nodiscard]] bool looks_like_safetensors(ByteView file) noexcept;

}  // namespace tessera
