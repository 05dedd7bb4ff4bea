#pragma once
// What refusals of an OpenAI-compatible server mean for us. Pure; any thread.

#include <string_view>

#include "net/http.h"

namespace tessera::openai {

inline constexpr std::string_view provider_name = "openai";

/// The Error for an answer whose status is not 2xx. Bodies are {"error":{message, type, param, code}},
/// {"error":"text"},
/// {"detail":…}, HTML or text. Kinds: 401, 403 authentication; 402 and insufficient_quota no_credit; 404 not_found;
/// 429 throttled; content policy refused; 408, 409 and 5xx transient; other 4xx bad_request.
[[nodiscard]] Error error_of_answer(const HttpResponse& answer, std::string_view model);

}  // namespace tessera::openai
