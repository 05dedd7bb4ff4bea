#pragma once
// report.html: everything that a run did, for people, in one file without scripts and without anything outside it.
// Pure; any thread.

#include <map>
#include <string>

#include "base/bytes.h"
#include "dataset/dataset.h"
#include "model/image.h"
#include "tessera/error.h"

namespace tessera {

/// The pictures of a report as encoded JPEG; what is missing is left out of the page.
struct ReportPictures {
  Bytes source;
  std::map<int, Bytes> grids;  ///< by GridEntry::index
  std::map<int, Bytes> items;  ///< by Item::number
};

/// Longer sides, about, that keep a report of 20 items and 10 grids under 3 MB.
inline constexpr int report_source_side = 640;
inline constexpr int report_grid_side = 768;
inline constexpr int report_item_side = 360;

/// `image` as a JPEG for the report, reduced by the whole number that brings its longer side nearest to `longest_side`;
/// never enlarged.
[[nodiscard]] Bytes report_picture(const Image& image, int longest_side);

/// The whole page as UTF-8. Every text of the dataset is escaped, whoever wrote it; besides, a content security policy
/// in the page allows nothing but its own style sheet and data: pictures. The same dataset gives the same bytes.
[[nodiscard]] std::string render_report(const Dataset& dataset, const ReportPictures& pictures);

}  // namespace tessera
