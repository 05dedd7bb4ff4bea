#pragma once
// JPEG files that may be passed on as they are. Pure; any thread.

#include "base/bytes.h"

namespace tessera {

/// Whether a JPEG file holds nothing but an upright picture in the usual colours: 8 bits, one or three components, no
/// EXIF, colour profile, comment or other metadata, nothing behind its end. Says no when in doubt; that the picture can
/// be decoded is not checked.
[[nodiscard]] bool is_plain_jpeg(ByteView bytes) noexcept;

/// The number of components of such a file, 1 or 3; 0 for any other.
[[nodiscard]] int plain_jpeg_components(ByteView bytes) noexcept;

}  // namespace tessera
