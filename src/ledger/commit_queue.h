#pragma once
// The ledger's own thread. Operations wait in a queue; all that wait are executed in the order of arrival in one
// transaction, each in a savepoint of its own, so that one fsync serves many. Nobody hears of a result before the
// transaction is on disk.

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "async/task.h"
#include "ledger/connection.h"

namespace tessera {

enum class Access { read, write };

class CommitQueue {
 public:
  explicit CommitQueue(std::unique_ptr<Connection> connection);
  /// Executes what waits, then ends the thread.
  ~CommitQueue();
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  /// `work` is a Result<T>(Connection&); what it changed is undone when it returns an Error.
  /// Cancellation: before the start nothing happens; once queued it is carried out and its result delivered.
  /// Threads: any; resumes on the caller's executor, which must outlive the queue.
  template <class Work>
  [[nodiscard]] auto submit(Access access, Work work) -> Task<std::invoke_result_t<Work&, Connection&>> {
    using Outcome = std::invoke_result_t<Work&, Connection&>;
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Outcome)>(
        [this, access](auto handler, Work queued) {
          using Waiting = Operation<Outcome, Work, decltype(handler)>;
          enqueue(std::make_unique<Waiting>(access, std::move(queued), std::move(handler)));
        },
        asio::use_awaitable, std::move(work));
  }

 private:
  class AnyOperation {
   public:
    explicit AnyOperation(Access access) : access_(access) {}
    virtual ~AnyOperation() = default;
    AnyOperation(const AnyOperation&) = delete;
    AnyOperation& operator=(const AnyOperation&) = delete;
    [[nodiscard]] Access access() const noexcept { return access_; }
    /// Its own failure, if any: then what it changed is to be undone.
    [[nodiscard]] virtual std::optional<Error> execute(Connection& connection) = 0;
    /// Tells the caller; `broken` replaces the result when the transaction as a whole did not reach the disk.
    virtual void deliver(const std::optional<Error>& broken) = 0;

   private:
    Access access_;
  };

  template <class Outcome, class Work, class Handler>
  class Operation final : public AnyOperation {
   public:
    Operation(Access access, Work work, Handler handler)
        : AnyOperation(access),
          work_(std::move(work)),
          handler_(std::move(handler)),
          executor_(asio::prefer(asio::get_associated_executor(handler_), asio::execution::outstanding_work.tracked)) {}

    [[nodiscard]] std::optional<Error> execute(Connection& connection) override {
      try {
        outcome_.emplace(work_(connection));
      } catch (const SQLite::Exception& exception) {
        outcome_.emplace(std::unexpected(connection.error_of(exception)));
      }
      if (*outcome_) return std::nullopt;
      return outcome_->error();
    }

    void deliver(const std::optional<Error>& broken) override {
      if (broken) outcome_.emplace(std::unexpected(*broken));
      asio::post(executor_, [handler = std::move(handler_), outcome = std::move(*outcome_)]() mutable {
        std::move(handler)(std::move(outcome));
      });
    }

   private:
    using TrackedExecutor = std::decay_t<decltype(asio::prefer(asio::get_associated_executor(std::declval<Handler&>()),
                                                               asio::execution::outstanding_work.tracked))>;
    Work work_;
    Handler handler_;
    TrackedExecutor executor_;
    std::optional<Outcome> outcome_;
  };

  using Batch = std::vector<std::unique_ptr<AnyOperation>>;

  void enqueue(std::unique_ptr<AnyOperation> operation);
  void drain();
  void carry_out(Batch& batch);
  [[nodiscard]] std::optional<Error> execute_in_savepoint(AnyOperation& operation);
  [[nodiscard]] std::optional<Error> execute_in_transaction(Batch& batch);

  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::deque<std::unique_ptr<AnyOperation>> waiting_;  // guarded by mutex_
  bool is_draining_ = false;                           // guarded by mutex_
  asio::thread_pool thread_{1};
};

}  // namespace tessera
