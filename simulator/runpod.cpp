#include "simulator/runpod.h"

#include <algorithm>

#include "base/digest.h"
#include "simulator/prediction_json.h"

namespace tessera::sim {
namespace {

constexpr std::size_t largest_body = 10'000'000;
/// Results are kept for 30 minutes, half of what Replicate does.
constexpr double retention_share = 0.5;
/// Job ids end with a region.
constexpr std::string_view id_ending = "-u1";

Reply refusal(int status, std::string_view error) { return json_reply(status, json::object{{"error", error}}); }

std::string_view state_of(Status status) {
  switch (status) {
    case Status::starting:
      return "IN_QUEUE";
    case Status::processing:
      return "IN_PROGRESS";
    case Status::succeeded:
      return "COMPLETED";
    case Status::failed:
      return "FAILED";
    case Status::canceled:
      return "CANCELLED";
    case Status::aborted:
      return "TIMED_OUT";
  }
  return "";
}

/// What the worker says against an input; nothing when it can train.
std::optional<std::string> mistake_in(const json::object& input) {
  const json::value whole = input;
  const json::value* workflow = tessera::find(whole, "workflow");
  if (workflow == nullptr || !workflow->is_object()) return "input.workflow is required";
  if (json::serialize(*workflow).contains("{{")) return "input.workflow has placeholders";
  const json::value* data = tessera::find(whole, "training_data");
  const json::value* urls = data == nullptr ? nullptr : tessera::find(*data, "s3_urls");
  if (urls == nullptr || !urls->is_array() || urls->get_array().empty())
    return "input.training_data.s3_urls is required";
  const bool all_s3 = std::ranges::all_of(urls->get_array(), [](const json::value& url) {
    return url.is_string() && url.get_string().starts_with("s3://");
  });
  if (!all_s3) return "input.training_data.s3_urls must be s3:// addresses";
  const json::value* config = tessera::find(whole, "training_config");
  if (config == nullptr || !find_string(*config, "job_id")) return "input.training_config.job_id is required";
  return std::nullopt;
}

}  // namespace

Task<Reply> RunPod::handle(Request request) {
  const auto& path = request.segments;
  const auto token = request.header("Authorization").value_or("");
  if (!token.starts_with("Bearer ") || token.size() < 8 || token == "Bearer bad")
    co_return refusal(401, "Unauthorized");
  if (path.size() < 3) co_return refusal(404, "not found");
  const bool get = request.method == "GET";
  if (path[2] == "run" && path.size() == 3 && !get) co_return co_await run(std::move(request));
  if (path[2] == "health" && path.size() == 3 && get) co_return health();
  const bool shows = path[2] == "status" && path.size() == 4 && get;
  const bool cancels = path[2] == "cancel" && path.size() == 4 && !get;
  if (!shows && !cancels) co_return refusal(404, "not found");

  const auto fault = world_.faults.strike(cancels ? Moment::cancel : Moment::poll, "runpod/" + path[1]);
  auto early = co_await play_before(world_, fault, false);
  if (early) co_return std::move(*early);
  const std::string id = path[3].substr(0, path[3].size() - std::min(path[3].size(), id_ending.size()));
  Prediction* job = world_.predictions.find(id);
  if (job == nullptr || job->model->owner != "runpod" || job->model->name != path[1] || is_forgotten(*job)) {
    co_return refusal(404, "job not found");
  }
  if (cancels) {
    world_.predictions.cancel(*job);
  } else {
    ++world_.counters.polls;
  }
  co_return co_await play_after(world_, fault, status(*job), false);
}

Task<Reply> RunPod::run(Request request) {
  const Model& worker = world_.catalog.worker(request.segments[1]);
  auto fault = world_.faults.strike(Moment::training, worker.full_name());
  auto early = co_await play_before(world_, fault, false);
  if (early) co_return std::move(*early);
  if (request.body.size() > largest_body) co_return refusal(413, "request body is larger than 10 MB");
  const json::value body = parse_json(request.text()).value_or(nullptr);
  const json::value* input = tessera::find(body, "input");
  if (input == nullptr || !input->is_object()) co_return refusal(400, "input is required");
  NewPrediction wanted{.model = &worker, .hidden_version = true, .input = input->get_object(), .fault = fault};
  const json::object whole{{"model", worker.full_name()}, {"input", *input}};
  wanted.identity = to_hex(sha256(as_bytes(canonical_json(whole))));
  if (const auto mistake = mistake_in(input->get_object())) {
    wanted.fault = Fault{.type = FaultType::fail, .error = *mistake};
  }
  const Prediction& job = world_.predictions.add(std::move(wanted));
  Reply reply = json_reply(200, json::object{{"id", job.id + std::string(id_ending)}, {"status", "IN_QUEUE"}});
  co_return co_await play_after(world_, fault, std::move(reply), false);
}

bool RunPod::is_forgotten(const Prediction& job) const {
  if (job.data_removed) return true;
  if (!job.completed) return false;
  const auto age = std::chrono::duration_cast<Duration>(wall_now() - *job.completed);
  return age > world_.scheduler.real(world_.options.retention * retention_share);
}

Reply RunPod::status(const Prediction& job) const {
  json::object shown{{"id", job.id + std::string(id_ending)}, {"status", state_of(job.status)}};
  const auto milliseconds = [this](WallTime from, WallTime to) {
    return world_.scheduler.simulated(std::chrono::duration_cast<Duration>(to - from)) * 1000;
  };
  if (job.started) shown["delayTime"] = milliseconds(job.created, *job.started);
  if (job.started && job.completed) shown["executionTime"] = predict_seconds(job, world_.scheduler) * 1000;
  if (job.status == Status::failed) shown["error"] = job.error;
  if (job.status == Status::succeeded) {
    shown["output"] = json::object{{"status", "success"}, {"model_url", delivery_address(job, world_)}};
  }
  return json_reply(200, shown);
}

Reply RunPod::health() const {
  const json::object counts = world_.predictions.counts();
  return json_reply(200, json::object{{"jobs",
                                       {{"completed", counts.at("succeeded")},
                                        {"failed", counts.at("failed")},
                                        {"inProgress", counts.at("processing")},
                                        {"inQueue", counts.at("starting")},
                                        {"retried", 0}}},
                                      {"workers", {{"idle", 0}, {"running", 1}}}});
}

}  // namespace tessera::sim
