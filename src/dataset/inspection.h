#pragma once
// What the measures say of sheets and pictures that no run made: `tessera split` and `tessera judge`. Pure; any thread.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "imaging/descriptor.h"
#include "imaging/grid_geometry.h"
#include "model/verdict.h"

namespace tessera {

/// Which better picture this one repeats.
struct RepeatOf {
  std::string name;     ///< of the other
  double distance = 0;  ///< imaging/descriptor.h
};

/// One picture, or one cell of a sheet.
struct InspectedPicture {
  std::string name;  ///< different from those of all others: "set/0001.jpg", "grid.png, cell 3"
  Size size;
  std::vector<Measurement> measurements;
  double quality = 0;  ///< 0 … 1, to choose among repeats
  Descriptor descriptor;
  std::string refused;  ///< why geometry or a gate refuses it, or why it cannot be read; empty when nothing does
  std::optional<RepeatOf> repeats;
  std::string file;  ///< where the tile was written; empty when it was not
  Bytes thumbnail;   ///< JPEG, for the page; may be empty

  [[nodiscard]] bool accepted() const noexcept { return refused.empty() && !repeats; }
  /// "flatness 0.99 (threshold 0.97)", "repeats grid.png, cell 2 (distance 0.08)"; empty when accepted.
  [[nodiscard]] std::string reason() const;
};

/// A sheet with what was found in it.
struct InspectedSheet {
  std::string name;
  GridGeometry geometry;
  std::vector<InspectedPicture> cells;  ///< geometry.asked.cells() of them; empty when the sheet cannot be read
  std::string error;                    ///< why it cannot be read
  Bytes picture;                        ///< JPEG, for the page
};

/// Gates, quality and descriptor of a picture.
[[nodiscard]] InspectedPicture look_at_picture(std::string name, const Image& image);

/// Geometry of a sheet, then every usable cell as above.
[[nodiscard]] InspectedSheet look_at_sheet(std::string name, const Image& image, GridShape asked);

/// Fills `repeats` of all that are not refused: of each group the one of best quality is kept. Cost: about n log n.
void mark_repeats(std::span<InspectedPicture* const> pictures);

/// The forms of `tessera split --json` and `tessera judge --json`; docs/cli.md explains the members.
[[nodiscard]] json::object sheet_json(const InspectedSheet& sheet);
[[nodiscard]] json::object picture_json(const InspectedPicture& picture);

/// Pages like report.html: one file without scripts and without anything outside it. Only so many sheets and pictures
/// are drawn, of pictures the refused ones first; the page says so.
inline constexpr std::size_t most_sheets_on_page = 200;
inline constexpr std::size_t most_pictures_on_page = 1000;
[[nodiscard]] std::string render_split_page(const std::vector<InspectedSheet>& sheets);
[[nodiscard]] std::string render_judge_page(const std::string& title, const std::vector<InspectedPicture>& pictures);
/// Those that render_judge_page() draws, in its order: only they need thumbnails.
[[nodiscard]] std::vector<std::size_t> pictures_on_page(const std::vector<InspectedPicture>& pictures);

}  // namespace tessera
