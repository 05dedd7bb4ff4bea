#include "app/session.h"

#include <algorithm>
#include <csignal>
#include <list>
#include <map>
#include <thread>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>

namespace tessera {
namespace {

/// Applications without a job that are kept for the next one with the same settings.
constexpr std::size_t most_idle = 8;

/// While it lives, threads that are started have all signals blocked but those that tell of a crash: signals belong to
/// the program's own threads.
class WithoutSignals {
 public:
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigdelset(&all, crash);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_{};
};

struct SharedSession {
  std::mutex mutex;
  std::weak_ptr<Session> session;
  pid_t process = 0;
};

SharedSession& the_shared_session() {
  static SharedSession shared;
  return shared;
}

}  // namespace

struct Session::Impl {
  struct Kept {
    SessionSettings settings;
    std::shared_ptr<Application> application;
    int users = 0;
  };

  std::shared_ptr<Workshop> workshop;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> open;
  std::list<Kept> applications;  ///< the most recent first; loop thread
  std::thread thread;

  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t next_job = 0;                           // this and all below: guarded by mutex
  std::map<std::uint64_t, std::function<void()>> jobs;  ///< how to cancel what is under way
};

std::shared_ptr<Session> Session::shared() {
  SharedSession& shared = the_shared_session();
  const std::lock_guard lock(shared.mutex);
  std::shared_ptr<Session> session = shared.process == getpid() ? shared.session.lock() : nullptr;
  if (!session) {
    session = std::make_shared<Session>();
    shared.session = session;
    shared.process = getpid();
  }
  return session;
}

Session::Session() : impl_(std::make_unique<Impl>()) {
  const WithoutSignals here;
  impl_->workshop = std::make_shared<Workshop>();
  impl_->open.emplace(impl_->workshop->loop().get_executor());
  impl_->thread = std::thread([this] { impl_->workshop->loop().run(); });
}

Session::~Session() {
  while (!cancel_all(std::chrono::seconds(1))) {
  }
  impl_->open.reset();
  impl_->thread.join();
}

asio::io_context& Session::loop() noexcept { return impl_->workshop->loop(); }

std::shared_ptr<Application> Session::enter(SessionSettings settings) {
  auto& kept = impl_->applications;
  auto found = std::ranges::find_if(kept, [&](const Impl::Kept& one) { return one.settings == settings; });
  if (found == kept.end()) {
    auto application = std::make_shared<Application>(settings.environment, settings.options, impl_->workshop);
    kept.push_front({.settings = std::move(settings), .application = std::move(application)});
  } else {
    kept.splice(kept.begin(), kept, found);
  }
  ++kept.front().users;
  return kept.front().application;
}

void Session::leave(const Application& application) {
  auto& kept = impl_->applications;
  const auto left =
      std::ranges::find_if(kept, [&](const Impl::Kept& one) { return one.application.get() == &application; });
  if (--left->users == 0) left->application->let_go_of_ledger();
  std::size_t idle = 0;
  std::erase_if(kept, [&](const Impl::Kept& one) { return one.users == 0 && ++idle > most_idle; });
}

std::uint64_t Session::expect() {
  const std::lock_guard lock(impl_->mutex);
  const std::uint64_t number = impl_->next_job++;
  impl_->jobs[number];
  return number;
}

void Session::remember(std::uint64_t job, std::function<void()> cancel) {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->jobs.find(job);
  if (found != impl_->jobs.end()) found->second = std::move(cancel);
}

void Session::forget(std::uint64_t job) {
  // Notified inside, because a session may be gone as soon as its last job is.
  const std::lock_guard lock(impl_->mutex);
  impl_->jobs.erase(job);
  impl_->changed.notify_all();
}

bool Session::cancel_all(std::chrono::milliseconds at_most) {
  std::unique_lock lock(impl_->mutex);
  for (const auto& [number, cancel] : impl_->jobs) {
    if (cancel) cancel();
  }
  return impl_->changed.wait_for(lock, at_most, [this] { return impl_->jobs.empty(); });
}

Task<SessionRun> run_in_session(Application& application, Request request, EventSink events) {
  Result<PreparedRequest> prepared = co_await application.prepare(request, Purpose::run);
  if (!prepared) co_return SessionRun{.request = std::move(request), .outcome = std::unexpected(prepared.error())};
  request = prepared->input.request;
  if (events) {
    events(RunEvent{.name = "run.chosen",
                    .time = wall_now(),
                    .fields = {{"actor", request.actor}, {"reason", prepared->choices.reason}}});
  }
  Result<RunOutcome> outcome = co_await application.generate(std::move(*prepared), std::move(events));
  co_return SessionRun{.request = std::move(request), .outcome = std::move(outcome)};
}

Task<Result<SessionPlan>> plan_in_session(Application& application, Request request) {
  Result<PreparedRequest> prepared = co_await application.prepare(std::move(request), Purpose::look);
  if (!prepared) co_return std::unexpected(prepared.error());
  std::string reason = prepared->choices.reason;
  Result<std::vector<PlanFigures>> ways = co_await application.plan(*prepared);
  if (!ways) co_return std::unexpected(ways.error());
  co_return SessionPlan{.reason = std::move(reason), .ways = std::move(*ways)};
}

Job<SessionRun> Session::generate(SessionSettings settings, Request request, EventSink events,
                                  std::function<void()> on_end) {
  auto work = [request = std::move(request), events = std::move(events)](Application& application) mutable {
    return run_in_session(application, std::move(request), std::move(events));
  };
  return start(std::move(settings), std::move(work), std::move(on_end));
}

}  // namespace tessera
