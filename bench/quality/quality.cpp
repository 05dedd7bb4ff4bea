// Measures how well sheets are cut, repeats are found and bad tiles are refused, against exact truth.
//   quality [--check] [--half testing|tuning] [--sheets N] [--pictures N]
// Thresholds are chosen on the tuning half (seeds from 0) and reported on the testing half (seeds from 1,000,000). The
// same numbers come out every time but for the timing.

#include <charconv>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "table.h"
#include "trials.h"

int main(int count, char** arguments) {
  using namespace tessera::quality;
  bool check = false;
  std::uint64_t first_seed = 1'000'000;
  int sheets = 2000;
  int pictures = 900;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const std::string_view value = i + 1 < count ? arguments[i + 1] : "";
    const auto number = [&](int& into) {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), into);
      ++i;
      return error == std::errc() && into > 0;
    };
    bool understood = true;
    if (argument == "--check") {
      check = true;
    } else if (argument == "--half" && (value == "testing" || value == "tuning")) {
      first_seed = value == "tuning" ? 0 : 1'000'000;
      ++i;
    } else if (argument == "--sheets") {
      understood = number(sheets);
    } else if (argument == "--pictures") {
      understood = number(pictures);
    } else {
      understood = false;
    }
    if (!understood) {
      fmt::print(stderr, "quality [--check] [--half testing|tuning] [--sheets N] [--pictures N]\n");
      return 2;
    }
  }
  int missed = print_table(fmt::format("Panels of {} sheets", sheets), try_geometry(first_seed, sheets));
  missed += print_table(fmt::format("Repeats among {} pictures", pictures), try_duplicates(first_seed, pictures));
  missed += print_table(fmt::format("Gates on {} tiles", pictures), try_gates(first_seed, pictures));
  missed += print_table("Time", time_tiles(first_seed));
  if (missed > 0) fmt::print("\n{} bars missed\n", missed);
  return check && missed > 0 ? 1 : 0;
}
