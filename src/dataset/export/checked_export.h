#pragma once
// An export that is looked at as its trainer will look at it, before it is there.

#include "dataset/export/export.h"

namespace tessera {

/// export_dataset(), refusing what the trainer would fail on (lint's errors, docs/lint.md) unless `options.force`; with
/// it, and for all that only is worth knowing, findings are among the report's notes. Errors: as export_dataset();
/// usage with the first findings and their repairs.
[[nodiscard]] Result<ExportReport> checked_export(const TrainingSet& set, ExportFormat format,
                                                  const std::filesystem::path& to, const ExportOptions& options = {});

}  // namespace tessera
