#include "table.h"

#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "base/json.h"

namespace tessera::quality {

void Table::add(const std::string& heading, const std::vector<Figure>& figures) {
  fmt::print("\n{}\n", heading);
  for (const Figure& figure : figures) {
    std::string bar;
    if (figure.at_least) bar = fmt::format(">= {:g}", *figure.at_least);
    if (figure.at_most) bar = fmt::format("<= {:g}", *figure.at_most);
    const bool judged = figure.at_least || figure.at_most;
    fmt::print("  {:<58} {:>10.4g} {:<10} {:<10} {}\n", figure.name, figure.value, figure.unit, bar,
               !judged            ? ""
               : figure.reached() ? "reached"
                                  : "MISSED");
    missed_ += figure.reached() ? 0 : 1;
    rows_.push_back({.heading = heading, .figure = figure});
  }
  std::fflush(stdout);
}

bool Table::write(const std::string& file) const {
  json::array benchmarks;
  for (const auto& [heading, figure] : rows_) {
    const bool judged = figure.at_least || figure.at_most;
    const std::string unit = figure.unit.empty() ? "" : ", " + figure.unit;
    json::object row{{"name", heading + ": " + figure.name + unit}, {judged ? "figure" : "value", figure.value}};
    if (figure.at_least) row["bar"] = *figure.at_least;
    if (figure.at_most) row["bar"] = *figure.at_most;
    if (figure.at_least) row["at_least"] = 1;
    benchmarks.push_back(std::move(row));
  }
  std::ofstream out(file);
  out << pretty_json(json::object{{"benchmarks", std::move(benchmarks)}}) << '\n';
  return out.good();
}

}  // namespace tessera::quality
