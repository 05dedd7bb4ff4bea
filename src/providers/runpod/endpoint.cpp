#include "providers/runpod/endpoint.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "net/url.h"

namespace tessera::runpod {
namespace {

constexpr std::chrono::seconds longest_queue(3600);
constexpr std::chrono::seconds first_pause(2);
constexpr std::chrono::seconds longest_pause(10);
constexpr int most_failed_looks = 60;
/// A job that was just created may not be known everywhere yet.
constexpr int most_not_found = 4;
constexpr std::size_t max_status_bytes = 64U << 20U;
constexpr std::size_t max_weights_bytes = 2'000'000'000;
constexpr std::chrono::minutes download_timeout(60);
constexpr int download_redirects = 5;
/// A longer answer of a worker is not kept in the record.
constexpr std::size_t longest_noted_output = 20'000;

/// What fails on the way while the job goes on is `io`: only a job that failed may be bought again.
Error while_collecting(Error error) {
  error.kind = ErrorKind::io;
  return error;
}

Error data_gone(std::string message) {
  return Error{.kind = ErrorKind::data_gone, .message = std::move(message), .provider = std::string(provider_name)};
}

std::int64_t milliseconds_of(std::chrono::seconds time) {
  return std::chrono::milliseconds(std::max(time, std::chrono::seconds(10))).count();
}

}  // namespace

json::object request_body(const CallSpec& spec) {
  json::object input = spec.input;
  json::value webhook;
  if (const json::value* given = input.if_contains("webhook")) {
    webhook = *given;
    input.erase("webhook");
  }
  json::object body{{"input", std::move(input)},
                    {"policy",
                     {{"executionTimeout", milliseconds_of(spec.time_limit)},
                      {"ttl", milliseconds_of(spec.time_limit + longest_queue)}}}};
  if (!webhook.is_null()) body["webhook"] = webhook;
  return body;
}

Endpoint::Endpoint(RetryServices services, Options options, ObjectFetcher fetch_object)
    : services_(services), options_(std::move(options)), fetch_object_(std::move(fetch_object)) {
  const Result<Url> url = parse_url(options_.base_url);
  if (url && url->path == "/") options_.base_url = append_path(options_.base_url, "v2");
}

HttpRequest Endpoint::request(std::string method, const std::string& path) const {
  const std::string root = append_path(options_.base_url, percent_encode(options_.endpoint_id));
  return HttpRequest{
      .method = std::move(method),
      .url = append_path(root, path),
      .headers = {{"Authorization", "Bearer " + options_.api_key.reveal()}, {"Accept", "application/json"}}};
}

Task<Result<Accepted>> Endpoint::submit(CallSpec spec, SubmitContext context) {
  HttpRequest create = request("POST", "run");
  create.headers.push_back({"Content-Type", "application/json"});
  create.delivery = Delivery::at_most_once;
  const auto make_body = [&context, &spec]() -> Task<Result<Bytes>> {
    Bytes body = to_bytes(json::serialize(request_body(spec)));
    const Result<void> allowed = co_await context.about_to_send("sha256:" + to_hex(sha256(body)));
    if (!allowed) co_return std::unexpected(allowed.error());
    co_return body;
  };
  RetryOptions options;
  options.run = context.run;
  options.classify = [](const HttpResponse& got) -> std::optional<Error> {
    if (got.status >= 200 && got.status < 300) return std::nullopt;
    return error_of_answer(got, "run a job");
  };
  options.make_body = make_body;
  const RetryOutcome outcome = co_await send_with_retries(services_, std::move(create), std::move(options));
  if (!outcome.answer) {
    Error error = outcome.answer.error();
    if (outcome.ending != Ending::held_back) error.provider = std::string(provider_name);
    co_return std::unexpected(std::move(error));
  }
  Result<Job> job = parse_job(outcome.answer->text());
  if (!job) {
    co_return std::unexpected(Error{.kind = ErrorKind::unknown_outcome,
                                    .message = "RunPod's answer to run a job cannot be read: " + job.error().message,
                                    .provider = std::string(provider_name)});
  }
  co_return Accepted{.remote_id = std::move(job->id), .output = std::nullopt};
}

Task<Result<Job>> Endpoint::status(std::string id) {
  HttpRequest look = request("GET", "status/" + percent_encode(id));
  look.max_response_bytes = max_status_bytes;
  const Result<HttpResponse> answer = co_await services_.transport.send(std::move(look));
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->status < 200 || answer->status >= 300) {
    co_return std::unexpected(error_of_answer(*answer, "show job " + id));
  }
  co_return parse_job(answer->text());
}

