#include "simulator/world.h"

#include <sys/resource.h>

namespace tessera::sim {
namespace {

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](timeval time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

RateLimits limits_of(const Options& options, const Faults& faults) {
  auto limits = options.limits;
  limits.creates_per_minute = faults.file().creates_per_minute.value_or(limits.creates_per_minute);
  limits.creates_burst = faults.file().burst.value_or(limits.creates_burst);
  return limits;
}

constexpr double file_life_seconds = 24 * 3600;

}  // namespace

World::World(asio::any_io_executor executor, Options given, Faults given_faults)
    : loop(executor),
      options(std::move(given)),
      scheduler(executor, options.time_scale),
      faults(std::move(given_faults)),
      limiter(limits_of(options, faults)),
      catalog(options.prices),
      files(scheduler.real(file_life_seconds)),
      pictures(executor, options),
      predictions(executor, options, scheduler, pictures, bill) {}

double World::provider_now() const { return scheduler.simulated(std::chrono::steady_clock::now().time_since_epoch()); }

json::object World::stats() const {
  json::object statuses;
  for (const auto& [status, count] : counters.statuses) statuses[std::to_string(status)] = count;
  return {{"billed_micro_usd", bill.total().micros()},
          {"by_model", bill.by_model()},
          {"duplicates", bill.duplicates()},
          {"predictions", predictions.counts()},
          {"chats", {{"answered", counters.chats}, {"nonsense", counters.nonsense}}},
          {"chat_seconds", json::value_from(counters.chat_seconds)},
          {"requests",
           {{"total", counters.requests},
            {"by_route", json::value_from(counters.by_route)},
            {"polls", counters.polls},
            {"resets", counters.resets}}},
          {"statuses", std::move(statuses)},
          {"deliveries", {{"total", counters.deliveries}, {"with_token", counters.deliveries_with_token}}},
          {"files", files.count()},
          {"connections",
           {{"opened", connections.opened},
            {"open", connections.open},
            {"most_open", connections.most_open},
            {"bytes_in", connections.bytes_in},
            {"bytes_out", connections.bytes_out}}},
          {"faults", faults.counts()},
          {"lateness_ms", scheduler.lateness().to_json()},
          {"cpu_seconds", cpu_seconds() - cpu_before_}};
}

void World::set_rules(Faults rules) {
  faults = std::move(rules);
  limiter = Limiter(limits_of(options, faults));
}

void World::reset(std::optional<Faults> rules) {
  set_rules(rules ? std::move(*rules) : faults);
  scheduler.clear();
  scheduler.forget_lateness();
  catalog = Catalog(options.prices);
  files.clear();
  bill = {};
  predictions.clear();
  counters = {};
  connections = {.open = connections.open};
  chat_ordinal = 0;
  cpu_before_ = cpu_seconds();
}

}  // namespace tessera::sim
