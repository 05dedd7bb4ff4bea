#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

#include "providers/offline/compose.h"
#include "providers/offline/draw_grid.h"
#include "providers/offline/kernels.h"
#include "providers/offline/scenes/catalogue.h"
#include "providers/offline/style.h"
#include "providers/offline/synthesis.h"
#include "providers/offline/transport.h"
#include "trials.h"

namespace tessera::bench {
namespace {

double cpu_ms() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double resident_mb() {
  double pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

double grid_ms(const Source& source, const std::vector<Description>& descriptions) {
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
}

/// One grid of nine tiles by hand, so that every stage has its own time.
std::vector<Figure> stages(const Source& source, const std::vector<Description>& descriptions) {
  using namespace offline;
  constexpr int tile = 341;
  std::array<double, 6> ms{};
  double last = cpu_ms();
  const auto took = [&](std::size_t stage) {
    const double now = cpu_ms();
    ms[stage] += now - last;
    last = now;
  };
  const Style style = analyse_style(source.image, tile, Random(1));
  took(0);
  const ColourGoal before(style.source, 3, Random(2)), after(style.source, 2, Random(3));
  const TextureSource texture(style.source);
  took(1);
  for (std::size_t k = 0; k < 9; ++k) {
    Random random(10 + k);
    const SceneChoice choice = read_description(descriptions[k * 7 % descriptions.size()], random);
    Drawing drawn = draw_scene(choice, style, 1, random, {tile, tile});
    took(2);
    before.attract(drawn.picture, 0.22);
    took(3);
    const Painted painted = texture.paint(drawn.picture, drawn.ink, Random(20 + k));
    took(4);
    (void)compose(drawn.picture, painted, drawn.ink, style, after, 1);
    took(5);
  }
  constexpr std::array<const char*, 6> names = {"read the style",  "prepare goals and texture", "draw nine scenes",
                                                "pull to colours", "lay the texture",           "compose"};
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < ms.size(); ++i) {
    figures.push_back(
        {.name = fmt::format("stage of a grid after {}: {}", source.name, names[i]), .value = ms[i], .unit = "ms"});
  }
  return figures;
}

}  // namespace

std::vector<Figure> speed(const std::vector<Source>& sources, const std::vector<Description>& descriptions) {
  const double before = resident_mb();
  double worst = 0;
  const Source* slowest = &sources.front();
  for (const Source& source : sources) {
    if (!source.own) continue;
    const double ms = grid_ms(source, descriptions);
    if (ms > worst) worst = ms, slowest = &source;
  }
  std::vector<Figure> figures = {
      {.name = fmt::format("grid of 1024 x 1024 on one core, slowest source, {}", offline::kernels().name),
       .value = worst,
       .unit = "ms",
       .at_most = 600}};
  offline::use_kernels(&offline::baseline_kernels());
  figures.push_back({.name = "the same without AVX2", .value = grid_ms(*slowest, descriptions), .unit = "ms"});
  offline::use_kernels(nullptr);
  const std::vector<Figure> parts = stages(*slowest, descriptions);
  figures.insert(figures.end(), parts.begin(), parts.end());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  figures.push_back({.name = "peak memory of drawing, beyond the sources",
                     .value = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6 - before,
                     .unit = "MB",
                     .at_most = 60});
  return figures;
}

}  // namespace tessera::bench
