#pragma once
// Looks for creates whose answer was lost. Many that look at once, as after a crash, share one reading of the list.
// Thread: the loop. Outlives everybody who looks.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "async/clock.h"
#include "async/event.h"
#include "model/call.h"
#include "providers/replicate/matching.h"
#include "providers/replicate/options.h"

namespace tessera::replicate {

class Client;

class Lookup {
 public:
  /// The list of trainings cannot be narrowed by time: it is read until it is older than what is looked for.
  enum class Listed { predictions, trainings };

  /// `client` and `clock` must outlive the object.
  Lookup(Client& client, Clock& clock, const Options& options, Listed listed = Listed::predictions);

  /// Free, repeatable. A create may still be on its way: `absent` is only answered when the list has not shown it for
  /// the settle time. `cannot_ask` when the list shows what may be it and cannot be told from others. Errors: those of
  /// the list, never `absent` instead.
  [[nodiscard]] Task<Result<Finding>> find(LostCreate lost);

 private:
  using Predictions = std::vector<Prediction>;
  using Shared = std::shared_ptr<const Predictions>;
  struct Reading;
  class Reader;

  [[nodiscard]] Task<Result<Shared>> read_list(WallTime since);
  [[nodiscard]] Task<Result<Shared>> read_all_pages(WallTime since);

  [[nodiscard]] Task<Result<Page>> first_page(WallTime since);

  Client& client_;
  Clock& clock_;
  Listed listed_;
  Duration settle_time_;
  Duration settled_after_;
  std::shared_ptr<Reading> gathering_;       ///< not started yet: who comes now takes part
  std::map<std::string, WallTime> adopted_;  ///< found here, by the time of their create: nobody else's
};

}  // namespace tessera::replicate
