#pragma once
// What was found about a tile, by whom.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

/// What a judge says of one cell. Cells are counted from 1, row by row, as in the wire format.
struct TileOpinion {
  int tile = 0;
  std::optional<int> repeats = {};        ///< the tile that this one repeats
  std::string shows = {};                 ///< caption without style words, one line; may be empty
  std::vector<std::string> defects = {};  ///< "text", "frame", "merged" … ; empty when none
};

struct JudgeReply {
  std::vector<int> unique_tiles;   ///< ascending, each once, 1 … cells
  std::vector<TileOpinion> tiles;  ///< ascending by tile; may cover only some cells
};

/// Who decided.
enum class DecidedBy {
  judge,    ///< the judge's reply
  measure,  ///< our own measurement (geometry, gates, duplicates)
  fallback  ///< the judge gave nothing usable: corner and centre tiles
};
[[nodiscard]] std::string_view name_of(DecidedBy by) noexcept;

struct Measurement {
  std::string name;  ///< "sharpness"
  double value = 0;
  double threshold = 0;
  bool passed = true;
  bool advisory = false;  ///< told, but refuses nothing
};

struct Verdict {
  bool accepted = false;
  DecidedBy by = DecidedBy::judge;
  std::string reason = {};   ///< "unique", "repeats tile 3 of grid 1", "blank" …
  std::string caption = {};  ///< from the judge; empty when it gave none
  std::vector<Measurement> measurements = {};
};

}  // namespace tessera
