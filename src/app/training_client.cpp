#include "tessera/training_client.h"

#include "app/session.h"
#include "app/training_session.h"
#include "model/identifiers.h"

namespace tessera {

struct TrainingClient::Impl {
  std::string runpod_api_key, runpod_endpoint_id, replicate_token;
  std::shared_ptr<Session> session;
  std::optional<SessionSettings> settings;

  Result<void> open() {
    if (session) return {};
    Result<Environment> environment = Environment::read(".");
    if (!environment) return std::unexpected(environment.error());
    if (!runpod_api_key.empty()) environment->set("RUNPOD_API_KEY", runpod_api_key);
    if (!runpod_endpoint_id.empty()) environment->set("RUNPOD_ENDPOINT_ID", runpod_endpoint_id);
    if (!replicate_token.empty()) environment->set("REPLICATE_API_TOKEN", replicate_token);
    settings.emplace(SessionSettings{.environment = std::move(*environment)});
    session = Session::shared();
    return {};
  }

  Result<TrainingResult> train(const std::string& with, TrainRequest request);
};

namespace {

template <class T>
std::optional<T> unless_zero(T number) {
  return number == T() ? std::nullopt : std::optional(number);
}

TrainRequest request_of(std::string_view mode, const std::string& name, const std::vector<std::string>& addresses,
                        const TrainingParameters& parameters) {
  TrainRequest request{.trainer_model = parameters.trainer_model,
                       .trigger = parameters.trigger_word,
                       .mode = std::string(mode),
                       .destination = parameters.destination,
                       .workflow_file = parameters.workflow_file,
                       .user = parameters.user_id,
                       .tenant = parameters.tenant_id,
                       .webhook = parameters.webhook_url,
                       .name = name,
                       .addresses = addresses};
  request.given.steps = unless_zero(parameters.steps);
  request.given.learning_rate = unless_zero(parameters.learning_rate);
  request.given.rank = unless_zero(parameters.lora_rank);
  request.given.batch_size = unless_zero(parameters.batch_size);
  if (!parameters.resolution.empty()) request.given.resolution = parameters.resolution;
  request.out = parameters.out;
  if (parameters.max_cost_usd > 0) request.max_cost = Money::from_dollars(parameters.max_cost_usd);
  request.seed = parameters.seed;
  request.retry = parameters.retry;
  request.force = parameters.force;
  return request;
}

}  // namespace

Result<TrainingResult> TrainingClient::Impl::train(const std::string& with, TrainRequest request) {
  const Result<void> id = check_identifier("the id", request.name);
  if (!id) return std::unexpected(id.error());
  if (request.addresses.empty()) return failure(ErrorKind::usage, "there are no training images");
  const Result<void> opened = open();
  if (!opened) return std::unexpected(opened.error());
  request.with = with;
  auto work = [request = std::move(request)](Application& application) mutable {
    return train_in_session(application, std::move(request), EventSink());
  };
  const Result<Result<TrainingOutcome>> ended = wait_for_result(session->start(*settings, std::move(work)));
  if (!ended) return std::unexpected(ended.error());
  const Result<TrainingOutcome>& outcome = *ended;
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->stopped_by) {
    Error error = *outcome->stopped_by;
    error.message += " (training " + outcome->run.text() + "; the same call goes on from there)";
    return std::unexpected(std::move(error));
  }
  TrainingResult result;
  result.run_id = outcome->run.text();
  result.weights_file = outcome->weights_file.string();
  result.result_file = outcome->result_file.string();
  result.model_version = outcome->model_version;
  result.tensors = outcome->tensors;
  result.steps = outcome->settings.steps;
  result.cost_usd = outcome->cost.dollars();
  result.cost_upper_bound_usd = outcome->cost_upper_bound.dollars();
  result.warnings = outcome->notes;
  return result;
}

TrainingClient::TrainingClient(std::string runpod_api_key, std::string runpod_endpoint_id, std::string replicate_token)
    : impl_(std::make_unique<Impl>()) {
  impl_->runpod_api_key = std::move(runpod_api_key);
  impl_->runpod_endpoint_id = std::move(runpod_endpoint_id);
  impl_->replicate_token = std::move(replicate_token);
}

TrainingClient::~TrainingClient() = default;
TrainingClient::TrainingClient(TrainingClient&&) noexcept = default;
TrainingClient& TrainingClient::operator=(TrainingClient&&) noexcept = default;

Result<TrainingResult> TrainingClient::train_actor(const std::string& actor_id,
                                                   const std::vector<std::string>& training_image_urls,
                                                   const TrainingParameters& parameters) {
  return impl_->train(trainer, request_of("character", actor_id, training_image_urls, parameters));
}

Result<TrainingResult> TrainingClient::train_style(const std::string& style_id,
                                                   const std::vector<std::string>& training_image_urls,
                                                   const TrainingParameters& parameters) {
  return impl_->train(trainer, request_of("style", style_id, training_image_urls, parameters));
}

}  // namespace tessera
