#include "providers/replicate/training_endpoint.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "providers/replicate/errors.h"
#include "providers/replicate/poll_schedule.h"
#include "providers/replicate/training_progress.h"

namespace tessera::replicate {
namespace {

/// Trainings take minutes to hours.
constexpr std::chrono::seconds least_pause(2);
constexpr std::chrono::seconds longest_pause(10);
constexpr std::chrono::seconds longest_queue(3600);
constexpr std::size_t max_output_bytes = 2'000'000'000;
constexpr int most_failed_looks = 60;
/// A training that was just created may not be known everywhere yet.
constexpr int most_not_found = 4;

Error data_gone(const std::string& id, std::string_view why) {
  return Error{.kind = ErrorKind::data_gone,
               .message = fmt::format("training {} succeeded, but {}; results are kept there for one hour", id, why),
               .provider = std::string(provider_name)};
}

bool ends_the_wait(const Error& error) {
  return error.kind == ErrorKind::authentication || error.kind == ErrorKind::no_credit;
}

}  // namespace

TrainingEndpoint::TrainingEndpoint(Client& client, Pictures& pictures, Clock& clock, const Options& options)
    : client_(client), pictures_(pictures), clock_(clock), lookup_(client, clock, options, Lookup::Listed::trainings) {}

Task<Result<Accepted>> TrainingEndpoint::submit(CallSpec spec, SubmitContext context) {
  const Result<ModelName> trainer = parse_model_name(spec.model);
  if (!trainer) co_return std::unexpected(trainer.error());
  const json::value* input = spec.input.if_contains("input");
  const std::string destination = find_string(json::value(spec.input), "destination").value_or("");
  if (input == nullptr || !input->is_object()) {
    co_return failure(ErrorKind::internal, "a training without an input was asked for");
  }
  Result<json::object> uploaded = co_await pictures_.upload_large(input->get_object());
  if (!uploaded) co_return std::unexpected(uploaded.error());
  Result<json::object> resolved = co_await pictures_.inlined(std::move(*uploaded));
  if (!resolved) co_return std::unexpected(resolved.error());
  const Result<void> made = co_await make_destination(destination);
  if (!made) co_return std::unexpected(made.error());
  const std::string wire = canonical_json(shortened(*resolved));
  const auto about_to_send = [&context, &wire] { return context.about_to_send(wire); };
  const Result<Training> created =
      co_await client_.create_training(*trainer, destination, std::move(*resolved), context.run, about_to_send);
  if (!created) co_return std::unexpected(created.error());
  report(*created, spec);
  co_return Accepted{.remote_id = created->prediction.id, .output = std::nullopt};
}

Task<Result<void>> TrainingEndpoint::make_destination(std::string destination) {
  const Result<ModelName> name = parse_model_name(destination);
  if (!name) co_return std::unexpected(name.error());
  const Result<Model> there = co_await client_.model(*name);
  if (there) co_return Result<void>();
  if (there.error().kind != ErrorKind::not_found) co_return std::unexpected(there.error());
  log_info("replicate.make_model", {{"model", destination}});
  co_return co_await client_.create_model(*name);
}

void TrainingEndpoint::report(const Training& training, const CallSpec& spec) const {
  if (!progress_) return;
  const json::value* input = spec.input.if_contains("input");
  std::int64_t steps = 0;
  if (input != nullptr) {
    steps = find_integer(*input, "steps").value_or(find_integer(*input, "training_steps").value_or(0));
  }
  TrainingProgress progress{.status = training.prediction.status_text, .step = 0, .steps = static_cast<int>(steps)};
  if (const auto logged = progress_in(training.logs, static_cast<int>(steps))) {
    progress.step = logged->step;
    progress.steps = logged->steps;
    progress.loss = logged->loss;
  }
  progress_(progress);
}

Task<Result<Training>> TrainingEndpoint::wait_for_end(CallSpec spec, std::string id) {
  const PollSchedule schedule(PollOptions{.min_interval = least_pause, .max_interval = longest_pause});
  const SteadyTime start = clock_.now();
  int failures = 0;
  int not_found = 0;
  for (;;) {
    Result<Training> training = co_await client_.training(id);
    Duration age = clock_.now() - start;
    Duration pause = schedule.next_look(age);
    if (training) {
      failures = not_found = 0;
      report(*training, spec);
      if (is_terminal(training->prediction.status)) co_return training;
      if (const auto created = training->prediction.created_at) age = std::max(age, Duration(clock_.wall() - *created));
    } else {
      Error& error = training.error();
      if (ends_the_wait(error)) co_return training;
      if (error.kind == ErrorKind::not_found && ++not_found >= most_not_found) {
        error.kind = ErrorKind::data_gone;
        co_return training;
      }
      if (++failures >= most_failed_looks) co_return std::unexpected(while_collecting(std::move(error)));
      pause = std::max(pause, Duration(error.retry_after.value_or(std::chrono::milliseconds(0))));
    }
    if (age > spec.time_limit + longest_queue) {
      co_await cancel(id);
      co_return std::unexpected(
          Error{.kind = ErrorKind::deadline,
                .message = fmt::format("training {} has not ended within its time and was asked to stop", id),
                .provider = std::string(provider_name)});
    }
    co_await clock_.sleep_for(pause);
  }
}

Task<Result<CallOutput>> TrainingEndpoint::collect(CallSpec spec, std::string remote_id, AboutToFetch about_to_fetch) {
  const Result<Training> training = co_await wait_for_end(spec, remote_id);
  if (!training) co_return std::unexpected(training.error());
  const Prediction& ended = training->prediction;
  if (ended.status != Status::succeeded) co_return std::unexpected(error_of_training(ended));
  if (training->weights.empty()) {
    co_return std::unexpected(
        data_gone(remote_id, ended.data_removed ? "its weights were removed" : "it has no weights"));
  }
  if (about_to_fetch) co_await about_to_fetch();
  Result<HttpResponse> weights = co_await client_.download(training->weights, max_output_bytes);
  if (!weights) {
    if (weights.error().kind == ErrorKind::data_gone) {
      co_return std::unexpected(data_gone(remote_id, "its weights are no longer there"));
    }
    co_return std::unexpected(while_collecting(weights.error()));
  }
  CallOutput output;
  output.media_type = std::string(weights->header("content-type").value_or("application/octet-stream"));
  output.bytes = std::move(weights->body);
  output.used = Usage{.pictures = 1, .seconds = predict_seconds(ended)};
  output.detail = json::object{
      {"training", ended.id}, {"model", ended.model}, {"metrics", ended.metrics}, {"model_version", training->version}};
  co_return output;
}

Task<Result<Finding>> TrainingEndpoint::find(CallSpec spec, std::string wire, WallTime since,
                                             std::set<std::string> taken) {
  const Result<ModelName> trainer = parse_model_name(spec.model);
  if (!trainer) co_return std::unexpected(trainer.error());
  Result<json::value> record = parse_json(wire);
  if (!record) {
    co_return failure(ErrorKind::corrupt, "the record of a create cannot be read: " + record.error().message);
  }
  LostCreate lost{.record = std::move(*record), .model = *trainer, .since = since, .taken = std::move(taken)};
  co_return co_await lookup_.find(std::move(lost));
}

Task<Result<void>> TrainingEndpoint::stop(std::string remote_id) {
  const Result<Training> canceled = co_await client_.cancel_training(remote_id);
  if (!canceled) co_return std::unexpected(canceled.error());
  co_return Result<void>();
}

Task<void> TrainingEndpoint::cancel(std::string remote_id) {
  const Result<void> stopped = co_await stop(remote_id);
  if (!stopped) log_warning("replicate.cancel_failed", {{"training", remote_id}, {"cause", stopped.error().message}});
}

}  // namespace tessera::replicate
