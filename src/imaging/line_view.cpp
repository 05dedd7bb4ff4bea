#include "imaging/line_view.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tessera::imaging {

int difference(const std::uint8_t* a, const std::uint8_t* b) noexcept {
  const int red = std::abs(a[0] - b[0]);
  const int green = std::abs(a[1] - b[1]);
  const int blue = std::abs(a[2] - b[2]);
  return std::max(red, std::max(green, blue));
}

Level median_color(const LineView& view, int line) {
  constexpr int every = 8;
  std::array<std::array<std::uint32_t, 256>, Image::channels> counts{};
  for (int i = 0; i < view.along(); i += every) {
    const std::uint8_t* pixel = view.at(line, i);
    for (std::size_t c = 0; c < counts.size(); ++c) ++counts[c][pixel[c]];
  }
  const auto half = static_cast<std::uint32_t>((view.along() + every - 1) / every / 2);
  Level color{};
  for (std::size_t c = 0; c < color.size(); ++c) {
    std::uint32_t below = 0;
    std::size_t level = 0;
    while (below + counts[c][level] <= half) below += counts[c][level++];
    color[c] = static_cast<std::uint8_t>(level);
  }
  return color;
}

double matching_share(const LineView& view, int line, Stretch stretch, const Level& color, int tolerance, int every) {
  if (line < 0 || line >= view.lines() || stretch.last <= stretch.first) return 0;
  int matching = 0;
  int all = 0;
  const std::uint8_t* first = view.at(line, stretch.first);
  const std::ptrdiff_t next = stretch.first + 1 < view.along() ? (view.at(line, stretch.first + 1) - first) * every : 0;
  for (int i = stretch.first; i < stretch.last; i += every) {
    matching += difference(first + all * next, color.data()) <= tolerance ? 1 : 0;
    ++all;
  }
  return static_cast<double>(matching) / all;
}

}  // namespace tessera::imaging
