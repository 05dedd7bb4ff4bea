#pragma once
// How far a training is, read from its logs. Pure; any thread.

#include <optional>
#include <string_view>

namespace tessera::replicate {

struct LoggedProgress {
  int step = 0;
  int steps = 0;
  std::optional<double> loss;
};

/// The last step that the logs tell of: "…| 100/1000 [… loss: 3.5e-01]", the form of progress bars in Python. Logs hold
/// other bars too (downloads, caching), so only those that end at `steps` count, unless it is 0. Only the end of long
/// logs is looked at. Nothing when there is none yet.
[[nodiscard]] std::optional<LoggedProgress> progress_in(std::string_view logs, int steps);

}  // namespace tessera::replicate
