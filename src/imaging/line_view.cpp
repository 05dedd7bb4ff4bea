#include "imaging/line_view.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace tessera::imaging {

int difference(const std::uint8_t* a, const std::uint8_t* b) noexcept {
  const int red = std::abs(a[0] - b[0]);
  const int green = std::abs(a[1] - b[1]);
  const int blue = std::abs(a[2] - b[2]);
  return std::max(red, std::max(green, blue));
}

Level median_color(const LineView& view, int line) {
  constexpr int every = 8;
  std::vector<std::uint8_t> levels(static_cast<std::size_t>((view.along() + every - 1) / every));
  Level color{};
  for (std::size_t c = 0; c < color.size(); ++c) {
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = view.at(line, static_cast<int>(i) * every)[c];
    const auto middle = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 2);
    std::ranges::nth_element(levels, middle);
    color[c] = *middle;
  }
  return color;
}

double matching_share(const LineView& view, int line, Stretch stretch, const Level& color, int tolerance, int every) {
  if (line < 0 || line >= view.lines() || stretch.last <= stretch.first) return 0;
  int matching = 0;
  int all = 0;
  for (int i = stretch.first; i < stretch.last; i += every) {
    matching += difference(view.at(line, i), color.data()) <= tolerance ? 1 : 0;
    ++all;
  }
  return static_cast<double>(matching) / all;
}

}  // namespace tessera::imaging
