#pragma once
// What makes a picture look as it does, in numbers: palette, ink, line, flatness, texture, paper, pixel lattice.

#include <vector>

#include "base/random.h"
#include "model/image.h"
#include "providers/offline/raster.h"

namespace tessera::offline {

struct PaletteColour {
  Lab colour;
  double weight = 0;        ///< share of the picture
  double mean_y = 0.5;      ///< 0 top … 1 bottom
  double centrality = 0.5;  ///< 1 in the middle … 0 at the border
};

struct Style {
  Raster source;                         ///< the centre square at the size of a tile
  std::vector<PaletteColour> palette;    ///< from dark to light
  Lab ink;                               ///< colour of thin dark marks
  Lab paper;                             ///< the lightest palette colour
  bool gray = false;                     ///< hardly any chroma
  double lineness = 0;                   ///< share of the picture that is thin dark marks
  double stroke = 1.2;                   ///< their width in tile pixels
  double flatness = 0;                   ///< share of the picture without gradient
  double solidity = 0;                   ///< share of the picture that lies in areas of exactly one colour
  double texture = 0;                    ///< mean |L - blurred L|
  double grain = 0;                      ///< 75 % quantile of |L - blurred L|: how strong its usual marks are
  double paper_weight = 0;               ///< share of near-white
  double low_light = 0, high_light = 1;  ///< 4 % and 96 % quantiles of L
  double strong_chroma = 0;              ///< 90 % quantile
  int lattice = 0;                       ///< pixel art: how many of its pixels stand side by side; 0: none

  /// Areas of one colour each, as in printed comics.
  [[nodiscard]] bool flat() const { return solidity > 0.25; }
  /// Hardly anything else than such areas: drawn with a vector program.
  [[nodiscard]] bool vector() const { return solidity > 0.5 && line_strength() < 0.2; }
  /// Solid areas among others: dots, lines and few colours.
  [[nodiscard]] bool printed() const { return solidity > 0.08 && !gray; }
  [[nodiscard]] bool inky() const { return gray && lineness > 0.03; }
  [[nodiscard]] bool papery() const { return paper_weight > 0.25; }
  /// How strongly outlines are drawn, 0 … 1.
  [[nodiscard]] double line_strength() const;
};

/// Reads the style of the centre square of `image` for tiles of `tile` pixels. Deterministic in `random`. About 15 ms
/// for a picture of one megapixel on one core.
[[nodiscard]] Style analyse_style(const Image& image, int tile, Random random);

}  // namespace tessera::offline
