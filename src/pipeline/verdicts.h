#pragma once
// From what a judge says and what was measured to one verdict a cell. Pure; the order of decisions is the caller's.

#include <optional>
#include <string>
#include <vector>

#include "model/verdict.h"
#include "pipeline/kept_pictures.h"
#include "pipeline/sheet.h"

namespace tessera {

/// The cells, counted from 1, that are kept when neither judge nor measures have anything to say: the corners, and the
/// centre where there is one (rows and columns both odd).
[[nodiscard]] std::vector<int> corner_and_centre_tiles(GridShape shape);

/// How a tile is called everywhere: "tile 3 of grid 1"; "single 4" when the sheet is a picture on its own.
[[nodiscard]] std::string tile_name(GridShape shape, int sheet, int tile);

/// Nothing can be said of the cells of this sheet: none of its borders was found, so that they are cut blindly.
[[nodiscard]] bool measures_have_nothing(const Sheet& sheet);

/// One verdict a cell, with what each side says of it. The judge advises, and the stricter side wins on duplicates and
/// defects: a cell is accepted when the judge has no objection, the geometry found it, no gate refuses it, and it
/// repeats nothing in `kept`. Of cells that repeat each other (by either side) one is accepted: first those that the
/// judge calls unique, then the best measured quality, then the first. A cell that repeats one which is refused for
/// other reasons is no repeat of anything kept.
/// `reply` empty: unreviewed. Then the measures decide alone; where they have nothing either, corner and centre tiles
/// stand in and are marked as fallback.
[[nodiscard]] std::vector<Verdict> judge_cells(const Sheet& sheet, const std::optional<JudgeReply>& reply,
                                               int sheet_index, const KeptPictures& kept);

/// The most cells that judge_cells() can accept, whatever else is kept.
[[nodiscard]] int acceptable_at_most(const Sheet& sheet, const std::optional<JudgeReply>& reply);

}  // namespace tessera
