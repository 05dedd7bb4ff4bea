#include "simulator/replicate.h"

#include <cmath>

#include <fmt/format.h>

#include "simulator/prediction_json.h"

namespace tessera::sim {
namespace {

bool creates(const Request& request) {
  const auto& path = request.segments;
  return request.method == "POST" && (path.back() == "predictions" || path.back() == "trainings");
}

Moment moment_of(const Request& request) {
  const auto& path = request.segments;
  if (path[1] == "files") return Moment::file;
  if (path.back() == "cancel") return Moment::cancel;
  if (path[1] != "predictions" && path[1] != "trainings") return Moment::other;
  return path.size() == 3 ? Moment::poll : Moment::list;
}

}  // namespace

Task<std::optional<Reply>> Replicate::handle(Request request) {
  const auto& path = request.segments;
  if (path.size() < 2 || path[0] != "v1") co_return std::nullopt;
  const bool is_create = creates(request);
  if (auto refusal = refuse(request, is_create)) {
    add_limit_headers(*refusal, is_create);
    co_return std::move(*refusal);
  }
  Reply reply;
  if (is_create) {
    reply = co_await route(std::move(request));
  } else {
    const auto fault = world_.faults.strike(moment_of(request), "");
    auto early = co_await play_before(world_, fault, false);
    if (early) {
      reply = std::move(*early);
    } else {
      reply = co_await route(std::move(request));
      reply = co_await play_after(world_, fault, std::move(reply), false);
    }
  }
  add_limit_headers(reply, is_create);
  co_return std::move(reply);
}

std::optional<Reply> Replicate::refuse(const Request& request, bool is_create) {
  const auto token = request.header("Authorization").value_or("");
  const bool has_token =
      (token.starts_with("Bearer ") && token.size() > 7) || (token.starts_with("Token ") && token.size() > 6);
  if (!has_token || token.ends_with(" bad")) {
    return problem(401, "Unauthenticated", "You did not pass a valid authentication token");
  }
  auto& bucket = is_create ? world_.limiter.creates : world_.limiter.others;
  const auto wait = bucket.take(world_.provider_now());
  if (!wait) return std::nullopt;
  std::string detail = "Request was throttled.";
  if (is_create && world_.limiter.creates_per_minute < 600) {
    detail += fmt::format(
        " Your rate limit for creating predictions is reduced to {} requests per minute with a burst of {} "
        "requests while you have less than $5.0 in credit.",
        world_.limiter.creates_per_minute, world_.limiter.creates_burst);
  }
  const auto seconds = static_cast<std::int64_t>(std::ceil(*wait));
  detail += fmt::format(" Your rate limit resets in ~{}s.", seconds);
  return json_reply(429, json::object{{"detail", detail}, {"status", 429}, {"retry_after", seconds}});
}

void Replicate::add_limit_headers(Reply& reply, bool is_create) const {
  const auto& bucket = is_create ? world_.limiter.creates : world_.limiter.others;
  reply.headers.push_back({"ratelimit-remaining", fmt::format("{:.0f}", std::floor(bucket.left()))});
  reply.headers.push_back({"ratelimit-reset", fmt::format("{:.0f}", std::ceil(bucket.until_next()))});
}

Task<Reply> Replicate::route(Request request) {
  const auto& path = request.segments;
  const auto size = path.size();
  const bool get = request.method == "GET";
  const bool post = request.method == "POST";
  if (path[1] == "account" && size == 2 && get) co_return account();
  if (path[1] == "hardware" && size == 2 && get) co_return hardware();
  if (path[1] == "files") co_return files(request);
  if (path[1] == "predictions" || path[1] == "trainings") {
    const bool trainings = path[1] == "trainings";
    if (size == 2 && get) co_return list(request, trainings);
    if (size == 2 && post && !trainings) co_return co_await create(std::move(request));
    auto* prediction = size >= 3 ? world_.predictions.find(path[2]) : nullptr;
    if (prediction == nullptr) co_return not_found();
    if (size == 3 && get) {
      ++world_.counters.polls;
      co_return show(*prediction);
    }
    if (size == 4 && post && path[3] == "cancel") {
      world_.predictions.cancel(*prediction);
      co_return show(*prediction);
    }
  }
  if (path[1] == "models") {
    if (size == 2 && post) co_return add_model(request);
    if (size == 4 && get) co_return show_model(request);
    if (size == 5 && post && path[4] == "predictions") co_return co_await create(std::move(request));
    if (size == 7 && post && path[4] == "versions" && path[6] == "trainings") {
      co_return co_await create_training(std::move(request));
    }
  }
  co_return not_found();
}

Reply Replicate::account() const {
  return json_reply(200, json::object{{"type", "user"},
                                      {"username", "rehearsal"},
                                      {"name", "Rehearsal"},
                                      {"avatar_url", "https://example.com/avatar.png"},
                                      {"github_url", "https://example.com/rehearsal"}});
}

Reply Replicate::hardware() const {
  json::array list;
  for (const auto& [sku, name] :
       {std::pair{"cpu", "CPU"}, {"gpu-t4", "Nvidia T4 GPU"}, {"gpu-h100", "Nvidia H100 GPU"}}) {
    list.push_back(json::object{{"sku", sku}, {"name", name}});
  }
  return json_reply(200, list);
}

namespace {

json::object model_json(const Model& model) {
  const bool trains = model.makes == Moment::training;
  json::object shown{{"owner", model.owner},
                     {"name", model.name},
                     {"url", "https://replicate.com/" + model.full_name()},
                     {"description", nullptr},
                     {"visibility", model.version.empty() ? "private" : "public"},
                     {"is_official", model.official},
                     {"run_count", 0},
                     {"cover_image_url", nullptr},
                     {"default_example", nullptr},
                     {"latest_version", nullptr}};
  if (model.version.empty()) return shown;
  json::object schemas{{"Output", {{"type", "string"}, {"format", "uri"}}}};
  schemas[trains ? "TrainingInput" : "Input"] = model.input;
  shown["latest_version"] =
      json::object{{"id", model.version},
                   {"created_at", "2026-01-15T12:00:00.000000Z"},
                   {"cog_version", "0.16.0"},
                   {"openapi_schema", {{"openapi", "3.0.2"}, {"components", {{"schemas", std::move(schemas)}}}}}};
  return shown;
}

}  // namespace

Reply Replicate::show_model(const Request& request) const {
  const auto* model = world_.catalog.by_name(request.segments[2], request.segments[3]);
  return model == nullptr ? not_found() : json_reply(200, model_json(*model));
}

Reply Replicate::add_model(const Request& request) {
  const auto body = parse_json(request.text());
  if (!body || !body->is_object()) return problem(400, "", "The body is not JSON.");
  std::vector<InvalidField> wrong;
  for (const auto* name : {"owner", "name", "visibility", "hardware"}) {
    if (!find_string(*body, name)) wrong.push_back({"required", name, std::string(name) + " is required"});
  }
  if (!wrong.empty()) return json_reply(422, invalid_input(wrong));
  if (find_string(*body, "owner") != "rehearsal")
    return problem(403, "", "You do not have permission to perform this action.");
  const auto* model = world_.catalog.add_destination(*find_string(*body, "owner"), *find_string(*body, "name"));
  if (model == nullptr) return problem(409, "", "A model with that name and owner already exists");
  return json_reply(201, model_json(*model));
}

}  // namespace tessera::sim
