#include "simulator/weights.h"

#include <bit>

#include <archive.h>
#include <archive_entry.h>

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

Bytes tar(const char* name, const Bytes& content) {
  Bytes packed(content.size() + (64U << 10U));
  std::size_t used = 0;
  auto* writer = archive_write_new();
  archive_write_set_format_ustar(writer);
  archive_write_open_memory(writer, packed.data(), packed.size(), &used);
  auto* entry = archive_entry_new();
  archive_entry_set_pathname(entry, name);
  archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_write_header(writer, entry);
  archive_write_data(writer, content.data(), content.size());
  archive_entry_free(entry);
  archive_write_close(writer);
  archive_write_free(writer);
  packed.resize(used);
  return packed;
}

}  // namespace

std::shared_ptr<const Bytes> make_weights() {
  static const auto weights =
      std::make_shared<const Bytes>(tar("output/flux_train_replicate/lora.safetensors", safetensors()));
  return weights;
}

}  // namespace tessera::sim
