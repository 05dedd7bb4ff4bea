#pragma once
// Everything that the simulated services share. Thread: the loop.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "simulator/bill.h"
#include "simulator/catalog.h"
#include "simulator/faults.h"
#include "simulator/files.h"
#include "simulator/http.h"
#include "simulator/pictures.h"
#include "simulator/predictions.h"
#include "simulator/rate_limits.h"
#include "simulator/scheduler.h"
#include "simulator/server.h"

namespace tessera::sim {

struct Counters {
  std::map<std::string, std::int64_t> by_route;  ///< "GET /v1/predictions/{id}"
  std::map<int, std::int64_t> statuses;
  std::int64_t requests = 0;
  std::int64_t polls = 0;
  std::int64_t resets = 0;  ///< connections that were reset instead of an answer
  std::int64_t deliveries = 0;
  std::int64_t deliveries_with_token = 0;  ///< the token went to a host that it does not belong to
  std::int64_t chats = 0;
  std::vector<double> chat_seconds;  ///< how long each was planned to take, in the order of arrival
  std::int64_t nonsense = 0;
};

class World {
 public:
  World(asio::any_io_executor executor, Options given, Faults given_faults);

  asio::any_io_executor loop;
  Options options;
  Scheduler scheduler;
  Faults faults;
  Limiter limiter;
  Catalog catalog;
  Files files;
  Pictures pictures;
  Bill bill;
  Predictions predictions;
  Counters counters;
  ConnectionCounts connections;
  std::string api_url;  ///< "http://127.0.0.1:8080", set when the port is known
  std::string delivery_url;
  std::uint64_t chat_ordinal = 0;

  /// Everything that GET /_stats shows.
  [[nodiscard]] json::object stats() const;
  /// As just started; rules are kept unless new ones are given.
  void reset(std::optional<Faults> rules);
  /// Other rules and rate limits from now on; nothing is forgotten.
  void set_rules(Faults rules);
  /// "/v1" of the API.
  [[nodiscard]] std::string base() const { return api_url + "/v1"; }
  /// Provider seconds since some moment in the past.
  [[nodiscard]] double provider_now() const;

 private:
  double cpu_before_ = 0;
};

/// Plays what a fault does to the exchange before the work; an answer when there is nothing more to do.
/// `openai` chooses the form of error bodies.
[[nodiscard]] Task<std::optional<Reply>> play_before(World& world, std::optional<Fault> fault, bool openai);
/// Plays what a fault does to the answer.
[[nodiscard]] Task<Reply> play_after(World& world, std::optional<Fault> fault, Reply reply, bool openai);

}  // namespace tessera::sim
