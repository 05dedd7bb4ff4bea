#pragma once
// From what a judge says and what was measured to one verdict a cell. Pure; the order of decisions is the caller's.

#include <optional>
#include <string>
#include <vector>

#include "imaging/descriptor.h"
#include "model/verdict.h"
#include "pipeline/sheet.h"

namespace tessera {

/// A picture that later ones must not repeat.
struct KeptPicture {
  std::string name;  ///< "tile 3 of grid 1", "the source"
  Descriptor descriptor;
};

/// The cells, counted from 1, that are kept when a judge gave nothing usable: the corners, and the centre where there
/// is one (rows and columns both odd).
[[nodiscard]] std::vector<int> corner_and_centre_tiles(GridShape shape);

/// One verdict a cell. The stricter wins: a cell is accepted when the judge calls it unique and without defect, the
/// geometry found it, no gate refuses it, and it repeats neither an accepted cell before it nor anything in `kept`.
/// `reply` empty: the judge gave nothing usable; corner and centre tiles stand in for its choice and are marked.
[[nodiscard]] std::vector<Verdict> judge_cells(const Sheet& sheet, const std::optional<JudgeReply>& reply,
                                               int grid_index, const std::vector<KeptPicture>& kept);

}  // namespace tessera
