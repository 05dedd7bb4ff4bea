#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "imaging/grid_geometry.h"
#include "trials.h"

namespace tessera::quality {
namespace {

struct Counts {
  std::array<std::vector<double>, 2> errors;  ///< without gutters, with gutters of 2 px or more
  int tiles = 0;
  int tiles_with_gutter = 0;   ///< accepted although gutter or frame pixels are left in the box
  int tiles_with_foreign = 0;  ///< the same for any pixel outside of the panel, neighbours' too
  int good = 0;
  int good_refused = 0;
  std::array<int, 4> bad{};  ///< by Defect
  std::array<int, 4> bad_refused{};
  int untold = 0;  ///< defects that leave no trace in the picture
  int untold_refused = 0;
  double gutter_pixels = 0;

  void add(const Counts& other) {
    for (std::size_t k = 0; k < errors.size(); ++k)
      errors[k].insert(errors[k].end(), other.errors[k].begin(), other.errors[k].end());
    tiles += other.tiles;
    tiles_with_gutter += other.tiles_with_gutter;
    tiles_with_foreign += other.tiles_with_foreign;
    good += other.good;
    good_refused += other.good_refused;
    for (std::size_t k = 0; k < bad.size(); ++k) {
      bad[k] += other.bad[k];
      bad_refused[k] += other.bad_refused[k];
    }
    untold += other.untold;
    untold_refused += other.untold_refused;
    gutter_pixels += other.gutter_pixels;
  }
};

bool inside(const Box& box, int x, int y) {
  return x >= box.left && y >= box.top && x < box.left + box.width && y < box.top + box.height;
}

/// Whether the corner pixel (x, y) of the content lies outside of its rounding.
bool cut_off_by_corner(const TrueCell& cell, int x, int y) {
  const Box& box = cell.content;
  const int dx = std::min(x - box.left, box.left + box.width - 1 - x);
  const int dy = std::min(y - box.top, box.top + box.height - 1 - y);
  if (dx >= cell.corner || dy >= cell.corner) return false;
  const double rx = cell.corner - dx - 0.5;
  const double ry = cell.corner - dy - 0.5;
  return rx * rx + ry * ry > static_cast<double>(cell.corner) * cell.corner;
}

/// Pixels of a box that are no panel's content, and those that are another panel's.
struct Foreign {
  int gutter = 0;
  int neighbour = 0;
};

Foreign foreign_pixels(const Sheet& sheet, const TrueCell& own, const Box& box) {
  Foreign foreign;
  for (int y = box.top; y < box.top + box.height; ++y) {
    for (int x = box.left; x < box.left + box.width; ++x) {
      if (inside(own.content, x, y)) {
        if (cut_off_by_corner(own, x, y)) ++foreign.gutter;
        continue;
      }
      const bool other =
          std::ranges::any_of(sheet.cells, [&](const TrueCell& cell) { return inside(cell.content, x, y); });
      ++(other ? foreign.neighbour : foreign.gutter);
    }
  }
  return foreign;
}

/// What a mistake looked like, for those who tune.
void explain(std::uint64_t seed, const Sheet& sheet, std::size_t i, const GridCell& cell, std::string_view what) {
  static constexpr std::array<std::string_view, 4> defects{"good", "merged", "missing", "extra"};
  const bool drawn = i < sheet.cells.size();
  const Box box = drawn ? sheet.cells[i].content : Box{};
  fmt::print(
      "seed {} {} gutter {} {} cell {}: {} ({}); true {} {} {} {}, found {} {} {} {}, confidence {:.2f} {:.2f} "
      "{:.2f} {:.2f}\n",
      seed, sheet.kind, sheet.least_gutter, to_text(sheet.asked), i, what,
      cell.usable ? defects[static_cast<std::size_t>(sheet.defect)] : cell.reason, box.left, box.top,
      box.left + box.width, box.top + box.height, cell.left.position, cell.top.position, cell.right.position,
      cell.bottom.position, cell.left.confidence, cell.top.confidence, cell.right.confidence, cell.bottom.confidence);
}

void judge(std::uint64_t seed, const Sheet& sheet, bool explaining, Counts& counts) {
  const GridGeometry geometry = find_grid(sheet.image, sheet.asked);
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
    const GridCell& cell = geometry.cells[i];
    if (!sheet.cells.empty() && !sheet.cells[i].good && !sheet.cells[i].tells) {
      ++counts.untold;
      counts.untold_refused += cell.usable ? 0 : 1;
      continue;
    }
    if (sheet.cells.empty() || !sheet.cells[i].good) {
      const auto defect = static_cast<std::size_t>(sheet.defect);
      ++counts.bad[defect];
      counts.bad_refused[defect] += cell.usable ? 0 : 1;
      if (explaining && cell.usable) explain(seed, sheet, i, cell, "not refused");
      continue;
    }
    ++counts.good;
    counts.good_refused += cell.usable ? 0 : 1;
    if (explaining && !cell.usable) explain(seed, sheet, i, cell, "good but refused");
    if (!cell.usable) continue;
    const TrueCell& truth = sheet.cells[i];
    const Box& box = truth.content;
    std::vector<double>& errors = counts.errors[sheet.least_gutter >= 2 ? 1 : 0];
    for (const int off : {cell.left.position - box.left, cell.top.position - box.top,
                          cell.right.position - box.left - box.width, cell.bottom.position - box.top - box.height}) {
      errors.push_back(std::abs(off));
      if (explaining && std::abs(off) > 3) explain(seed, sheet, i, cell, "edge off");
    }
    const Foreign foreign = foreign_pixels(sheet, truth, cell.box);
    if (explaining && foreign.gutter > 0) explain(seed, sheet, i, cell, "gutter kept");
    ++counts.tiles;
    counts.tiles_with_gutter += foreign.gutter > 0 ? 1 : 0;
    counts.tiles_with_foreign += foreign.gutter + foreign.neighbour > 0 ? 1 : 0;
    counts.gutter_pixels += foreign.gutter;
  }
}

double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double ratio(double part, double all) { return all == 0 ? 0 : part / all; }

}  // namespace

