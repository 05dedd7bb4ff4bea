#pragma once
// Many sets in one process: one ledger, one limiter, one loop.

#include <functional>
#include <string>
#include <vector>

#include "app/application.h"

namespace tessera {

struct BatchLine {
  int number = 0;           ///< of the line in the file, from 1
  Result<Request> request;  ///< or why the line cannot be used
};

/// Reads one request a line: {"source": …, "user": …, "actor": …} and any field of a request. Empty lines are skipped.
/// `defaults.out`, when given, holds one folder for each actor. Blocking.
/// Errors: usage when the file cannot be read; a line that cannot be used is that line's own error.
[[nodiscard]] Result<std::vector<BatchLine>> read_batch(const std::string& path, const Request& defaults);

struct BatchOptions {
  int jobs = 0;  ///< sets in work at once; 0: by memory
};

struct BatchResult {
  int exit_code = 0;
  json::object summary;  ///< as for a single run, with `line`
  std::string text;      ///< the same for people
};

/// How many sets may be in work at once in `available_bytes` of memory.
[[nodiscard]] int jobs_for_memory(std::uint64_t available_bytes) noexcept;

/// PAID. Runs all lines; a failing one never stops the others. `on_ended` is called in the order of completion.
/// Returns true; cancellation stops everything.
[[nodiscard]] Task<bool> execute_batch(Application& application, std::vector<BatchLine> lines, BatchOptions options,
                                       EventSink events, std::function<void(const BatchResult&)> on_ended);

}  // namespace tessera
