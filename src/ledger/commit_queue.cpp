#include "ledger/commit_queue.h"

#include <algorithm>
#include <iterator>

#include "ledger/failpoint.h"

namespace tessera {
namespace {

/// Bounds how long the first of a batch waits for the last; at 30 microseconds each this is one slow fsync.
constexpr std::size_t largest_batch = 256;

}  // namespace

CommitQueue::CommitQueue(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

CommitQueue::~CommitQueue() { thread_.join(); }

void CommitQueue::enqueue(std::unique_ptr<AnyOperation> operation) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(operation));
  if (is_draining_) return;
  is_draining_ = true;
  asio::post(thread_, [this] { drain(); });
}

void CommitQueue::drain() {
  for (;;) {
    Batch batch;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        is_draining_ = false;
        return;
      }
      const auto end =
          std::next(waiting_.begin(), static_cast<std::ptrdiff_t>(std::min(waiting_.size(), largest_batch)));
      std::move(waiting_.begin(), end, std::back_inserter(batch));
      waiting_.erase(waiting_.begin(), end);
    }
    carry_out(batch);
  }
}

void CommitQueue::carry_out(Batch& batch) {
  connection_->noted_steps().clear();
  std::optional<Error> broken;
  try {
    broken = execute_in_transaction(batch);
  } catch (const SQLite::Exception& exception) {
    broken = connection_->error_of(exception);
  }
  if (broken && connection_->in_transaction()) {
    try {
      connection_->execute("ROLLBACK");
    } catch (const SQLite::Exception&) {
      // The failure that is reported is the one that made us roll back; the next BEGIN reports a broken connection.
    }
  }
  if (!broken) {
    for (const std::string& step : connection_->noted_steps()) failpoint(step);
  }
  for (const auto& operation : batch) operation->deliver(broken);
}

std::optional<Error> CommitQueue::execute_in_transaction(Batch& batch) {
  const bool writes = std::ranges::any_of(batch, [](const auto& one) { return one->access() == Access::write; });
  if (writes && connection_->mode() == Connection::Mode::read) {
    return Error{.kind = ErrorKind::internal, .message = "this ledger was opened for reading only"};
  }
  // A transaction that reads first and writes later fails when another connection wrote in between; IMMEDIATE waits.
  connection_->execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
  for (const auto& operation : batch) {
    const std::optional<Error> own = execute_in_savepoint(*operation);
    if (connection_->in_transaction()) continue;
    // SQLite undid everything by itself, because the disk is full, fails or is damaged; whoever met it knows more.
    return own.value_or(Error{.kind = ErrorKind::io, .message = "the ledger's transaction was undone by SQLite"});
  }
  connection_->execute("COMMIT");
  return std::nullopt;
}

std::optional<Error> CommitQueue::execute_in_savepoint(AnyOperation& operation) {
  if (operation.access() == Access::read) return operation.execute(*connection_);
  const std::size_t steps_before = connection_->noted_steps().size();
  connection_->execute("SAVEPOINT operation");
  std::optional<Error> own = operation.execute(*connection_);
  if (!connection_->in_transaction()) return own;
  if (own) {
    connection_->execute("ROLLBACK TO operation");
    connection_->noted_steps().resize(steps_before);
  }
  connection_->execute("RELEASE operation");
  return own;
}

}  // namespace tessera
