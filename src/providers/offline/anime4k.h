#pragma once
// The small neural enlarger: Anime4K's CNN 2x L (bloc97, MIT; weights by way of @websr/websr, MIT; see NOTICE) with a
// kernel of our own and no runtime. Network: a 3x3 convolution 3 -> 8, six times [CReLU, 3x3 convolution 16 -> 8], all
// seven CReLU maps (112 channels) to 12 by a 1x1 convolution, pixel shuffle, added to the bilinear enlargement.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "model/engines.h"
#include "model/image.h"

namespace tessera::offline {

/// The weights as they are stored: seven layers of [9][inputs][8] and 8 biases, then [112][16] and 16 biases (12 used).
[[nodiscard]] std::span<const float> anime4k_weights();

/// Twice as large. Any size; no seams, because it works on whole rows and keeps only those that the next layer needs:
/// about 1 MB for a picture 341 wide. With `run_all` (see draw_grid.h) bands of rows are computed at once; each band
/// computes the few rows beside it too, so the result is the same to the last bit. About 30 ms for 341 x 341 on one
/// core with AVX2.
[[nodiscard]] Image enlarge_anime4k(
    const Image& image, const std::function<void(std::size_t, const std::function<void(std::size_t)>&)>& run_all = {});

/// "anime4k": 2x by one pass, 4x by two; other factors from 1 to 8 by the next power of two and a Lanczos reduction.
/// Errors: usage for factors outside. Any thread.
[[nodiscard]] std::shared_ptr<LocalUpscaler> make_anime4k_upscaler();

}  // namespace tessera::offline
