#include "imaging/line_view.h"

#include <array>

namespace tessera::imaging {

namespace {

Level median_of(const LineView& view, int line, Stretch stretch, int every) {
  std::vector<Level> samples;
  for (int i = stretch.first; i < stretch.last; i += every) {
    const std::uint8_t* pixel = view.at(line, i);
    samples.push_back({pixel[0], pixel[1], pixel[2]});
  }
  return median_color(samples);
}

}  // namespace

Level median_color(const std::vector<Level>& samples) {
  std::array<std::array<std::uint16_t, 256>, Image::channels> counts{};
  for (const Level& sample : samples) {
    for (std::size_t c = 0; c < counts.size(); ++c) ++counts[c][sample[c]];
  }
  const std::size_t half = samples.size() / 2;
  Level color{};
  for (std::size_t c = 0; c < color.size() && !samples.empty(); ++c) {
    std::size_t below = 0;
    std::size_t level = 0;
    while (below + counts[c][level] <= half) below += counts[c][level++];
    color[c] = static_cast<std::uint8_t>(level);
  }
  return color;
}

Level median_color(const LineView& view, int line) {
  return median_of(view, line, {.first = 0, .last = view.along()}, 8);
}

Level median_color(const LineView& view, int line, Stretch stretch) { return median_of(view, line, stretch, 2); }

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
