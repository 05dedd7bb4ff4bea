#include "providers/replicate/watcher.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/log.h"
#include "providers/replicate/client.h"
#include "providers/replicate/errors.h"

namespace tessera::replicate {
namespace {

/// A prediction that was just created may not be known everywhere yet.
constexpr int most_not_found = 4;
/// Absent from this many lists: looked at by itself.
constexpr int most_missed_lists = 2;
constexpr std::chrono::seconds list_margin(2);
constexpr std::chrono::milliseconds first_pause(200);
constexpr std::chrono::seconds longest_pause(10);

}  // namespace

struct Watcher::Watched {
  std::string id;
  std::string model;
  std::optional<SteadyTime> created;   ///< on our clock; estimated for one that an earlier process created
  std::optional<WallTime> created_at;  ///< on the provider's clock, for lists
  bool teaches = false;                ///< `created` is exact
  SteadyTime watched_since;
  std::optional<SteadyTime> looked;           ///< when it was last seen unfinished
  SteadyTime not_before = SteadyTime::min();  ///< after a failed look
  int waiting = 0;
  int failures = 0;
  int not_found = 0;
  int missed_lists = 0;
  std::optional<Result<Prediction>> outcome;
  std::vector<Event*> resting;  ///< of those who wait and sleep now
};

/// What a list is read for.
struct Watcher::Wanted {
  Entry watched;
  bool was_seen = false;
  [[nodiscard]] const std::string& id() const noexcept { return watched->id; }
};

/// Counts one who waits; what nobody waits for any more is forgotten.
class Watcher::Registration {
 public:
  Registration(Watcher& watcher, Entry watched) : watcher_(watcher), watched_(std::move(watched)) {
    if (watched_->waiting++ == 0) ++watcher_.waiting_;
  }
  ~Registration() {
    if (--watched_->waiting > 0) return;
    --watcher_.waiting_;
    watcher_.watched_.erase(watched_->id);
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

 private:
  Watcher& watcher_;
  Entry watched_;
};

/// Lets everybody go on when the list has been read, also when the one who reads it is cancelled.
class Watcher::Listing {
 public:
  explicit Listing(Watcher& watcher) : watcher_(watcher), ended_(std::make_shared<Event>()) {
    watcher_.listing_ = ended_;
  }
  ~Listing() {
    watcher_.listing_.reset();
    ended_->set();
  }
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

 private:
  Watcher& watcher_;
  std::shared_ptr<Event> ended_;
};

Watcher::Watcher(Client& client, Clock& clock, PollOptions options)
    : client_(client), clock_(clock), options_(options) {}

void Watcher::note_created(const Prediction& prediction, const std::string& model) {
  const auto watched = std::make_shared<Watched>();
  watched->id = prediction.id;
  watched->model = model;
  watched->created = clock_.now();
  watched->created_at = prediction.created_at;
  watched->teaches = true;
  if (is_finished(prediction)) watched->outcome = prediction;
  watched_.try_emplace(prediction.id, watched);
}

Task<Result<Prediction>> Watcher::wait(std::string id, std::string model, Duration limit) {
  const SteadyTime deadline = clock_.now() + limit;
  const auto [place, is_new] = watched_.try_emplace(id);
  if (is_new) place->second = std::make_shared<Watched>();
  const Entry watched = place->second;
  watched->id = id;
  watched->model = std::move(model);
  watched->watched_since = clock_.now();
  const Registration registration(*this, watched);
  while (!watched->outcome) {
    const SteadyTime now = clock_.now();
    const SteadyTime next = std::min(next_look(*watched), deadline);
    if (next > now) {
      co_await rest(watched, next);
      continue;
    }
    co_await look(watched);
    if (!watched->outcome && now >= deadline) {
      co_return std::unexpected(Error{.kind = ErrorKind::deadline,
                                      .message = fmt::format("prediction {} has not ended within its time", id),
                                      .provider = std::string(provider_name)});
    }
  }
  co_return *watched->outcome;
}

PollSchedule& Watcher::schedule_of(const std::string& model) {
  const auto known = options_.expected.find(model);
  const auto expected = known == options_.expected.end() ? std::nullopt : std::optional(known->second);
  return schedules_.try_emplace(model, options_, expected).first->second;
}

SteadyTime Watcher::next_look(const Watched& watched) {
  const SteadyTime start = watched.created.value_or(watched.watched_since);
  if (!watched.looked && !watched.created) return watched.not_before;  // of unknown age: at once
  const SteadyTime last = watched.looked.value_or(start);
  return std::max(last + schedule_of(watched.model).next_look(last - start), watched.not_before);
}

Task<void> Watcher::rest(Entry watched, SteadyTime until) {
  Event wake;
  watched->resting.push_back(&wake);
  const auto leave = [&wake](Watched* from) { std::erase(from->resting, &wake); };
  const std::unique_ptr<Watched, decltype(leave)> place(watched.get(), leave);
  const auto alarm = clock_.call_at(until, [&wake] { wake.set(); });
  co_await wake.wait();
}

Task<void> Watcher::take_turn() {
  const SteadyTime turn = std::max(clock_.now(), next_turn_);
  next_turn_ =
      turn + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / options_.most_looks_per_second));
  if (turn > clock_.now()) co_await clock_.sleep_until(turn);
}

