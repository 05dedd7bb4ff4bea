#pragma once
// Sheets of pictures as image models draw them, with the exact place of every panel.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/grid_shape.h"
#include "model/image.h"
#include "pictures.h"

namespace tessera::quality {

enum class Defect { none, merged, missing, extra };

/// What is known of one asked cell.
struct TrueCell {
  Box content;       ///< without gutter and frame
  bool good = true;  ///< one whole panel of its own
  /// False when a defect leaves no trace: where the gutter should be, the panel is as bare as the gutter itself.
  bool tells = true;
  int corner = 0;  ///< radius of its rounded corners, pixels
};

struct Sheet {
  Image image;  ///< as delivered: after JPEG
  GridShape asked;
  std::vector<TrueCell> cells;  ///< asked.cells() of them; empty when the sheet has another shape than asked
  Defect defect = Defect::none;
  int least_gutter = 0;  ///< pixels, over all gutters of the sheet
  int frame = 0;         ///< width of the line around every panel
  std::string kind;      ///< "none", "line", "white" … for the table
};

/// Paints one panel. Random numbers are drawn from the sheet's own stream only.
using PanelPainter = std::function<Image(Random& random, Size size)>;

/// The same seed always gives the same sheet.
[[nodiscard]] Sheet make_sheet(std::uint64_t seed);

/// The same with panels by `painter`; `style` gives the colours of the ground and of gutters like the content. Three by
/// three panels on 1024 pixels, as the engine that paints them is asked.
[[nodiscard]] Sheet make_sheet(std::uint64_t seed, const Style& style, const PanelPainter& painter);

}  // namespace tessera::quality
