#pragma once
// The items of one source with their lineage: what dataset.json holds and the report draws. Plain values.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/json.h"
#include "base/money.h"
#include "dataset/captions.h"
#include "imaging/grid_geometry.h"
#include "model/description.h"
#include "model/verdict.h"

namespace tessera {

/// A grid as it came, with what was found and decided about each cell.
struct GridEntry {
  int index = 0;           ///< 1 …, in the order of decision
  bool is_single = false;  ///< a picture made on its own instead of a grid
  std::string call;        ///< the ledger's call id
  BlobId image;            ///< the sheet's bytes as delivered; empty when the grid failed
  std::string media_type;
  std::string prompt;
  std::uint64_t seed = 0;
  std::vector<Description> descriptions;  ///< a cell each
  GridGeometry geometry;
  std::vector<Verdict> verdicts;          ///< a cell each
  std::vector<std::optional<int>> items;  ///< a cell each: the number of the item made of it
  std::string judge_call;
  std::string judge_reply;  ///< raw; empty when the judge was not asked or did not answer
  std::string error;        ///< why there is no sheet; empty when there is
};

struct Item {
  int number = 0;    ///< 1 …; "0001.jpg"
  std::string file;  ///< "images/0001.jpg"
  std::string url;   ///< where the store put it
  BlobId content;    ///< SHA-256 of the file's bytes
  Size size;
  std::string caption;  ///< a Caption's text
  CaptionBy caption_by = CaptionBy::description;
  Description description;
  int grid = 0;                         ///< GridEntry::index
  int cell = 0;                         ///< 1 …, row by row
  Box box;                              ///< in the sheet
  std::vector<std::string> transforms;  ///< "crop", "topaz 2x", "jpeg 95 4:4:4": in order
  Verdict verdict;
  Money cost;                ///< of the calls that belong to this item alone
  std::string upscale_call;  ///< empty when enlarged here
};

/// A tile that was accepted beyond the images asked for: cut from a paid grid, it costs nothing more.
struct ExtraTile {
  std::string file;  ///< "extra/0002-05.png": grid and cell; as it was cut, never enlarged
  BlobId content;    ///< SHA-256 of the file's bytes
  int grid = 0;      ///< GridEntry::index
  int cell = 0;      ///< 1 …, row by row
  Box box;           ///< in the sheet
  Description description;
  std::string caption;  ///< a Caption's text
  double quality = 0;   ///< Verdict::quality
};

/// A call as the report's money table and time line show it.
struct CallEntry {
  std::string id, kind, provider, model, state, error;
  std::optional<Money> cost;
  Money reserved;
  std::optional<WallTime> sent_at, accepted_at, ended_at;
};

struct Dataset {
  RunId run;
  std::string status;  ///< "complete", "short", "paused", "incomplete"
  std::string mode = "style";
  std::optional<Trigger> trigger;  ///< in the captions
  std::string source_name;         ///< file name or redacted URL
  BlobId source;                   ///< SHA-256 of the original bytes
  Size source_size;
  std::string user, actor;
  int requested = 0;
  std::string engine, engine_model, judge, judge_model, upscaler, pool;
  bool preview = false;  ///< pictures of the offline engine
  std::uint64_t seed = 0;
  std::vector<GridEntry> grids;
  std::vector<Item> items;              ///< ascending by number
  std::vector<ExtraTile> extras;        ///< in the order in which they would have joined
  std::vector<std::string> categories;  ///< of the pool, in its order
  std::vector<std::string> lost;        ///< one sentence for each accepted tile that was lost later
  std::vector<CallEntry> calls;
  std::vector<std::string> warnings;
  Money cost;  ///< sum of settled calls
  Money cost_upper_bound;
  WallTime started, finished;
};

/// The first member of every dataset.json.
inline constexpr std::string_view dataset_schema = "tessera.dataset/1";

/// As dataset.json records it: `word` and `place`, or null.
[[nodiscard]] json::value trigger_json(const std::optional<Trigger>& trigger);

/// The trigger that a dataset.json records; nothing when it has none.
[[nodiscard]] std::optional<Trigger> trigger_in(const json::value& manifest);

/// The content of dataset.json (docs/dataset.md): everything above except what differs between two executions with the
/// same answers, so that the same inputs give the same bytes: no times, of the calls only those that made something, by
/// id, and not their reservations. Measured numbers are rounded to a millionth.
[[nodiscard]] json::object dataset_json(const Dataset& dataset);

}  // namespace tessera
