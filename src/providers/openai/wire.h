#pragma once
// The request body of a judgement and what matters of its answer. Pure; any thread.

#include <string>
#include <string_view>

#include "base/json.h"
#include "model/call.h"
#include "providers/openai/options.h"

namespace tessera::openai {

/// What the spec's input holds: everything that decides the reply. The picture stands in it as a blob reference.
struct Question {
  std::string system;
  std::string text;
  int cells = 0;
  std::int64_t completion_limit = 0;
};
[[nodiscard]] json::object input_of(const Question& question, const BlobId& picture);
/// Errors: internal, when the input is not one of input_of().
[[nodiscard]] Result<Question> question_of(const json::object& input);

/// What a server turned out to understand; starts with the options and only ever goes down.
struct Dialect {
  TokenLimit token_limit = TokenLimit::max_completion_tokens;
  ReplyFormat reply_format = ReplyFormat::json_schema;
  bool store = true;      ///< "store": false may be said
  bool reasoning = true;  ///< "reasoning_effort" may be said
  friend bool operator==(const Dialect&, const Dialect&) = default;
};

/// The dialect to try next after this refusal (400 or 422), or nothing when the refusal is about something else.
[[nodiscard]] std::optional<Dialect> next_dialect(const Dialect& refused, std::string_view body);

/// `picture_url`: https or data URL.
[[nodiscard]] json::object request_body(const Question& question, const std::string& model,
                                        const std::string& picture_url, const std::string& reasoning_effort,
                                        const Dialect& dialect);

/// `usage` of an answer; the upper bounds of `most` where the server tells nothing.
[[nodiscard]] Usage usage_of(const json::value& answer, const Usage& most);

}  // namespace tessera::openai
