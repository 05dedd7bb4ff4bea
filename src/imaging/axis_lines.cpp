#include "imaging/axis_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>

namespace tessera::imaging {
namespace {

// All of these were tuned on the tuning half of bench/quality.
constexpr double window_share = 0.22;   // how far from its equal place a border is looked for, in panels
constexpr double place_penalty = 0.12;  // score lost at the end of the window
constexpr double flat_bonus = 0.5;      // what a uniform gutter adds to the score of its two edges
constexpr double least_flatness = 0.2;
constexpr double least_margin_flatness = 0.35;
constexpr double no_border = 0.45;
constexpr double hardly_any_border = 0.3;
constexpr double clearly_better = 0.15;
constexpr double strong_border = 0.62;  // above this a border counts when panels are counted
constexpr float floor_evidence = 0.03F;
constexpr float silent_evidence = 0.22F;  // of a band that is plain on both sides: neither for nor against
constexpr float plain_level = 0.9F;       // mean step and roughness below which a band is plain there
constexpr int reach = 4;                  // lines on both sides that decide whether a band is plain
constexpr std::size_t most_candidates = 14;

int widest_gutter(int length) { return std::max(48, length / 20); }

/// Sums that give the mean over any range of lines of one band at once.
class RangeMeans {
 public:
  RangeMeans(const std::vector<float>& values, int bands, int length)
      : length_(length), sums_(static_cast<std::size_t>(bands) * (static_cast<std::size_t>(length) + 1)) {
    for (int band = 0; band < bands; ++band) {
      const float* from = values.data() + static_cast<std::ptrdiff_t>(band) * length;
      double* out = sums_.data() + static_cast<std::ptrdiff_t>(band) * (length + 1);
      std::partial_sum(from, from + length, out + 1, std::plus<double>());
    }
  }
  [[nodiscard]] float operator()(int band, int first, int last) const {
    first = std::clamp(first, 0, length_);
    last = std::clamp(last, 0, length_);
    if (last <= first) return 0;
    const double* sums = sums_.data() + static_cast<std::ptrdiff_t>(band) * (length_ + 1);
    return static_cast<float>((sums[last] - sums[first]) / (last - first));
  }

 private:
  int length_;
  std::vector<double> sums_;
};

class Axis {
 public:
  Axis(const LineView& view, const LineStatistics& lines, int bands_per_panel)
      : view_(view),
        lines_(lines),
        bands_per_panel_(bands_per_panel),
        steps_(lines.step, lines.bands, lines.length),
        roughs_(lines.rough, lines.bands, lines.length),
        evidence_(static_cast<std::size_t>(lines.length)),
        shares_(static_cast<std::size_t>(lines.length)),
        before_(static_cast<std::size_t>(lines.length) + 1),
        behind_(static_cast<std::size_t>(lines.length) + 1) {
    for (int i = 1; i < lines.length; ++i) evidence_[static_cast<std::size_t>(i)] = evidence_at(i);
    subtract_surroundings();
  }

  [[nodiscard]] int length() const { return lines_.length; }
  [[nodiscard]] double evidence(int i) const { return i < length() ? evidence_[static_cast<std::size_t>(i)] : 0; }

  /// Whether [first, last) is uniform: the mean over the bands of 1 for much calmer than both sides, 0 for as rough.
  /// Less than `least` is as good as nothing to the caller: 0 then.
  [[nodiscard]] double flatness(int first, int last, double least = least_flatness) const {
    double sum = 0;
    // At half the colour resolution JPEG lets the content bleed two or three lines into the gutter.
    const int width = last - first;
    const int shave = width >= 8 ? 3 : width >= 4 ? 1 : 0;
    const std::vector<float>& before = once(before_, first, first - 6, first - 1);
    const std::vector<float>& behind = once(behind_, last, last + 1, last + 6);
    for (int band = 0; band < lines_.bands; ++band) {
      float inside = roughs_(band, first + shave, last - shave);
      if (width >= 8) inside += steps_(band, first + shave + 1, last - shave);
      const float outside = std::max(before[static_cast<std::size_t>(band)], behind[static_cast<std::size_t>(band)]);
      sum += std::clamp(1.0 - static_cast<double>(inside) / (0.5 * static_cast<double>(outside) + 4), 0.0, 1.0);
    }
    const double calm = sum / lines_.bands;
    if (calm < std::max(least, least_flatness)) return 0;  // the colour below only takes away
    return calm * std::clamp((colored_share((first + last) / 2, last - first) - 0.45) / 0.4, 0.0, 1.0);
  }

