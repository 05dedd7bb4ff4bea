#include "imaging/border_presence.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace tessera::imaging {
namespace {

// Tuned on the tuning half of bench/quality.
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

/// How far the lines inside a border go from the mean of its two sides towards the gutter's colour: 1 for a gutter, 0
/// where the picture just goes on. Least squares over the stretch and the three channels.
struct Pull {
  double slope = 0;
  double contrast = 0;  ///< root mean square of what separates the sides from the gutter's colour, levels
};

Pull pull_of(const LineView& view, const Border& border, Stretch stretch, const Level& color) {
  constexpr int most_lines = 4;
  constexpr int away = 3;  // lines from the border, where JPEG has not smeared it
  const int shave = (stretch.last - stretch.first) / 12;
  const int middle = (border.first + border.last) / 2;
  const int half = std::clamp(border.width() / 2 - (border.width() >= 4 ? 1 : 0), 1, most_lines / 2);
  const int first = border.width() <= 3 ? border.first : middle - half;
  const int last = border.width() <= 3 ? border.last : middle + half;
  const int before = border.first - away - 1;
  const int behind = border.last + away;
  if (before < 1 || behind + 1 >= view.lines()) return {};
  double along = 0;
  double squares = 0;
  int count = 0;
  for (int i = stretch.first + shave; i < stretch.last - shave; ++i) {
    for (std::size_t c = 0; c < color.size(); ++c) {
      int inside = 0;
      for (int line = first; line < last; ++line) inside += view.at(line, i)[c];
      const double sides =
          (view.at(before, i)[c] + view.at(before - 1, i)[c] + view.at(behind, i)[c] + view.at(behind + 1, i)[c]) / 4.0;
      const double whole = color[c] - sides;
      along += (static_cast<double>(inside) / (last - first) - sides) * whole;
      squares += whole * whole;
      ++count;
    }
  }
  if (count == 0 || squares == 0) return {};
  return {.slope = along / squares, .contrast = std::sqrt(squares / count)};
}

constexpr double hardly_any_pull = 0.25;
constexpr double weak_pull = 0.72;
constexpr double enough_contrast = 12;  // levels

/// Whether the picture goes on through a border that is a gutter elsewhere. Colours that are near the gutter's hide it
/// from matching_share(): then the gutter's own colour, which JPEG keeps in wide ones, is not quite there.
bool goes_through(const LineView& view, const Border& border, Stretch stretch, const Level& color, const Pull& pull) {
  constexpr int other_color = 9;  // levels
  if (pull.contrast < enough_contrast) return false;
  if (pull.slope < hardly_any_pull) return true;
  if (border.width() < certain_width || pull.slope >= weak_pull) return false;
  const Level own = median_color(view, (border.first + border.last) / 2, stretch);
  return difference(own.data(), color.data()) > other_color;
}

/// What all panels say of a border at one place.
struct PlacedPulls {
  Border border;
  std::vector<Pull> pulls;
  int strong = 0;  ///< panels that have the gutter there
  int weak = 0;    ///< panels that do not
};

PlacedPulls pulls_at(const LineView& view, const Border& border, const std::vector<Stretch>& stretches,
                     const Level& color) {
  PlacedPulls placed{.border = border, .pulls = {}};
  for (const Stretch& stretch : stretches) {
    const Pull& pull = placed.pulls.emplace_back(pull_of(view, border, stretch, color));
    if (pull.contrast < enough_contrast) continue;
    placed.strong += pull.slope > weak_pull ? 1 : 0;
    placed.weak += pull.slope < hardly_any_pull ? 1 : 0;
  }
  return placed;
}

/// A narrow border of which a part is missing may have been found a few pixels beside its place: where most panels have
/// the gutter.
PlacedPulls pulls_near(const LineView& view, const Border& border, const std::vector<Stretch>& stretches,
                       const Level& color, bool color_is_sure) {
  constexpr int narrow = 5;
  constexpr int most_off = 4;
  PlacedPulls best = pulls_at(view, border, stretches, color);
  if (!color_is_sure || border.width() > narrow || best.weak == 0) return best;
  for (int off = -most_off; off <= most_off; ++off) {
    Border moved = border;
    moved.first += off;
    moved.last += off;
    PlacedPulls placed = pulls_at(view, moved, stretches, color);
    if (placed.strong > best.strong) best = std::move(placed);
  }
  return best;
}

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

}  // namespace

std::vector<std::optional<double>> presences(const LineView& view, const Border& border,
                                             const std::vector<Stretch>& stretches, const Level& color,
                                             const std::optional<Level>& sheet_color) {
  std::vector<std::optional<double>> there;
  for (const Stretch& stretch : stretches) there.push_back(presence(view, border, stretch, color));
  if (!border.flat || border.width() < 2) return there;
  const Level gutter = sheet_color.value_or(color);
  const PlacedPulls placed = pulls_near(view, border, stretches, gutter, sheet_color.has_value());
  // A plain strip of one picture is no gutter: then there is nothing that could be missing elsewhere.
  if (placed.strong == 0 || placed.strong < placed.weak) return there;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    if (goes_through(view, placed.border, stretches[i], gutter, placed.pulls[i])) there[i] = 0;
  }
  return there;
}

}  // namespace tessera::imaging
