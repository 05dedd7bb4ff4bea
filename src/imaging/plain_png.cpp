#include "imaging/plain_png.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include <libdeflate.h>
#include <lodepng.h>

namespace tessera {
namespace {

// ISO/IEC 15948:2003: a signature, then chunks of length, type, data and checksum.
constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t around_data = 12;
constexpr std::size_t header_at = signature.size() + 8;  // the data of IHDR, which is the first chunk of a sound file
constexpr std::size_t bit_depth_at = 8;                  // in that data, behind width and height
constexpr std::size_t interlace_at = 12;
constexpr std::uint8_t rgb = 2;

std::uint32_t number_at(ByteView bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24U | std::uint32_t{bytes[at + 1]} << 16U | std::uint32_t{bytes[at + 2]} << 8U |
         bytes[at + 3];
}

/// Of a file whose chunks were found to be whole.
bool checksums_agree(ByteView bytes) {
  for (std::size_t at = signature.size(); at < bytes.size();) {
    const std::size_t length = number_at(bytes, at);
    const ByteView type_and_data = bytes.subspan(at + 4, 4 + length);
    if (libdeflate_crc32(0, type_and_data.data(), type_and_data.size()) != number_at(bytes, at + 8 + length))
      return false;
    at += around_data + length;
  }
  return true;
}

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* one) const noexcept { libdeflate_free_decompressor(one); }
};
struct FreeBuffer {
  void operator()(void* buffer) const noexcept { std::free(buffer); }  // NOLINT(cppcoreguidelines-no-malloc): LodePNG's
};

/// LodePNG's hook. The context is the exact number of bytes that must come out.
unsigned inflate(unsigned char** out, std::size_t* size, const unsigned char* in, std::size_t in_size,
                 const LodePNGDecompressSettings* settings) {
  const std::size_t expected = *static_cast<const std::size_t*>(settings->custom_context);
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> worker(libdeflate_alloc_decompressor());
  std::unique_ptr<unsigned char, FreeBuffer> made(
      static_cast<unsigned char*>(std::malloc(expected)));  // NOLINT(cppcoreguidelines-no-malloc): LodePNG frees it
  if (!worker || !made) return 1;
  if (libdeflate_zlib_decompress(worker.get(), in, in_size, made.get(), expected, nullptr) != LIBDEFLATE_SUCCESS)
    return 1;
  *out = made.release();
  *size = expected;
  return 0;
}

}  // namespace

bool is_plain_png(ByteView bytes) noexcept {
  if (bytes.size() < signature.size() || !std::ranges::equal(bytes.first(signature.size()), signature)) return false;
  bool has_header = false;
  for (std::size_t at = signature.size(); bytes.size() - at >= around_data;) {
    const std::size_t length = number_at(bytes, at);
    if (length > bytes.size() - at - around_data) return false;
    const std::string_view type = as_text(bytes.subspan(at + 4, 4));
    const ByteView data = bytes.subspan(at + 8, length);
    if (type == "IHDR") {
      if (length <= bit_depth_at + 1 || data[bit_depth_at] != 8 || data[bit_depth_at + 1] != rgb) return false;
      has_header = true;
    } else if (type != "IDAT" && type != "IEND" && type != "sRGB" && type != "pHYs") {
      return false;
    }
    at += around_data + length;
    if (type == "IEND") return has_header && at == bytes.size();
  }
  return false;
}

namespace imaging {

std::optional<Image> decode_plain_png(ByteView bytes) {
  constexpr std::uint64_t most_pixels = 4'000'000;
  if (!is_plain_png(bytes) || as_text(bytes.subspan(header_at - 4, 4)) != "IHDR") return std::nullopt;
  const std::uint64_t width = number_at(bytes, header_at);
  const std::uint64_t height = number_at(bytes, header_at + 4);
  if (width == 0 || height == 0 || width * height > most_pixels || bytes[header_at + interlace_at] != 0)
    return std::nullopt;
  if (!checksums_agree(bytes)) return std::nullopt;

  std::size_t filtered_bytes = static_cast<std::size_t>((width * Image::channels + 1) * height);
  lodepng::State state;
  state.info_raw.colortype = LCT_RGB;
  state.decoder.ignore_crc = 1;  // they were looked at above, some ten times faster
  state.decoder.zlibsettings.custom_zlib = inflate;
  state.decoder.zlibsettings.custom_context = &filtered_bytes;
  unsigned char* made = nullptr;
  unsigned made_width = 0;
  unsigned made_height = 0;
  const unsigned error = lodepng_decode(&made, &made_width, &made_height, &state, bytes.data(), bytes.size());
  const std::unique_ptr<unsigned char, FreeBuffer> pixels(made);
  if (error != 0 || made_width != width || made_height != height) return std::nullopt;
  Image image = Image::unfilled({.width = static_cast<int>(width), .height = static_cast<int>(height)});
  std::memcpy(image.pixels().data(), pixels.get(), image.pixels().size());
  return image;
}

}  // namespace imaging
}  // namespace tessera
