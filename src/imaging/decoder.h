#pragma once
// What the decoders of the single formats share; private to this folder.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "imaging/codec.h"

namespace tessera::imaging {

/// The eight ways a camera can have been held (EXIF 2.32, tag 0x0112). 1 is upright.
using Orientation = int;

/// What a decoder hands over before colour management and turning.
struct Decoded {
  Image image;                  ///< in the file's own colour space, alpha already flattened on white
  Bytes profile = {};           ///< ICC; empty when the file has none
  Orientation orientation = 1;  ///< still to be applied
};

/// Size as stored (not yet turned) and how it is to be turned; what else the headers tell.
struct Header {
  Size size;
  Orientation orientation = 1;
  int bits = 8;  ///< a channel
  bool cmyk = false;
  bool alpha = false;
  bool animated = false;
  bool complete = true;  ///< the file goes on to its end mark
};

/// `to_the_end`: also looks for the end mark, which takes one search through the bytes; otherwise `complete` stays
/// true.
[[nodiscard]] Result<Header> read_jpeg_header(ByteView bytes, bool to_the_end = false);
[[nodiscard]] Result<Header> read_png_header(ByteView bytes);
[[nodiscard]] Result<Header> read_webp_header(ByteView bytes);
[[nodiscard]] Result<Header> read_heif_header(ByteView bytes);

/// Preconditions of all four: the header was read and its size is within the limits.
/// With `least_side` the smallest of the eight sizes n/8 whose shorter side has at least so many pixels; 0: full size.
[[nodiscard]] Result<Decoded> decode_jpeg(ByteView bytes, int least_side = 0);
[[nodiscard]] Result<Decoded> decode_png(ByteView bytes);
[[nodiscard]] Result<Decoded> decode_webp(ByteView bytes);
[[nodiscard]] Result<Decoded> decode_heif(ByteView bytes);

/// "the JPEG is cut off": every decoder's word for a file that ends too early.
[[nodiscard]] std::unexpected<Error> cut_off(std::string_view format);
[[nodiscard]] std::unexpected<Error> damaged(std::string_view format, std::string_view cause);

/// Profiles above this are ignored: real ones have at most a few MB (CMYK with large tables).
inline constexpr std::size_t max_profile_bytes = std::size_t{8} * 1024 * 1024;

/// `over` with `alpha` (0 … `full`) on white, rounded; in the encoded values, as browsers do it.
[[nodiscard]] constexpr std::uint8_t on_white(std::uint32_t over, std::uint32_t alpha, std::uint32_t full) noexcept {
  const std::uint64_t mixed = std::uint64_t{over} * alpha + std::uint64_t{full} * (full - alpha);
  const std::uint64_t area = std::uint64_t{full} * full;
  return static_cast<std::uint8_t>((mixed * 255 + area / 2) / area);
}

}  // namespace tessera::imaging
