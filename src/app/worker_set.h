#pragma once
// A set for a worker that reads pictures from a store by their addresses.

#include <string>
#include <vector>

#include "app/application.h"
#include "dataset/training_set.h"

namespace tessera {

struct WorkerSetRequest {
  std::string upload;      ///< store that pictures and captions are put into first; empty: they are in one already
  std::string user, name;  ///< parts of the keys
  Trigger trigger;         ///< in every caption that is put there
  bool force = false;      ///< also a set that lacks captions or that lint speaks against
};

struct WorkerSet {
  std::vector<std::string> addresses;  ///< a picture each, in order; empty when the set is in no store
  std::vector<int> resolutions;        ///< that the pictures fill
  std::vector<std::string> notes;      ///< what lint warns of
};

/// With `upload` the set is written as plain pictures with captions (as for ai-toolkit), linted and put into the store;
/// otherwise the folder is linted and the addresses are those that its run was given by the store, of the pictures that
/// are still there. Errors: usage: what lint refuses, unless `force`; those of the export and of the store.
[[nodiscard]] Task<Result<WorkerSet>> worker_set_of(Application& application, TrainingSet set,
                                                    WorkerSetRequest request);

}  // namespace tessera
