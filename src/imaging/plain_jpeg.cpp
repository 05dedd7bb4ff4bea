#include "imaging/plain_jpeg.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tessera {
namespace {

// Markers of ITU-T T.81, table B.1.
constexpr std::uint8_t start_of_image = 0xD8;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t start_of_scan = 0xDA;
constexpr std::uint8_t baseline = 0xC0;
constexpr std::uint8_t extended = 0xC1;
constexpr std::uint8_t progressive = 0xC2;
constexpr std::uint8_t jfif = 0xE0;
constexpr std::array<std::uint8_t, 4> harmless{0xC4, 0xDB, 0xDD, jfif};
constexpr std::size_t frame_header_with_components = 8;
constexpr std::size_t jfif_without_thumbnail = 16;

bool is_frame(std::uint8_t marker) { return marker == baseline || marker == extended || marker == progressive; }

/// `segment` begins with its length. 0 when it is not plain.
int components_of_frame(ByteView segment) {
  if (segment.size() < frame_header_with_components) return 0;
  const std::uint8_t bits = segment[2];
  const std::uint8_t components = segment[7];
  return bits == 8 && (components == 1 || components == 3) ? components : 0;
}

}  // namespace

bool is_plain_jpeg(ByteView bytes) noexcept { return plain_jpeg_components(bytes) != 0; }

int plain_jpeg_components(ByteView bytes) noexcept {
  if (bytes.size() < 4 || bytes[0] != 0xFF || bytes[1] != start_of_image) return 0;
  // The first end of image must be the last thing in the file: what stands behind it is no picture of ours.
  constexpr std::array<std::uint8_t, 2> end{0xFF, end_of_image};
  if (std::ranges::search(bytes, end).begin() != bytes.end() - 2) return 0;
  int components = 0;
  for (std::size_t at = 2; at + 4 <= bytes.size();) {
    const std::uint8_t marker = bytes[at + 1];
    if (bytes[at] != 0xFF) return 0;
    const std::size_t length = std::size_t{bytes[at + 2]} << 8U | bytes[at + 3];
    if (length < 2 || bytes.size() - at - 2 < length) return 0;
    if (marker == start_of_scan) return components;
    if (is_frame(marker)) {
      components = components_of_frame(bytes.subspan(at + 2, length));
      if (components == 0) return 0;
    } else if (std::ranges::find(harmless, marker) == harmless.end() ||
               (marker == jfif && length > jfif_without_thumbnail)) {
      return 0;
    }
    at += 2 + length;
  }
  return 0;
}

}  // namespace tessera
