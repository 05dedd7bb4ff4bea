#pragma once
// A sheet seen line by line along either axis. Private to this folder.

#include <array>
#include <cstdint>

#include "model/image.h"

namespace tessera::imaging {

using Level = std::array<std::uint8_t, Image::channels>;

/// A sheet seen along one axis: line i is column i (`upright`) or row i.
class LineView {
 public:
  LineView(const Image& sheet, bool upright) : sheet_(sheet), upright_(upright) {}

  [[nodiscard]] const std::uint8_t* at(int line, int along) const noexcept {
    const int x = upright_ ? line : along;
    const int y = upright_ ? along : line;
    return sheet_.row(y).data() + static_cast<std::size_t>(x) * Image::channels;
  }
  [[nodiscard]] int lines() const noexcept { return upright_ ? sheet_.width() : sheet_.height(); }
  [[nodiscard]] int along() const noexcept { return upright_ ? sheet_.height() : sheet_.width(); }

 private:
  const Image& sheet_;
  bool upright_;
};

/// Along a line: [first, last).
struct Stretch {
  int first = 0;
  int last = 0;
};

/// The largest difference of the three channels, levels.
[[nodiscard]] int difference(const std::uint8_t* a, const std::uint8_t* b) noexcept;

/// The median colour of a line over its whole length, from every eighth pixel.
[[nodiscard]] Level median_color(const LineView& view, int line);

/// Share of the stretch of one line that is within `tolerance` of the colour; of every n-th pixel.
[[nodiscard]] double matching_share(const LineView& view, int line, Stretch stretch, const Level& color, int tolerance,
                                    int every = 1);

}  // namespace tessera::imaging
