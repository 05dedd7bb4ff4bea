#pragma once
// An export that is looked at as its trainer will look at it, before it is there.

#include <string>
#include <string_view>
#include <vector>

#include "dataset/export/export.h"
#include "dataset/lint.h"

namespace tessera {

/// Nothing when `report` is ready; otherwise a usage error with its first blocking findings and their repairs, which
/// says that --force goes on. `reader`: who would train it, "ai-toolkit".
[[nodiscard]] Result<void> refuse_blocking(const LintReport& report, std::string_view reader);

/// What `report` warns of, errors first: a sentence for each code, with how often it was found.
[[nodiscard]] std::vector<std::string> notes_of(const LintReport& report);

/// export_dataset(), refusing what the trainer would fail on (lint's errors, docs/lint.md) unless `options.force`; with
/// it, and for all that only is worth knowing, findings are among the report's notes. Errors: as export_dataset();
/// usage with the first findings and their repairs.
[[nodiscard]] Result<ExportReport> checked_export(const TrainingSet& set, ExportFormat format,
                                                  const std::filesystem::path& to, const ExportOptions& options = {});

}  // namespace tessera
