#include "simulator/flat_png.h"

#include <string_view>
#include <unordered_map>
#include <zlib.h>

namespace tessera::sim {
namespace {

// PNG, third edition (W3C 2025): signature, and chunks of length, name, data and CRC over name and data.
constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t most_colors = 256;

void put_number(Bytes& out, std::size_t number) {
  for (unsigned shift = 32; shift > 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> (shift - 8)));
}

void put_chunk(Bytes& out, std::string_view name, ByteView data) {
  put_number(out, data.size());
  const auto start = out.size();
  out.insert(out.end(), name.begin(), name.end());
  out.insert(out.end(), data.begin(), data.end());
  put_number(out, crc32(0, out.data() + start, static_cast<uInt>(out.size() - start)));
}

struct Indexed {
  Bytes rows;     ///< a byte of filter, then a byte a pixel
  Bytes palette;  ///< R G B …
};

std::optional<Indexed> index_colors(const Image& image) {
  Indexed indexed;
  indexed.rows.reserve((static_cast<std::size_t>(image.width()) + 1) * static_cast<std::size_t>(image.height()));
  std::unordered_map<std::uint32_t, std::uint8_t> known;
  std::uint32_t last_color = ~0U;
  std::uint8_t last_index = 0;
  for (int y = 0; y < image.height(); ++y) {
    indexed.rows.push_back(0);
    const auto row = image.row(y);
    for (std::size_t x = 0; x < row.size(); x += 3) {
      const auto color = static_cast<std::uint32_t>(row[x] << 16 | row[x + 1] << 8 | row[x + 2]);
      if (color != last_color) {
        const auto [entry, is_new] = known.try_emplace(color, static_cast<std::uint8_t>(known.size()));
        if (known.size() > most_colors) return std::nullopt;
        if (is_new) indexed.palette.insert(indexed.palette.end(), {row[x], row[x + 1], row[x + 2]});
        last_color = color;
        last_index = entry->second;
      }
      indexed.rows.push_back(last_index);
    }
  }
  return indexed;
}

}  // namespace

std::optional<Bytes> write_flat_png(const Image& image) {
  const auto indexed = index_colors(image);
  if (!indexed) return std::nullopt;
  auto size = compressBound(indexed->rows.size());
  Bytes packed(size);
  compress2(packed.data(), &size, indexed->rows.data(), indexed->rows.size(), Z_BEST_SPEED);
  packed.resize(size);

  Bytes header;
  put_number(header, static_cast<std::size_t>(image.width()));
  put_number(header, static_cast<std::size_t>(image.height()));
  header.insert(header.end(), {8, 3, 0, 0, 0});  // 8 bits, indexed, deflate, adaptive filters, not interlaced
  Bytes out = to_bytes(signature);
  put_chunk(out, "IHDR", header);
  put_chunk(out, "PLTE", indexed->palette);
  put_chunk(out, "IDAT", packed);
  put_chunk(out, "IEND", {});
  return out;
}

}  // namespace tessera::sim
