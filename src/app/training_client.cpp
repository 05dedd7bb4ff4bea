#include "tessera/training_client.h"

#include "app/application.h"
#include "app/interruptible.h"
#include "app/training.h"
#include "model/identifiers.h"

namespace tessera {

struct TrainingClient::Impl {
  std::string runpod_api_key, runpod_endpoint_id, replicate_token;
  std::unique_ptr<Application> application;

  Result<Application*> open() {
    if (!application) {
      Result<Environment> environment = Environment::read(".");
      if (!environment) return std::unexpected(environment.error());
      if (!runpod_api_key.empty()) environment->set("RUNPOD_API_KEY", runpod_api_key);
      if (!runpod_endpoint_id.empty()) environment->set("RUNPOD_ENDPOINT_ID", runpod_endpoint_id);
      if (!replicate_token.empty()) environment->set("REPLICATE_API_TOKEN", replicate_token);
      application = std::make_unique<Application>(std::move(*environment), ApplicationOptions{});
    }
    return application.get();
  }

  Result<TrainingResult> train(TrainRequest request);
};

namespace {

template <class T>
std::optional<T> unless_zero(T number) {
  return number == T() ? std::nullopt : std::optional(number);
}

TrainRequest request_of(const TrainingParameters& parameters) {
  TrainRequest request{.trainer_model = parameters.trainer_model,
                       .trigger = parameters.trigger_word,
                       .destination = parameters.destination,
                       .workflow_file = parameters.workflow_file,
                       .user = parameters.user_id,
                       .tenant = parameters.tenant_id,
                       .webhook = parameters.webhook_url};
  request.given.steps = unless_zero(parameters.steps);
  request.given.learning_rate = unless_zero(parameters.learning_rate);
  request.given.rank = unless_zero(parameters.lora_rank);
  request.given.batch_size = unless_zero(parameters.batch_size);
  if (!parameters.resolution.empty()) request.given.resolution = parameters.resolution;
  request.out = parameters.out;
  if (parameters.max_cost_usd > 0) request.max_cost = Money::from_dollars(parameters.max_cost_usd);
  request.seed = parameters.seed;
  request.retry = parameters.retry;
  return request;
}

std::string trainer_of(const std::string& chosen, const Environment& environment) {
  if (chosen != "auto") return chosen;
  const bool runpod = environment.get("RUNPOD_API_KEY") || environment.get("MODEL_TRAINING_RUNPOD_API_KEY");
  return runpod || !environment.get("REPLICATE_API_TOKEN") ? "runpod" : "replicate";
}

Task<Result<TrainingOutcome>> prepare_and_train(Application& application, TrainRequest request,
                                                std::vector<std::string>& notes) {
  Result<PreparedTraining> prepared = co_await prepare_training(application, std::move(request));
  if (!prepared) co_return std::unexpected(prepared.error());
  notes = prepared->notes;
  co_return co_await train(application, *prepared, EventSink());
}

}  // namespace

Result<TrainingResult> TrainingClient::Impl::train(TrainRequest request) {
  const Result<void> id = check_identifier("the id", request.name);
  if (!id) return std::unexpected(id.error());
  if (request.addresses.empty()) return failure(ErrorKind::usage, "there are no training images");
  const Result<Application*> opened = open();
  if (!opened) return std::unexpected(opened.error());
  Application& running = **opened;
  request.with = trainer_of(request.with, running.environment());
  // The worker of the service that Tessera replaces takes the id for the trigger.
  if (request.trigger.empty() && request.with == "runpod") request.trigger = request.name;

  TrainingResult result;
  const Result<TrainingOutcome> outcome =
      run_to_end(running.loop(), prepare_and_train(running, std::move(request), result.warnings));
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->stopped_by) {
    Error error = *outcome->stopped_by;
    error.message += " (training " + outcome->run.text() + "; the same call goes on from there)";
    return std::unexpected(std::move(error));
  }
  result.run_id = outcome->run.text();
  result.weights_file = outcome->weights_file.string();
  result.result_file = outcome->result_file.string();
  result.model_version = outcome->model_version;
  result.tensors = outcome->tensors;
  result.steps = outcome->settings.steps;
  result.cost_usd = outcome->cost.dollars();
  result.cost_upper_bound_usd = outcome->cost_upper_bound.dollars();
  result.warnings.insert(result.warnings.end(), outcome->notes.begin(), outcome->notes.end());
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
  TrainRequest request = request_of(parameters);
  request.with = trainer;
  request.mode = "character";
  request.name = actor_id;
  request.addresses = training_image_urls;
  return impl_->train(std::move(request));
}

Result<TrainingResult> TrainingClient::train_style(const std::string& style_id,
                                                   const std::vector<std::string>& training_image_urls,
                                                   const TrainingParameters& parameters) {
  TrainRequest request = request_of(parameters);
  request.with = trainer;
  request.mode = "style";
  request.name = style_id;
  request.addresses = training_image_urls;
  return impl_->train(std::move(request));
}

}  // namespace tessera
