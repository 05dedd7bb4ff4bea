#include "providers/openai/errors.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "base/json.h"
#include "net/answers.h"
#include "net/retry_after.h"

namespace tessera::openai {
namespace {

constexpr std::array<std::string_view, 4> policy_codes = {"content_policy_violation", "moderation_blocked",
                                                          "image_content_policy_violation", "content_filter"};
constexpr std::array<std::string_view, 3> credit_codes = {"insufficient_quota", "billing_hard_limit_reached",
                                                          "billing_not_active"};

struct Words {
  std::string message;
  std::string type;
  std::string code;
};

Words words_of(const HttpResponse& answer) {
  const Result<json::value> body = parse_json(answer.text());
  if (!body || !body->is_object()) {
    const bool page = answer.text().find("<html") != std::string_view::npos ||
                      answer.text().find("<!DOCTYPE") != std::string_view::npos;
    return {.message = page ? "a web page instead of an answer" : shown_words(answer.text()), .type = {}, .code = {}};
  }
  const json::value* error = find(*body, "error");
  if (error != nullptr && error->is_object()) {
    return {.message = shown_words(find_string(*error, "message").value_or("")),
            .type = find_string(*error, "type").value_or(""),
            .code = find_string(*error, "code").value_or("")};
  }
  std::string message = find_string(*body, "error").value_or(find_string(*body, "detail").value_or(""));
  if (message.empty()) message = find_string(*body, "message").value_or(std::string(answer.text()));
  return {.message = shown_words(message), .type = {}, .code = {}};
}

bool is_one_of(std::string_view code, std::span<const std::string_view> codes) {
  return std::ranges::find(codes, code) != codes.end();
}

ErrorKind kind_of(int status, const Words& words) {
  if (is_one_of(words.code, credit_codes) || is_one_of(words.type, credit_codes)) return ErrorKind::no_credit;
  if (is_one_of(words.code, policy_codes) || is_one_of(words.type, policy_codes)) return ErrorKind::refused;
  return error_kind_of_status(status);
}

}  // namespace

Error error_of_answer(const HttpResponse& answer, std::string_view model) {
  const Words words = words_of(answer);
  Error error{.kind = kind_of(answer.status, words),
              .message = {},
              .provider = std::string(provider_name),
              .http_status = answer.status,
              .code = words.code.empty() ? words.type : words.code};
  error.message = fmt::format("the vision server answered {} for model {}{}{}", answer.status, model,
                              words.message.empty() ? "" : ": ", words.message);
  if (error.kind == ErrorKind::throttled || answer.header("retry-after")) error.retry_after = asked_wait(answer);
  return error;
}

}  // namespace tessera::openai
