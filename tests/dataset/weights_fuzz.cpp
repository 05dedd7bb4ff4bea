#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "dataset/weights/weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  const ByteView bytes(data, size);
  if (const Result<SafetensorsHeader> header = read_safetensors(bytes)) {
    if (header->tensors < 1 || header->data_bytes > size) std::abort();
  }
  if (const Result<Weights> weights = read_weights(bytes)) {
    if (weights->header.tensors < 1 || weights->file.empty()) std::abort();
    if (!read_safetensors(weights->file)) std::abort();
  }
  return 0;
}
