#pragma once
// What a finished run tells scripts and people. Pure.

#include <string>
#include <vector>

#include "pipeline/plan.h"
#include "pipeline/run.h"

namespace tessera {

/// The object of `--json`: the ancestor's three keys and ours (docs/cli.md).
[[nodiscard]] json::object summary_json(const RunOutcome& outcome, const Request& request);

/// An error with everything that a program can act on: kind, message, provider, code, http_status, retry_after_seconds,
/// exit_code.
[[nodiscard]] json::object error_json(const Error& error);

/// The object of `tessera plan --json`. Precondition: at least one way.
[[nodiscard]] json::object plan_json(const std::string& reason, const std::vector<PlanFigures>& ways);

/// A few lines for people: what was made, where it is, what it cost, how to go on.
[[nodiscard]] std::string summary_text(const RunOutcome& outcome, const Request& request);

/// Exit codes of DESIGN: 0 complete, 2 usage, 3 short, 4 budget, 5 refused, 6 source, 1 bug or machine.
[[nodiscard]] int exit_code_of(RunEnding ending) noexcept;
[[nodiscard]] int exit_code_of(const Error& error) noexcept;

}  // namespace tessera
