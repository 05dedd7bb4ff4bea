#pragma once
// Work in progress as Python sees it: a file descriptor that becomes readable when there is news, and JSON texts. No
// thread of Tessera ever runs Python or waits for its lock.

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unistd.h>
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

  /// Around fork(), so that no other thread is in the middle of something when the child's copy is made.
  void hold() { mutex_.lock(); }
  void release() { mutex_.unlock(); }
  /// The same in the child: a descriptor of its own, and nothing of what waits for the parent.
  void release_in_child();

 private:
  int descriptor_;
  std::mutex mutex_;
  std::deque<std::string> waiting_;  ///< guarded by mutex_
};

/// A coroutine that gives what Python gets, as JSON.
using Work = std::function<Task<Result<json::value>>(Application&)>;

/// In a forked child it counts as cancelled: the thread that carries it out, and what it tells, are the parent's.
class PythonJob {
 public:
  /// Starts it in the process's session. `mailbox` is the one that `work` writes its events to.
  PythonJob(SessionSettings settings, Work work, std::shared_ptr<Mailbox> mailbox);

  [[nodiscard]] int descriptor() const noexcept { return mailbox_->descriptor(); }
  [[nodiscard]] std::vector<std::string> events();
  [[nodiscard]] bool has_ended() const { return is_foreign() || job_.has_ended(); }
  void cancel();
  /// {"value": …}, {"error": …} or {"cancelled": true}, once; a bug is an error too. Precondition: it has ended.
  [[nodiscard]] std::string result();

 private:
  [[nodiscard]] bool is_foreign() const noexcept { return ::getpid() != process_; }

  std::shared_ptr<Mailbox> mailbox_;
  Job<Result<json::value>> job_;
  pid_t process_ = ::getpid();
};

/// The session that this process keeps until close_session().
[[nodiscard]] std::shared_ptr<Session> session_of_process();
/// Cancels everything and waits at most so long. What has not ended by then is left to end with the process; the ledger
/// bears that.
void close_session(std::chrono::milliseconds at_most);
/// In a forked child: the parent's threads are not here, so its session is left alone.
void forget_session() noexcept;

}  // namespace tessera::python
