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

constexpr double least_telling = 0.18;
constexpr int certain_width = 14;  // gutters from here on keep their colour

/// JPEG smears a gutter of few pixels into its neighbours.
int tolerance_for(int width) { return width >= 16 ? 24 : width >= 8 ? 36 : width >= 3 ? 40 : 52; }

/// Mean colours of the four strips at a border in one chunk along it: two before it, two after it.
using Strips = std::array<std::array<double, Image::channels>, 4>;

std::vector<Strips> strips_along(const LineView& view, Stretch border, Stretch stretch, int thickness, int chunk) {
  std::vector<Strips> all;
  for (int first = stretch.first; first + chunk <= stretch.last; first += chunk) {
    Strips& strips = all.emplace_back();
    for (int s = 0; s < 4; ++s) {
      const int begin = s < 2 ? border.first - (2 - s) * thickness : border.last + (s - 2) * thickness;
      std::array<int, Image::channels> sums{};
      for (int t = 0; t < thickness; ++t) {
        for (int i = first; i < first + chunk; ++i) {
          const std::uint8_t* pixel = view.at(begin + t, i);
          for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += pixel[c];
        }
      }
      for (std::size_t c = 0; c < sums.size(); ++c) {
        strips[static_cast<std::size_t>(s)][c] = static_cast<double>(sums[c]) / (thickness * chunk);
      }
    }
  }
  return all;
}

/// How alike two strips vary along the border: correlation of their colours, 1 for plain ones.
double correlation(const std::vector<Strips>& all, std::size_t a, std::size_t b) {
  const auto count = static_cast<double>(all.size());
  // One level of variance is added to all, so that grain on plain ground does not decide.
  double spread_a = count;
  double spread_b = count;
  double common = count;
  for (std::size_t c = 0; c < Image::channels; ++c) {
    double mean_a = 0;
    double mean_b = 0;
    for (const Strips& strips : all) {
      mean_a += strips[a][c] / count;
      mean_b += strips[b][c] / count;
    }
    for (const Strips& strips : all) {
      const double off_a = strips[a][c] - mean_a;
      const double off_b = strips[b][c] - mean_b;
      spread_a += off_a * off_a;
      spread_b += off_b * off_b;
      common += off_a * off_b;
    }
  }
  return common / std::sqrt(spread_a * spread_b);
}

double strip_difference(const Strips& strips, std::size_t a, std::size_t b) {
  double most = 0;
  for (std::size_t c = 0; c < Image::channels; ++c) most = std::max(most, std::abs(strips[a][c] - strips[b][c]));
  return most;
}

/// Share of the chunks that can tell at all: not those where both sides show the same bare ground.
double telling_share(const std::vector<Strips>& all) {
  constexpr double same = 2.5;  // levels
  if (all.empty()) return 0;
  Strips ground{};
  std::vector<double> values(all.size());
  for (const std::size_t s : {std::size_t{1}, std::size_t{2}}) {
    for (std::size_t c = 0; c < Image::channels; ++c) {
      for (std::size_t i = 0; i < all.size(); ++i) values[i] = all[i][s][c];
      const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
      std::ranges::nth_element(values, middle);
      ground[s][c] = *middle;
    }
  }
  if (strip_difference(ground, 1, 2) > same) return 1;
  std::size_t bare = 0;
  for (Strips strips : all) {
    strips[0] = ground[1];
    strips[3] = ground[2];
    if (strip_difference(strips, 0, 1) < same && strip_difference(strips, 2, 3) < same) ++bare;
  }
  return 1 - static_cast<double>(bare) / static_cast<double>(all.size());
}

/// Compares the two strips on both sides of a border, [first, last) lines wide, with the strips behind them, in chunks
/// along the stretch.
struct StripContrast {
  double log_ratio = 0;  ///< of the mean difference at the line to the mean difference away from it
  double votes = 0;      ///< share of the chunks that differ more at the line, of those that are not plain
  double telling = 0;    ///< share of chunks that are not the same bare ground on both sides
  double across = 0;     ///< correlation over the border
  double beside = 0;     ///< mean correlation on each side of it
};

