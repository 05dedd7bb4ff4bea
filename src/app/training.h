#pragma once
// From "train this set with that trainer" to a wired training. Thread: the one that runs the loop.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/application.h"
#include "dataset/training_set.h"
#include "model/trainer.h"
#include "pipeline/training.h"

namespace tessera {

/// What faces are told; empty members follow from the set or the environment.
struct TrainRequest {
  std::string set;            ///< a run's id or its beginning, or a folder; unused when `addresses` are given
  std::string with;           ///< "replicate", "runpod"
  std::string trainer_model;  ///< replicate: empty: the default trainer
  std::string trigger;        ///< empty: the set's own
  std::string other_trigger;  ///< where the set has none of its own
  std::string trigger_place;  ///< "first", "last"; empty: by the mode
  std::string mode;           ///< "style", "character"; empty: the set's own
  std::string destination;    ///< replicate; "{name}" in it stands for the set's name
  std::string workflow_file;  ///< runpod
  std::string upload;  ///< runpod: store that pictures and captions are put into first: "s3", "s3://bucket/prefix"
  std::string user = "local";   ///< runpod
  std::string tenant, webhook;  ///< runpod
  GivenTrainingSettings given;
  std::map<std::string, std::string> inputs;  ///< further inputs of the trainer
  std::string out;                            ///< empty: tessera-out/<name>-lora-<run>
  std::optional<Money> max_cost;
  std::uint64_t seed = 0;
  bool retry = false;
  bool repeat_unknown = false;
  bool force = false;  ///< also a set that lacks captions or that lint speaks against

  std::string name;                    ///< with `addresses`: of the set
  std::vector<std::string> addresses;  ///< pictures by address instead of a set: what TrainingClient is given
};

struct PreparedTraining {
  std::unique_ptr<RemoteTrainer> trainer;
  TrainingInput input;
  std::vector<std::string> notes;
};

/// The mode that was asked for, or `own`. Errors: usage.
[[nodiscard]] Result<Mode> mode_of(const TrainRequest& request, Mode own);
/// The trigger that was asked for, or the set's own. Errors: usage, when there is none or it cannot be one.
[[nodiscard]] Result<Trigger> trigger_of(const TrainRequest& request, const TrainingSet& set);

/// Reads and packs the set and checks everything that needs no provider. Nothing is paid. Errors: usage, configuration,
/// io; those of the store with `upload`.
[[nodiscard]] Task<Result<PreparedTraining>> prepare_training(Application& application, TrainRequest request);

/// The same for a training that the ledger knows, exactly as it was asked for. `run` is one of `tessera runs`. Errors:
/// usage when it is no training.
[[nodiscard]] Task<Result<PreparedTraining>> training_to_resume(Application& application, RunRecord run);
/// Whether a run is a training.
[[nodiscard]] bool is_training(const RunRecord& run);

[[nodiscard]] Task<Result<TrainingPlan>> plan(Application& application, PreparedTraining& prepared);

/// PAID, at most once. See execute_training(). While the same training is in work already, it waits for its end.
[[nodiscard]] Task<Result<TrainingOutcome>> train(Application& application, PreparedTraining& prepared,
                                                  EventSink events);

/// Asks the provider to stop the training of a run. What it used until then is billed. Works beside a process that
/// follows the training. Errors: usage when there is nothing that could be stopped; those of the
/// provider: then it goes on, and costs.
[[nodiscard]] Task<Result<void>> cancel_training(Application& application, RunRecord run);

}  // namespace tessera
