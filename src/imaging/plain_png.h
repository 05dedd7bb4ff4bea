#pragma once
// PNG files that may be passed on as they are. Pure; any thread.

#include "base/bytes.h"

namespace tessera {

/// Whether a PNG file holds nothing but 8-bit RGB: no alpha, palette, colour profile, EXIF, text or animation, and
/// nothing behind its end. Says no when in doubt; that the picture can be decoded is not checked.
[[nodiscard]] bool is_plain_png(ByteView bytes) noexcept;

}  // namespace tessera
