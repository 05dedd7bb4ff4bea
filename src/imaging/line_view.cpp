#include "imaging/line_view.h"

#include <algorithm>
#include <cstdlib>

namespace tessera::imaging {

int difference(const std::uint8_t* a, const std::uint8_t* b) noexcept {
  const int red = std::abs(a[0] - b[0]);
  const int green = std::abs(a[1] - b[1]);
  const int blue = std::abs(a[2] - b[2]);
  return std::max(red, std::max(green, blue));
}

Level median_color(const LineView& view, int line) {
  Level color{};
  for (std::size_t c = 0; c < color.size(); ++c) {
    std::array<int, 256> histogram{};
    for (int i = 0; i < view.along(); ++i) ++histogram[view.at(line, i)[c]];
    int below = 0;
    std::size_t level = 0;
    while (level < 255 && 2 * (below + histogram[level]) < view.along()) below += histogram[level++];
    color[c] = static_cast<std::uint8_t>(level);
  }
  return color;
}

double matching_share(const LineView& view, int line, Stretch stretch, const Level& color, int tolerance) {
  if (line < 0 || line >= view.lines() || stretch.last <= stretch.first) return 0;
  int matching = 0;
  for (int i = stretch.first; i < stretch.last; ++i) {
    matching += difference(view.at(line, i), color.data()) <= tolerance ? 1 : 0;
  }
  return static_cast<double>(matching) / (stretch.last - stretch.first);
}

}  // namespace tessera::imaging
