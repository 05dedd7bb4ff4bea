#include "providers/replicate/trainer.h"

#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "providers/replicate/errors.h"

namespace tessera::replicate {
namespace {

/// Default of ostris/flux-dev-lora-trainer.
constexpr double usual_learning_rate = 4e-4;
/// Machine seconds of the default trainer, by reports of its users: starting, and a step of each picture of a batch at
/// the usual mix of resolutions. The bound is twice that and more.
constexpr double starting_seconds = 120;
constexpr double step_seconds = 1.1;
constexpr double most_starting_seconds = 900;
constexpr double most_step_seconds = 2.5;

std::unexpected<Error> usage(std::string message) { return failure(ErrorKind::usage, std::move(message)); }

/// The first of the names that the trainer has; empty when it has none.
std::string_view known_name(const InputSchema& schema, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (schema.has(name)) return name;
  }
  return {};
}

/// Sets what follows from the set where the trainer has an input for it.
class Inputs {
 public:
  Inputs(const InputSchema& schema, std::vector<std::string>& notes) : schema_(schema), notes_(notes) {}

  void set(std::string_view flag, bool given, std::initializer_list<std::string_view> names, json::value value) {
    if (const std::string_view name = known_name(schema_, names); !name.empty()) {
      input_[name] = std::move(value);
    } else if (given) {
      refused_ += fmt::format("{}the trainer has no input for {}", refused_.empty() ? "" : "; ", flag);
    } else {
      notes_.push_back(fmt::format("the trainer has no input for {} and decides that itself", flag));
    }
  }
  void set_if_known(std::string_view name, json::value value) {
    if (schema_.has(name)) input_[name] = std::move(value);
  }
  [[nodiscard]] Result<json::object> take() {
    if (!refused_.empty()) return usage(std::move(refused_));
    return std::move(input_);
  }

 private:
  const InputSchema& schema_;
  std::vector<std::string>& notes_;
  json::object input_;
  std::string refused_;
};

Result<void> add_further_inputs(const InputSchema& schema, const json::object& further, json::object& input) {
  for (const auto& member : further) {
    const std::string_view name = member.key();
    if (schema.is_secret(name)) {
      return usage(
          fmt::format("--set {}: this is a secret, and inputs are kept in the ledger; give it to the provider "
                      "by other means",
                      name));
    }
    Result<json::value> value = schema.read(name, member.value().as_string());
    if (!value) return std::unexpected(value.error());
    input[name] = std::move(*value);
  }
  return {};
}

}  // namespace

Result<json::object> training_input(const InputSchema& schema, const TrainingOrder& order,
                                    const TrainingSettings& settings, std::vector<std::string>& notes) {
  if (!schema.has("input_images")) return usage("the trainer takes its pictures in another way than as input_images");
  const GivenTrainingSettings& given = order.given;
  Inputs inputs(schema, notes);
  inputs.set("pictures", true, {"input_images"}, blob_reference(order.archive));
  inputs.set("--trigger", true, {"trigger_word"}, json::string(order.trigger));
  inputs.set("--steps", given.steps.has_value(), {"steps", "training_steps"}, settings.steps);
  inputs.set("--rank", given.rank.has_value(), {"lora_rank"}, settings.rank);
  inputs.set("--learning-rate", given.learning_rate.has_value(), {"learning_rate"}, settings.learning_rate);
  inputs.set("--batch-size", given.batch_size.has_value(), {"batch_size"}, settings.batch_size);
  inputs.set("--caption-dropout", given.caption_dropout.has_value(), {"caption_dropout_rate"},
             settings.caption_dropout);
  inputs.set("--resolution", given.resolution.has_value(), {"resolution"}, json::string(settings.resolution));
  inputs.set_if_known("autocaption", !order.captions_complete);
  inputs.set_if_known("lora_type", order.mode == Mode::character ? "subject" : "style");
  if (!order.captions_complete) {
    notes.emplace_back(schema.has("autocaption") ? "pictures without a caption are described by the trainer"
                                                 : "pictures without a caption are trained without one");
  }
  Result<json::object> input = inputs.take();
  if (!input) return input;
  const Result<void> added = add_further_inputs(schema, order.inputs, *input);
  if (!added) return std::unexpected(added.error());
  json::object checked = *input;
  checked["input_images"] = "https://example.com/set.zip";  // what the reference becomes when it is sent
  const Result<void> accepted = schema.check(checked);
  if (!accepted) return std::unexpected(accepted.error());
  return input;
}

Task<Result<void>> Trainer::check_destination(std::string destination) {
  if (destination.empty()) {
    co_return usage(
        "Replicate writes the weights to a model of yours: name it with --destination OWNER/NAME; it is made "
        "when it is not there");
  }
  const Result<ModelName> name = parse_model_name(destination);
  if (!name || !name->version.empty()) {
    co_return usage(fmt::format("--destination \"{}\" is not OWNER/NAME", destination));
  }
  const Result<Account> account = co_await client_.account();
  if (!account) co_return std::unexpected(account.error());
  if (!account->username.empty() && account->username != name->owner) {
    co_return usage(
        fmt::format("--destination {}: REPLICATE_API_TOKEN belongs to {}, which can write only to its own models; take "
                    "--destination {}/{}, or the token of {}",
                    destination, account->username, account->username, name->name, name->owner));
  }
  co_return Result<void>();
}

Task<Result<TrainingCall>> Trainer::training_call(TrainingOrder order) {
  Result<ModelName> name = parse_model_name(model_);
  if (!name) co_return std::unexpected(name.error());
  if (order.archive_bytes >= max_file_bytes) {
    co_return usage(
        fmt::format("the packed set has {:.1f} MB, and Replicate takes files below {:.0f} MB: use fewer or "
                    "smaller pictures",
                    static_cast<double>(order.archive_bytes) / 1e6, static_cast<double>(max_file_bytes) / 1e6));
  }
  const Result<void> destination = co_await check_destination(order.destination);
  if (!destination) co_return std::unexpected(destination.error());
  const Result<Model> trainer = co_await client_.model(*name);
  if (!trainer) co_return std::unexpected(trainer.error());
  if (name->version.empty()) name->version = trainer->latest_version;
  const Result<InputSchema> schema = InputSchema::find(trainer->schemas, "TrainingInput");
  if (!schema || name->version.empty()) {
    co_return usage(fmt::format("{} is no trainer: it does not say what a training of it takes", name->full()));
  }

  Result<TrainingSettings> settings =
      settings_for(order.mode, order.pictures, order.given, usual_learning_rate, order.fills);
  if (!settings) co_return std::unexpected(settings.error());
  TrainingCall call{.spec = {}, .settings = std::move(*settings), .expected = {}, .notes = {}};
  Result<json::object> input = training_input(*schema, order, call.settings, call.notes);
  if (!input) co_return std::unexpected(input.error());

  const double steps = static_cast<double>(call.settings.steps) * call.settings.batch_size;
  call.expected = Usage{.pictures = 1, .seconds = starting_seconds + step_seconds * steps};
  call.spec.kind = CallKind::training;
  call.spec.provider = provider_name;
  call.spec.model = fmt::format("{}:{}", name->full(), name->version);
  call.spec.input = json::object{{"destination", order.destination}, {"input", std::move(*input)}};
  call.spec.most = Usage{.pictures = 1, .seconds = most_starting_seconds + most_step_seconds * steps};
  call.spec.time_limit = std::chrono::seconds(static_cast<std::int64_t>(call.spec.most.seconds));
  co_return call;
}

}  // namespace tessera::replicate
