#include "imaging/framed_borders.h"

#include <optional>

namespace tessera::imaging {
namespace {

// Tuned on the tuning half of bench/quality.
constexpr int widest_frame = 10;
constexpr int widest_gutter = 50;
constexpr int narrowest_gutter = 3;
constexpr int other_color = 48;      // levels between a frame and the gutter
constexpr int like_gutter = 30;      // levels
constexpr int like_frame = 40;       // levels; JPEG washes narrow lines out
constexpr double whole_line = 0.75;  // share of a line in one colour
constexpr int smeared = 2;           // lines between two colours

double share_of(const LineView& view, int line, const Level& color, int tolerance) {
  return matching_share(view, line, {.first = 0, .last = view.along()}, color, tolerance, 4);
}

/// The last line of the second frame, from the first line behind the border on.
std::optional<int> end_of_twin(const LineView& view, int from, int direction, const Level& frame) {
  const auto at = [&](int distance) { return from + distance * direction; };
  const auto inside = [&](int distance) { return at(distance) > 0 && at(distance) + 1 < view.lines(); };
  if (!inside(widest_frame)) return std::nullopt;
  const Level gutter = median_color(view, at(1));
  if (difference(gutter.data(), frame.data()) <= other_color) return std::nullopt;
  int distance = 1;
  while (distance <= widest_gutter && inside(distance) &&
         share_of(view, at(distance), gutter, like_gutter) >= whole_line)
    ++distance;
  if (distance <= narrowest_gutter || distance > widest_gutter) return std::nullopt;
  const auto is_frame = [&](int there) {
    return inside(there) && share_of(view, at(there), frame, like_frame) >= whole_line;
  };
  for (int skipped = 0; skipped <= smeared; ++skipped, ++distance) {
    if (!is_frame(distance)) continue;
    int last = distance;
    while (last - distance < widest_frame && is_frame(last + 1)) ++last;
    if (last - distance >= widest_frame) return std::nullopt;
    return at(last);
  }
  return std::nullopt;
}

}  // namespace

void join_frames(AxisLines& axis, const LineView& view) {
  for (Border& border : axis.borders) {
    if (!border.flat || border.width() < 1 || border.width() > widest_frame) continue;
    const Level frame = median_color(view, (border.first + border.last) / 2);
    if (const std::optional<int> last = end_of_twin(view, border.last, 1, frame)) {
      border.last = *last + 1;
    } else if (const std::optional<int> first = end_of_twin(view, border.first - 1, -1, frame)) {
      border.first = *first;
    }
  }
}

}  // namespace tessera::imaging