Task<void> Watcher::look(Entry watched) {
  const bool in_lists = watched->created_at.has_value() && watched->missed_lists < most_missed_lists;
  if (waiting_ <= options_.list_above || !in_lists) {
    co_await look_at_one(watched);
    co_return;
  }
  if (const std::shared_ptr<Event> running = listing_) {
    co_await running->wait();
    co_return;
  }
  const Listing listing(*this);
  co_await look_at_list();
}

Task<void> Watcher::look_at_one(Entry watched) {
  co_await take_turn();
  if (watched->outcome) co_return;
  Result<Prediction> prediction = co_await client_.get(watched->id);
  if (prediction) {
    saw(*watched, std::move(*prediction));
  } else {
    could_not_see(*watched, prediction.error());
  }
}

Task<void> Watcher::look_at_list() {
  co_await take_turn();
  std::vector<Wanted> wanted;  // in the order of ids, as watched_ is
  WallTime oldest = WallTime::max();
  for (const auto& [id, watched] : watched_) {
    if (watched->waiting == 0 || watched->outcome || !watched->created_at) continue;
    if (watched->missed_lists >= most_missed_lists) continue;
    wanted.push_back({.watched = watched});
    oldest = std::min(oldest, *watched->created_at);
  }
  std::size_t missing = wanted.size();
  if (wanted.empty()) co_return;
  Result<Page> page = co_await client_.list(oldest - list_margin, Detail::whole_when_finished);
  while (page) {
    for (Prediction& prediction : page->predictions) {
      const auto found = std::ranges::lower_bound(wanted, prediction.id, {}, &Wanted::id);
      if (found == wanted.end() || found->id() != prediction.id || found->was_seen) continue;
      saw(*found->watched, std::move(prediction));
      found->was_seen = true;
      --missing;
    }
    if (missing == 0 || page->next.empty()) break;
    co_await take_turn();
    page = co_await client_.list_further(std::move(page->next), Detail::whole_when_finished);
  }
  for (const auto& [watched, was_seen] : wanted) {
    if (was_seen) continue;
    if (!page) {
      could_not_see(*watched, page.error());
      continue;
    }
    ++watched->missed_lists;
    watched->looked = clock_.now();
  }
}

void Watcher::saw(Watched& watched, Prediction prediction) {
  const SteadyTime now = clock_.now();
  watched.failures = 0;
  watched.not_found = 0;
  watched.missed_lists = 0;
  watched.not_before = SteadyTime::min();
  if (is_finished(prediction)) {
    if (watched.teaches && watched.created && prediction.status == Status::succeeded) {
      // It ended somewhere between the last look and this one.
      const SteadyTime unfinished = watched.looked.value_or(*watched.created);
      PollSchedule& schedule = schedule_of(watched.model);
      const bool is_first = !schedule.has_learnt();
      schedule.learn((unfinished - *watched.created + (now - *watched.created)) / 2);
      if (is_first) reconsider(watched.model);
    }
    end(watched, std::move(prediction));
    return;
  }
  watched.looked = now;
  if (!watched.created_at) watched.created_at = prediction.created_at;
  if (!watched.created && prediction.created_at) {
    watched.created = now - std::max(Duration::zero(), Duration(clock_.wall() - *prediction.created_at));
  }
}

void Watcher::reconsider(const std::string& model) {
  for (const auto& [id, watched] : watched_) {
    if (watched->model != model) continue;
    for (Event* wake : watched->resting) wake->set();
  }
}

void Watcher::could_not_see(Watched& watched, const Error& error) {
  if (error.kind == ErrorKind::authentication || error.kind == ErrorKind::no_credit) {
    end(watched, std::unexpected(error));
    return;
  }
  if (error.kind == ErrorKind::not_found && ++watched.not_found >= most_not_found) {
    Error gone = error;
    gone.kind = ErrorKind::data_gone;
    end(watched, std::unexpected(std::move(gone)));
    return;
  }
  const Duration pause = std::min<Duration>(first_pause * (1 << std::min(watched.failures++, 10)), longest_pause);
  watched.not_before =
      clock_.now() + std::max(pause, Duration(error.retry_after.value_or(std::chrono::milliseconds(0))));
  log_debug("replicate.look_failed", {{"prediction", watched.id}, {"cause", error.message}});
}

void Watcher::end(Watched& watched, Result<Prediction> outcome) {
  watched.outcome = std::move(outcome);
  for (Event* wake : watched.resting) wake->set();
}

}  // namespace tessera::replicate
