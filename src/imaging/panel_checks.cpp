#include "imaging/panel_checks.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace tessera::imaging {
namespace {

// Tuned on the tuning half of bench/quality.
constexpr int like_gutter = 26;        // levels; JPEG rings beside strong edges
constexpr double gutter_line = 0.88;   // share of a line that must match to be gutter
constexpr double content_line = 0.62;  // below this share the gutter has ended

/// JPEG smears a gutter of few pixels into its neighbours.
int tolerance_for(int width) { return width >= 6 ? 22 : width >= 3 ? 36 : 52; }

}  // namespace

std::optional<double> presence(const LineView& view, const Border& border, Stretch stretch, const Level& color) {
  if (border.flat && border.width() >= 2) {
    const int line = (border.first + border.last) / 2;
    const int tolerance = tolerance_for(border.width());
    double share = matching_share(view, line, stretch, color, tolerance);
    if (border.width() >= 4) share = std::min(share, matching_share(view, line - 1, stretch, color, tolerance));
    return share;
  }
  const int line = border.first;
  constexpr int reach = 6;
  if (line < reach || line + reach >= view.lines()) return std::nullopt;
  double steps = 0;
  double none = 0;
  for (int i = stretch.first; i < stretch.last; ++i) {
    const auto step = [&](int at) { return difference(view.at(at, i), view.at(at - 1, i)); };
    const int own = step(line);
    const double usual =
        (step(line - 5) + step(line - 3) + step(line - 2) + step(line + 2) + step(line + 3) + step(line + 5)) / 6.0;
    if (own > 6 && own > 1.8 * usual + 2) {
      steps += 1;
    } else if (own <= 1.2 * usual + 3) {
      none += usual > 0.9 ? 1 : 0.25;  // plain on both sides says little
    }
  }
  const double length = stretch.last - stretch.first;
  if (steps + none < 0.2 * length) return std::nullopt;
  return steps / (steps + none);
}

int leftover_lines(const LineView& view, int line, int direction, Stretch stretch, const Level& color, int deepest) {
  // Round corners belong to the gutter at both ends of the stretch.
  const int shave = (stretch.last - stretch.first) / 10;
  const Stretch middle{.first = stretch.first + shave, .last = stretch.last - shave};
  int depth = 0;
  while (depth < deepest && matching_share(view, line + depth * direction, middle, color, like_gutter) >= gutter_line)
    ++depth;
  if (depth == 0 || depth == deepest) return 0;
  const double after = std::min(matching_share(view, line + depth * direction, middle, color, like_gutter),
                                matching_share(view, line + (depth + 1) * direction, middle, color, like_gutter));
  return after < content_line ? depth : 0;
}

int corner_depth(const Image& sheet, Box box, bool right, bool bottom, const Level& color) {
  const int limit = std::min({box.width, box.height, 160}) / 4;
  const auto matches = [&](int dx, int dy) {
    const int x = right ? box.left + box.width - 1 - dx : box.left + dx;
    const int y = bottom ? box.top + box.height - 1 - dy : box.top + dy;
    return difference(sheet.row(y).data() + static_cast<std::size_t>(x) * Image::channels, color.data()) <= like_gutter;
  };
  const auto run = [&](int step_x, int step_y) {
    int length = 0;
    while (length < limit && matches(length * step_x, length * step_y)) ++length;
    return length;
  };
  const int diagonal = run(1, 1);
  if (diagonal == 0 || diagonal == limit) return 0;
  // A quarter circle of radius r leaves 0.29 r on the diagonal and r along both sides.
  const int across = run(1, 0);
  const int down = run(0, 1);
  const auto like_a_radius = [&](int side) { return side >= 2 * diagonal && side <= 6 * diagonal + 6 && side < limit; };
  return like_a_radius(across) && like_a_radius(down) && std::abs(across - down) <= 3 + across / 3 ? diagonal : 0;
}

bool split_by_bar(const Image& sheet, Box box, const Level& color) {
  for (const bool upright : {true, false}) {
    const LineView view(sheet, upright);
    const int begin = upright ? box.left : box.top;
    const int count = upright ? box.width : box.height;
    const Stretch stretch{.first = upright ? box.top : box.left,
                          .last = upright ? box.top + box.height : box.left + box.width};
    const int away = count / 8;
    const auto is_bar = [&](int line) {
      int samples = 0;
      for (int k = 1; k < 16; ++k) {  // most lines fail here already
        const int along = stretch.first + (stretch.last - stretch.first) * k / 16;
        samples += difference(view.at(line, along), color.data()) <= like_gutter ? 1 : 0;
      }
      return samples >= 14 && matching_share(view, line, stretch, color, like_gutter) >= 0.96;
    };
    const auto ended = [&](int line, int direction) {
      return std::min(matching_share(view, line, stretch, color, like_gutter),
                      matching_share(view, line + direction, stretch, color, like_gutter)) < content_line;
    };
    for (int line = begin + away; line < begin + count - away; ++line) {
      if (!is_bar(line)) continue;
      int last = line + 1;
      while (last < begin + count - away && is_bar(last)) ++last;
      if (last - line >= 2 && ended(line - 1, -1) && ended(last, 1)) return true;
      line = last;
    }
  }
  return false;
}

bool empty_panel(const LumaPlane& luma, Box box) {
  constexpr int block = 16;
  constexpr double structure = 2.0;
  constexpr double empty_share = 0.985;
  int flat = 0;
  int all = 0;
  for (int top = box.top; top + block <= box.top + box.height; top += block) {
    for (int left = box.left; left + block <= box.left + box.width; left += block) {
      std::uint32_t sum = 0;
      std::uint32_t squares = 0;
      for (int y = 0; y < block; ++y) {
        const std::uint8_t* row = luma.row(top + y) + left;
        for (int x = 0; x < block; ++x) {
          sum += row[x];
          squares += std::uint32_t{row[x]} * row[x];
        }
      }
      constexpr double area = block * block;
      ++all;
      flat += squares / area - (sum / area) * (sum / area) < structure * structure ? 1 : 0;
    }
  }
  return all > 0 && flat >= empty_share * all;
}

}  // namespace tessera::imaging
