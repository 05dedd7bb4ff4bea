#include "imaging/panel_outline.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "imaging/frame.h"
#include "imaging/panel_checks.h"

namespace tessera::imaging {
namespace {

// Tuned on the tuning half of bench/quality.
constexpr int least_side = 16;         // pixels of a box that is looked at
constexpr int most_bar = 10;           // pixels of a line drawn around a panel
constexpr double framed_sides = 0.08;  // of all sides, that say that a sheet has such lines …
constexpr double alike_sides = 0.6;    // … and share of them that are as wide as the usual one
constexpr int like_frame = 40;         // levels; a narrow line is washed out by JPEG
constexpr double hidden_line = 0.85;   // share of a line's pixels in the frame's colour
constexpr double round_corners = 0.1;  // of all corners, that say that a sheet has them

constexpr std::array<Side, 4> sides{Side::left, Side::top, Side::right, Side::bottom};

Box without(Box box, Side side, int depth) {
  if (side == Side::left) box.left += depth;
  if (side == Side::top) box.top += depth;
  (side == Side::left || side == Side::right ? box.width : box.height) -= depth;
  return box;
}

/// A bar, and one more behind it: the border may have been taken for the neighbour's frame, then gutter and frame are
/// both inside.
int bar_along(const Image& sheet, const Box& box, Side side) {
  const int first = bar_depth(sheet, box, side, most_bar);
  return first == 0 ? 0 : first + bar_depth(sheet, without(box, side, first), side, most_bar);
}

/// The line of a box `depth` pixels from one side.
struct OwnLine {
  LineView view;
  int line = 0;
  Stretch stretch;

  OwnLine(const Image& sheet, const Box& box, Side side, int depth)
      : view(sheet, side == Side::left || side == Side::right) {
    const bool upright = side == Side::left || side == Side::right;
    const int first = upright ? box.left : box.top;
    const int count = upright ? box.width : box.height;
    line = side == Side::left || side == Side::top ? first + depth : first + count - 1 - depth;
    stretch = {.first = upright ? box.top : box.left, .last = upright ? box.top + box.height : box.left + box.width};
  }
  [[nodiscard]] Level color() const {
    const int along = (stretch.first + stretch.last) / 2;
    Level middle{};
    for (std::size_t c = 0; c < middle.size(); ++c) {
      std::array<std::uint8_t, 3> three{view.at(line, (stretch.first + along) / 2)[c], view.at(line, along)[c],
                                        view.at(line, (along + stretch.last - 1) / 2)[c]};
      std::ranges::nth_element(three, three.begin() + 1);
      middle[c] = three[1];
    }
    return middle;
  }
};

struct Frame {
  int depth = 0;
  Level color{};
};

template <class T>
T median(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// The line that most framed sides have, when they are enough and alike enough to say that the sheet has frames.
std::optional<Frame> usual_frame(const Image& sheet, const std::vector<Box>& boxes,
                                 const std::vector<BarDepths>& bars) {
  std::vector<int> depths;
  std::array<std::vector<std::uint8_t>, Image::channels> levels;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    for (std::size_t s = 0; s < sides.size(); ++s) {
      if (bars[i][s] == 0) continue;
      depths.push_back(bars[i][s]);
      const Level color = OwnLine(sheet, boxes[i], sides[s], bars[i][s] / 2).color();
      for (std::size_t c = 0; c < levels.size(); ++c) levels[c].push_back(color[c]);
    }
  }
  const auto all = static_cast<double>(boxes.size() * sides.size());
  if (depths.size() < 3 || static_cast<double>(depths.size()) < framed_sides * all) return std::nullopt;
  Frame frame{.depth = median(depths)};
  const auto alike = std::ranges::count_if(depths, [&](int depth) { return std::abs(depth - frame.depth) <= 1; });
  if (static_cast<double>(alike) < alike_sides * static_cast<double>(depths.size())) return std::nullopt;
  for (std::size_t c = 0; c < levels.size(); ++c) frame.color[c] = median(levels[c]);
  return frame;
}

}  // namespace

std::vector<BarDepths> bars_around(const Image& sheet, const std::vector<Box>& boxes) {
  std::vector<BarDepths> bars(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].width < least_side || boxes[i].height < least_side) continue;
    std::ranges::transform(sides, bars[i].begin(), [&](Side side) { return bar_along(sheet, boxes[i], side); });
  }
  const std::optional<Frame> usual = usual_frame(sheet, boxes, bars);
  if (!usual) return bars;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].width < least_side || boxes[i].height < least_side) continue;
    for (std::size_t s = 0; s < sides.size(); ++s) {
      if (bars[i][s] > 0) continue;
      const OwnLine own(sheet, boxes[i], sides[s], usual->depth / 2);
      const double share = matching_share(own.view, own.line, own.stretch, usual->color, like_frame);
      if (share >= hidden_line) bars[i][s] = usual->depth;
    }
  }
  return bars;
}

int corner_inset(const Image& sheet, const std::vector<Box>& boxes, const Level& color) {
  std::vector<int> depths;
  std::size_t square = 0;
  for (const Box& box : boxes) {
    for (const bool right : {false, true}) {
      for (const bool bottom : {false, true}) {
        const std::optional<int> depth = corner_depth(sheet, box, right, bottom, color);
        if (!depth) continue;
        if (*depth == 0) ++square;
        if (*depth > 0) depths.push_back(*depth);
      }
    }
  }
  // Panels like the gutter hide their corners: only those that can tell are counted.
  if (depths.size() <= square ||
      static_cast<double>(depths.size()) < round_corners * 4 * static_cast<double>(boxes.size()))
    return 0;
  std::ranges::sort(depths);
  return depths[depths.size() * 9 / 10] + 1;
}

}  // namespace tessera::imaging
