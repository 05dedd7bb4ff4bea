#pragma once
// A run that is complete already: its outcome from the ledger's record, when OUT still holds every image of it.

#include <optional>

#include "pipeline/run.h"

namespace tessera {

/// What the record of a complete run says came of it. Items have number, file, url, content and caption; grids have
/// their verdicts. Nothing when the record cannot be read or `root` does not hold every image unchanged: then the run
/// is done again from its recorded calls, which costs nothing either. Blocking (reads and hashes the images).
[[nodiscard]] std::optional<RunOutcome> finished_outcome(const RunRecord& record, const std::filesystem::path& root,
                                                         const std::vector<CallRecord>& calls,
                                                         const MoneySummary& money);

}  // namespace tessera
