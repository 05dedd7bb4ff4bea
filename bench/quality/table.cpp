#include "table.h"

#include <cstdio>

#include <fmt/format.h>

namespace tessera::quality {

int print_table(const std::string& heading, const std::vector<Figure>& figures) {
  fmt::print("\n{}\n", heading);
  int missed = 0;
  for (const Figure& figure : figures) {
    std::string bar;
    if (figure.at_least) bar = fmt::format(">= {:g}", *figure.at_least);
    if (figure.at_most) bar = fmt::format("<= {:g}", *figure.at_most);
    const bool judged = figure.at_least || figure.at_most;
    fmt::print("  {:<58} {:>10.4g} {:<10} {:<10} {}\n", figure.name, figure.value, figure.unit, bar,
               !judged            ? ""
               : figure.reached() ? "reached"
                                  : "MISSED");
    missed += figure.reached() ? 0 : 1;
  }
  std::fflush(stdout);
  return missed;
}

}  // namespace tessera::quality