Task<Result<Job>> Endpoint::wait_for_end(CallSpec spec, std::string id) {
  const SteadyTime start = services_.clock.now();
  int failures = 0;
  int not_found = 0;
  for (;;) {
    Result<Job> job = co_await status(id);
    const Duration age = services_.clock.now() - start;
    Duration pause = std::clamp<Duration>(age / 40, first_pause, longest_pause);
    if (job) {
      failures = not_found = 0;
      if (progress_) progress_(TrainingProgress{.status = job->state_text});
      if (is_over(job->state)) co_return job;
    } else {
      Error& error = job.error();
      if (error.kind == ErrorKind::authentication || error.kind == ErrorKind::no_credit) co_return job;
      if (error.kind == ErrorKind::not_found && ++not_found >= most_not_found) {
        co_return std::unexpected(data_gone(
            fmt::format("RunPod no longer knows job {}; results are kept there for 30 minutes after the end", id)));
      }
      if (++failures >= most_failed_looks) co_return std::unexpected(while_collecting(std::move(error)));
      pause = std::max(pause, Duration(error.retry_after.value_or(std::chrono::milliseconds(0))));
    }
    if (age > spec.time_limit + 2 * longest_queue) {
      co_await cancel(id);
      co_return std::unexpected(
          Error{.kind = ErrorKind::deadline,
                .message = fmt::format("job {} has not ended within its time and was asked to stop", id),
                .provider = std::string(provider_name)});
    }
    co_await services_.clock.sleep_for(pause);
  }
}

Task<Result<Bytes>> Endpoint::fetch(std::string url) {
  if (url.starts_with("s3://")) {
    if (!fetch_object_) co_return failure(ErrorKind::configuration, "the weights are in S3, and S3 is not configured");
    co_return co_await fetch_object_(std::move(url));
  }
  HttpRequest get{.url = url,
                  .timeout = download_timeout,
                  .max_response_bytes = max_weights_bytes,
                  .max_redirects = download_redirects};
  const std::string what = "deliver " + redact_url(url);
  RetryServices services = services_;
  services.limiter = nullptr;
  RetryOptions options;
  options.policy.max_time = 2 * download_timeout;
  options.classify = [what](const HttpResponse& got) -> std::optional<Error> {
    if (got.status >= 200 && got.status < 300) return std::nullopt;
    return error_of_answer(got, what);
  };
  RetryOutcome outcome = co_await send_with_retries(services, std::move(get), std::move(options));
  if (!outcome.answer) co_return std::unexpected(outcome.answer.error());
  co_return std::move(outcome.answer->body);
}

Task<Result<CallOutput>> Endpoint::collect(CallSpec spec, std::string remote_id, AboutToFetch about_to_fetch) {
  const Result<Job> job = co_await wait_for_end(spec, remote_id);
  if (!job) co_return std::unexpected(job.error());
  if (job->state != JobState::completed || !job->error.empty()) co_return std::unexpected(error_of_job(*job));
  CallOutput output;
  output.used = Usage{.pictures = 1, .seconds = job->execution_seconds};
  output.detail = json::object{{"job", job->id}, {"delay_seconds", job->delay_seconds}};
  const std::string answer = line_json(job->output);
  if (answer.size() <= longest_noted_output) output.detail["output"] = job->output;

  FoundWeights found = weights_in(job->output);
  if (const auto* address = std::get_if<WeightsAddress>(&found)) {
    if (about_to_fetch) co_await about_to_fetch();
    Result<Bytes> weights = co_await fetch(address->url);
    if (!weights) {
      Error& error = weights.error();
      if (error.kind != ErrorKind::not_found) co_return std::unexpected(while_collecting(std::move(error)));
      co_return std::unexpected(data_gone(
          fmt::format("job {} is done, but its weights are no longer at {}", job->id, redact_url(address->url))));
    }
    output.bytes = std::move(*weights);
    output.media_type = "application/octet-stream";
  } else if (auto* inlined = std::get_if<InlineWeights>(&found)) {
    output.bytes = std::move(inlined->bytes);
    output.media_type = "application/octet-stream";
    output.detail.erase("output");
  } else {
    output.bytes = to_bytes(answer);
    output.media_type = "application/json";
  }
  co_return output;
}

Task<Result<Finding>> Endpoint::find(CallSpec, std::string, WallTime, std::set<std::string>) {
  co_return Finding{.kind = Finding::Kind::cannot_ask};
}

Task<Result<void>> Endpoint::stop(std::string remote_id) {
  const Result<HttpResponse> answer =
      co_await services_.transport.send(request("POST", "cancel/" + percent_encode(remote_id)));
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->status < 200 || answer->status >= 300) {
    co_return std::unexpected(error_of_answer(*answer, "cancel job " + remote_id));
  }
  co_return Result<void>();
}

Task<void> Endpoint::cancel(std::string remote_id) {
  const Result<void> stopped = co_await stop(remote_id);
  if (!stopped) log_warning("runpod.cancel_failed", {{"job", remote_id}, {"cause", stopped.error().message}});
}

}  // namespace tessera::runpod
