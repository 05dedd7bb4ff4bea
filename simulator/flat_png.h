#pragma once
// A PNG writer for pictures of few colours: several times faster than one for photographs.

#include <optional>

#include "base/bytes.h"
#include "model/image.h"

namespace tessera::sim {

/// Indexed by a palette, rows without filter. Nothing when the picture has more than 256 colours.
[[nodiscard]] std::optional<Bytes> write_flat_png(const Image& image);

}  // namespace tessera::sim
