#pragma once
// How to reach an OpenAI-compatible server.

#include <string>

#include "base/secret.h"

namespace tessera::openai {

enum class TokenLimit { max_completion_tokens, max_tokens };
enum class ReplyFormat { json_schema, json_object, text };

struct Options {
  std::string base_url = "https://api.openai.com/v1";  ///< "/v1" is added only when it has no path
  Secret api_key;                                      ///< local servers commonly want any that is not empty
  std::string organisation;                            ///< OpenAI-Organization; empty: not sent
  std::string project;                                 ///< OpenAI-Project; empty: not sent
  /// Both are switched by themselves when the server refuses them with 400.
  TokenLimit token_limit = TokenLimit::max_completion_tokens;
  ReplyFormat reply_format = ReplyFormat::json_schema;
  std::string reasoning_effort;  ///< "low"; empty: not sent, the server's default
};

}  // namespace tessera::openai
