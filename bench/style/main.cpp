// Measures the offline engine and prints a table with its bars: does a grid look like its source, are the descriptions
// told apart, how good and how fast are the enlargers, where does the time go. Arguments: folders or files of foreign
// pictures to use as sources as well (for style retrieval only). Exit code 1 when a bar is missed.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "imaging/codec.h"
#include "imaging/descriptor.h"
#include "imaging/resize.h"
#include "providers/offline/anime4k.h"
#include "providers/offline/draw_grid.h"
#include "providers/offline/judge.h"
#include "providers/offline/kernels.h"
#include "statistics.h"

namespace {

using namespace tessera;
using namespace tessera::bench;
namespace fs = std::filesystem;

struct Source {
  std::string name;
  Image image;
  bool own = true;
};

bool all_met = true;

void row(const char* figure, double value, const char* unit, bool at_most, double bar) {
  const bool met = at_most ? value <= bar : value >= bar;
  all_met = all_met && met;
  std::printf("%-58s %9.2f %-4s %s %-7.2f %s\n", figure, value, unit, at_most ? "<=" : ">=", bar,
              met ? "ok" : "MISSED");
}

void load(std::vector<Source>& sources, const fs::path& file, bool own) {
  std::ifstream in(file, std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  auto image = decode_image(bytes);
  if (image && std::min(image->width(), image->height()) >= 256) {
    sources.push_back({file.filename().string(), std::move(*image), own});
  }
}

std::vector<Description> built_in() {
  std::vector<Description> all;
  const auto pool = toml::parse_file(TESSERA_SOURCE_DIR "/share/tessera/pools/subjects.toml");
  for (const auto& entry : *pool["category"].as_array()) {
    const auto& category = *entry.as_table();
    for (const auto& text : *category["descriptions"].as_array()) {
      all.push_back({text.value_or(std::string()), category["name"].value_or(std::string())});
    }
  }
  return all;
}

std::vector<Image> cells_of(const Image& sheet, int n) {
  std::vector<Image> cells;
  for (int i = 0; i < n * n; ++i) {
    const int x0 = sheet.width() * (i % n) / n, x1 = sheet.width() * (i % n + 1) / n;
    const int y0 = sheet.height() * (i / n) / n, y1 = sheet.height() * (i / n + 1) / n;
    cells.push_back(crop(sheet, {x0, y0, x1 - x0, y1 - y0}));
  }
  return cells;
}

void style_retrieval(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  std::vector<Statistics> known;
  for (const Source& source : sources) known.push_back(statistics_of(source.image));
  std::size_t own_right = 0, own_all = 0, foreign_right = 0, foreign_all = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      offline::GridDrawing drawing{.shape = {3, 3}, .descriptions = {}, .seed = seed};
      for (std::size_t k = 0; k < 9; ++k)
        drawing.descriptions.push_back(descriptions[(k * 7 + seed * 5) % descriptions.size()]);
      // A tile shows the source's manner at the size of a tile, so statistics are taken of tiles.
      Statistics grid;
      const std::vector<Image> cells = cells_of(offline::draw_grid(sources[i].image, drawing), 3);
      for (const Image& cell : cells) add(grid, statistics_of(cell), 1.0 / static_cast<double>(cells.size()));
      const auto nearest =
          std::ranges::min_element(known, {}, [&](const Statistics& s) { return difference(s, grid); });
      const auto found = static_cast<std::size_t>(nearest - known.begin());
      (sources[i].own ? own_all : foreign_all) += 1;
      if (found == i) {
        (sources[i].own ? own_right : foreign_right) += 1;
      } else {
        std::printf("  %s (seed %d) is nearest to %s\n", sources[i].name.c_str(), static_cast<int>(seed),
                    sources[found].name.c_str());
      }
    }
  }
  row("style retrieval, own sources", 100.0 * static_cast<double>(own_right) / static_cast<double>(own_all), "%", false,
      95);
  if (foreign_all > 0) {
    row("style retrieval, foreign sources",
        100.0 * static_cast<double>(foreign_right) / static_cast<double>(foreign_all), "%", false, 80);
  }
}

