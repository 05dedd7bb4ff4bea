#pragma once
// Measurements of one tile that can refuse it. Each is a pure function with its formula in docs/formulas.md.

#include <string>
#include <vector>

#include "model/image.h"
#include "model/verdict.h"

namespace tessera {

/// "flatness": share of 16x16 blocks without structure; a picture that is blank nearly everywhere does not pass.
[[nodiscard]] Measurement measure_flatness(const Image& tile);
/// "tonal_range": levels between the 2nd and the 98th percentile of luma.
[[nodiscard]] Measurement measure_tonal_range(const Image& tile);
/// "sharpness": 1 - the perceptual blur of Crete et al. 2007; 0 blurred … 1 sharp.
[[nodiscard]] Measurement measure_sharpness(const Image& tile);
/// "detail": how much finer the structure is than that of the picture halved; low for an enlarged small picture.
[[nodiscard]] Measurement measure_detail(const Image& tile);
/// "exposure": share of pixels that are clipped to black or to white, the larger of the two.
[[nodiscard]] Measurement measure_exposure(const Image& tile);
/// "frame": pixels of left-over frame, gutter or letterbox at the border, the deepest of the four sides.
[[nodiscard]] Measurement measure_frame(const Image& tile);
/// "text": letter-like shapes in the longest line of them.
[[nodiscard]] Measurement measure_text(const Image& tile);
/// "border": share of the border that the subject touches, when it stands on a plain background. Advisory.
[[nodiscard]] Measurement measure_border(const Image& tile);

/// All of them, in this fixed order. Cost: about 0.2 ms for 341x341.
[[nodiscard]] std::vector<Measurement> measure_tile(const Image& tile);

/// The first measurement that refuses, in words: "flatness 0.99 (threshold 0.97)"; empty when none does.
[[nodiscard]] std::string first_refusal(const std::vector<Measurement>& measurements);

/// One number to rank accepted tiles by, 0 … 1; higher is better.
[[nodiscard]] double quality_score(const std::vector<Measurement>& measurements);

}  // namespace tessera
