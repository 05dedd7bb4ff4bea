#include "imaging/panel_checks.h"

#include <algorithm>
#include <cstdlib>

namespace tessera::imaging {
namespace {

// Tuned on the tuning half of bench/quality.
constexpr int like_gutter = 26;        // levels; JPEG rings beside strong edges
constexpr double gutter_line = 0.88;   // share of a line that must match to be gutter
constexpr double content_line = 0.62;  // below this share the gutter has ended

}  // namespace

Leftover leftover_lines(const LineView& view, int line, int direction, Stretch stretch, const Level& color,
                        int deepest) {
  // Round corners belong to the gutter at both ends of the stretch.
  const int shave = (stretch.last - stretch.first) / 10;
  const Stretch middle{.first = stretch.first + shave, .last = stretch.last - shave};
  int depth = 0;
  while (depth < deepest && matching_share(view, line + depth * direction, middle, color, like_gutter) >= gutter_line)
    ++depth;
  if (depth == 0) return {};
  if (depth == deepest) return {.lines = depth, .certain = false};
  const double after = std::min(matching_share(view, line + depth * direction, middle, color, like_gutter),
                                matching_share(view, line + (depth + 1) * direction, middle, color, like_gutter));
  return {.lines = depth, .certain = after < content_line};
}

std::optional<int> corner_depth(const Image& sheet, Box box, bool right, bool bottom, const Level& color) {
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
  if (diagonal == 0) return 0;
  if (diagonal == limit) return std::nullopt;
  // A quarter circle of radius r leaves 0.29 r on the diagonal and r along both sides.
  const int across = run(1, 0);
  const int down = run(0, 1);
  const auto like_a_radius = [&](int side) { return side >= 2 * diagonal && side <= 6 * diagonal + 6 && side < limit; };
  if (like_a_radius(across) && like_a_radius(down) && std::abs(across - down) <= 3 + across / 3) return diagonal;
  return std::nullopt;
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
      int others = 0;
      for (int k = 1; k < 16; ++k) {  // most lines fail here already
        const int along = stretch.first + (stretch.last - stretch.first) * k / 16;
        others += difference(view.at(line, along), color.data()) <= like_gutter ? 0 : 1;
        if (others > 1) return false;
      }
      return matching_share(view, line, stretch, color, like_gutter) >= 0.96;
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

bool empty_panel(const Image& sheet, Box box) {
  constexpr int block = 16;
  constexpr double structure = 2.0;
  constexpr double empty_share = 0.985;
  const int blocks = (box.width / block) * (box.height / block);
  const auto allowed = static_cast<int>((1 - empty_share) * blocks);
  int drawn = 0;
  for (int top = box.top; top + block <= box.top + box.height; top += block) {
    for (int left = box.left; left + block <= box.left + box.width; left += block) {
      std::uint32_t sum = 0;
      std::uint32_t squares = 0;
      for (int y = 0; y < block; ++y) {
        const std::uint8_t* pixel = sheet.row(top + y).data() + static_cast<std::size_t>(left) * Image::channels;
        for (int x = 0; x < block; ++x, pixel += Image::channels) {
          const std::uint32_t level = (77U * pixel[0] + 150U * pixel[1] + 29U * pixel[2]) >> 8U;
          sum += level;
          squares += level * level;
        }
      }
      constexpr double area = block * block;
      if (squares / area - (sum / area) * (sum / area) < structure * structure) continue;
      if (++drawn > allowed) return false;
    }
  }
  return blocks > 0;
}

}  // namespace tessera::imaging
