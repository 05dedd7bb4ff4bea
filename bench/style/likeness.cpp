#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "imaging/descriptor.h"
#include "imaging/resize.h"
#include "providers/offline/draw_grid.h"
#include "providers/offline/judge.h"
#include "statistics.h"
#include "trials.h"

namespace tessera::bench {

std::vector<Image> cells_of(const Image& sheet, int n) {
  std::vector<Image> cells;
  for (int i = 0; i < n * n; ++i) {
    const int x0 = sheet.width() * (i % n) / n, x1 = sheet.width() * (i % n + 1) / n;
    const int y0 = sheet.height() * (i / n) / n, y1 = sheet.height() * (i / n + 1) / n;
    cells.push_back(crop(sheet, {x0, y0, x1 - x0, y1 - y0}));
  }
  return cells;
}

std::vector<Figure> style_retrieval(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  std::vector<Statistics> known;
  for (const Source& source : sources) known.push_back(statistics_of(source.image));
  double own_right = 0, own_all = 0, foreign_right = 0, foreign_all = 0, foreign_near = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      offline::GridDrawing drawing{.shape = {3, 3}, .descriptions = {}, .seed = seed};
      for (std::size_t k = 0; k < 9; ++k)
        drawing.descriptions.push_back(descriptions[(k * 7 + seed * 5) % descriptions.size()]);
      // A tile shows the source's manner at the size of a tile, so statistics are taken of tiles.
      Statistics grid;
      const std::vector<Image> cells = cells_of(offline::draw_grid(sources[i].image, drawing), 3);
      for (const Image& cell : cells) add(grid, statistics_of(cell), 1.0 / static_cast<double>(cells.size()));
      std::vector<std::size_t> order(known.size());
      for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
      std::ranges::sort(order, {}, [&](std::size_t k) { return difference(known[k], grid); });
      const auto rank = static_cast<std::size_t>(std::ranges::find(order, i) - order.begin());
      (sources[i].own ? own_all : foreign_all) += 1;
      if (rank == 0) (sources[i].own ? own_right : foreign_right) += 1;
      if (rank < 3 && !sources[i].own) foreign_near += 1;
      if (rank > 0) {
        fmt::print("  {} (seed {}) is nearest to {}; itself is number {}\n", sources[i].name, seed,
                   sources[order[0]].name, rank + 1);
      }
    }
  }
  std::vector<Figure> figures = {
      {.name = "style retrieval, own sources", .value = 100 * own_right / own_all, .unit = "%", .at_least = 95}};
  if (foreign_all > 0) {
    figures.push_back({.name = fmt::format("style retrieval, foreign, among {} sources", sources.size()),
                       .value = 100 * foreign_right / foreign_all,
                       .unit = "%",
                       .at_least = 80});
    figures.push_back(
        {.name = "the same: among the three nearest", .value = 100 * foreign_near / foreign_all, .unit = "%"});
  }
  return figures;
}

std::vector<Figure> distinctness(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  int duplicates = 0;
  double least = 1e9, most = 0;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    if (!sources[s].own) continue;
    std::vector<Descriptor> tiles;
    for (std::size_t first = 0; first < descriptions.size(); first += 9) {
      offline::GridDrawing drawing{.shape = {3, 3}, .descriptions = {}, .seed = 100 * s + first};
      for (std::size_t i = first; i < first + 9; ++i) drawing.descriptions.push_back(descriptions[i]);
      for (const Image& cell : cells_of(offline::draw_grid(sources[s].image, drawing), 3))
        tiles.push_back(describe(cell));
    }
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        const double d = distance(tiles[i], tiles[k]);
        least = std::min(least, d);
        if (d >= duplicate_distance) continue;
        ++duplicates;
        fmt::print("  {:.3f} in {}: {} / {}\n", d, sources[s].name, descriptions[i].text, descriptions[k].text);
      }
    }
    offline::GridDrawing again{.shape = {4, 4}, .descriptions = {}, .seed = 7};
    for (std::size_t i = 0; i < 16; ++i) again.descriptions.push_back(descriptions[i * 7 % descriptions.size()]);
    for (int i = 0; i < 8; ++i) again.repeats.emplace_back(i + 8, i);
    const std::vector<Image> cells = cells_of(offline::draw_grid(sources[s].image, again), 4);
    for (std::size_t i = 0; i < 8; ++i) most = std::max(most, distance(describe(cells[i]), describe(cells[i + 8])));
  }
  return {
      {.name = "pairs of different descriptions that look like repeats",
       .value = static_cast<double>(duplicates),
       .at_most = 0},
      {.name = fmt::format("least distance of such a pair (repeats below {:.2f})", duplicate_distance), .value = least},
      {.name = "farthest real repeat (the same scene painted again)", .value = most, .at_most = duplicate_distance}};
}

std::vector<Figure> variants(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  double least = 1e9, sum = 0, pairs = 0, alike = 0;
  const Source& source = sources.front();
  for (const Description& description : descriptions) {
    std::vector<Descriptor> drawn;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const offline::GridDrawing drawing{
          .shape = {1, 1}, .descriptions = {description}, .seed = seed, .size = {256, 256}};
      drawn.push_back(describe(offline::draw_grid(source.image, drawing)));
    }
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        const double d = distance(drawn[i], drawn[k]);
        least = std::min(least, d);
        sum += d;
        pairs += 1;
        if (d < duplicate_distance) alike += 1;
      }
    }
  }
  return {{.name = "four variants of a description: least distance", .value = least, .at_least = 0.05},
          {.name = "the same: mean", .value = sum / pairs},
          {.name = "the same: pairs that the judge would call repeats", .value = 100 * alike / pairs, .unit = "%"}};
}

}  // namespace tessera::bench
