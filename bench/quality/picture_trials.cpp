#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fstream>
#include <limits>
#include <unistd.h>

#include <fmt/format.h>

#include "changes.h"
#include "imaging/codec.h"
#include "imaging/descriptor.h"
#include "imaging/duplicate_index.h"
#include "imaging/gates.h"
#include "imaging/grid_geometry.h"
#include "imaging/resize.h"
#include "trials.h"

namespace tessera::quality {
namespace {

double ratio(double part, double all) { return all == 0 ? 0 : part / all; }

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double resident_megabytes() {
  long pages = 0;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

}  // namespace

std::vector<Figure> try_duplicates(const PicturesMaker& make, const Extent& extent) {
  constexpr int per_style = 9;
  std::vector<Figure> figures;
  std::vector<int> found(changes().size());
  int tried = 0;
  int false_pairs = 0;
  int pairs = 0;
  int indexed_found = 0;
  int indexed_tried = 0;
  DuplicateIndex index;
  std::vector<Descriptor> copies;
  std::vector<double> copy_distances;
  for (std::uint64_t sheet = 0; tried < extent.count; ++sheet) {
    const std::vector<Image> originals = make(extent.first_seed + sheet, per_style);
    std::vector<Descriptor> descriptors;
    for (const Image& image : originals) descriptors.push_back(describe(image));
    for (std::size_t i = 0; i < originals.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const double away = distance(descriptors[i], descriptors[j]);
        ++pairs;
        false_pairs += away < duplicate_distance ? 1 : 0;
        if (extent.explain) fmt::print("different {:.3f} set {} {} {}\n", away, extent.first_seed + sheet, j, i);
      }
      Random random(extent.first_seed + sheet * per_style + i, "changes");
      for (std::size_t k = 0; k < changes().size(); ++k) {
        const Descriptor copy = describe(changes()[k].apply(originals[i], random));
        const double away = distance(descriptors[i], copy);
        found[k] += away < duplicate_distance ? 1 : 0;
        if (extent.explain)
          fmt::print("repeat {:.3f} {} set {} {}\n", away, changes()[k].name, extent.first_seed + sheet, i);
        if (k == i % changes().size()) {
          copies.push_back(copy);
          copy_distances.push_back(away);
        }
      }
      index.add(descriptors[i]);
      ++tried;
    }
  }
  int counted = 0;
  int recalled = 0;
  for (std::size_t k = 0; k < changes().size(); ++k) {
    if (changes()[k].counts) {
      counted += tried;
      recalled += found[k];
    }
    figures.push_back({.name = "repeats found, " + std::string(changes()[k].name), .value = ratio(found[k], tried)});
  }
  for (std::size_t i = 0; i < copies.size(); ++i) {
    if (copy_distances[i] >= duplicate_distance) continue;
    ++indexed_tried;
    indexed_found += index.nearest(copies[i]).has_value() ? 1 : 0;
  }
  const double recall = ratio(recalled, counted);
  figures.push_back({.name = "repeats found, all but flip (recall)", .value = recall, .at_least = 0.95});
  figures.push_back({.name = "different pictures of one style taken for repeats",
                     .value = ratio(false_pairs, pairs),
                     .unit = "of pairs"});
  figures.push_back({.name = "repeats among all pairs below the threshold (precision)",
                     .value = ratio(recalled, recalled + false_pairs),
                     .at_least = 0.98});
  figures.push_back({.name = "of those, found by the index too",
                     .value = ratio(indexed_found, indexed_tried),
                     .unit = "of " + std::to_string(indexed_tried)});
  return figures;
}

std::vector<Figure> try_gates(const PicturesMaker& make, const Extent& extent) {
  const int pictures = extent.count;
  std::vector<int> right(faults().size());
  std::vector<int> at_all(faults().size());
  std::vector<std::pair<std::string, int>> wrong;
  int good_refused = 0;
  for (int i = 0; i < pictures; ++i) {
    const std::uint64_t seed = extent.first_seed + static_cast<std::uint64_t>(i);
    Random random(seed, "gates");
    const Image raw = make(seed, 1).front();
    const Image good = decode_image(encode_jpeg(raw, 60 + static_cast<int>(random.below(36)))).value();
    bool refused = false;
    for (const Measurement& measurement : measure_tile(good)) {
      if (measurement.passed || measurement.advisory) continue;
      refused = true;
      if (extent.explain)
        fmt::print("good but refused: {} {:.3f} seed {}\n", measurement.name, measurement.value, seed);
      const auto known = std::ranges::find(wrong, measurement.name, &std::pair<std::string, int>::first);
      if (known == wrong.end()) {
        wrong.emplace_back(measurement.name, 1);
      } else {
        ++known->second;
      }
    }
    good_refused += refused ? 1 : 0;
    for (std::size_t k = 0; k < faults().size(); ++k) {
      bool any = false;
      bool own = false;
      for (const Measurement& measurement : measure_tile(faults()[k].apply(raw, random))) {
        if (measurement.passed || measurement.advisory) continue;
        any = true;
        own = own || measurement.name == faults()[k].gate;
      }
      right[k] += own ? 1 : 0;
      at_all[k] += any ? 1 : 0;
    }
  }
  std::vector<Figure> figures;
  for (std::size_t k = 0; k < faults().size(); ++k) {
    const std::string name(faults()[k].name);
    figures.push_back({.name = name + " tiles refused by \"" + std::string(faults()[k].gate) + "\"",
                       .value = ratio(right[k], pictures)});
    figures.push_back({.name = name + " tiles refused by any gate", .value = ratio(at_all[k], pictures)});
  }
  for (const auto& [name, count] : wrong)
    figures.push_back({.name = "good tiles refused by \"" + name + "\"", .value = ratio(count, pictures)});
  int refused = 0;
  for (const int count : at_all) refused += count;
  figures.push_back({.name = "spoilt tiles refused by any gate, all faults alike",
                     .value = ratio(refused, static_cast<double>(faults().size()) * pictures),
                     .at_least = 0.9});
  figures.push_back(
      {.name = "good tiles refused by any gate", .value = ratio(good_refused, pictures), .at_most = 0.05});
  return figures;
}

std::vector<Figure> try_large_index(std::uint64_t first_seed, int descriptors) {
  constexpr int every = 100;  // one in so many is asked for again, cropped and as JPEG
  constexpr Size small{.width = 96, .height = 96};
  Random random(first_seed, "large index");
  DuplicateIndex index;
  std::vector<Descriptor> copies;
  std::vector<double> distances;
  double adding = 0;
  double first_tenth = 0;
  double last_tenth = 0;
  double searching = 0;
  std::size_t right = 0;
  std::size_t at_all = 0;
  const double memory_before = resident_megabytes();
  Style style;
  for (int i = 0; i < descriptors; ++i) {
    if (i % 9 == 0) style = make_style(random);
    const Image picture = make_picture(random, style, small);
    const Descriptor descriptor = describe(picture);
    const double started = cpu_seconds();
    index.add(descriptor);
    const double spent = cpu_seconds() - started;
    adding += spent;
    if (10 * i < descriptors) first_tenth += spent;
    if (10 * i >= 9 * descriptors) last_tenth += spent;
    if (i % every != 0) continue;
    copies.push_back(describe(decode_image(encode_jpeg(crop(picture, {2, 1, 92, 93}), 80)).value()));
    distances.push_back(distance(descriptor, copies.back()));
  }
  const double memory = resident_megabytes() - memory_before;
  for (std::size_t k = 0; k < copies.size(); ++k) {
    if (distances[k] >= duplicate_distance) continue;
    ++at_all;
    const double started = cpu_seconds();
    const auto found = index.nearest(copies[k]);
    searching += cpu_seconds() - started;
    right += found && found->distance <= distances[k] + 0.01 ? 1 : 0;
  }
  return {
      {.name = "memory", .value = memory, .unit = "MB"},
      {.name = "add, each", .value = adding / descriptors * 1e6, .unit = "us CPU"},
      {.name = "add, the last tenth of them / the first", .value = ratio(last_tenth, first_tenth)},
      {.name = "search, each", .value = searching / static_cast<double>(at_all) * 1e6, .unit = "us CPU"},
      {.name = "the same picture or a nearer one found",
       .value = ratio(static_cast<double>(right), static_cast<double>(at_all)),
       .unit = "of " + std::to_string(at_all),
       .at_least = 0.99},
  };
}

std::vector<Figure> time_tiles(std::uint64_t first_seed) {
  std::vector<Sheet> sheets;
  for (std::uint64_t seed = first_seed; sheets.size() < 8; ++seed) {
    Sheet sheet = make_sheet(seed);
    if (sheet.asked == GridShape{} && sheet.image.size() == Size{1024, 1024} && sheet.defect == Defect::none)
      sheets.push_back(std::move(sheet));
  }
  double best = std::numeric_limits<double>::infinity();
  double split = best;
  double gates = best;
  double descriptor = best;
  for (int round = 0; round < 5; ++round) {
    std::array<double, 3> spent{};
    int tiles = 0;
    for (const Sheet& sheet : sheets) {
      double started = cpu_seconds();
      const auto lap = [&](std::size_t stage) {
        const double now = cpu_seconds();
        spent[stage] += now - started;
        started = now;
      };
      const GridGeometry geometry = find_grid(sheet.image, sheet.asked);
      std::vector<Image> cut;
      for (const GridCell& cell : geometry.cells) cut.push_back(crop(sheet.image, cell.box));
      lap(0);
      double sum = 0;
      for (const Image& tile : cut) sum += quality_score(measure_tile(tile));
      lap(1);
      for (const Image& tile : cut) sum += static_cast<double>(describe(tile).values[0]);
      lap(2);
      tiles += sum >= 0 ? static_cast<int>(cut.size()) : 0;
    }
    const double count = tiles;
    best = std::min(best, (spent[0] + spent[1] + spent[2]) / count);
    split = std::min(split, spent[0] / count);
    gates = std::min(gates, spent[1] / count);
    descriptor = std::min(descriptor, spent[2] / count);
  }
  return {
      {.name = "split, a tile", .value = split * 1e3, .unit = "ms CPU"},
      {.name = "gates, a tile", .value = gates * 1e3, .unit = "ms CPU"},
      {.name = "descriptor, a tile", .value = descriptor * 1e3, .unit = "ms CPU"},
      {.name = "split + gates + descriptor, 341 px, one core", .value = 1 / best, .unit = "tiles/s", .at_least = 1500}};
}

}  // namespace tessera::quality
