#pragma once
// How a picture is made, whatever it shows: its colours, its texture, its edges.

#include <array>
#include <cstddef>

#include "model/image.h"

namespace tessera {

/// Opaque numbers; compare with style_distance().
struct StyleStatistics {
  static constexpr std::size_t directions = 32;
  static constexpr std::size_t quantiles = 16;
  std::array<std::array<float, quantiles>, directions> colors{};  ///< OKLab, projected on fixed directions, sorted
  std::array<float, 24> texture{};  ///< log energies of three scales: mean, spread; orientation histogram of gradients
  std::array<float, 8> edges{};     ///< quantiles of the gradient's strength
};

[[nodiscard]] StyleStatistics measure_style(const Image& image);

/// 0 for the same style; about 0.1 within one, above 0.35 between different ones. Symmetric. Advisory.
[[nodiscard]] double style_distance(const StyleStatistics& a, const StyleStatistics& b);

/// Above this a tile is said to leave the source's style.
inline constexpr double foreign_style_distance = 0.35;

}  // namespace tessera