StripContrast strip_contrast(const LineView& view, Stretch border, Stretch stretch, int thickness, int chunk) {
  const std::vector<Strips> all = strips_along(view, border, stretch, thickness, chunk);
  if (all.empty()) return {};
  double at_line = 0;
  double elsewhere = 0;
  int informative = 0;
  int votes = 0;
  for (const Strips& strips : all) {
    const double own = strip_difference(strips, 1, 2);
    const double left = strip_difference(strips, 0, 1);
    const double right = strip_difference(strips, 2, 3);
    const double usual = std::max(left, right);
    if (std::max(own, usual) > 1.0) ++informative;
    if (own > 2 * usual + 1) ++votes;
    at_line += std::min(own, 30.0);
    elsewhere += std::min((left + right) / 2, 30.0);
  }
  const auto chunks = static_cast<double>(all.size());
  return {.log_ratio = std::log((at_line / chunks + 0.3) / (elsewhere / chunks + 0.3)),
          .votes = informative == 0 ? 0.2 : static_cast<double>(votes) / informative,
          .telling = telling_share(all),
          .across = correlation(all, 1, 2),
          .beside = (correlation(all, 0, 1) + correlation(all, 2, 3)) / 2};
}

/// Share of the pixels along the line, one of the border's two, with a lone step there, of those that say anything.
double lone_steps(const LineView& view, int line, Stretch border, Stretch stretch) {
  double steps = 0;
  double none = 0;
  for (int i = stretch.first; i < stretch.last; ++i) {
    const auto step = [&](int at) { return difference(view.at(at, i), view.at(at - 1, i)); };
    const int own = step(line);
    const double usual = (step(border.first - 5) + step(border.first - 3) + step(border.first - 2) +
                          step(border.last + 2) + step(border.last + 3) + step(border.last + 5)) /
                         6.0;
    if (own > 6 && own > 1.8 * usual + 2) {
      steps += 1;
    } else if (own <= 1.2 * usual + 3) {
      none += usual > 0.9 ? 1 : 0.25;  // plain on both sides says little
    }
  }
  return steps + none < 0.2 * (stretch.last - stretch.first) ? 0.2 : steps / (steps + none);
}

/// A logistic model of how strips of 1, 3 and 8 lines differ and vary together, fitted on the tuning half of
/// bench/quality: true seams against lines inside of panels.
std::optional<double> seam_probability(const LineView& view, Stretch border, Stretch stretch) {
  constexpr int reach = 16;
  if (border.first < reach || border.last + reach >= view.lines()) return std::nullopt;
  const StripContrast thin = strip_contrast(view, border, stretch, 1, 16);
  const StripContrast middle = strip_contrast(view, border, stretch, 3, 16);
  const StripContrast thick = strip_contrast(view, border, stretch, 8, 24);
  if (middle.telling < least_telling) return std::nullopt;
  const double steps =
      std::max(lone_steps(view, border.first, border, stretch), lone_steps(view, border.last, border, stretch));
  const double z = 1.73 * thin.log_ratio + 1.26 * thin.votes - 2.34 * thin.across - 1.23 * thin.beside +
                   2.16 * middle.votes - 1.60 * middle.across - 0.23 * middle.beside + 3.07 * thick.votes -
                   1.13 * thick.across + 0.66 * thick.beside + 1.63 * steps - 0.36;
  return 1 / (1 + std::exp(-z));
}

}  // namespace

std::optional<double> presence(const LineView& view, const Border& border, Stretch stretch, const Level& color) {
  if (border.flat && border.width() >= 2) {
    const int line = (border.first + border.last) / 2;
    const int tolerance = tolerance_for(border.width());
    double share = matching_share(view, line, stretch, color, tolerance);
    if (border.width() >= 4) share = std::min(share, matching_share(view, line - 1, stretch, color, tolerance));
    if (border.width() >= certain_width || share >= 0.9) return share;
    if (border.width() >= 6 && share < 0.4) return share;
    // A narrow gutter's colour is washed out by JPEG, above all at half the colour resolution; its sides still step.
    const double sides = seam_probability(view, {.first = border.first, .last = border.last}, stretch).value_or(0);
    return sides >= 0.5 ? 1.0 : share;
  }
  return seam_probability(view, {.first = border.first, .last = border.last}, stretch);
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
