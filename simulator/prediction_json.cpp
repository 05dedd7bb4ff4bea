#include "simulator/prediction_json.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/digest.h"

namespace tessera::sim {
namespace {

// "2026-11-22T07:00:00.123456Z" with 9, 6 or 3 digits.
std::string time_text(WallTime time, View view) {
  std::string text = to_iso8601(time);
  text.pop_back();
  if (view == View::created) return text + "789Z";
  if (view == View::list) text.resize(text.size() - 3);
  return text + "Z";
}

json::value optional_time(const std::optional<WallTime>& time, View view) {
  if (!time) return nullptr;
  return json::string(time_text(*time, view));
}

double seconds_between(const World& world, WallTime from, WallTime to) {
  return world.scheduler.simulated(std::chrono::duration_cast<Duration>(to - from));
}

json::object metrics(const Prediction& prediction, const World& world) {
  if (prediction.status != Status::succeeded || !prediction.started || !prediction.completed) return {};
  return {{"predict_time", predict_seconds(prediction, world.scheduler)},
          {"total_time", seconds_between(world, prediction.created, *prediction.completed)}};
}

json::object common(const Prediction& prediction, const World& world, View view) {
  json::object shown{{"id", prediction.id},
                     {"model", prediction.model->full_name()},
                     {"version", prediction.hidden_version ? "hidden" : prediction.model->version},
                     {"input", prediction.input},
                     {"output", nullptr},
                     {"data_removed", prediction.data_removed},
                     {"error", nullptr},
                     {"status", name_of(prediction.status)},
                     {"source", "api"},
                     {"created_at", time_text(prediction.created, view)},
                     {"started_at", optional_time(prediction.started, view)},
                     {"completed_at", optional_time(prediction.completed, view)},
                     {"metrics", metrics(prediction, world)},
                     {"urls",
                      {{"get", world.base() + "/predictions/" + prediction.id},
                       {"cancel", world.base() + "/predictions/" + prediction.id + "/cancel"},
                       {"web", "https://replicate.com/p/" + prediction.id}}}};
  if (!prediction.error.empty() && is_over(prediction.status)) shown["error"] = prediction.error;
  if (prediction.deadline) shown["deadline"] = time_text(*prediction.deadline, view);
  return shown;
}

// One line for every tenth of the way.
std::string training_logs(const Prediction& training, const World& world) {
  const auto steps = find_integer(training.input, "steps").value_or(1000);
  std::string logs;
  if (!training.started) return logs;
  const double left = world.scheduler.simulated(training.due - std::chrono::steady_clock::now());
  const bool whole = training.status == Status::succeeded;
  const double share = whole ? 1 : std::clamp(1 - left / std::max(training.seconds, 1e-9), 0.0, 1.0);
  for (int tenth = 0; tenth <= static_cast<int>(share * 10); ++tenth) {
    logs += fmt::format("training: {:3}% | {}/{} [lr: 4.0e-04 loss: {:.3e}]\n", tenth * 10, steps * tenth / 10, steps,
                        0.5 - 0.02 * tenth);
  }
  return logs;
}

}  // namespace

std::string delivery_address(const Prediction& prediction, const World& world) {
  const auto secret = to_hex(sha256(as_bytes("delivery " + prediction.id))).substr(0, 24);
  const auto file = prediction.model->owner == "runpod"           ? "lora.safetensors"
                    : prediction.model->makes == Moment::training ? "trained_model.tar"
                    : prediction.recipe.png                       ? "out-0.png"
                                                                  : "out-0.jpg";
  return world.delivery_url + "/delivery/" + secret + "/" + prediction.id + "/" + file;
}

json::object to_json(const Prediction& prediction, const World& world, View view) {
  auto shown = common(prediction, world, view);
  if (view != View::list) shown["logs"] = "";
  if (prediction.status == Status::succeeded && !prediction.data_removed) {
    shown["output"] = delivery_address(prediction, world);
  }
  return shown;
}

json::object training_json(const Prediction& training, const World& world, View view) {
  auto shown = common(training, world, view);
  shown["version"] = training.model->version;
  shown["logs"] = training_logs(training, world);
  if (training.status == Status::succeeded && !training.data_removed) {
    shown["output"] = json::object{{"version", training.destination + ":" + to_hex(sha256(as_bytes(training.id)))},
                                   {"weights", delivery_address(training, world)}};
  }
  return shown;
}

}  // namespace tessera::sim
