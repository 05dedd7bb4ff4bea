#pragma once
// The two things a run does many times: make a grid, make an item. Each is one coroutine from order to result; neither
// takes a decision that another may depend on (conductor.h does). Thread: the loop.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "async/semaphore.h"
#include "async/shared_once.h"
#include "dataset/output_folder.h"
#include "pipeline/run.h"

namespace tessera {

struct EnlargedGrid;

/// Grids that were enlarged as a whole, for the tiles that are cut from them.
struct EnlargedGrids {
  using Grid = std::shared_ptr<const EnlargedGrid>;
  SharedOnce<int, Grid> by_index;
};

/// What all steps of one run share.
struct RunContext {
  const RunServices& services;
  const RunInput& input;
  RunId run;
  std::uint64_t seed = 0;  ///< of everything random in this run
  BlobId source;           ///< the normalised source
  PaidCalls& calls;
  const OutputFolder& folder;
  std::optional<DebugFolder> debug = {};
  EnlargedGrids* enlarged_grids = nullptr;
  Semaphore* enlargements = nullptr;            ///< --batch-size; nothing when the limiter decides
  std::map<std::string, json::value> recorded;  ///< decisions of earlier executions by key

  void emit(std::string name, json::object fields) const;
  /// Tells what was spent so far, when somebody listens.
  [[nodiscard]] Task<void> emit_money() const;
  /// The decision under `key`: the recorded one, else `fresh`, now recorded.
  [[nodiscard]] Task<Result<json::value>> decide(std::string key, json::value fresh) const;
};

/// A grid as it came and what the judge said; nothing is decided yet.
struct GridResult {
  int index = 0;
  bool is_single = false;  ///< a picture on its own; index counts sheets of both kinds
  std::vector<Description> descriptions;
  std::string prompt;
  std::uint64_t seed = 0;
  std::string call;
  BlobId image;
  std::string media_type;
  std::shared_ptr<Sheet> sheet;  ///< empty when there is no grid
  std::optional<Error> error;    ///< why there is none
  BlobId judge_picture;          ///< JPEG; the report shows it too
  std::string judge_call;
  std::string judge_reply;           ///< raw
  std::optional<JudgeReply> reply;   ///< empty: unreviewed
  std::optional<Error> judge_error;  ///< why unreviewed
};

/// What one sheet is to show, and under which number.
struct GridOrder {
  int index = 0;
  GridShape shape;
  std::vector<Description> descriptions;  ///< one a cell, row by row
};

/// PAID. Never throws but for cancellation and bugs.
[[nodiscard]] Task<GridResult> make_grid(const RunContext& context, GridOrder order);

/// The pixels of a sheet that were let go, from its blob.
[[nodiscard]] Task<Result<std::shared_ptr<const Image>>> decode_again(const RunContext& context, BlobId sheet);

/// An accepted tile on its way to become an item.
struct ItemOrder {
  int number = 0;
  int grid = 0;
  int cell = 0;            ///< from 1
  bool is_single = false;  ///< a picture on its own, not enlarged unless it must be
  Verdict verdict;
  Description description;
  Box box;
  BlobId sheet;                         ///< the grid as it came
  std::shared_ptr<const Image> pixels;  ///< the same, decoded; empty when it was let go: then it is decoded again
};

/// Tiles as PNG, put aside, by grid and cell.
using CutTiles = std::map<std::pair<int, int>, ScratchFile::Piece>;

struct MadeItem {
  Item item;
  ScratchFile::Piece thumbnail;  ///< JPEG for the report
};

/// PAID when the upscaler is remote. Enlarges, finishes, writes to OUT and puts into the store.
[[nodiscard]] Task<Result<MadeItem>> make_item(const RunContext& context, ItemOrder order);

/// An error after which nothing new may be started: the account, the model, the budget or this machine is at fault, not
/// the single request.
[[nodiscard]] bool stops_the_run(ErrorKind kind) noexcept;

}  // namespace tessera
