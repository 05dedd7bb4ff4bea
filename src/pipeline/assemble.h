#pragma once
// From what a run did to the values that dataset.json and the report are written from. Pure but for write_documents.
// Thread: the loop.

#include "pipeline/conductor.h"
#include "pipeline/steps.h"

namespace tessera {

[[nodiscard]] Dataset assemble_dataset(const RunContext& context, const Conductor& conductor,
                                       const std::vector<CallRecord>& calls, const MoneySummary& money,
                                       RunEnding ending);

/// Cuts the extras out of their sheets as they came, writes them to OUT/extra and says in `dataset` what the files
/// hold. Pictures of extras that became items since are removed. Cost: decoding each sheet that has extras. Errors: io,
/// and those of decode_image().
[[nodiscard]] Task<Result<void>> write_extras(const RunContext& context, Dataset& dataset, const CutTiles& cut);

/// Writes dataset.json and report.html. Errors: io with the path.
[[nodiscard]] Task<Result<void>> write_documents(const RunContext& context, const Dataset& dataset,
                                                 const Conductor& conductor);

}  // namespace tessera
