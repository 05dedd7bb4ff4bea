#include "providers/replicate/lookup.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "providers/replicate/client.h"

namespace tessera::replicate {
namespace {

/// Those who come within this time share a reading.
constexpr std::chrono::milliseconds gathering_time(20);
constexpr int most_failures = 6;
constexpr std::chrono::milliseconds first_pause(250);
/// 100 predictions a page: more than a day of creates at the usual rate would be needed to get here.
constexpr int most_pages = 10'000;

bool may_pass(ErrorKind kind) {
  return kind == ErrorKind::transient || kind == ErrorKind::deadline || kind == ErrorKind::unknown_outcome ||
         kind == ErrorKind::throttled || kind == ErrorKind::bad_request;
}

}  // namespace

struct Lookup::Reading {
  WallTime since;
  Event ended;
  std::optional<Result<Shared>> outcome;  ///< empty after `ended`: the one who read was cancelled
};

/// Frees those who wait, however the reading ends.
class Lookup::Reader {
 public:
  Reader(Lookup& lookup, std::shared_ptr<Reading> reading) : lookup_(lookup), reading_(std::move(reading)) {}
  ~Reader() {
    stop_gathering();
    reading_->ended.set();
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  void stop_gathering() {
    if (lookup_.gathering_ == reading_) lookup_.gathering_.reset();
  }

 private:
  Lookup& lookup_;
  std::shared_ptr<Reading> reading_;
};

Lookup::Lookup(Client& client, Clock& clock, const Options& options, Listed listed)
    : client_(client),
      clock_(clock),
      listed_(listed),
      settle_time_(options.settle_time),
      settled_after_(options.settled_after) {}

Task<Result<Finding>> Lookup::find(LostCreate lost) {
  const SteadyTime start = clock_.now();
  const bool long_ago = clock_.wall() - lost.since > settled_after_;
  for (;;) {
    // Taken before the reading: a create that arrives during it is not missed by the last look.
    const Duration passed = clock_.now() - start;
    const Result<Shared> predictions = co_await read_list(lost.since - clock_tolerance);
    if (!predictions) co_return std::unexpected(predictions.error());
    LostCreate open = lost;
    for (const auto& [id, since] : adopted_) {
      if (since != lost.since) open.taken.insert(id);
    }
    const MatchResult result = find_match(open, **predictions);
    if (result.match == Match::yes) {
      adopted_.insert_or_assign(result.id, lost.since);
      co_return Finding{.kind = Finding::Kind::found, .remote_id = result.id};
    }
    if (long_ago || passed >= settle_time_) {
      co_return Finding{.kind = result.match == Match::no ? Finding::Kind::absent : Finding::Kind::cannot_ask};
    }
    const Duration pause = std::max(settle_time_ / 10, passed);
    co_await clock_.sleep_for(std::min(pause, settle_time_ - passed));
  }
}

Task<Result<Lookup::Shared>> Lookup::read_list(WallTime since) {
  while (const std::shared_ptr<Reading> reading = gathering_) {
    reading->since = std::min(reading->since, since);
    co_await reading->ended.wait();
    if (reading->outcome) co_return *reading->outcome;
  }
  const auto reading = std::make_shared<Reading>();
  reading->since = since;
  gathering_ = reading;
  Reader reader(*this, reading);
  co_await clock_.sleep_for(gathering_time);
  reader.stop_gathering();
  reading->outcome = co_await read_all_pages(reading->since);
  co_return *reading->outcome;
}

Task<Result<Page>> Lookup::first_page(WallTime since) {
  if (listed_ == Listed::trainings) co_return co_await client_.list_trainings();
  co_return co_await client_.list(since);
}

Task<Result<Lookup::Shared>> Lookup::read_all_pages(WallTime since) {
  const auto all = std::make_shared<Predictions>();
  std::string next;
  int failures = 0;
  for (int pages = 0; pages < most_pages;) {
    Result<Page> page;
    if (next.empty()) {
      page = co_await first_page(since);
    } else {
      page = co_await client_.list_further(next);
    }
    if (!page) {
      Error error = std::move(page.error());
      if (!may_pass(error.kind)) co_return std::unexpected(std::move(error));
      if (++failures >= most_failures) {
        error.kind = ErrorKind::transient;
        co_return std::unexpected(std::move(error));
      }
      const Duration pause = first_pause * (1 << failures);
      co_await clock_.sleep_for(std::max(pause, Duration(error.retry_after.value_or(std::chrono::milliseconds(0)))));
      continue;
    }
    ++pages;
    for (Prediction& prediction : page->predictions) {
      prediction.input = shortened(prediction.input);
      all->push_back(std::move(prediction));
    }
    const bool far_enough = !all->empty() && all->back().created_at && *all->back().created_at < since;
    if (page->next.empty() || far_enough) co_return Shared(all);
    next = std::move(page->next);
  }
  co_return failure(ErrorKind::transient, "the list of predictions does not end");
}

}  // namespace tessera::replicate
