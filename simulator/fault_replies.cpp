// What a fault does to one exchange of requests and answers.
#include <cmath>

#include <fmt/format.h>

#include "simulator/world.h"

namespace tessera::sim {
namespace {

std::string text_of(int status) {
  switch (status) {
    case 401:
      return "You did not pass a valid authentication token";
    case 402:
      return "You have insufficient credit to run this model. Buy credit, then wait a few minutes and try again.";
    case 403:
      return "You do not have permission to perform this action.";
    case 404:
      return "The requested resource could not be found.";
    case 429:
      return "Request was throttled.";
    default:
      return "The server had an internal problem.";
  }
}

std::string_view title_of(int status) {
  return status == 401 ? "Unauthenticated" : status == 402 ? "Insufficient credit" : "";
}

json::object openai_body(const Fault& fault, const std::string& text) {
  std::string type = "server_error";
  json::value code;
  if (fault.status == 401) {
    type = "invalid_request_error";
    code = "invalid_api_key";
  } else if (fault.status == 429 && fault.form == "insufficient_quota") {
    type = "insufficient_quota";
    code = "insufficient_quota";
  } else if (fault.status == 429) {
    type = "requests";
    code = "rate_limit_exceeded";
  } else if (fault.status < 500) {
    type = "invalid_request_error";
  }
  return {{"error", {{"message", text}, {"type", type}, {"param", nullptr}, {"code", code}}}};
}

Reply error_reply(const Fault& fault, bool openai) {
  if (fault.form == "html") {
    return text_reply(fault.status, "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>", "text/html");
  }
  std::string text = fault.error.empty() ? text_of(fault.status) : fault.error;
  // Told in the provider's time, whatever the scale: a client that lives in it waits as long as it is told.
  const auto wait = static_cast<std::int64_t>(std::ceil(fault.retry_after.value_or(0)));
  if (fault.retry_after && fault.in_text) {
    text +=
        openai ? fmt::format(" Please try again in {}s.", wait) : fmt::format(" Your rate limit resets in ~{}s.", wait);
  }
  Reply reply =
      openai ? json_reply(fault.status, openai_body(fault, text)) : problem(fault.status, title_of(fault.status), text);
  if (fault.retry_after && fault.in_body && !openai) {
    auto body = json::parse(as_text(*reply.body)).as_object();
    body["retry_after"] = wait;
    reply.body = std::make_shared<const Bytes>(to_bytes(json::serialize(body)));
  }
  if (fault.retry_after && fault.header) reply.headers.push_back({"Retry-After", std::to_string(wait)});
  return reply;
}

}  // namespace

Task<std::optional<Reply>> play_before(World& world, std::optional<Fault> fault, bool openai) {
  if (!fault || fault->when != When::before) co_return std::nullopt;
  if (fault->type == FaultType::status) co_return error_reply(*fault, openai);
  if (fault->type == FaultType::reset) co_return Reply{.ending = Ending::reset};
  if (fault->type == FaultType::slow) {
    co_await world.scheduler.until(std::chrono::steady_clock::now() + world.scheduler.real(fault->seconds));
  }
  co_return std::nullopt;
}

Task<Reply> play_after(World& world, std::optional<Fault> fault, Reply reply, bool openai) {
  if (!fault || fault->when != When::after) co_return reply;
  if (fault->type == FaultType::status) co_return error_reply(*fault, openai);
  if (fault->type == FaultType::reset) co_return Reply{.ending = Ending::reset};
  if (fault->type == FaultType::slow) {
    co_await world.scheduler.until(std::chrono::steady_clock::now() + world.scheduler.real(fault->seconds));
  }
  co_return reply;
}

}  // namespace tessera::sim
