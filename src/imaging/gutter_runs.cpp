#include "imaging/gutter_runs.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace tessera::imaging {
namespace {

// Tuned on the tuning half of bench/quality.
constexpr int tolerance = 22;            // levels
constexpr double certain_gutter = 0.95;  // score of a first look that is kept
constexpr double good_run = 0.8;         // score of a run that replaces a border of another colour
constexpr double gutter_share = 0.9;     // of a panel's stretch
constexpr double same_run = 0.035;       // how much less than the best line a line of the same gutter may match
constexpr double margin_end = 0.12;      // how much less than the margin the second line after it matches
constexpr double window_share = 0.25;    // of a panel

/// How much of each line has the colour: the mean over the panels that mostly have it, and their number.
class ColorProfile {
 public:
  ColorProfile(const LineView& view, const Level& color, int panels, int first, int last) : first_(first) {
    for (int line = first; line < last; ++line) {
      // Every eighth pixel shows of most lines that they are no gutter.
      Matching matching = matching_of(view, color, panels, line, 8, gutter_share - 0.15);
      if (2 * matching.full >= panels) matching = matching_of(view, color, panels, line, 1, gutter_share);
      mean_.push_back(matching.mean);
      full_.push_back(2 * matching.full >= panels);
    }
  }
  [[nodiscard]] int first() const { return first_; }
  [[nodiscard]] int last() const { return first_ + static_cast<int>(mean_.size()); }
  [[nodiscard]] double mean(int line) const { return mean_[static_cast<std::size_t>(line - first_)]; }
  [[nodiscard]] bool full(int line) const { return full_[static_cast<std::size_t>(line - first_)]; }

 private:
  struct Matching {
    double mean = 0;
    int full = 0;  ///< panels that have at least `enough` of the colour
  };
  static Matching matching_of(const LineView& view, const Level& color, int panels, int line, int every,
                              double enough) {
    Matching matching;
    for (int panel = 0; panel < panels; ++panel) {
      const double share = matching_share(view, line, part(view.along(), panels, panel), color, tolerance, every);
      matching.mean += share / panels;
      matching.full += share >= enough ? 1 : 0;
    }
    return matching;
  }
  static Stretch part(int length, int parts, int k) {
    const int shave = length / parts / 12;  // not where the other axis' borders are
    return {.first = length * k / parts + shave, .last = length * (k + 1) / parts - shave};
  }

  int first_;
  std::vector<double> mean_;
  std::vector<bool> full_;
};

struct Run {
  int first = 0;
  int last = 0;
  double mean = 0;
};

/// The stretches of neighbouring lines that match as well as the best of them.
std::vector<Run> runs_of(const ColorProfile& profile) {
  std::vector<Run> runs;
  for (int line = profile.first(); line < profile.last(); ++line) {
    if (!profile.full(line)) continue;
    int end = line;
    double best = 0;
    while (end < profile.last() && profile.full(end)) best = std::max(best, profile.mean(end++));
    Run run{.first = line, .last = end, .mean = best};
    while (run.first < run.last && profile.mean(run.first) < best - same_run) ++run.first;
    while (run.last > run.first && profile.mean(run.last - 1) < best - same_run) --run.last;
    if (run.last - run.first >= 2) runs.push_back(run);
    line = end;
  }
  return runs;
}

bool is_foreign(const LineView& view, const Border& border, const Level& color) {
  const Level own = median_color(view, (border.first + border.last) / 2);
  return difference(own.data(), color.data()) > 2 * tolerance;
}

}  // namespace

void settle_by_color(AxisLines& axis, const LineView& view, const Level& color, int other_panels) {
  const int parts = static_cast<int>(axis.borders.size()) + 1;
  const double begin = axis.begin.last;
  const double panel = (axis.end.first - begin) / parts;
  const int widest = std::max(48, view.lines() / 20);
  for (int k = 1; k < parts; ++k) {
    Border& border = axis.borders[static_cast<std::size_t>(k) - 1];
    // A line drawn around panels is flat and certain, too, but has another colour than the gutters.
    const bool foreign = border.flat && is_foreign(view, border, color);
    if (border.flat && border.score >= certain_gutter && !foreign) continue;
    const double expected = begin + panel * k;
    const double window = panel * window_share;
    const ColorProfile profile(view, color, other_panels, std::max(0, static_cast<int>(expected - window)),
                               std::min(view.lines(), static_cast<int>(expected + window)));
    std::optional<Border> best;
    for (const Run& run : runs_of(profile)) {
      if (run.last - run.first > widest) continue;
      const double off = ((run.first + run.last) / 2.0 - expected) / window;
      const double score = run.mean - 0.3 * off * off;
      if (!best || score > best->score)
        best = Border{.first = run.first, .last = run.last, .score = score, .flat = true};
    }
    if (best && best->score > (foreign ? std::min(border.score, good_run) : border.score)) border = *best;
  }
  const auto margin_depth = [&](bool from_start) {
    const ColorProfile profile(view, color, other_panels, from_start ? 0 : std::max(0, view.lines() - widest),
                               from_start ? std::min(view.lines(), widest) : view.lines());
    const int outermost = from_start ? 0 : view.lines() - 1;
    for (const Run& run : runs_of(profile)) {
      if (run.first > outermost || outermost >= run.last || run.last - run.first >= widest - 2) continue;
      // White pictures fade out raggedly towards their own edge; a margin ends at one line.
      const double after = from_start ? profile.mean(run.last + 1) : profile.mean(run.first - 2);
      if (after < run.mean - margin_end) return run.last - run.first;
    }
    return 0;
  };
  if (axis.begin.width() == 0) axis.begin.last = margin_depth(true);
  if (axis.end.width() == 0) axis.end.first = view.lines() - margin_depth(false);
  axis.begin.flat = axis.begin.width() > 0;
  axis.end.flat = axis.end.width() > 0;
}

}  // namespace tessera::imaging