std::vector<Figure> try_geometry(const SheetMaker& make, const Extent& extent) {
  Counts counts;
  std::mutex mutex;
  const unsigned workers = std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> threads;
    for (unsigned worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        Counts own;
        for (auto i = static_cast<std::uint64_t>(worker); i < static_cast<std::uint64_t>(extent.count); i += workers) {
          judge(extent.first_seed + i, make(extent.first_seed + i), extent.explain, own);
        }
        const std::lock_guard lock(mutex);
        counts.add(own);
      });
    }
  }
  int bad = 0;
  int refused = 0;
  for (std::size_t k = 1; k < counts.bad.size(); ++k) {
    bad += counts.bad[k];
    refused += counts.bad_refused[k];
  }
  auto& [seams, gutters] = counts.errors;
  return {
      {.name = "cell edge error, gutters >= 2 px, median", .value = quantile(gutters, 0.5), .unit = "px"},
      {.name = "cell edge error, gutters >= 2 px, 95 %", .value = quantile(gutters, 0.95), .unit = "px", .at_most = 1},
      {.name = "cell edge error, gutters >= 2 px, largest", .value = quantile(gutters, 1), .unit = "px"},
      {.name = "cell edge error, without, median", .value = quantile(seams, 0.5), .unit = "px"},
      {.name = "cell edge error, without, 95 %", .value = quantile(seams, 0.95), .unit = "px", .at_most = 3},
      {.name = "cell edge error, without, largest", .value = quantile(seams, 1), .unit = "px"},
      {.name = "accepted tiles", .value = static_cast<double>(counts.tiles), .unit = "tiles"},
      {.name = "accepted tiles without a gutter pixel",
       .value = 1 - ratio(counts.tiles_with_gutter, counts.tiles),
       .at_least = 0.995},
      {.name = "gutter pixels left, all accepted tiles", .value = counts.gutter_pixels, .unit = "px"},
      {.name = "accepted tiles without any foreign pixel", .value = 1 - ratio(counts.tiles_with_foreign, counts.tiles)},
      {.name = "merged panels refused",
       .value = ratio(counts.bad_refused[1], counts.bad[1]),
       .unit = "of " + std::to_string(counts.bad[1])},
      {.name = "missing panels refused",
       .value = ratio(counts.bad_refused[2], counts.bad[2]),
       .unit = "of " + std::to_string(counts.bad[2])},
      {.name = "extra panels refused",
       .value = ratio(counts.bad_refused[3], counts.bad[3]),
       .unit = "of " + std::to_string(counts.bad[3])},
      {.name = "merged, missing, extra refused", .value = ratio(refused, bad), .at_least = 0.98},
      {.name = "good panels refused", .value = ratio(counts.good_refused, counts.good), .at_most = 0.01}};
}

}  // namespace tessera::quality
