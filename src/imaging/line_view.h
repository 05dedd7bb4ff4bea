#pragma once
// A sheet seen line by line along either axis. Private to this folder.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

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
[[nodiscard]] inline int difference(const std::uint8_t* a, const std::uint8_t* b) noexcept {
  const int red = std::abs(a[0] - b[0]);
  const int green = std::abs(a[1] - b[1]);
  const int blue = std::abs(a[2] - b[2]);
  return std::max(red, std::max(green, blue));
}

/// Every n-th pixel of the stretch of one line, into `samples`, whose storage is used again.
void sample_line(const LineView& view, int line, Stretch stretch, int every, std::vector<Level>& samples);

/// The median colour of a line over its whole length, from every eighth pixel; of a stretch of it, from every second.
[[nodiscard]] Level median_color(const LineView& view, int line);
[[nodiscard]] Level median_color(const LineView& view, int line, Stretch stretch);

/// The median of each channel; of none, black.
[[nodiscard]] Level median_color(const std::vector<Level>& samples);

/// Share of the stretch of one line that is within `tolerance` of the colour; of every n-th pixel.
[[nodiscard]] double matching_share(const LineView& view, int line, Stretch stretch, const Level& color, int tolerance,
                                    int every = 1);

}  // namespace tessera::imaging
