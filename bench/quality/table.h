#pragma once
// The table that the measuring programs print: a figure a line, its bar beside it where there is one.

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

class Table {
 public:
  /// Prints the figures under their heading.
  void add(const std::string& heading, const std::vector<Figure>& figures);
  /// Bars that were not reached.
  [[nodiscard]] int missed() const noexcept { return missed_; }
  /// In the form of Google Benchmark, which scripts/lib/bench_table.py reads. False when the file cannot be written.
  [[nodiscard]] bool write(const std::string& file) const;

 private:
  struct Row {
    std::string heading;
    Figure figure;
  };
  std::vector<Row> rows_;
  int missed_ = 0;
};

}  // namespace tessera::quality
