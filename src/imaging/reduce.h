#pragma once
// Pictures for people's eyes at a whole fraction of their size. Pure and synchronous; any thread.

#include "model/image.h"

namespace tessera {

/// Each pixel is the mean of a block of `factor` x `factor` (1 … 16) encoded values; what does not fill a block at the
/// right and lower edge is left out, unless the picture is smaller than a block. For thumbnails: a tenth of the cost of
/// resize(), whose linear light and filter nobody sees there.
[[nodiscard]] Image reduced(const Image& image, int factor);

/// The same with the whole factor that brings the longer side nearest to `longest_side`; never enlarged.
[[nodiscard]] Image reduced_to_about(const Image& image, int longest_side);

}  // namespace tessera
