#include "imaging/plain_png.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace tessera {
namespace {

// ISO/IEC 15948:2003: a signature, then chunks of length, type, data and checksum.
constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t around_data = 12;
constexpr std::size_t bit_depth_at = 8;  // in the data of IHDR, behind width and height
constexpr std::uint8_t rgb = 2;

std::size_t length_at(ByteView bytes, std::size_t at) {
  return std::size_t{bytes[at]} << 24U | std::size_t{bytes[at + 1]} << 16U | std::size_t{bytes[at + 2]} << 8U |
         bytes[at + 3];
}

}  // namespace

bool is_plain_png(ByteView bytes) noexcept {
  if (bytes.size() < signature.size() || !std::ranges::equal(bytes.first(signature.size()), signature)) return false;
  bool has_header = false;
  for (std::size_t at = signature.size(); bytes.size() - at >= around_data;) {
    const std::size_t length = length_at(bytes, at);
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

}  // namespace tessera