 private:
  /// Plain content is calm too, but a gutter has one colour from end to end: the share of the line that has its median
  /// colour, of every eighth pixel. The picture is read once a line, for all three kinds of width.
  [[nodiscard]] double colored_share(int line, int width) const {
    static constexpr std::array<int, 3> tolerances{24, 36, 48};
    constexpr int every = 8;
    const std::size_t kind = width >= 8 ? 0 : width >= 4 ? 1 : 2;
    std::optional<std::array<float, 3>>& shares = shares_[static_cast<std::size_t>(line)];
    if (!shares) {
      sample_line(view_, line, {.first = 0, .last = view_.along()}, every, samples_);
      const Level color = median_color(samples_);
      std::array<int, 3> matching{};
      for (const Level& sample : samples_) {
        const int off = difference(sample.data(), color.data());
        for (std::size_t k = 0; k < tolerances.size(); ++k) matching[k] += off <= tolerances[k] ? 1 : 0;
      }
      shares.emplace();
      for (std::size_t k = 0; k < tolerances.size(); ++k)
        (*shares)[k] = static_cast<float>(matching[k]) / static_cast<float>(samples_.size());
    }
    return static_cast<double>((*shares)[kind]);
  }

  /// around() of every band beside `line`: an edge is paired with many others.
  const std::vector<float>& once(std::vector<std::vector<float>>& known, int line, int first, int last) const {
    std::vector<float>& bands = known[static_cast<std::size_t>(line)];
    for (int band = static_cast<int>(bands.size()); band < lines_.bands; ++band)
      bands.push_back(around(band, first, last));
    return bands;
  }

  [[nodiscard]] float around(int band, int first, int last) const {
    return roughs_(band, first, last) + steps_(band, first, last);
  }

  /// Geometric mean over the bands of the share of pixels with a lone step: every band must agree. Merged panels take
  /// one panel's bands away, so the same without the worst panel counts too, at a discount.
  [[nodiscard]] double evidence_at(int i) const {
    const int panels = lines_.bands / bands_per_panel_;
    double total = 0;
    double worst = 0;
    double best = -1e9;
    for (int panel = 0; panel < panels; ++panel) {
      float product = 1;  // of four: far from the least float
      for (int b = panel * bands_per_panel_; b < (panel + 1) * bands_per_panel_; ++b) {
        const float peak = lines_.peaks(b)[i];
        const float calm = std::max(around(b, i - reach, i), around(b, i + 1, i + 1 + reach));
        const bool silent = lines_.steps(b)[i] < plain_level && calm < 2 * plain_level;
        // A step that JPEG has smeared over two lines stands out in the means although no pixel's step stands alone.
        const float step = lines_.steps(b)[i];
        const float usual = (steps_(b, i - 7, i - 1) + steps_(b, i + 2, i + 8)) / 2;
        const float rise = std::clamp(0.9F * (step - 1.6F * usual - 0.3F) / (step + 0.3F), 0.0F, 1.0F);
        const float found = std::max(peak, rise);
        product *= silent ? std::max(silent_evidence, found) : found + floor_evidence;
      }
      const auto sum = static_cast<double>(std::log(product));
      total += sum;
      worst = std::min(worst, sum);
      best = std::max(best, sum);
    }
    const double all = std::exp(total / lines_.bands);
    const double without_worst = panels > 2 ? 0.8 * std::exp((total - worst) / (lines_.bands - bands_per_panel_))
                                            : 0.65 * std::exp(best / bands_per_panel_);
    return std::max(all, without_worst);
  }

  /// Content that is full of lines everywhere says nothing about one of them.
  void subtract_surroundings() {
    constexpr int half = 25;
    std::vector<double> sums(evidence_.size() + 1);
    std::partial_sum(evidence_.begin(), evidence_.end(), sums.begin() + 1);
    std::vector<double> result(evidence_.size());
    for (int i = 0; i < length(); ++i) {
      const int first = std::max(0, i - half);
      const int last = std::min(length(), i + half + 1);
      const double mean =
          (sums[static_cast<std::size_t>(last)] - sums[static_cast<std::size_t>(first)]) / (last - first);
      result[static_cast<std::size_t>(i)] = std::max(0.0, evidence_[static_cast<std::size_t>(i)] - mean);
    }
    evidence_ = std::move(result);
  }

