#pragma once
// A training from beginning to end inside another program: what TrainingClient and the Python package stand on.
// Thread: the loop.

#include "app/training.h"

namespace tessera {

/// Fills in what a request leaves out and the environment says: for `with` "auto" the trainer whose key is set, RunPod
/// before Replicate ("auto" stays when there is none); TESSERA_TRAIN_DESTINATION, TESSERA_TRAIN_WORKFLOW, and
/// TESSERA_TRAIN_TRIGGER for sets that have no trigger of their own. For addresses on RunPod their name is the trigger
/// when nothing else is: so does the worker of the service that Tessera replaces. Pure.
void fill_in(TrainRequest& request, const Environment& environment);

/// PAID, at most once. fill_in(), prepare_training() and train(); what was noticed on the way stands first among the
/// notes of the outcome, and is told as "warning". Errors: of all of them.
[[nodiscard]] Task<Result<TrainingOutcome>> train_in_session(Application& application, TrainRequest request,
                                                             EventSink events);

/// What may be said anew about a training that is resumed.
struct ResumedTraining {
  std::optional<Money> max_cost;
  bool repeat_unknown = false;
};
/// PAID, at most once. The unfinished training whose id begins with `run`. Errors: usage when it is none.
[[nodiscard]] Task<Result<TrainingOutcome>> resume_training_in_session(Application& application, std::string run,
                                                                       ResumedTraining how, EventSink events);

/// Spends nothing.
struct PlannedTraining {
  TrainingPlan plan;
  std::string trigger;
  int pictures = 0;
  std::vector<std::string> notes;
};
[[nodiscard]] Task<Result<PlannedTraining>> plan_training_in_session(Application& application, TrainRequest request);

/// The objects of `tessera train --json` and `tessera train --plan --json`.
[[nodiscard]] json::object training_json(const TrainingOutcome& outcome);
[[nodiscard]] json::object training_plan_json(const TrainingPlan& plan, int pictures);

}  // namespace tessera
