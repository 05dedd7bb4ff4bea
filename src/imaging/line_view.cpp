#include "imaging/line_view.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tessera::imaging {
namespace {

/// How far apart the n-th pixels of a line are in memory, from the one at `first` on.
std::ptrdiff_t distance_of(const LineView& view, int line, int first, int every) {
  return first + 1 < view.along() ? (view.at(line, first + 1) - view.at(line, first)) * every : 0;
}

Level median_of(const LineView& view, int line, Stretch stretch, int every) {
  std::vector<Level> samples;
  sample_line(view, line, stretch, every, samples);
  return median_color(samples);
}

}  // namespace

void sample_line(const LineView& view, int line, Stretch stretch, int every, std::vector<Level>& samples) {
  samples.resize(static_cast<std::size_t>(std::max(0, (stretch.last - stretch.first + every - 1) / every)));
  if (samples.empty()) return;
  const std::uint8_t* first = view.at(line, stretch.first);
  const std::ptrdiff_t next = distance_of(view, line, stretch.first, every);
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const std::uint8_t* pixel = first + static_cast<std::ptrdiff_t>(k) * next;
    for (std::size_t c = 0; c < samples[k].size(); ++c) samples[k][c] = pixel[c];
  }
}

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
  const std::ptrdiff_t next = distance_of(view, line, stretch.first, every);
  for (int i = stretch.first; i < stretch.last; i += every) {
    matching += difference(first + all * next, color.data()) <= tolerance ? 1 : 0;
    ++all;
  }
  return static_cast<double>(matching) / all;
}

}  // namespace tessera::imaging
