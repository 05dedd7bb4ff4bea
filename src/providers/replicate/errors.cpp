#include "providers/replicate/errors.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include <fmt/format.h>

#include "net/answers.h"
#include "net/retry_after.h"

namespace tessera::replicate {
namespace {

/// "input.output_format: must be one of …" for each, when the detail does not name it already.
std::string invalid_fields(const json::value& problem, std::string_view detail) {
  const json::value* fields = find(problem, "invalid_fields");
  if (fields == nullptr || !fields->is_array()) return {};
  std::string out;
  for (const json::value& field : fields->get_array()) {
    const std::string name = find_string(field, "field").value_or("");
    const std::string why = find_string(field, "description").value_or(find_string(field, "type").value_or(""));
    if (!why.empty() && detail.find(why) != std::string_view::npos) continue;
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", name, why);
  }
  return out;
}

std::string words_of(const HttpResponse& answer) {
  const Result<json::value> problem = parse_json(answer.text());
  if (!problem || !problem->is_object()) {
    const bool html = answer.text().find('<') != std::string_view::npos &&
                      (answer.text().find("<html") != std::string_view::npos ||
                       answer.text().find("<!DOCTYPE") != std::string_view::npos);
    return html ? "a web page instead of an answer" : shown_words(answer.text());
  }
  const std::string title = find_string(*problem, "title").value_or("");
  const std::string detail = find_string(*problem, "detail").value_or(find_string(*problem, "error").value_or(""));
  std::string out = title;
  for (const std::string& part : {detail, invalid_fields(*problem, detail)}) {
    if (part.empty()) continue;
    if (!out.empty()) out += ": ";
    out += part;
  }
  return shown_words(out);
}

struct FailureCode {
  std::string_view code;
  ErrorKind kind;
};

// E1000 … E9825: the provider's page on error codes. E003 … E006, E9828 and PA: seen in public reports.
constexpr std::array<FailureCode, 14> failure_codes = {{{"E003", ErrorKind::transient},
                                                        {"E004", ErrorKind::transient},
                                                        {"E005", ErrorKind::refused},
                                                        {"E006", ErrorKind::bad_request},
                                                        {"E1000", ErrorKind::transient},
                                                        {"E1001", ErrorKind::bad_request},
                                                        {"E4875", ErrorKind::bad_request},
                                                        {"E6716", ErrorKind::transient},
                                                        {"E8367", ErrorKind::transient},
                                                        {"E8765", ErrorKind::transient},
                                                        {"E9243", ErrorKind::bad_request},
                                                        {"E9825", ErrorKind::transient},
                                                        {"E9828", ErrorKind::transient},
                                                        {"PA", ErrorKind::transient}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "E005" from "(E005)", "(E9828: abc)" and "(E1001) (id)"; "PA" from "(code: PA)". Empty when there is none.
std::string code_in(std::string_view text) {
  for (std::size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
    std::string_view inside = text.substr(open + 1);
    std::size_t length = 0;
    if (inside.starts_with("code: ")) {
      inside.remove_prefix(6);
      while (length < inside.size() && (std::isupper(static_cast<unsigned char>(inside[length])) != 0 ||
                                        (length > 0 && is_digit(inside[length])))) {
        ++length;
      }
    } else if (inside.starts_with('E')) {
      length = 1;
      while (length < inside.size() && is_digit(inside[length])) ++length;
      if (length < 4) continue;
    }
    if (length > 0 && length <= 8) return std::string(inside.substr(0, length));
  }
  return {};
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::ranges::any_of(words, [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// For texts without a code that is known.
ErrorKind kind_of_words(std::string_view text) {
  if (contains_any(text, {"flagged as sensitive", "nsfw", "content policy", "moderat"})) return ErrorKind::refused;
  if (contains_any(text, {"greater than the max size", "out of memory", "invalid input", "cannot identify image",
                          "validation error"})) {
    return ErrorKind::bad_request;
  }
  return ErrorKind::transient;
}

}  // namespace

Error error_of_answer(const HttpResponse& answer, std::string_view what) {
  Error error{.kind = error_kind_of_status(answer.status),
              .message = {},
              .provider = std::string(provider_name),
              .http_status = answer.status};
  const std::string words = words_of(answer);
  error.message = fmt::format("Replicate answered {} to {}{}{}", answer.status, what, words.empty() ? "" : ": ", words);
  // `ratelimit-reset` stands on every answer: only a throttled one means it, others ask by Retry-After.
  if (error.kind == ErrorKind::throttled || answer.header("retry-after")) error.retry_after = asked_wait(answer);
  return error;
}

Error error_of_prediction(const Prediction& prediction) {
  Error error{.kind = ErrorKind::transient, .message = {}, .provider = std::string(provider_name)};
  if (prediction.status != Status::failed) {
    error.code = prediction.status_text;
    error.message = fmt::format("Replicate ended prediction {} as \"{}\" before it was done", prediction.id,
                                prediction.status_text);
    return error;
  }
  error.code = code_in(prediction.error);
  const auto known = std::ranges::find(failure_codes, error.code, &FailureCode::code);
  error.kind = known == failure_codes.end() ? kind_of_words(prediction.error) : known->kind;
  const std::string words = shown_words(prediction.error);
  error.message = fmt::format("prediction {} failed: {}", prediction.id, words.empty() ? "no reason was given" : words);
  return error;
}

Error error_of_training(const Prediction& training) {
  Error error = error_of_prediction(training);
  constexpr std::string_view called = "prediction";
  if (const std::size_t at = error.message.find(called); at != std::string::npos) {
    error.message.replace(at, called.size(), "training");
  }
  if (training.status == Status::failed && error.code.empty() && error.kind == ErrorKind::transient) {
    error.kind = ErrorKind::refused;
  }
  return error;
}

Error while_collecting(Error error) {
  if (error.kind == ErrorKind::transient || error.kind == ErrorKind::unknown_outcome ||
      error.kind == ErrorKind::throttled || error.kind == ErrorKind::bad_request ||
      error.kind == ErrorKind::not_found || error.kind == ErrorKind::deadline) {
    error.kind = ErrorKind::io;
  }
  return error;
}

}  // namespace tessera::replicate
