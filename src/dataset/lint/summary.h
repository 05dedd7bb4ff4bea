#pragma once
// What the forms of a lint report share. Private to lint. Pure.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dataset/lint.h"

namespace tessera::lint {

/// One resolution of one trainer: how many pictures each size gets, and what that costs them.
struct PassSummary {
  int resolution = 0;                                ///< 0: pictures are handed on as they are
  std::map<std::pair<int, int>, std::size_t> sizes;  ///< by area, then width
  std::size_t repeated = 0;                          ///< pictures that land where the pass before put them
  std::size_t left_out = 0;
  double most_cut = 0;
  double most_enlarged = 1;
};
[[nodiscard]] std::vector<PassSummary> passes_of(const LintedTrainer& trainer);

/// "ai-toolkit, replicate"; "all" for a finding that matters to every trainer.
[[nodiscard]] std::string names_of(const std::vector<Trainer>& trainers);

/// "caption files .txt, trigger put in: none": what is taken for granted, and from where.
[[nodiscard]] std::string settings_text(const LintedTrainer& trainer);

/// Neighbouring findings of one code and severity.
struct FindingGroup {
  std::size_t begin = 0, end = 0;  ///< in LintReport::findings
};
[[nodiscard]] std::vector<FindingGroup> groups_of(const LintReport& report);

/// "ready", "ready, with 3 warnings", "not ready: 2 findings block training".
[[nodiscard]] std::string verdict_text(const LintReport& report);

}  // namespace tessera::lint
