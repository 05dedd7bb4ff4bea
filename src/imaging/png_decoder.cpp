// PNG in, plain files by plain_png.cpp, all others with libspng. Of an animation (APNG) the default image, which every
// decoder shows first.

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <spng.h>

#include "imaging/decoder.h"
#include "imaging/orientation.h"
#include "imaging/plain_png.h"

namespace tessera::imaging {
namespace {

constexpr std::size_t signature_bytes = 8;

std::uint32_t big_endian(ByteView bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24U | std::uint32_t{bytes[at + 1]} << 16U | std::uint32_t{bytes[at + 2]} << 8U |
         bytes[at + 3];
}

struct Chunks {
  spng_ihdr header{};
  bool transparent = false;  ///< a tRNS chunk
  bool animated = false;     ///< an acTL chunk
  bool complete = false;     ///< an IEND chunk
  Orientation orientation = 1;
};

/// Walks the chunks by their lengths; checksums are libspng's business.
Chunks walk(ByteView bytes) {
  Chunks chunks;
  std::size_t at = signature_bytes;
  while (bytes.size() - at >= 12) {
    const std::size_t length = big_endian(bytes, at);
    const std::string_view type = as_text(bytes.subspan(at + 4, 4));
    if (length > bytes.size() - at - 12) return chunks;
    const ByteView body = bytes.subspan(at + 8, length);
    if (type == "IHDR" && length == 13) {
      chunks.header = {.width = big_endian(body, 0),
                       .height = big_endian(body, 4),
                       .bit_depth = body[8],
                       .color_type = body[9],
                       .compression_method = body[10],
                       .filter_method = body[11],
                       .interlace_method = body[12]};
    } else if (type == "tRNS") {
      chunks.transparent = true;
    } else if (type == "acTL") {
      chunks.animated = true;
    } else if (type == "eXIf") {
      chunks.orientation = read_exif_orientation(body);
    } else if (type == "IEND") {
      chunks.complete = true;
      return chunks;
    }
    at += 12 + length;
  }
  return chunks;
}

struct FreeContext {
  void operator()(spng_ctx* context) const noexcept { spng_ctx_free(context); }
};
using Context = std::unique_ptr<spng_ctx, FreeContext>;

void flatten_row(const std::uint8_t* rgba, std::uint8_t* out, std::size_t width) {
  for (std::size_t x = 0; x < width; ++x, rgba += 4, out += 3) {
    for (std::size_t c = 0; c < 3; ++c) out[c] = on_white(rgba[c], rgba[3], 255);
  }
}

void flatten_row_16(const std::uint8_t* rgba, std::uint8_t* out, std::size_t width) {
  for (std::size_t x = 0; x < width; ++x, rgba += 8, out += 3) {
    std::array<std::uint16_t, 4> pixel{};
    std::memcpy(pixel.data(), rgba, sizeof pixel);
    for (std::size_t c = 0; c < 3; ++c) out[c] = on_white(pixel[c], pixel[3], 65535);
  }
}

/// Row by row, so that a large picture with alpha needs one row of RGBA and not all of it; an interlaced one is
/// completed pass by pass and needs the whole.
int decode_with_alpha(spng_ctx* context, const spng_ihdr& header, Image& image) {
  const bool deep = header.bit_depth == 16;
  const std::size_t width = header.width;
  const std::size_t row_bytes = width * (deep ? 8 : 4);
  const bool interlaced = header.interlace_method != 0;
  Bytes buffer(row_bytes * (interlaced ? header.height : 1));
  const auto flatten = deep ? flatten_row_16 : flatten_row;
  int status = spng_decode_image(context, nullptr, 0, deep ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8,
                                 SPNG_DECODE_TRNS | SPNG_DECODE_PROGRESSIVE);
  while (status == 0) {
    spng_row_info row{};
    status = spng_get_row_info(context, &row);
    if (status != 0) break;
    std::uint8_t* out = buffer.data() + (interlaced ? row.row_num * row_bytes : 0);
    status = spng_decode_row(context, out, row_bytes);
    if (!interlaced && (status == 0 || status == SPNG_EOI))
      flatten(out, image.row(static_cast<int>(row.row_num)).data(), width);
  }
  if (interlaced && status == SPNG_EOI) {
    for (int y = 0; y < image.height(); ++y) {
      flatten(buffer.data() + static_cast<std::size_t>(y) * row_bytes, image.row(y).data(), width);
    }
  }
  return status == SPNG_EOI ? 0 : status;
}

}  // namespace

Result<Header> read_png_header(ByteView bytes) {
  const Chunks chunks = walk(bytes);
  if (chunks.header.width == 0 || chunks.header.height == 0) return cut_off("PNG");
  if (chunks.header.width > 0x7FFFFFFF || chunks.header.height > 0x7FFFFFFF) return damaged("PNG", "impossible size");
  return Header{
      .size = {.width = static_cast<int>(chunks.header.width), .height = static_cast<int>(chunks.header.height)},
      .orientation = chunks.orientation,
      .bits = std::max<int>(8, chunks.header.bit_depth),
      .alpha = (chunks.header.color_type & 4U) != 0 || chunks.transparent,
      .animated = chunks.animated,
      .complete = chunks.complete};
}

Result<Decoded> decode_png(ByteView bytes) {
  if (std::optional<Image> plain = decode_plain_png(bytes)) return Decoded{.image = std::move(*plain)};
  const Chunks chunks = walk(bytes);
  if (!chunks.complete) return cut_off("PNG");
  const Context context(spng_ctx_new(0));
  if (!context) return failure(ErrorKind::internal, "cannot make a PNG decoder");
  spng_set_chunk_limits(context.get(), max_profile_bytes, 2 * max_profile_bytes);
  spng_ihdr header{};
  int status = spng_set_png_buffer(context.get(), bytes.data(), bytes.size());
  if (status == 0) status = spng_get_ihdr(context.get(), &header);
  if (status != 0) return damaged("PNG", spng_strerror(status));
  if (header.width != chunks.header.width || header.height != chunks.header.height) {
    return damaged("PNG", "its headers contradict each other");
  }

  Decoded decoded{
      .image = Image::unfilled({.width = static_cast<int>(header.width), .height = static_cast<int>(header.height)}),
      .profile = {},
      .orientation = chunks.orientation};
  spng_iccp profile{};
  if (spng_get_iccp(context.get(), &profile) == 0 && profile.profile != nullptr) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(profile.profile);
    decoded.profile.assign(first, first + profile.profile_len);
  }
  const bool opaque = (header.color_type & 4U) == 0 && !chunks.transparent;
  if (opaque && header.bit_depth <= 8) {
    status = spng_decode_image(context.get(), decoded.image.pixels().data(), decoded.image.pixels().size(),
                               SPNG_FMT_RGB8, 0);
  } else {
    status = decode_with_alpha(context.get(), header, decoded.image);
  }
  if (status != 0) return damaged("PNG", spng_strerror(status));
  return decoded;
}

}  // namespace tessera::imaging
