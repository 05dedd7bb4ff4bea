#include "python/jobs.h"

#include <cerrno>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

#include "app/summary.h"

namespace tessera::python {
namespace {

/// Never destroyed by itself: static destruction would come after the interpreter is gone.
std::shared_ptr<Session>*& kept_session() {
  static std::shared_ptr<Session>* session = nullptr;
  return session;
}

std::mutex& kept_session_mutex() {
  static std::mutex mutex;
  return mutex;
}

int make_descriptor() {
  const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return descriptor;
}

}  // namespace

Mailbox::Mailbox() : descriptor_(make_descriptor()) {}

Mailbox::~Mailbox() { ::close(descriptor_); }

void Mailbox::put(std::string text) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(text));
  }
  ring();
}

void Mailbox::ring() noexcept {
  // Fails only when the counter is full, and then the descriptor is readable already.
  [[maybe_unused]] const int written = ::eventfd_write(descriptor_, 1);
}

std::vector<std::string> Mailbox::take() {
  eventfd_t count = 0;
  [[maybe_unused]] const int had_any = ::eventfd_read(descriptor_, &count);
  const std::lock_guard lock(mutex_);
  std::vector<std::string> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
  waiting_.clear();
  return taken;
}

void Mailbox::release_in_child() {
  waiting_.clear();
  ::close(descriptor_);  // the parent's own copy stays open
  descriptor_ = make_descriptor();
  mutex_.unlock();
}

PythonJob::PythonJob(SessionSettings settings, Work work, std::shared_ptr<Mailbox> mailbox)
    : mailbox_(std::move(mailbox)),
      job_(session_of_process()->start(std::move(settings), std::move(work), [told = mailbox_] { told->ring(); })) {}

std::vector<std::string> PythonJob::events() {
  if (is_foreign()) return {};
  return mailbox_->take();
}

void PythonJob::cancel() {
  if (!is_foreign()) job_.cancel();
}

std::string PythonJob::result() {
  if (is_foreign()) return R"({"cancelled": true})";
  std::optional<Result<json::value>> result;
  try {
    result = job_.take();
  } catch (const std::exception& bug) {
    result = failure(ErrorKind::internal, std::string("this is a bug: ") + bug.what());
  }
  if (!result) return R"({"cancelled": true})";
  if (!*result) return json::serialize(json::object{{"error", error_json(result->error())}});
  return json::serialize(json::object{{"value", std::move(**result)}});
}

std::shared_ptr<Session> session_of_process() {
  const std::lock_guard lock(kept_session_mutex());
  if (kept_session() == nullptr) kept_session() = new std::shared_ptr<Session>(Session::shared());
  return *kept_session();
}

void close_session(std::chrono::milliseconds at_most) {
  const std::lock_guard lock(kept_session_mutex());
  std::shared_ptr<Session>* session = std::exchange(kept_session(), nullptr);
  if (session != nullptr && (*session)->cancel_all(at_most)) delete session;
}

void forget_session() noexcept { kept_session() = nullptr; }

}  // namespace tessera::python
