#pragma once
// Tessera inside another program: one thread that runs everything, shared by all who hold the session. Programs block
// on jobs, cancel them, or are told when they end. Signals are left to the program. Threads: any.

#include <chrono>
#include <functional>
#include <memory>

#include "app/application.h"
#include "app/job.h"

namespace tessera {

/// Whose keys, which state folder.
struct SessionSettings {
  Environment environment;
  ApplicationOptions options;
  friend bool operator==(const SessionSettings&, const SessionSettings&) = default;
};

/// A run's end, with the request as it was carried out (`actor` and `out` filled in).
struct SessionRun {
  Request request;
  Result<RunOutcome> outcome;
};

struct SessionPlan {
  std::string reason;  ///< what was chosen, and why
  std::vector<PlanFigures> ways;
};

/// PAID. Prepares and carries out one request; "run.chosen" is its first event. Thread: the loop.
[[nodiscard]] Task<SessionRun> run_in_session(Application& application, Request request, EventSink events);
/// Spends nothing. Errors: as Application::prepare and plan. Thread: the loop.
[[nodiscard]] Task<Result<SessionPlan>> plan_in_session(Application& application, Request request);

/// What a job gave, for callers who block and do not cancel: cancelled can then only be what ended with the session.
template <class T>
[[nodiscard]] Result<T> wait_for_result(Job<T> job) {
  job.wait();
  std::optional<T> result = job.take();
  if (!result) return failure(ErrorKind::transient, "the session was ended; the same call goes on from here");
  return std::move(*result);
}

class Session {
 public:
  /// The session of this process: begun by the first who asks, ended when the last lets go. In a process that was
  /// forked off it is another one.
  [[nodiscard]] static std::shared_ptr<Session> shared();

  Session();
  /// Cancels what is under way and waits for its end.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Starts `work(application)`, a coroutine, on the session's thread; `on_end`: see Job. Equal settings share one
  /// application, so that an account's limits hold for all its users. The state folder is open while it has jobs.
  template <class Work>
  [[nodiscard]] auto start(SessionSettings settings, Work work, std::function<void()> on_end = {}) {
    using T = typename std::invoke_result_t<Work&, Application&>::value_type;
    const std::uint64_t number = expect();
    auto bound = [this, settings = std::move(settings), work = std::move(work)]() mutable -> Task<T> {
      const std::shared_ptr<Application> application = enter(std::move(settings));
      auto leave = [this](const Application* left) { this->leave(*left); };
      const std::unique_ptr<const Application, decltype(leave)> user(application.get(), leave);
      co_return co_await work(*application);
    };
    auto ended = [this, number, told = std::move(on_end)] {
      if (told) told();
      forget(number);
    };
    Job<T> job = Job<T>::start(loop(), std::move(bound), std::move(ended));
    remember(number, [job]() mutable { job.cancel(); });
    return job;
  }

  /// PAID. run_in_session() as a job; `events` is called on the session's thread and must not block.
  [[nodiscard]] Job<SessionRun> generate(SessionSettings settings, Request request, EventSink events,
                                         std::function<void()> on_end = {});

  /// Cancels all jobs and waits for their end, at most so long; whether all have ended.
  bool cancel_all(std::chrono::milliseconds at_most);

 private:
  [[nodiscard]] asio::io_context& loop() noexcept;
  [[nodiscard]] std::shared_ptr<Application> enter(SessionSettings settings);  // this and the next: loop thread
  void leave(const Application& application);
  [[nodiscard]] std::uint64_t expect();
  void remember(std::uint64_t job, std::function<void()> cancel);
  void forget(std::uint64_t job);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera
