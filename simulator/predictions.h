#pragma once
// Predictions and what happens to them: starting, processing, an end, removal of their data. Thread: the loop.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "simulator/bill.h"
#include "simulator/catalog.h"
#include "simulator/pictures.h"
#include "simulator/scheduler.h"

namespace tessera::sim {

enum class Status { starting, processing, succeeded, failed, canceled, aborted };
[[nodiscard]] std::string_view name_of(Status status) noexcept;
[[nodiscard]] bool is_over(Status status) noexcept;

struct Prediction {
  std::string id;
  const Model* model = nullptr;
  bool hidden_version = true;  ///< made by the model's name, not by a version
  json::object input;
  std::string identity;
  Recipe recipe;
  std::optional<Fault> fault;
  Status status = Status::starting;
  std::string error;
  std::string destination;  ///< of a training: "owner/name"
  WallTime created;
  std::optional<WallTime> started, completed, deadline;
  double seconds = 0;  ///< planned, of the provider
  SteadyTime due;      ///< when it is planned to end
  bool painted = false;
  bool overdue = false;  ///< its time is over, its picture is not painted
  bool data_removed = false;
  int deliveries = 0;
  std::vector<std::shared_ptr<asio::steady_timer>> waiting;  ///< held requests (Prefer: wait)
};

struct NewPrediction {
  const Model* model = nullptr;
  bool hidden_version = true;
  json::object input;
  std::string identity;
  Recipe recipe;
  std::optional<Fault> fault;
  std::string destination;
  std::optional<double> cancel_after;  ///< provider seconds
};

class Predictions {
 public:
  Predictions(asio::any_io_executor loop, const Options& options, Scheduler& scheduler, Pictures& pictures, Bill& bill);

  /// Starts it.
  Prediction& add(NewPrediction wanted);
  [[nodiscard]] Prediction* find(const std::string& id);
  /// Stops it unless it is over.
  void cancel(Prediction& prediction) { stop(prediction, Status::canceled, ""); }
  /// Returns when it is over, or after so many provider seconds.
  [[nodiscard]] Task<void> wait(std::string id, double seconds);
  /// All, oldest first.
  [[nodiscard]] const std::deque<Prediction>& all() const noexcept { return all_; }
  /// {"created", "starting", …, "unfetched"}
  [[nodiscard]] json::object counts() const;
  void clear();

 private:
  void start(const std::string& id);
  void end(const std::string& id);
  void expire(const std::string& id);
  void remove_data(const std::string& id);
  void paint(Prediction& prediction);
  void painted(const std::string& id, const Painted& result);
  void succeed(Prediction& prediction);
  void stop(Prediction& prediction, Status status, std::string error);

  asio::any_io_executor loop_;
  const Options& options_;
  Scheduler& scheduler_;
  Pictures& pictures_;
  Bill& bill_;
  std::deque<Prediction> all_;
  std::map<std::string, std::size_t> by_id_;
  std::map<Moment, std::uint64_t> ordinals_;
  std::uint64_t generation_ = 0;
};

/// Provider seconds from its start to its end; 0 before that.
[[nodiscard]] double predict_seconds(const Prediction& prediction, const Scheduler& scheduler);

/// A factor for the duration of the n-th request of its kind: in [1 - jitter, 1 + jitter], the same for equal seeds.
[[nodiscard]] double jitter_factor(const Options& options, std::string_view kind, std::uint64_t ordinal);

}  // namespace tessera::sim
