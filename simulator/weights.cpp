#include "simulator/weights.h"

#include <bit>
#include <string>

#include <fmt/format.h>

#include "base/json.h"

namespace tessera::sim {
namespace {

// The safetensors layout: 8 bytes of header length (little endian), a JSON header, the tensors' bytes.
Bytes safetensors() {
  const std::size_t floats = 16 * 64;
  json::object header{{"__metadata__", {{"format", "pt"}}}};
  std::size_t offset = 0;
  for (const auto* name : {"lora_A", "lora_B"}) {
    const bool down = std::string_view(name) == "lora_A";
    const auto key = "transformer.single_transformer_blocks.0.attn.to_q." + std::string(name) + ".weight";
    header[key] = json::object{{"dtype", "F32"},
                               {"shape", down ? json::array{16, 64} : json::array{64, 16}},
                               {"data_offsets", json::array{offset, offset + floats * 4}}};
    offset += floats * 4;
  }
  std::string text = json::serialize(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  Bytes bytes;
  for (unsigned shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::uint8_t>(text.size() >> shift));
  bytes.insert(bytes.end(), text.begin(), text.end());
  for (std::size_t index = 0; index < offset / 4; ++index) {
    const auto value = std::bit_cast<std::uint32_t>(static_cast<float>(index % 17) / 170.0F);
    for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  return bytes;
}

// One file in the ustar format (POSIX.1-1988): a header block, the content in blocks of 512, two empty blocks.
Bytes tar(std::string_view name, const Bytes& content) {
  constexpr std::size_t block = 512;
  std::string header(block, '\0');
  const auto put = [&](std::size_t at, std::string_view text) { header.replace(at, text.size(), text); };
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", content.size()));
  put(136, "00000000000");
  put(148, "        ");
  put(156, "0");
  put(257, "ustar");
  put(263, "00");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum) + std::string(1, '\0'));

  Bytes packed = to_bytes(header);
  packed.insert(packed.end(), content.begin(), content.end());
  packed.resize((packed.size() + block - 1) / block * block + 2 * block);
  return packed;
}

}  // namespace

std::shared_ptr<const Bytes> make_weights() {
  static const auto weights =
      std::make_shared<const Bytes>(tar("output/flux_train_replicate/lora.safetensors", safetensors()));
  return weights;
}

std::shared_ptr<const Bytes> make_bare_weights() {
  static const auto weights = std::make_shared<const Bytes>(safetensors());
  return weights;
}

}  // namespace tessera::sim
