#include "simulator/predictions.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>

#include "base/digest.h"
#include "base/log.h"
#include "base/random.h"

namespace tessera::sim {
namespace {

// The share of its time that a prediction spends waiting for a machine.
constexpr double queue_share = 0.05;

double base_seconds(const Latencies& latencies, Moment makes) {
  return makes == Moment::grid ? latencies.grid : makes == Moment::training ? latencies.training : latencies.upscale;
}

}  // namespace

std::string_view name_of(Status status) noexcept {
  switch (status) {
    case Status::starting:
      return "starting";
    case Status::processing:
      return "processing";
    case Status::succeeded:
      return "succeeded";
    case Status::failed:
      return "failed";
    case Status::canceled:
      return "canceled";
    case Status::aborted:
      return "aborted";
  }
  return "";
}

bool is_over(Status status) noexcept { return status != Status::starting && status != Status::processing; }

double predict_seconds(const Prediction& prediction, const Scheduler& scheduler) {
  if (!prediction.started || !prediction.completed) return 0;
  return scheduler.simulated(std::chrono::duration_cast<Duration>(*prediction.completed - *prediction.started));
}

double jitter_factor(const Options& options, std::string_view kind, std::uint64_t ordinal) {
  Random random(options.seed, std::string(kind) + "-" + std::to_string(ordinal));
  return 1 + options.latencies.jitter * random.uniform(-1, 1);
}

Predictions::Predictions(asio::any_io_executor loop, const Options& options, Scheduler& scheduler, Pictures& pictures,
                         Bill& bill)
    : loop_(std::move(loop)), options_(options), scheduler_(scheduler), pictures_(pictures), bill_(bill) {}

Prediction& Predictions::add(NewPrediction wanted) {
  const auto now = std::chrono::steady_clock::now();
  const auto makes = wanted.model->makes;
  const auto ordinal = ++ordinals_[makes];
  Prediction prediction{.model = wanted.model,
                        .hidden_version = wanted.hidden_version,
                        .input = std::move(wanted.input),
                        .identity = std::move(wanted.identity),
                        .recipe = std::move(wanted.recipe),
                        .fault = std::move(wanted.fault),
                        .destination = std::move(wanted.destination),
                        .created = wall_now()};
  const auto name = "prediction " + std::to_string(all_.size()) + " of " + std::to_string(generation_) + " " +
                    to_iso8601(prediction.created);
  prediction.id = to_hex(sha256(as_bytes(name))).substr(0, 26);
  prediction.seconds = base_seconds(options_.latencies, makes) * jitter_factor(options_, name_of(makes), ordinal);
  if (prediction.fault && prediction.fault->type == FaultType::slow && prediction.fault->when == When::work) {
    prediction.seconds += prediction.fault->seconds;
  }
  prediction.due = now + scheduler_.real(prediction.seconds);
  const auto id = prediction.id;
  scheduler_.at(now + scheduler_.real(prediction.seconds * queue_share), [this, id] { start(id); });
  scheduler_.at(prediction.due, [this, id] { end(id); });
  if (wanted.cancel_after) {
    const auto life = scheduler_.real(*wanted.cancel_after);
    prediction.deadline = prediction.created + std::chrono::duration_cast<std::chrono::microseconds>(life);
    scheduler_.at(now + life, [this, id] { expire(id); });
  }
  by_id_[id] = all_.size();
  all_.push_back(std::move(prediction));
  paint(all_.back());
  return all_.back();
}

Prediction* Predictions::find(const std::string& id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &all_[found->second];
}

void Predictions::paint(Prediction& prediction) {
  const auto& fault = prediction.fault;
  const bool in_vain = fault && (fault->type == FaultType::fail || fault->type == FaultType::aborted ||
                                 fault->type == FaultType::canceled);
  if (in_vain || prediction.model->makes == Moment::training) {
    prediction.painted = true;
    return;
  }
  auto done = [this, id = prediction.id](std::exception_ptr failed, const Painted& result) {
    if (failed) std::rethrow_exception(failed);  // a bug: the loop's owner reports it
    painted(id, result);
  };
  asio::co_spawn(loop_, pictures_.get(prediction.recipe), std::move(done));
}

void Predictions::painted(const std::string& id, const Painted& result) {
  auto* prediction = find(id);
  if (prediction == nullptr || is_over(prediction->status)) return;
  prediction->painted = true;
  if (!result) prediction->error = result.error().message;
  if (prediction->overdue) end(id);
}

void Predictions::start(const std::string& id) {
  auto* prediction = find(id);
  if (prediction == nullptr || prediction->status != Status::starting) return;
  if (prediction->fault && prediction->fault->type == FaultType::aborted) {
    stop(*prediction, Status::aborted, prediction->fault->error);
    return;
  }
  prediction->status = Status::processing;
  prediction->started = wall_now();
}

void Predictions::end(const std::string& id) {
  auto* prediction = find(id);
  if (prediction == nullptr || is_over(prediction->status)) return;
  if (const auto& fault = prediction->fault) {
    if (fault->type == FaultType::fail) return stop(*prediction, Status::failed, fault->error);
    if (fault->type == FaultType::canceled) return stop(*prediction, Status::canceled, fault->error);
  }
  if (!prediction->painted) {
    prediction->overdue = true;
    return;
  }
  if (prediction->overdue) {
    const auto late = std::chrono::steady_clock::now() - prediction->due;
    log_info("picture.late", {{"prediction", id}, {"seconds", std::chrono::duration<double>(late).count()}});
  }
  if (!prediction->error.empty()) return stop(*prediction, Status::failed, prediction->error);
  succeed(*prediction);
}

void Predictions::succeed(Prediction& prediction) {
  stop(prediction, Status::succeeded, "");
  const auto& model = *prediction.model;
  const auto price = model.by_second
                         ? Money::from_dollars(model.price.dollars() * predict_seconds(prediction, scheduler_))
                         : model.price;
  bill_.add({.id = prediction.id,
             .model = model.full_name(),
             .identity = prediction.identity,
             .price = price,
             .why = model.makes == Moment::training ? "training" : "prediction"});
  if (prediction.fault && prediction.fault->type == FaultType::data_removed) remove_data(prediction.id);
}

void Predictions::stop(Prediction& prediction, Status status, std::string error) {
  if (is_over(prediction.status)) return;
  prediction.status = status;
  prediction.error = std::move(error);
  prediction.completed = wall_now();
  for (const auto& timer : prediction.waiting) timer->cancel();
  prediction.waiting.clear();
  scheduler_.at(std::chrono::steady_clock::now() + scheduler_.real(options_.retention),
                [this, id = prediction.id] { remove_data(id); });
}

void Predictions::expire(const std::string& id) {
  auto* prediction = find(id);
  if (prediction == nullptr) return;
  stop(*prediction, prediction->status == Status::starting ? Status::aborted : Status::canceled, "");
}

void Predictions::remove_data(const std::string& id) {
  auto* prediction = find(id);
  if (prediction == nullptr || prediction->data_removed) return;
  prediction->data_removed = true;
  prediction->input.clear();
  prediction->recipe = {};
  if (prediction->status == Status::succeeded && prediction->deliveries == 0) bill_.forgive(prediction->identity);
}

Task<void> Predictions::wait(std::string id, double seconds) {
  auto timer = std::make_shared<asio::steady_timer>(loop_, scheduler_.real(seconds));
  auto* prediction = find(id);
  if (prediction == nullptr || is_over(prediction->status)) co_return;
  prediction->waiting.push_back(timer);
  co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
}

json::object Predictions::counts() const {
  std::map<Status, std::int64_t> by_status;
  std::int64_t unfetched = 0;
  for (const auto& prediction : all_) {
    ++by_status[prediction.status];
    if (prediction.status == Status::succeeded && prediction.deliveries == 0) ++unfetched;
  }
  json::object counts{{"created", all_.size()}, {"unfetched", unfetched}};
  for (const auto status :
       {Status::starting, Status::processing, Status::succeeded, Status::failed, Status::canceled, Status::aborted}) {
    counts[name_of(status)] = by_status[status];
  }
  return counts;
}

void Predictions::clear() {
  all_.clear();
  by_id_.clear();
  ordinals_.clear();
  ++generation_;
}

}  // namespace tessera::sim
