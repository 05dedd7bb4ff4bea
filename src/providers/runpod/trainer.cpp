#include "providers/runpod/trainer.h"

#include <utility>

#include <fmt/format.h>

#include "providers/runpod/workflow.h"

namespace tessera::runpod {
namespace {

/// The body of a run may have 10 MB.
constexpr std::size_t largest_body = 10'000'000;
/// Machine seconds, for plans and bounds: loading models, then a step of each picture of a batch.
constexpr double starting_seconds = 300;
constexpr double step_seconds = 2;
constexpr double most_starting_seconds = 1'800;
constexpr double most_step_seconds = 4;

constexpr int few_pictures = 10;
constexpr int some_pictures = 20;

std::unexpected<Error> usage(std::string message) { return failure(ErrorKind::usage, std::move(message)); }

/// A number that was given and that the worker would never hear of is an error, not a default.
Result<void> check_heard(const GivenTrainingSettings& given, const json::value& workflow) {
  const std::set<std::string> names = placeholders_in(workflow);
  const std::pair<bool, std::pair<std::string_view, std::string>> asked[] = {
      {given.rank.has_value(), {"--rank", "rank"}},
      {given.batch_size.has_value(), {"--batch-size", "batch_size"}},
      {given.caption_dropout.has_value(), {"--caption-dropout", "caption_dropout"}},
      {given.resolution.has_value(), {"--resolution", "resolution"}}};
  for (const auto& [is_given, name] : asked) {
    if (is_given && !names.contains(name.second)) {
      return usage(
          fmt::format("{} was given, and the workflow has no placeholder {{{{{}}}}} for it", name.first, name.second));
    }
  }
  return {};
}

Result<json::array> s3_addresses(const std::vector<std::string>& addresses, std::string_view s3_endpoint) {
  if (addresses.empty()) {
    return usage(
        "RunPod's worker reads its pictures from S3, and this set is not there: make it with --store s3, or give "
        "--upload s3 to put its pictures there");
  }
  json::array converted;
  for (const std::string& address : addresses) {
    Result<std::string> s3 = s3_address(address, s3_endpoint);
    if (!s3) return usage("RunPod's worker reads its pictures from S3: " + s3.error().message);
    converted.push_back(json::string(*s3));
  }
  return converted;
}

}  // namespace

double learning_rate_for(Mode mode, int pictures) noexcept {
  if (mode == Mode::style || pictures <= few_pictures) return 4e-4;
  return pictures <= some_pictures ? 3e-4 : 2.5e-4;
}

Result<json::object> training_input(const TrainingOrder& order, const TrainingSettings& settings,
                                    std::string_view s3_endpoint) {
  if (!order.workflow.is_object()) {
    return usage("RunPod's worker executes a workflow: give it as JSON with --workflow FILE; docs/train.md shows one");
  }
  if (!order.inputs.empty())
    return usage("--set is for trainers with inputs of their own; RunPod's worker has the workflow");
  if (!order.webhook.empty() && !order.webhook.starts_with("https://")) {
    return usage(fmt::format("--webhook \"{}\" is no https address", order.webhook));
  }
  const Result<void> heard = check_heard(order.given, order.workflow);
  if (!heard) return std::unexpected(heard.error());
  Result<json::array> addresses = s3_addresses(order.addresses, s3_endpoint);
  if (!addresses) return std::unexpected(addresses.error());

  const bool character = order.mode == Mode::character;
  const std::string mode = character ? "custom-actors" : "custom-styles";
  const std::string model_name = (character ? "actor_" : "style_") + order.name;
  const std::string job_id = fmt::format("{}_{}_{}", mode, model_name, order.id);
  const Placeholders values = {{"trigger", json::string(order.trigger)},
                               {"name", json::string(order.name)},
                               {"model_name", json::string(model_name)},
                               {"job_id", json::string(job_id)},
                               {"mode", json::string(mode)},
                               {"pictures", order.pictures},
                               {"steps", settings.steps},
                               {"learning_rate", settings.learning_rate},
                               {"rank", settings.rank},
                               {"batch_size", settings.batch_size},
                               {"caption_dropout", settings.caption_dropout},
                               {"resolution", json::string(settings.resolution)}};
  Result<json::value> workflow = fill_in(order.workflow, values);
  if (!workflow) return std::unexpected(workflow.error());
  json::object config{{"mode", mode},
                      {"user_id", order.user},
                      {"request_id", fmt::format("req_{}_{}", order.name, order.id)},
                      {"model_name", model_name},
                      {"job_id", job_id},
                      {"trigger_word", order.trigger},
                      {"learning_rate", settings.learning_rate},
                      {"max_train_steps", settings.steps}};
  if (!order.tenant.empty()) config["tenant_id"] = order.tenant;
  json::object input{{"workflow", std::move(*workflow)},
                     {"training_data", {{"s3_urls", std::move(*addresses)}}},
                     {"training_config", std::move(config)}};
  if (!order.webhook.empty()) input["webhook"] = order.webhook;
  return input;
}

Task<Result<TrainingCall>> Trainer::training_call(TrainingOrder order) {
  const double rate = learning_rate_for(order.mode, order.pictures);
  Result<TrainingSettings> settings = settings_for(order.mode, order.pictures, order.given, rate, order.fills);
  if (!settings) co_return std::unexpected(settings.error());
  Result<json::object> input = training_input(order, *settings, s3_endpoint_);
  if (!input) co_return std::unexpected(input.error());

  const double steps = static_cast<double>(settings->steps) * settings->batch_size;
  TrainingCall call{.spec = {}, .settings = std::move(*settings), .expected = {}, .notes = {}};
  call.expected = Usage{.pictures = 1, .seconds = starting_seconds + step_seconds * steps};
  call.spec.kind = CallKind::training;
  call.spec.provider = provider_name;
  call.spec.model = model();
  call.spec.input = std::move(*input);
  call.spec.most = Usage{.pictures = 1, .seconds = most_starting_seconds + most_step_seconds * steps};
  call.spec.time_limit = std::chrono::seconds(static_cast<std::int64_t>(call.spec.most.seconds));
  if (json::serialize(request_body(call.spec)).size() > largest_body) {
    co_return usage(fmt::format("the workflow is too large: RunPod takes at most {} MB", largest_body / 1'000'000));
  }
  co_return call;
}

}  // namespace tessera::runpod
