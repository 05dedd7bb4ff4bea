#pragma once
// The parts of the page, each a pure function from the dataset to HTML. Private to the report.

#include <string>

#include "dataset/dataset.h"
#include "dataset/report.h"

namespace tessera::report {

/// What was asked, what came of it, the source, and the warnings.
[[nodiscard]] std::string overview_section(const Dataset& dataset, const ReportPictures& pictures);
/// The items with captions and lineage.
[[nodiscard]] std::string items_section(const Dataset& dataset, const ReportPictures& pictures);
/// How the items cover the categories of the pool.
[[nodiscard]] std::string coverage_section(const Dataset& dataset);
/// Which refused tiles repeat which picture.
[[nodiscard]] std::string repeats_section(const Dataset& dataset);
/// Every grid with its cells and verdicts drawn over it.
[[nodiscard]] std::string grids_section(const Dataset& dataset, const ReportPictures& pictures);
/// Picture, geometry, verdicts and measurements of one grid, without a heading.
[[nodiscard]] std::string findings_of_grid(const Dataset& dataset, const GridEntry& grid, const Bytes* jpeg);
/// The sheet of one grid as an SVG picture with cells, edges and verdicts over it.
[[nodiscard]] std::string grid_picture(const GridEntry& grid, const Bytes* jpeg);
/// What the calls cost.
[[nodiscard]] std::string money_section(const Dataset& dataset);
/// When the calls ran.
[[nodiscard]] std::string timeline_section(const Dataset& dataset);

}  // namespace tessera::report
