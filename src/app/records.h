#pragma once
// What the ledger knows, for people and scripts; and the way back from a run to its request.

#include <string>

#include "app/application.h"

namespace tessera {

struct Report {
  json::value as_json;
  std::string as_text;
};

/// The run whose id is or begins with `text`. Errors: usage when there is none or more than one; io, corrupt.
[[nodiscard]] Task<Result<RunRecord>> find_run(Ledger& ledger, std::string text);

/// Newest first. Errors: io, corrupt, configuration.
[[nodiscard]] Task<Result<Report>> list_runs(Application& application);

/// `run` is an id or the beginning of one. Errors: usage when there is none or more than one.
[[nodiscard]] Task<Result<Report>> show_run(Application& application, std::string run);

/// An unfinished run, which may be a training; `run` empty: the newest one. Errors: usage.
[[nodiscard]] Task<Result<RunRecord>> run_to_resume(Application& application, std::string run);
/// The request of a run that is no training. Errors: usage.
[[nodiscard]] Result<Request> request_of(const RunRecord& run);

struct Collection {
  bool dry_run = false;
  int days = 7;  ///< blobs of runs that ended within so many days stay
};

/// Removes blobs that no unfinished run and no recent run needs. Errors: conflict, io.
[[nodiscard]] Task<Result<Report>> collect_garbage(Application& application, Collection collection);

}  // namespace tessera
