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
  fallback  ///< neither a judge nor a measure had anything to say: corner and centre tiles
};
[[nodiscard]] std::string_view name_of(DecidedBy by) noexcept;

/// Where one side, the judge or the measures, stands on a tile.
enum class Stance { silent, keeps, refuses };
[[nodiscard]] std::string_view name_of(Stance stance) noexcept;

/// What one side says of a tile, kept beside the verdict: where the sides disagree both can be seen.
struct Opinion {
  Stance stance = Stance::silent;
  std::string reason = {};  ///< "unique", "defects: text", "unreviewed" …
  friend bool operator==(const Opinion&, const Opinion&) = default;
};

/// Which picture a tile repeats.
struct Repeat {
  std::string of;                         ///< "tile 3 of grid 1", "the source", a file of another set
  DecidedBy found_by = DecidedBy::judge;  ///< the judge, or the measure of distance
  double distance = 0;                    ///< of the descriptors; 0 when only the judge says so
};

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
  Opinion judge = {};     ///< silent: unreviewed
  Opinion measures = {};  ///< silent: nothing could be measured
  std::optional<Repeat> repeats = {};
  double quality = 0;  ///< 0 … 1, to rank accepted tiles by (docs/formulas.md); 0 when nothing was measured
  int rank = 0;        ///< of an accepted tile in its grid: 1 joins the set first; 0: not ranked
};

}  // namespace tessera