void distinctness(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  int duplicates = 0, pairs = 0;
  double least = 1e9;
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
        ++pairs;
        least = std::min(least, d);
        if (d >= offline::repeat_distance) continue;
        ++duplicates;
        std::printf("  %.3f in %s: %s / %s\n", d, sources[s].name.c_str(), descriptions[i].text.c_str(),
                    descriptions[k].text.c_str());
      }
    }
  }
  std::printf("  %d pairs, least distance %.3f, repeats below %.2f\n", pairs, least, offline::repeat_distance);
  row("pairs of different descriptions that look like repeats", duplicates, "", true, 0);
}

/// How far apart the judge sees pictures that do repeat each other: the same scenes painted once more.
void repeats(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  double most = 0;
  for (const Source& source : sources) {
    if (!source.own) continue;
    offline::GridDrawing drawing{.shape = {4, 4}, .descriptions = {}, .seed = 7};
    for (std::size_t i = 0; i < 16; ++i) drawing.descriptions.push_back(descriptions[i * 7 % descriptions.size()]);
    for (int i = 0; i < 8; ++i) drawing.repeats.emplace_back(i + 8, i);
    const std::vector<Image> cells = cells_of(offline::draw_grid(source.image, drawing), 4);
    for (std::size_t i = 0; i < 8; ++i) most = std::max(most, distance(describe(cells[i]), describe(cells[i + 8])));
  }
  row("farthest pair of real repeats (same scene painted again)", most, "", true, offline::repeat_distance);
}

double cpu_ms() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void enlargers(const std::vector<Source>& sources) {
  double gain = 0, worst = 1e9, time = 1e9;
  int count = 0;
  std::printf("  %-20s %28s  %28s\n", "", "PSNR area lanczos anime4k", "SSIM area lanczos anime4k");
  for (const Source& source : sources) {
    if (!source.own) continue;
    const Image original = *resize(source.image, {682, 682});
    const Image half = *resize(original, {341, 341}, Filter::box);
    const Image area = *resize(half, {682, 682}, Filter::box), lanczos = *resize(half, {682, 682});
    const double begin = cpu_ms();
    const Image ours = offline::enlarge_anime4k(half);
    time = std::min(time, cpu_ms() - begin);
    const double better = psnr(ours, original) - psnr(lanczos, original);
    gain += better;
    worst = std::min(worst, better);
    ++count;
    std::printf("  %-20s %8.2f %8.2f %8.2f    %8.4f %8.4f %8.4f\n", source.name.c_str(), psnr(area, original),
                psnr(lanczos, original), psnr(ours, original), ssim(area, original), ssim(lanczos, original),
                ssim(ours, original));
  }
  row("anime4k over Lanczos, mean PSNR", gain / count, "dB", false, 1.5);
  row("anime4k over Lanczos, worst picture", worst, "dB", false, 0);
  row("anime4k, 341 x 341 on one core", time, "ms", true, 60);
}

void speed(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  const auto best = [&](const Source& source) {
    double least = 1e9;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      offline::GridDrawing drawing{.shape = {3, 3}, .descriptions = {}, .seed = seed};
      for (std::size_t k = 0; k < 9; ++k)
        drawing.descriptions.push_back(descriptions[(k * 7 + seed) % descriptions.size()]);
      const double begin = cpu_ms();
      (void)offline::draw_grid(source.image, drawing);
      least = std::min(least, cpu_ms() - begin);
    }
    return least;
  };
  double worst = 0;
  for (const Source& source : sources) {
    if (source.own) worst = std::max(worst, best(source));
  }
  row((std::string("grid of 1024 x 1024 on one core, slowest source, ") + offline::kernels().name).c_str(), worst, "ms",
      true, 600);
  offline::use_kernels(&offline::baseline_kernels());
  std::printf("  without AVX2: %.0f ms\n", best(sources.front()));
  offline::use_kernels(nullptr);
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<Source> sources;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(TESSERA_SOURCE_DIR "/examples")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) load(sources, file, true);
  for (int i = 1; i < count; ++i) {
    if (fs::is_directory(arguments[i])) {
      for (const auto& entry : fs::directory_iterator(arguments[i])) load(sources, entry.path(), false);
    } else {
      load(sources, arguments[i], false);
    }
  }
  const std::vector<Description> descriptions = built_in();
  style_retrieval(sources, descriptions);
  distinctness(sources, descriptions);
  repeats(sources, descriptions);
  enlargers(sources);
  speed(sources, descriptions);
  return all_met ? 0 : 1;
}
