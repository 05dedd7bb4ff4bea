#include "simulator/openai.h"

#include <cmath>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "base/digest.h"
#include "imaging/codec.h"
#include "simulator/prompt.h"

namespace tessera::sim {
namespace {

Reply error(int status, std::string_view message, std::string_view type, json::value param, json::value code) {
  return json_reply(
      status,
      json::object{
          {"error", {{"message", message}, {"type", type}, {"param", std::move(param)}, {"code", std::move(code)}}}});
}

// 85 tokens and 170 for every 512-pixel tile, as published for the models that count in tiles.
std::int64_t picture_tokens(const Question& question) {
  if (!question.picture) return 0;
  const auto info = read_image_info(*question.picture);
  if (!info) return 0;
  return 85 + 170L * ((info->size.width + 511) / 512) * ((info->size.height + 511) / 512);
}

// About four characters a token.
std::int64_t text_tokens(std::string_view text) { return static_cast<std::int64_t>((text.size() + 3) / 4); }

Task<std::string> look_here(Question question) { co_return look(question); }

}  // namespace

Task<std::optional<Reply>> OpenAi::handle(Request request) {
  const auto& path = request.segments;
  const bool chat = path.size() == 3 && path[1] == "chat" && path[2] == "completions" && request.method == "POST";
  const bool list = path.size() == 2 && path[1] == "models" && request.method == "GET";
  if (!chat && !list) co_return std::nullopt;
  const auto token = request.header("Authorization").value_or("");
  if (!token.starts_with("Bearer ") || token.size() < 8 || token == "Bearer bad") {
    co_return error(401, "Incorrect API key provided.", "invalid_request_error", nullptr, "invalid_api_key");
  }
  if (list) co_return models();
  co_return co_await complete(std::move(request));
}

Reply OpenAi::models() const {
  json::array list;
  for (const auto& name : chat_models()) {
    list.push_back(
        json::object{{"id", name}, {"object", "model"}, {"created", 1'767'225'600}, {"owned_by", "simulator"}});
  }
  return json_reply(200, json::object{{"object", "list"}, {"data", std::move(list)}});
}

Task<Reply> OpenAi::complete(Request request) {
  const auto arrived = std::chrono::steady_clock::now();
  const json::value body = parse_json(request.text()).value_or(nullptr);
  const auto model = find_string(body, "model").value_or("");
  const auto fault = world_.faults.strike(Moment::judge, model);
  auto early = co_await play_before(world_, fault, true);
  if (early) co_return std::move(*early);
  auto question = read_question(body);
  if (!question) {
    const auto& wrong = question.error();
    if (wrong.kind == ErrorKind::not_found) {
      co_return error(404, wrong.message, "invalid_request_error", nullptr, "model_not_found");
    }
    co_return error(400, wrong.message, "invalid_request_error", json::string(wrong.code), nullptr);
  }
  const auto ordinal = ++world_.chat_ordinal;
  double seconds = world_.options.latencies.judge * jitter_factor(world_.options, "judge", ordinal);
  if (fault && fault->type == FaultType::slow && fault->when == When::work) seconds += fault->seconds;
  world_.counters.chat_seconds.push_back(seconds);

  Task<std::string> looking = look_here(*question);
  std::string answer = co_await asio::co_spawn(world_.pictures.workers(), std::move(looking), asio::use_awaitable);
  co_await world_.scheduler.until(arrived + world_.scheduler.real(seconds));

  Spoilt said{.content = json::string(answer)};
  const bool nonsense = fault && fault->type == FaultType::nonsense;
  if (nonsense) said = spoil(answer, fault->form, shape_in(question->text).value_or(GridShape{}));
  auto spent = text_tokens(said.content.is_string() ? std::string_view(said.content.get_string()) : std::string_view());
  if (question->most_tokens > 0 && spent > question->most_tokens) {
    // Cut off where the tokens ran out.
    said.content.get_string().resize(static_cast<std::size_t>(question->most_tokens) * 4);
    said.finish_reason = "length";
    spent = question->most_tokens;
  }
  const auto seen = picture_tokens(*question);
  const auto asked = text_tokens(question->text) + seen;
  const auto price = *token_price(model);
  const auto id =
      "chatcmpl-" + to_hex(sha256(as_bytes("chat " + std::to_string(ordinal) + to_iso8601(wall_now())))).substr(0, 24);
  json::object compared{{"model", model}, {"text", question->text}, {"picture", question->picture_hash}};
  // An answer that cannot be used is rightly asked for again.
  const auto identity = nonsense ? std::string() : to_hex(sha256(as_bytes(canonical_json(compared))));
  world_.bill.add({.id = id,
                   .model = model,
                   .identity = identity,
                   .price = Money::micro_dollars(static_cast<std::int64_t>(std::ceil(
                       static_cast<double>(asked) * price.input + static_cast<double>(spent) * price.output))),
                   .why = "chat"});
  ++world_.counters.chats;
  if (nonsense) ++world_.counters.nonsense;

  json::object message{{"role", "assistant"}, {"content", said.content}, {"refusal", said.refusal}};
  json::object completion{
      {"id", id},
      {"object", "chat.completion"},
      {"created", std::chrono::duration_cast<std::chrono::seconds>(wall_now().time_since_epoch()).count()},
      {"model", model},
      {"choices", json::array{json::object{{"index", 0},
                                           {"message", std::move(message)},
                                           {"logprobs", nullptr},
                                           {"finish_reason", said.finish_reason}}}},
      {"usage",
       {{"prompt_tokens", asked},
        {"completion_tokens", spent},
        {"total_tokens", asked + spent},
        {"prompt_tokens_details", {{"cached_tokens", 0}, {"audio_tokens", 0}}},
        {"completion_tokens_details",
         {{"reasoning_tokens", 0},
          {"audio_tokens", 0},
          {"accepted_prediction_tokens", 0},
          {"rejected_prediction_tokens", 0}}}}},
      {"service_tier", "default"}};
  Reply reply = json_reply(200, completion);
  reply.headers.push_back({"x-request-id", "req_" + id.substr(9)});
  co_return co_await play_after(world_, fault, std::move(reply), true);
}

}  // namespace tessera::sim
