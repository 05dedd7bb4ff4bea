#include "pipeline/training_record.h"

#include <utility>

#include <fmt/format.h>

namespace tessera {
namespace {

template <class T>
void set_optional(json::object& object, std::string_view key, const std::optional<T>& value) {
  if (value) object[key] = json::value_from(*value);
}

json::object given_json(const GivenTrainingSettings& given) {
  json::object object;
  set_optional(object, "steps", given.steps);
  set_optional(object, "learning_rate", given.learning_rate);
  set_optional(object, "rank", given.rank);
  set_optional(object, "batch_size", given.batch_size);
  set_optional(object, "caption_dropout", given.caption_dropout);
  set_optional(object, "resolution", given.resolution);
  return object;
}

std::optional<int> find_int(const json::value& object, std::string_view key) {
  const std::optional<std::int64_t> number = find_integer(object, key);
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

GivenTrainingSettings given_from(const json::value& object) {
  return GivenTrainingSettings{.steps = find_int(object, "steps"),
                               .learning_rate = find_number(object, "learning_rate"),
                               .rank = find_int(object, "rank"),
                               .batch_size = find_int(object, "batch_size"),
                               .caption_dropout = find_number(object, "caption_dropout"),
                               .resolution = find_string(object, "resolution")};
}

json::object usage_json(const Usage& usage) { return {{"pictures", usage.pictures}, {"seconds", usage.seconds}}; }

Usage usage_from(const json::value& object) {
  return Usage{.pictures = find_int(object, "pictures").value_or(0),
               .seconds = find_number(object, "seconds").value_or(0)};
}

std::string text_of(const json::value& object, std::string_view key) { return find_string(object, key).value_or(""); }

json::value member_of(const json::value& object, std::string_view key) {
  const json::value* member = find(object, key);
  return member == nullptr ? json::value() : *member;
}

std::vector<std::string> texts_of(const json::value& object, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* list = find(object, key);
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& text : list->get_array()) {
    if (text.is_string()) texts.emplace_back(text.get_string());
  }
  return texts;
}

TrainingSettings settings_from(const json::value& object) {
  const GivenTrainingSettings all = given_from(object);
  TrainingSettings settings;
  settings.steps = all.steps.value_or(settings.steps);
  settings.learning_rate = all.learning_rate.value_or(settings.learning_rate);
  settings.rank = all.rank.value_or(settings.rank);
  settings.batch_size = all.batch_size.value_or(settings.batch_size);
  settings.caption_dropout = all.caption_dropout.value_or(settings.caption_dropout);
  settings.resolution = all.resolution.value_or(settings.resolution);
  return settings;
}

std::unexpected<Error> corrupt(std::string_view what) {
  return failure(ErrorKind::corrupt, fmt::format("the record of a training's {} cannot be read", what));
}

}  // namespace

json::object settings_json(const TrainingSettings& settings) {
  return {{"steps", settings.steps},
          {"learning_rate", settings.learning_rate},
          {"rank", settings.rank},
          {"batch_size", settings.batch_size},
          {"caption_dropout", settings.caption_dropout},
          {"resolution", settings.resolution}};
}

json::object order_json(const TrainingOrder& order) {
  return {{"name", order.name},
          {"mode", order.mode == Mode::character ? "character" : "style"},
          {"pictures", order.pictures},
          {"trigger", order.trigger},
          {"given", given_json(order.given)},
          {"fills", order.fills},
          {"archive", order.archive.text()},
          {"archive_bytes", order.archive_bytes},
          {"captions_complete", order.captions_complete},
          {"addresses", json::value_from(order.addresses)},
          {"destination", order.destination},
          {"workflow", order.workflow},
          {"inputs", order.inputs},
          {"user", order.user},
          {"tenant", order.tenant},
          {"webhook", order.webhook}};
}

Result<TrainingOrder> order_from_json(const json::value& value) {
  const std::optional<std::string> mode = find_string(value, "mode");
  const std::optional<int> pictures = find_int(value, "pictures");
  if (!mode || !pictures) return corrupt("order");
  TrainingOrder order{.name = text_of(value, "name"),
                      .mode = *mode == "character" ? Mode::character : Mode::style,
                      .pictures = *pictures,
                      .trigger = text_of(value, "trigger"),
                      .given = given_from(member_of(value, "given")),
                      .archive = BlobId(text_of(value, "archive"))};
  order.fills = text_of(value, "fills");
  order.archive_bytes = static_cast<std::uintmax_t>(find_integer(value, "archive_bytes").value_or(0));
  order.captions_complete = find_bool(value, "captions_complete").value_or(true);
  order.addresses = texts_of(value, "addresses");
  order.destination = text_of(value, "destination");
  order.workflow = member_of(value, "workflow");
  if (const json::value inputs = member_of(value, "inputs"); inputs.is_object()) order.inputs = inputs.get_object();
  order.user = text_of(value, "user");
  order.tenant = text_of(value, "tenant");
  order.webhook = text_of(value, "webhook");
  return order;
}

json::object call_json(const TrainingCall& call) {
  return {{"provider", call.spec.provider},
          {"model", call.spec.model},
          {"input", call.spec.input},
          {"most", usage_json(call.spec.most)},
          {"time_limit", call.spec.time_limit.count()},
          {"settings", settings_json(call.settings)},
          {"expected", usage_json(call.expected)},
          {"notes", json::value_from(call.notes)}};
}

Result<TrainingCall> call_from_json(const json::value& value) {
  const json::value input = member_of(value, "input");
  const std::optional<std::int64_t> limit = find_integer(value, "time_limit");
  if (!input.is_object() || !limit) return corrupt("call");
  TrainingCall call;
  call.spec.kind = CallKind::training;
  call.spec.provider = text_of(value, "provider");
  call.spec.model = text_of(value, "model");
  call.spec.input = input.get_object();
  call.spec.most = usage_from(member_of(value, "most"));
  call.spec.time_limit = std::chrono::seconds(*limit);
  call.settings = settings_from(member_of(value, "settings"));
  call.expected = usage_from(member_of(value, "expected"));
  call.notes = texts_of(value, "notes");
  return call;
}

std::string training_identity(const TrainingOrder& order, const RemoteTrainer& trainer, std::uint64_t seed) {
  json::object identity = order_json(order);
  identity.erase("webhook");
  identity.erase("fills");  // follows from the pictures
  identity["trainer"] = trainer.name();
  identity["trainer_model"] = trainer.model();
  identity["seed"] = seed;
  return canonical_json(identity);
}

}  // namespace tessera
