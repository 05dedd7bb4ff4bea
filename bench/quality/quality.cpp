// Measures how well sheets are cut, repeats are found and bad tiles are refused, against exact truth.
//   quality [--check] [--half testing|tuning] [--sheets N] [--painted N] [--pictures N] [--descriptors N]
//           [--only sheets|painted|repeats|gates|index|time] [--explain] [--json FILE]
// Thresholds are chosen on the tuning half (seeds from 0) and reported on the testing half (seeds from 1,000,000). The
// same numbers come out every time but for the timing. --explain prints a line for every mistake; --json writes the
// table for scripts/bench.

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/heap.h"
#include "painted.h"
#include "table.h"
#include "trials.h"

namespace tessera::quality {
namespace {

struct Options {
  bool check = false;
  bool explain = false;
  std::uint64_t first_seed = 1'000'000;
  int sheets = 2000;
  int painted = 160;
  int pictures = 900;
  int descriptors = 100'000;
  std::string only, json;
};

constexpr std::string_view usage =
    "quality [--check] [--half testing|tuning] [--sheets N] [--painted N] [--pictures N] [--descriptors N]\n"
    "        [--only sheets|painted|repeats|gates|index|time] [--explain] [--json FILE]\n";

bool read(Options& options, int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const std::string_view value = i + 1 < count ? arguments[i + 1] : "";
    const auto number = [&](int& into) {
      ++i;
      return std::from_chars(value.data(), value.data() + value.size(), into).ec == std::errc() && into > 0;
    };
    const auto text = [&](std::string& into) {
      ++i;
      into = value;
      return !into.empty();
    };
    bool understood = true;
    if (argument == "--check") {
      options.check = true;
    } else if (argument == "--explain") {
      options.explain = true;
    } else if (argument == "--half" && (value == "testing" || value == "tuning")) {
      options.first_seed = value == "tuning" ? 0 : 1'000'000;
      ++i;
    } else if (argument == "--sheets") {
      understood = number(options.sheets);
    } else if (argument == "--painted") {
      understood = number(options.painted);
    } else if (argument == "--pictures") {
      understood = number(options.pictures);
    } else if (argument == "--descriptors") {
      understood = number(options.descriptors);
    } else if (argument == "--only") {
      understood = text(options.only);
    } else if (argument == "--json") {
      understood = text(options.json);
    } else {
      understood = false;
    }
    if (!understood) return false;
  }
  return true;
}

std::vector<Image> invented_pictures(std::uint64_t seed, int count) {
  Random random(seed, "style");
  const Style style = make_style(random);
  std::vector<Image> pictures;
  for (int i = 0; i < count; ++i) pictures.push_back(make_picture(random, style, tile_size));
  return pictures;
}

const PaintedStyle& style_of(std::uint64_t seed) { return painted_styles()[seed % painted_styles().size()]; }

std::vector<Image> painted_pictures(std::uint64_t seed, int count) {
  Random random(seed, "painted");
  return paint_pictures(random, style_of(seed), tile_size, count);
}

Sheet painted_sheet(std::uint64_t seed) {
  const PaintedStyle& style = style_of(seed);
  return make_sheet(seed, style.style,
                    [&style](Random& random, Size size) { return paint_picture(random, style, size); });
}

int run(const Options& options) {
  Table table;
  const auto wanted = [&](std::string_view name) { return options.only.empty() || options.only == name; };
  const auto extent = [&](int count) {
    return Extent{.first_seed = options.first_seed, .count = count, .explain = options.explain};
  };
  if (wanted("sheets")) {
    table.add(fmt::format("panels of {} sheets", options.sheets),
              try_geometry([](std::uint64_t seed) { return make_sheet(seed); }, extent(options.sheets)));
  }
  if (wanted("painted")) {
    table.add(fmt::format("panels of {} painted sheets", options.painted),
              try_geometry(painted_sheet, extent(options.painted)));
  }
  if (wanted("repeats")) {
    table.add(fmt::format("repeats among {} pictures", options.pictures),
              try_duplicates(invented_pictures, extent(options.pictures)));
    table.add(fmt::format("repeats among {} painted pictures", options.pictures),
              try_duplicates(painted_pictures, extent(options.pictures)));
  }
  if (wanted("gates")) {
    table.add(fmt::format("gates on {} tiles", options.pictures),
              try_gates(invented_pictures, extent(options.pictures)));
    table.add(fmt::format("gates on {} painted tiles", options.pictures),
              try_gates(painted_pictures, extent(options.pictures)));
  }
  if (wanted("index")) {
    table.add(fmt::format("{} descriptors", options.descriptors),
              try_large_index(options.first_seed, options.descriptors));
  }
  if (wanted("time")) table.add("time", time_tiles(options.first_seed));
  if (table.missed() > 0) fmt::print("\n{} bars missed\n", table.missed());
  if (!options.json.empty() && !table.write(options.json)) {
    fmt::print(stderr, "quality: cannot write {}\n", options.json);
    return 1;
  }
  return options.check && table.missed() > 0 ? 1 : 0;
}

}  // namespace
}  // namespace tessera::quality

int main(int count, char** arguments) {
  tessera::keep_freed_pages();  // as the command does
  tessera::use_huge_pages();
  tessera::quality::Options options;
  if (!tessera::quality::read(options, count, arguments)) {
    fmt::print(stderr, "{}", tessera::quality::usage);
    return 2;
  }
  return tessera::quality::run(options);
}
