#pragma once
// The table that the quality bench prints: a figure a line, its bar beside it where there is one.

#include <optional>
#include <string>
#include <vector>

namespace tessera::quality {

struct Figure {
  std::string name;
  double value = 0;
  std::string unit = {};
  std::optional<double> at_least = {};
  std::optional<double> at_most = {};

  [[nodiscard]] bool reached() const { return !(at_least && value < *at_least) && !(at_most && value > *at_most); }
};

/// Prints the lines with their heading; gives the number of bars that were missed.
int print_table(const std::string& heading, const std::vector<Figure>& figures);

}  // namespace tessera::quality
