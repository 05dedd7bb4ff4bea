#include "net/curl_loop.h"

#include <csignal>
#include <mutex>
#include <new>
#include <optional>
#include <pthread.h>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

#include "async/event.h"
#include "net/curl_transfer.h"

namespace tessera {

namespace {

void initialise_libcurl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

/// A thread started while this lives receives no signal: they belong to the main thread, and SIGPIPE from TLS writes
/// must not end the process.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

/// Longest sleep of the thread: also bounds what a lost wake-up could cost (libcurl 8.21 lost some).
constexpr int longest_poll_ms = 1000;

}  // namespace

/// Who waits for a transfer. The curl thread reaches the loop only under the mutex and only while the waiting coroutine
/// lives, so that a loop that is gone is never posted to.
class CurlLoop::Waiting {
 public:
  explicit Waiting(asio::any_io_executor loop) : loop_(std::move(loop)) {}

  /// Curl thread.
  static void complete(const std::shared_ptr<Waiting>& self, bool aborted) {
    const std::lock_guard lock(self->mutex_);
    if (!self->loop_) return;
    asio::post(self->loop_, [self, aborted] {
      self->aborted_ = aborted;
      if (self->done_ != nullptr) self->done_->set();
    });
  }
  /// Loop: the coroutine begins and ends to wait.
  void attach(Event& done) { done_ = &done; }
  void detach() {
    done_ = nullptr;
    const std::lock_guard lock(mutex_);
    loop_ = {};
  }
  [[nodiscard]] bool aborted() const noexcept { return aborted_; }

 private:
  std::mutex mutex_;
  asio::any_io_executor loop_;  ///< guarded by mutex_; empty when nobody waits any more
  Event* done_ = nullptr;       ///< loop only
  bool aborted_ = false;        ///< loop only
};

struct CurlLoop::State {
  explicit State(Options wanted) : options(wanted) {}

  struct Job {
    std::shared_ptr<CurlTransfer> transfer;
    std::shared_ptr<Waiting> waiting;  ///< empty: drop the transfer
  };

  /// Any thread.
  void post(Job job) {
    const std::lock_guard lock(mutex);
    if (stopping || multi == nullptr) return;
    inbox.push_back(std::move(job));
    curl_multi_wakeup(multi);
  }

  void start();
  void run();
  void take(Job job);
  void end(CURL* easy, std::optional<CURLcode> code);

  Options options;
  std::once_flag started;
  std::mutex mutex;
  std::vector<Job> inbox;   ///< guarded by mutex
  bool stopping = false;    ///< guarded by mutex
  CURLM* multi = nullptr;   ///< set before the thread starts; wakeup under mutex, everything else by the curl thread
  CURLSH* share = nullptr;  ///< TLS sessions, for connections that are made afresh; curl thread only
  std::thread thread;
  std::unordered_map<CURL*, Job> active;  ///< curl thread only
};

void CurlLoop::State::start() {
  initialise_libcurl_once();
  multi = curl_multi_init();
  share = curl_share_init();
  if (multi == nullptr || share == nullptr) throw std::bad_alloc();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.most_connections);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.most_per_host);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, options.keeps_connections ? options.most_per_host : 1L);
  const SignalsBlocked inherited;
  thread = std::thread([this] { run(); });
}

void CurlLoop::State::take(Job job) {
  CURL* easy = job.transfer->handle();
  if (!job.waiting) {
    if (active.contains(easy)) end(easy, std::nullopt);
    return;
  }
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  active.emplace(easy, std::move(job));
  if (curl_multi_add_handle(multi, easy) != CURLM_OK) end(easy, CURLE_FAILED_INIT);
}

/// Without a code the transfer is dropped.
void CurlLoop::State::end(CURL* easy, std::optional<CURLcode> code) {
  const auto place = active.find(easy);
  if (place == active.end()) return;
  curl_multi_remove_handle(multi, easy);
  curl_easy_setopt(easy, CURLOPT_SHARE, nullptr);
  const Job job = std::move(place->second);
  active.erase(place);
  if (code) job.transfer->finish(*code);
  Waiting::complete(job.waiting, !code.has_value());
}

void CurlLoop::State::run() {
  for (;;) {
    std::vector<Job> batch;
    bool over = false;
    {
      const std::lock_guard lock(mutex);
      batch.swap(inbox);
      over = stopping;
    }
    for (Job& job : batch) take(std::move(job));
    if (over) break;
    int running = 0;
    curl_multi_perform(multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
    }
    {
      const std::lock_guard lock(mutex);
      if (!inbox.empty() || stopping) continue;
    }
    curl_multi_poll(multi, nullptr, 0, longest_poll_ms, nullptr);
  }
  while (!active.empty()) end(active.begin()->first, std::nullopt);
  const std::lock_guard lock(mutex);
  curl_multi_cleanup(std::exchange(multi, nullptr));
  curl_share_cleanup(std::exchange(share, nullptr));
}

CurlLoop::CurlLoop(Options options) : state_(std::make_shared<State>(options)) {}

CurlLoop::~CurlLoop() {
  if (!state_->thread.joinable()) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    curl_multi_wakeup(state_->multi);
  }
  state_->thread.join();
}

void CurlLoop::start_up() {
  std::call_once(state_->started, [this] { state_->start(); });
}

Task<void> CurlLoop::perform(std::shared_ptr<CurlTransfer> transfer) {
  // The frame keeps the state, not `this`: a coroutine may outlive the loop that it waits for.
  const std::shared_ptr<State> state = state_;
  std::call_once(state->started, [&state] { state->start(); });
  const auto waiting = std::make_shared<Waiting>(co_await asio::this_coro::executor);
  Event done;
  waiting->attach(done);
  struct Leaving {
    State& state;
    const std::shared_ptr<CurlTransfer>& transfer;
    const std::shared_ptr<Waiting>& waiting;
    const Event& done;
    ~Leaving() {
      waiting->detach();
      if (!done.is_set()) state.post({.transfer = transfer, .waiting = nullptr});
    }
  };
  const Leaving leaving{*state, transfer, waiting, done};
  state->post({.transfer = transfer, .waiting = waiting});
  co_await done.wait();
  if (waiting->aborted()) throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace tessera
