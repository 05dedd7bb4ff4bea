#pragma once
// Work in progress as Python sees it: a file descriptor that becomes readable when there is news, and JSON texts. No
// thread of Tessera ever runs Python or waits for its lock.

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/session.h"

namespace tessera::python {

/// What the session's thread leaves for the Python thread that waits.
class Mailbox {
 public:
  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// Readable while something is waiting. Closed with the mailbox.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  /// Threads: any.
  void put(std::string text);
  /// Makes the descriptor readable without a text.
  void ring() noexcept;
  /// All that is waiting, oldest first; the descriptor is quiet afterwards.
  [[nodiscard]] std::vector<std::string> take();

 private:
  int descriptor_;
  std::mutex mutex_;
  std::deque<std::string> waiting_;  ///< guarded by mutex_
};

/// A coroutine that gives what Python gets, as JSON.
using Work = std::function<Task<Result<json::value>>(Application&)>;

class PythonJob {
 public:
  /// Starts it in the process's session. `mailbox` is the one that `work` writes its events to.
  PythonJob(SessionSettings settings, Work work, std::shared_ptr<Mailbox> mailbox);

  [[nodiscard]] int descriptor() const noexcept { return mailbox_->descriptor(); }
  [[nodiscard]] std::vector<std::string> events() { return mailbox_->take(); }
  [[nodiscard]] bool has_ended() const { return job_.has_ended(); }
  void cancel() { job_.cancel(); }
  /// {"value": …}, {"error": …} or {"cancelled": true}, once; a bug is an error too. Precondition: it has ended.
  [[nodiscard]] std::string result();

 private:
  std::shared_ptr<Mailbox> mailbox_;
  Job<Result<json::value>> job_;
};

/// The session that this process keeps until close_session().
[[nodiscard]] std::shared_ptr<Session> session_of_process();
/// Cancels everything and waits at most so long. What has not ended by then is left to end with the process; the ledger
/// bears that.
void close_session(std::chrono::milliseconds at_most);
/// In a forked child: the parent's threads are not here, so its session is left alone.
void forget_session() noexcept;

}  // namespace tessera::python
