#pragma once
// What the parts of the ledger (runs, calls, transitions, decisions) share. Private to this folder.

#include <memory>
#include <optional>

#include <fmt/format.h>

#include "ledger/commit_queue.h"
#include "ledger/ledger.h"
#include "ledger/lock_file.h"

namespace tessera {

class Ledger::Impl {
 public:
  Impl(std::optional<LockFile> lock, std::unique_ptr<Connection> connection)
      : lock_(std::move(lock)), queue_(std::move(connection)) {}

  [[nodiscard]] CommitQueue& queue() noexcept { return queue_; }

 private:
  std::optional<LockFile> lock_;  // goes last: the database is closed by then
  CommitQueue queue_;
};

[[nodiscard]] inline std::unexpected<Error> no_such_run(const RunId& run) {
  return failure(ErrorKind::not_found, fmt::format("there is no run {}", run.text()));
}

}  // namespace tessera
