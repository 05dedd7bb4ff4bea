#pragma once
// Lint as faces ask for it: settings as text, and a repaired copy that is linted again. Blocking; any thread. No key,
// no ledger, no network.

#include <optional>
#include <string>
#include <vector>

#include "dataset/lint.h"

namespace tessera {

/// What faces are told; empty members follow from the set.
struct LintRequest {
  std::string folder;                 ///< a folder, a zip or a tar
  std::vector<std::string> trainers;  ///< names; "all" counts as none
  std::string trigger;
  std::string mode;               ///< "style", "character"
  std::string caption_extension;  ///< with or without its dot
  std::vector<int> resolutions;
  bool compare = true;
  bool fix = false;
  std::string to;    ///< with `fix`: where the repaired copy goes
  std::string html;  ///< where the result is written as a page
};

struct LintResult {
  LintReport report;
  std::optional<LintFix> fix;          ///< what was repaired,
  std::optional<LintReport> repaired;  ///< and what is to be said about the copy

  /// Of the copy when there is one.
  [[nodiscard]] const LintReport& last() const noexcept { return repaired ? *repaired : report; }
};

/// Errors: usage, also for a damaged archive; those of lint_folder() and fix_folder(); io.
[[nodiscard]] Result<LintResult> lint_set(const LintRequest& request);

/// The object of `tessera lint --json`.
[[nodiscard]] json::object lint_json(const LintResult& result);

}  // namespace tessera
