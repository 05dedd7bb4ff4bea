#include "providers/openai/wire.h"

#include <utility>

#include "providers/openai/question.h"

namespace tessera::openai {
namespace {

bool mentions(std::string_view body, std::string_view word) { return body.find(word) != std::string_view::npos; }

json::value reply_format(ReplyFormat format, int cells) {
  if (format == ReplyFormat::json_object) return json::object{{"type", "json_object"}};
  json::object schema{{"name", "sheet_verdict"}, {"strict", true}};
  schema["schema"] = reply_schema(cells);
  json::object out{{"type", "json_schema"}};
  out["json_schema"] = std::move(schema);
  return out;
}

}  // namespace

json::object input_of(const Question& question, const BlobId& picture) {
  json::object input{{"system", question.system},
                     {"text", question.text},
                     {"cells", question.cells},
                     {"completion_limit", question.completion_limit}};
  input["picture"] = blob_reference(picture);
  return input;
}

Result<Question> question_of(const json::object& input) {
  const json::value value(input);
  const std::optional<std::string> system = find_string(value, "system");
  const std::optional<std::string> text = find_string(value, "text");
  const std::optional<std::int64_t> cells = find_integer(value, "cells");
  const std::optional<std::int64_t> limit = find_integer(value, "completion_limit");
  if (!system || !text || !cells || !limit) return failure(ErrorKind::internal, "this is no question to a judge");
  return Question{.system = *system, .text = *text, .cells = static_cast<int>(*cells), .completion_limit = *limit};
}

std::optional<Dialect> next_dialect(const Dialect& refused, std::string_view body) {
  Dialect next = refused;
  // The name that was sent is looked for first: messages name the other one as the advice.
  const bool about_limit = mentions(body, "max_completion_tokens") || mentions(body, "max_tokens");
  const bool about_format =
      mentions(body, "response_format") || mentions(body, "json_schema") || mentions(body, "json_object");
  if (about_format && refused.reply_format != ReplyFormat::text) {
    next.reply_format = refused.reply_format == ReplyFormat::json_schema ? ReplyFormat::json_object : ReplyFormat::text;
  } else if (about_limit) {
    next.token_limit =
        refused.token_limit == TokenLimit::max_tokens ? TokenLimit::max_completion_tokens : TokenLimit::max_tokens;
  } else if (mentions(body, "reasoning_effort") && refused.reasoning) {
    next.reasoning = false;
  } else if (mentions(body, "store") && refused.store) {
    next.store = false;
  } else {
    return std::nullopt;
  }
  return next;
}

json::object request_body(const Question& question, const std::string& model, const std::string& picture_url,
                          const std::string& reasoning_effort, const Dialect& dialect) {
  json::object picture{{"type", "image_url"}};
  picture["image_url"] = json::object{{"url", picture_url}, {"detail", "high"}};
  json::array parts;
  parts.push_back(json::object{{"type", "text"}, {"text", question.text}});
  parts.push_back(std::move(picture));
  json::array messages;
  messages.push_back(json::object{{"role", "system"}, {"content", question.system}});
  messages.push_back(json::object{{"role", "user"}, {"content", std::move(parts)}});
  json::object body{{"model", model}};
  body["messages"] = std::move(messages);
  const bool new_name = dialect.token_limit == TokenLimit::max_completion_tokens;
  body[new_name ? "max_completion_tokens" : "max_tokens"] = question.completion_limit;
  if (dialect.store) body["store"] = false;
  if (dialect.reasoning && !reasoning_effort.empty()) body["reasoning_effort"] = reasoning_effort;
  if (dialect.reply_format != ReplyFormat::text) {
    body["response_format"] = reply_format(dialect.reply_format, question.cells);
  }
  return body;
}

Usage usage_of(const json::value& answer, const Usage& most) {
  Usage used{.pictures = 1, .input_tokens = most.input_tokens, .output_tokens = most.output_tokens};
  const json::value* usage = find(answer, "usage");
  if (usage == nullptr) return used;
  const auto tokens = [usage](std::string_view key, std::int64_t otherwise) {
    const std::int64_t told = find_integer(*usage, key).value_or(otherwise);
    return told < 0 ? otherwise : told;
  };
  used.input_tokens = tokens("prompt_tokens", most.input_tokens);
  used.output_tokens = tokens("completion_tokens", most.output_tokens);
  return used;
}

}  // namespace tessera::openai
