// Reads and checks the body of a chat completion.
#include <algorithm>

#include <fmt/format.h>

#include "base/digest.h"
#include "imaging/codec.h"
#include "simulator/openai.h"

namespace tessera::sim {
namespace {

std::unexpected<Error> wrong(std::string parameter, std::string message) {
  return std::unexpected(
      Error{.kind = ErrorKind::bad_request, .message = std::move(message), .code = std::move(parameter)});
}

Result<void> read_part(const json::value& part, const std::string& where, Question& question) {
  const auto type = find_string(part, "type").value_or("");
  if (type == "text") {
    const auto text = find_string(part, "text");
    if (!text) return wrong(where + ".text", "Missing required parameter: '" + where + ".text'.");
    question.text += *text + "\n";
    return {};
  }
  if (type != "image_url") {
    return wrong(where + ".type", fmt::format("Invalid value: '{}'. Supported values are: 'text', 'image_url'.", type));
  }
  const auto* image = find(part, "image_url");
  const auto url = image == nullptr ? std::nullopt : find_string(*image, "url");
  if (!url) return wrong(where + ".image_url.url", "Missing required parameter: '" + where + ".image_url.url'.");
  const auto detail = find_string(*image, "detail").value_or("auto");
  if (detail != "auto" && detail != "low" && detail != "high") {
    return wrong(where + ".image_url.detail", "Invalid value: '" + detail + "'.");
  }
  auto bytes = read_data_uri(*url);
  if (!bytes) return wrong(where + ".image_url.url", "This simulator reads pictures as data URLs in base64 only.");
  const auto info = read_image_info(*bytes);
  if (!info) return wrong(where + ".image_url.url", "You uploaded an unsupported image: " + info.error().message);
  question.picture_hash = to_hex(sha256(*bytes));
  question.picture = std::make_shared<const Bytes>(std::move(*bytes));
  return {};
}

Result<void> read_message(const json::value& message, std::size_t index, Question& question) {
  const auto where = fmt::format("messages[{}]", index);
  const auto role = find_string(message, "role").value_or("");
  if (role != "system" && role != "developer" && role != "user" && role != "assistant") {
    return wrong(where + ".role", "Invalid value: '" + role + "'.");
  }
  const auto* content = find(message, "content");
  if (content == nullptr) return wrong(where + ".content", "Missing required parameter: '" + where + ".content'.");
  if (content->is_string()) {
    question.text += std::string(content->get_string()) + "\n";
    return {};
  }
  if (!content->is_array()) return wrong(where + ".content", "Invalid type for '" + where + ".content'.");
  std::size_t part_index = 0;
  for (const auto& part : content->get_array()) {
    auto read = read_part(part, fmt::format("{}.content[{}]", where, part_index++), question);
    if (!read) return read;
  }
  return {};
}

// Strict schemas: every object closed, and all of its properties required.
Result<void> check_strict(const json::value& schema, const std::string& path) {
  if (!schema.is_object()) return {};
  if (const auto* properties = find(schema, "properties"); properties != nullptr && properties->is_object()) {
    if (find_bool(schema, "additionalProperties").value_or(true)) {
      return wrong("response_format", "Invalid schema for response_format: In context=" + path +
                                          ", 'additionalProperties' is required to be supplied and to be false.");
    }
    const auto* required = find(schema, "required");
    for (const auto& property : properties->get_object()) {
      const json::value name(property.key());
      const bool listed = required != nullptr && required->is_array() &&
                          std::ranges::find(required->get_array(), name) != required->get_array().end();
      if (!listed) {
        return wrong("response_format", "Invalid schema for response_format: In context=" + path +
                                            ", 'required' must list every key of properties. Missing '" +
                                            std::string(property.key()) + "'.");
      }
      auto inner = check_strict(property.value(), path + "." + std::string(property.key()));
      if (!inner) return inner;
    }
  }
  for (const auto* name : {"allOf", "oneOf", "not", "if", "default"}) {
    if (schema.get_object().contains(name)) {
      return wrong("response_format",
                   "Invalid schema for response_format: In context=" + path + ", '" + name + "' is not permitted.");
    }
  }
  if (const auto* items = find(schema, "items")) return check_strict(*items, path + "[]");
  return {};
}

Result<void> read_format(const json::value& format, Question& question) {
  const auto type = find_string(format, "type").value_or("");
  if (type == "text") return {};
  question.wants_json = true;
  if (type == "json_object") return {};
  const auto* wanted = find(format, "json_schema");
  if (type != "json_schema" || wanted == nullptr) return wrong("response_format", "Invalid response_format.");
  const auto name = find_string(*wanted, "name").value_or("");
  const bool good_name = !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!good_name) return wrong("response_format.json_schema.name", "Invalid 'response_format.json_schema.name'.");
  const auto* schema = find(*wanted, "schema");
  if (schema == nullptr || find_string(*schema, "type") != "object") {
    return wrong("response_format",
                 "Invalid schema for response_format: schema must be a JSON Schema of 'type: \"object\"'.");
  }
  if (find_bool(*wanted, "strict").value_or(false)) {
    auto checked = check_strict(*schema, "()");
    if (!checked) return checked;
  }
  const auto* properties = find(*schema, "properties");
  question.wants_verdicts =
      properties != nullptr && find(*properties, "unique_tiles") != nullptr && find(*properties, "tiles") != nullptr;
  return {};
}

}  // namespace

Result<Question> read_question(const json::value& body) {
  if (!body.is_object()) return wrong("", "We could not parse the JSON body of your request.");
  Question question{.model = find_string(body, "model").value_or("")};
  if (question.model.empty()) return wrong("model", "you must provide a model parameter");
  if (!token_price(question.model)) {
    return failure(ErrorKind::not_found,
                   "The model `" + question.model + "` does not exist or you do not have access to it.");
  }
  const auto* messages = find(body, "messages");
  if (messages == nullptr || !messages->is_array() || messages->get_array().empty()) {
    return wrong("messages", "Missing required parameter: 'messages'.");
  }
  std::size_t index = 0;
  for (const auto& message : messages->get_array()) {
    auto read = read_message(message, index++, question);
    if (!read) return std::unexpected(read.error());
  }
  if (reasons(question.model) && find(body, "max_tokens") != nullptr) {
    return wrong("max_tokens",
                 "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                 "'max_completion_tokens' instead.");
  }
  if (reasons(question.model) && find_number(body, "temperature").value_or(1) != 1) {
    return wrong("temperature", "Unsupported value: 'temperature' does not support this value with this model.");
  }
  question.most_tokens =
      find_integer(body, "max_completion_tokens").value_or(find_integer(body, "max_tokens").value_or(0));
  if (const auto* format = find(body, "response_format")) {
    auto read = read_format(*format, question);
    if (!read) return std::unexpected(read.error());
  }
  return question;
}

}  // namespace tessera::sim
