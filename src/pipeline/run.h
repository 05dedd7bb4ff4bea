#pragma once
// One execution of a request: source in, dataset out. Everything that decides the order of things is below this header;
// everything that knows a vendor is above it.

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "async/semaphore.h"
#include "async/task.h"
#include "dataset/dataset.h"
#include "ledger/blobs.h"
#include "ledger/ledger.h"
#include "model/engines.h"
#include "model/event.h"
#include "model/request.h"
#include "pipeline/existing_set.h"
#include "pipeline/paid_call.h"
#include "pipeline/picture_room.h"
#include "pipeline/prices.h"
#include "pipeline/sheet.h"
#include "pipeline/yield.h"

namespace tessera {

/// Who does the work; their names are part of a run's identity.
struct RunParts {
  GridEngine& engine;
  TileJudge& judge;
  Upscaler upscaler;
};

/// What a run needs from the world. References outlive every run.
struct RunServices {
  Ledger& ledger;
  BlobStore& blobs;
  asio::thread_pool& workers;  ///< computes; as many threads as cores
  asio::thread_pool& disk;     ///< waits for the disk
  PictureRoom& room;
  const PriceBook& prices;
  RunParts parts;
  ImageStore* store = nullptr;  ///< nothing: images stay in OUT only
  EventSink events;             ///< may be empty
  CallPolicy call_policy;
  YieldPrior yield_prior;
};

struct RunInput {
  Request request;  ///< with `actor` and `out` already filled in
  Pool pool;
  PreparedSource source;
  ExistingSet against = {};  ///< pictures that must not be repeated
  Semaphore::Permit place;   ///< to hold the source's bytes; let go as soon as they are on disk
};

enum class RunEnding {
  complete,
  short_of_images,  ///< fewer images than asked; what there is is kept
  over_budget,      ///< the cap leaves no room; continue with a higher one
  refused,          ///< a provider refused: key, credit, policy, model
  paused,           ///< something is still under way at a provider, or its outcome is not known
  failed            ///< this machine: disk, ledger
};
[[nodiscard]] std::string_view name_of(RunEnding ending) noexcept;

struct RunOutcome {
  RunEnding ending = RunEnding::complete;
  Dataset dataset;
  std::optional<Error> stopped_by;  ///< set for every ending but complete and short_of_images
  int grids = 0;                    ///< sheets received
  int singles = 0;                  ///< pictures received that were made on their own
  int calls = 0;                    ///< calls made, by this execution or an earlier one
};

/// Everything that makes a run this run and no other, as canonical JSON.
[[nodiscard]] std::string run_identity(const RunInput& input, const RunParts& parts);
[[nodiscard]] RunId run_id_of(const std::string& identity);

/// Calls that left this machine or were done on it.
[[nodiscard]] int calls_made(const std::vector<CallRecord>& calls);

/// Grids that came back, or pictures that were made on their own.
[[nodiscard]] int sheets_received(const Dataset& dataset, bool singles);

/// Begins or continues the run of this request and writes OUT (images, captions, dataset.json, report.html).
/// Errors: usage, io, conflict, when it cannot begin; whatever stops it later is in the outcome.
/// Cancellation: everything stops, what was finished is kept, the ledger is consistent; continue by running it again.
[[nodiscard]] Task<Result<RunOutcome>> execute_run(const RunServices& services, RunInput input);

}  // namespace tessera
