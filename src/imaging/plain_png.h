#pragma once
// PNG files that hold nothing but 8-bit RGB, which is what providers deliver and what this program writes. LodePNG with
// libdeflate in place of zlib: inflating takes about 40 % of libspng's time, deflating 55 %. Everything else that a PNG
// file can be is png_decoder.cpp's business. Pure; any thread.

#include <optional>

#include "base/bytes.h"
#include "model/image.h"

namespace tessera {

/// Whether a PNG file holds nothing but 8-bit RGB: no alpha, palette, colour profile, EXIF, text or animation, and
/// nothing behind its end. Says no when in doubt; that the picture can be decoded is not checked.
[[nodiscard]] bool is_plain_png(ByteView bytes) noexcept;

namespace imaging {

/// The picture of a plain file of at most four megapixels that is not interlaced; nothing for all others and for a
/// damaged one, which are left to decode_png(). Takes as much memory again as the picture while it works.
[[nodiscard]] std::optional<Image> decode_plain_png(ByteView bytes);

}  // namespace imaging
}  // namespace tessera
