#pragma once
// One serverless endpoint at RunPod: run, status, cancel. Thread: the loop.

#include <functional>
#include <string>

#include "async/clock.h"
#include "base/secret.h"
#include "model/trainer.h"
#include "net/retry.h"
#include "providers/runpod/wire.h"

namespace tessera::runpod {

struct Options {
  std::string base_url = "https://api.runpod.ai/v2";  ///< "/v2" is added only when it has no path
  std::string endpoint_id;
  Secret api_key;
};

/// Fetches s3://bucket/key; given by the composition root.
using ObjectFetcher = std::function<Task<Result<Bytes>>(std::string url)>;

/// spec.input is what the worker gets: {"workflow", "training_data", "training_config"}, with "webhook" beside it when
/// one is wanted; see request_body(). Jobs cannot be found by their input, so a create whose answer was lost stays
/// unknown. Results are kept for 30 minutes after the end.
class Endpoint final : public CallEndpoint {
 public:
  /// What the services refer to must outlive the endpoint. `fetch_object` may be empty: then weights in S3 are an
  /// error.
  Endpoint(RetryServices services, Options options, ObjectFetcher fetch_object);

  [[nodiscard]] Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) override;
  /// The output is the weights when the worker's answer says where they are, otherwise that answer as JSON. The answer
  /// is in the detail as "output" when it is short.
  [[nodiscard]] Task<Result<CallOutput>> collect(CallSpec spec, std::string remote_id,
                                                 AboutToFetch about_to_fetch) override;
  [[nodiscard]] Task<Result<Finding>> find(CallSpec spec, std::string wire, WallTime since,
                                           std::set<std::string> taken) override;
  [[nodiscard]] Task<void> cancel(std::string remote_id) override;

  /// cancel() that says whether it could be asked.
  [[nodiscard]] Task<Result<void>> stop(std::string remote_id);
  void report_to(TrainingProgressSink sink) { progress_ = std::move(sink); }
  [[nodiscard]] const std::string& endpoint_id() const noexcept { return options_.endpoint_id; }

 private:
  [[nodiscard]] HttpRequest request(std::string method, const std::string& path) const;
  [[nodiscard]] Task<Result<Job>> status(std::string id);
  [[nodiscard]] Task<Result<Job>> wait_for_end(CallSpec spec, std::string id);
  [[nodiscard]] Task<Result<Bytes>> fetch(std::string url);

  RetryServices services_;
  Options options_;
  ObjectFetcher fetch_object_;
  TrainingProgressSink progress_;
};

/// The body of a run: {"input", "policy", "webhook"?}. Pure.
[[nodiscard]] json::object request_body(const CallSpec& spec);

}  // namespace tessera::runpod
