#include "providers/replicate/endpoint.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "providers/replicate/errors.h"

namespace tessera::replicate {
namespace {

/// The provider ends the prediction itself (Cancel-After); this is for clocks and for noticing it.
constexpr std::chrono::seconds grace(30);

Error data_gone(const Prediction& prediction, std::string_view why) {
  return Error{.kind = ErrorKind::data_gone,
               .message = fmt::format("prediction {} succeeded, but {}", prediction.id, why),
               .provider = std::string(provider_name)};
}

json::object detail_of(const Prediction& prediction) {
  json::object detail{{"prediction", prediction.id}, {"model", prediction.model}, {"metrics", prediction.metrics}};
  if (prediction.created_at) detail["created_at"] = to_iso8601(*prediction.created_at);
  if (prediction.completed_at) detail["completed_at"] = to_iso8601(*prediction.completed_at);
  return detail;
}

Usage used_by(const CallSpec& spec, const Prediction& prediction) {
  return Usage{.pictures = 1, .output_megapixels = spec.most.output_megapixels, .seconds = predict_seconds(prediction)};
}

}  // namespace

Endpoint::Endpoint(RetryServices services, BlobReader& blobs, const Options& options)
    : clock_(services.clock),
      client_(services, options.base_url, options.token),
      pictures_(client_, blobs, clock_, options),
      watcher_(client_, clock_, options.polling),
      lookup_(client_, clock_, options) {}

Task<Result<Accepted>> Endpoint::submit(CallSpec spec, SubmitContext context) {
  const Result<ModelName> model = parse_model_name(spec.model);
  if (!model) co_return std::unexpected(model.error());
  const Result<json::object> uploaded = co_await pictures_.upload_large(spec.input);
  if (!uploaded) co_return std::unexpected(uploaded.error());
  const auto make_input = [this, &uploaded, &context]() -> Task<Result<json::object>> {
    Result<json::object> input = co_await pictures_.inlined(*uploaded);
    if (!input) co_return std::unexpected(std::move(input.error()));
    const Result<void> recorded = co_await context.about_to_send(canonical_json(shortened(*input)));
    if (!recorded) co_return std::unexpected(recorded.error());
    co_return input;
  };
  const Result<Prediction> prediction = co_await client_.create(*model, make_input, spec.time_limit, context.run);
  if (!prediction) co_return std::unexpected(prediction.error());
  pictures_.saw_input(prediction->input);
  watcher_.note_created(*prediction, spec.model);
  co_return Accepted{.remote_id = prediction->id, .output = std::nullopt};
}

Task<Result<CallOutput>> Endpoint::collect(CallSpec spec, std::string remote_id, AboutToFetch about_to_fetch) {
  Result<Prediction> prediction = co_await watcher_.wait(remote_id, spec.model, spec.time_limit + grace);
  if (!prediction) {
    const ErrorKind kind = prediction.error().kind;
    const bool final = kind == ErrorKind::deadline || kind == ErrorKind::data_gone;
    co_return std::unexpected(final ? prediction.error() : while_collecting(prediction.error()));
  }
  const bool succeeded = prediction->status == Status::succeeded || !is_terminal(prediction->status);
  if (!succeeded) co_return std::unexpected(error_of_prediction(*prediction));
  const std::optional<std::string> address = output_address(prediction->output);
  if (!address) {
    const std::string_view why = prediction->data_removed ? "its output was removed" : "it has no output";
    co_return std::unexpected(data_gone(*prediction, why));
  }
  if (about_to_fetch) co_await about_to_fetch();
  Result<HttpResponse> picture = co_await client_.download(*address);
  if (!picture) {
    if (picture.error().kind == ErrorKind::data_gone) {
      co_return std::unexpected(data_gone(*prediction, "its output is no longer there"));
    }
    co_return std::unexpected(while_collecting(picture.error()));
  }
  CallOutput output;
  output.media_type = std::string(picture->header("content-type").value_or("application/octet-stream"));
  output.bytes = std::move(picture->body);
  output.used = used_by(spec, *prediction);
  output.detail = detail_of(*prediction);
  co_return output;
}

Task<Result<Finding>> Endpoint::find(CallSpec spec, std::string wire, WallTime since, std::set<std::string> taken) {
  const Result<ModelName> model = parse_model_name(spec.model);
  if (!model) co_return std::unexpected(model.error());
  Result<json::value> record = parse_json(wire);
  if (!record) {
    co_return failure(ErrorKind::corrupt, "the record of a create cannot be read: " + record.error().message);
  }
  LostCreate lost{.record = std::move(*record), .model = *model, .since = since, .taken = std::move(taken)};
  co_return co_await lookup_.find(std::move(lost));
}

Task<void> Endpoint::cancel(std::string remote_id) {
  const Result<Prediction> canceled = co_await client_.cancel(remote_id);
  if (!canceled) {
    log_warning("replicate.cancel_failed", {{"prediction", remote_id}, {"cause", canceled.error().message}});
  }
}

}  // namespace tessera::replicate