  const LineView& view_;
  const LineStatistics& lines_;
  int bands_per_panel_;
  RangeMeans steps_, roughs_;
  std::vector<double> evidence_;
  // What was looked up: of colored_share(), and of around() on both sides of a line.
  mutable std::vector<std::optional<std::array<float, 3>>> shares_;
  mutable std::vector<std::vector<float>> before_, behind_;
  mutable std::vector<Level> samples_;
};

std::vector<int> strongest_lines(const Axis& axis, int first, int last) {
  std::vector<int> found;
  for (int i = std::max(1, first); i < std::min(axis.length(), last); ++i) {
    if (axis.evidence(i) > 0.02 && axis.evidence(i) >= axis.evidence(i - 1) &&
        axis.evidence(i) > axis.evidence(i + 1)) {
      found.push_back(i);
    }
  }
  std::ranges::sort(found, [&](int a, int b) { return axis.evidence(a) > axis.evidence(b); });
  if (found.size() > most_candidates) found.resize(most_candidates);
  std::ranges::sort(found);
  return found;
}

/// The best seam or gutter within `window` of `expected`.
Border best_border(const Axis& axis, double expected, double window) {
  const int slack = widest_gutter(axis.length()) / 2;
  const std::vector<int> lines =
      strongest_lines(axis, static_cast<int>(expected - window) - slack, static_cast<int>(expected + window) + slack);
  Border best{.first = static_cast<int>(expected), .last = static_cast<int>(expected)};
  const auto consider = [&](int first, int last, double evidence, double flatness) {
    const double off = ((first + last) / 2.0 - expected) / window;
    if (std::abs(off) > 1) return;
    const double score = evidence + flat_bonus * flatness - place_penalty * off * off;
    if (score > best.score) best = {.first = first, .last = last, .score = score, .flat = flatness > 0};
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    consider(lines[i], lines[i], axis.evidence(lines[i]), 0);
    for (std::size_t j = i + 1; j < lines.size() && lines[j] - lines[i] <= widest_gutter(axis.length()); ++j) {
      const auto [weak, strong] = std::minmax(axis.evidence(lines[i]), axis.evidence(lines[j]));
      const double evidence = 0.65 * weak + 0.35 * strong;
      const double trust = std::min(1.0, weak / 0.15);
      if (evidence + flat_bonus * trust <= best.score) continue;  // not even as the flattest gutter
      // Flatter than this it would have to be, were it in its place.
      const double needed = (best.score - evidence) / (flat_bonus * std::max(trust, 1e-6));
      const double flatness = axis.flatness(lines[i], lines[j], needed);
      if (flatness < least_flatness) continue;
      consider(lines[i], lines[j], evidence, flatness * trust);
    }
  }
  return best;
}

/// How far the outer margin reaches in from the end at 0 (`from_start`) or at the length.
Border margin(const Axis& axis, bool from_start) {
  const int deepest = widest_gutter(axis.length());
  const int length = axis.length();
  Border best = from_start ? Border{} : Border{.first = length, .last = length};
  const std::vector<int> lines =
      from_start ? strongest_lines(axis, 1, deepest) : strongest_lines(axis, length - deepest, length);
  for (const int line : lines) {
    const Border border{.first = from_start ? 0 : line, .last = from_start ? line : length, .score = 0, .flat = true};
    const double flatness = axis.flatness(border.first, border.last);
    if (flatness < least_margin_flatness || axis.evidence(line) < 0.2) continue;
    const double score = axis.evidence(line) + flat_bonus * flatness;
    if (score > best.score) {
      best = border;
      best.score = score;
    }
  }
  return best;
}

/// Whether all of `some` are borders that were found anyway.
bool explained_by(const std::vector<Border>& borders, const std::vector<Border>& some) {
  constexpr int same = 6;  // pixels
  return std::ranges::all_of(some, [&](const Border& one) {
    return std::ranges::any_of(borders, [&](const Border& border) {
      return std::abs(one.first - border.first) <= same || std::abs(one.last - border.last) <= same;
    });
  });
}

/// Another number of parts than asked only when all its borders are strong and the asked ones are not as good: more of
/// them, or the weakest of the asked ones is no border at all. Fewer ones need not be strong where next to nothing
/// speaks for the asked ones.
int count_parts(const Axis& axis, double begin, double end, int asked, const std::vector<Border>& borders) {
  const auto weakest_of = [](const std::vector<Border>& some) {
    return std::ranges::min(some, {}, &Border::score).score;
  };
  const double asked_weakest = weakest_of(borders);
  double asked_mean = 0;
  for (const Border& border : borders) asked_mean += border.score / static_cast<double>(borders.size());
  int found = asked;
  for (int parts = 2; parts <= 7; ++parts) {
    if (parts == asked) continue;
    const double panel = (end - begin) / parts;
    std::vector<Border> others;
    for (int k = 1; k < parts; ++k) others.push_back(best_border(axis, begin + panel * k, panel * window_share));
    const double weakest = weakest_of(others);
    const bool asked_fails = asked_weakest < no_border;
    const bool strong = weakest >= strong_border;
    if (parts > asked) {
      const bool better = asked_fails && weakest >= no_border && weakest > asked_weakest + clearly_better;
      if (strong || better) found = parts;
    } else if ((strong || (weakest >= no_border && asked_mean < hardly_any_border)) && asked_fails &&
               !explained_by(borders, others)) {
      found = parts;
    }
  }
  return found;
}

}  // namespace

AxisLines find_axis_lines(const LineView& view, const LineStatistics& lines, int parts, int bands_per_panel) {
  const Axis axis(view, lines, bands_per_panel);
  AxisLines result;
  result.begin = margin(axis, true);
  result.end = margin(axis, false);
  const double begin = result.begin.last;
  const double end = result.end.first;
  const double panel = (end - begin) / parts;
  for (int k = 1; k < parts; ++k) {
    result.borders.push_back(best_border(axis, begin + panel * k, panel * window_share));
  }
  result.found_parts = count_parts(axis, begin, end, parts, result.borders);
  return result;
}

}  // namespace tessera::imaging
