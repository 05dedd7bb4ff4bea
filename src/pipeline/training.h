#pragma once
// One training: an order in, weights out, by the same durable steps as every paid call. A training is a run of its own
// in the ledger, with one call. Thread: the loop.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "async/task.h"
#include "ledger/blobs.h"
#include "ledger/ledger.h"
#include "model/event.h"
#include "model/trainer.h"
#include "pipeline/paid_call.h"
#include "pipeline/prices.h"

namespace tessera {

/// References outlive every training.
struct TrainingServices {
  Ledger& ledger;
  BlobStore& blobs;
  asio::thread_pool& workers;
  const PriceBook& prices;
  RemoteTrainer& trainer;
  EventSink events;  ///< may be empty
  CallPolicy call_policy;
};

struct TrainingInput {
  TrainingOrder order;
  Bytes archive;         ///< what `order.archive` names; empty when it is in the blob store already
  json::object request;  ///< what the ledger keeps so that the training can be resumed: see request_of_training()
  std::filesystem::path out;
  std::optional<Money> max_cost;
  std::uint64_t seed = 0;
  bool retry = false;           ///< pay for another attempt after one that ended without weights
  bool repeat_unknown = false;  ///< send it again although nobody knows whether it was executed
};

struct TrainingPlan {
  TrainingCall call;
  Money expected;
  Money bound;  ///< what is reserved
};

struct TrainingOutcome {
  RunId run;
  std::optional<Error> stopped_by;     ///< nothing when it is complete
  std::filesystem::path weights_file;  ///< empty when the worker's answer named none
  std::filesystem::path result_file;   ///< training.json
  int tensors = 0;
  std::optional<int> rank;    ///< as the weights have it
  std::uintmax_t bytes = 0;   ///< of the weights
  std::string model_version;  ///< where the provider keeps them too; may be empty
  TrainingSettings settings;
  std::vector<std::string> notes;
  Money cost;
  Money cost_upper_bound;
};

/// The member "command" of the request of every training.
inline constexpr std::string_view training_command = "train";
/// {"command": "train", "actor", "trainer", "order", "out", "seed", "max_cost"} for the ledger.
[[nodiscard]] json::object request_of_training(const TrainingInput& input, std::string_view trainer);

/// The run that a training is.
[[nodiscard]] RunId training_id(const TrainingOrder& order, const RemoteTrainer& trainer, std::uint64_t seed);

/// What it would ask and cost. Asks the provider, free. Errors: those of the trainer and of the price list.
[[nodiscard]] Task<Result<TrainingPlan>> plan_training(RemoteTrainer& trainer, const PriceBook& prices,
                                                       TrainingOrder order);

/// Begins or continues the training of this input. PAID at most once. A finished one is returned as it is. Errors:
/// usage, io, over_budget … when it cannot begin; whatever stops it later is in the outcome. Cancellation: the training
/// goes on at the provider; the same call collects it.
[[nodiscard]] Task<Result<TrainingOutcome>> execute_training(TrainingServices services, TrainingInput input);

}  // namespace tessera
