#include "providers/runpod/wire.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "net/answers.h"
#include "net/retry_after.h"

namespace tessera::runpod {
namespace {

constexpr std::array<std::pair<std::string_view, JobState>, 7> states = {{{"IN_QUEUE", JobState::queued},
                                                                          {"IN_PROGRESS", JobState::running},
                                                                          {"RUNNING", JobState::running},
                                                                          {"COMPLETED", JobState::completed},
                                                                          {"FAILED", JobState::failed},
                                                                          {"CANCELLED", JobState::cancelled},
                                                                          {"TIMED_OUT", JobState::timed_out}}};

constexpr std::array<std::string_view, 3> endings = {".safetensors", ".tar", ".zip"};
constexpr int deepest_output = 8;

/// What a worker calls an error: text, or any other JSON in its serialised form.
std::string error_in(const json::value& object) {
  const json::value* error = find(object, "error");
  if (error == nullptr) return {};
  return error->is_string() ? std::string(error->get_string()) : json::serialize(*error);
}

double seconds_in(const json::value& job, std::string_view name) {
  return std::max(0.0, find_number(job, name).value_or(0) / 1000);
}

/// "https://host/a/lora.safetensors?signature" ends with ".safetensors".
bool names_file(std::string_view text, std::string_view ending) {
  return text.substr(0, text.find_first_of("?#")).ends_with(ending);
}

bool is_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://") || text.starts_with("s3://");
}

FoundWeights look_for(const json::value& value, std::string_view ending, int depth) {
  if (depth > deepest_output) return {};
  if (const json::string* text = value.if_string()) {
    if (is_address(*text) && names_file(*text, ending)) return WeightsAddress{std::string(*text)};
    return {};
  }
  if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array) {
      FoundWeights found = look_for(item, ending, depth + 1);
      if (found.index() != 0) return found;
    }
    return {};
  }
  const json::object* object = value.if_object();
  if (object == nullptr) return {};
  const std::optional<std::string> data = find_string(value, "data");
  if (data && !is_address(*data) && names_file(find_string(value, "filename").value_or(""), ending)) {
    const std::size_t comma = data->starts_with("data:") ? data->find(',') + 1 : 0;
    Result<Bytes> bytes = from_base64(std::string_view(*data).substr(comma));
    if (bytes && !bytes->empty()) return InlineWeights{std::move(*bytes)};
  }
  for (const auto& member : *object) {
    FoundWeights found = look_for(member.value(), ending, depth + 1);
    if (found.index() != 0) return found;
  }
  return {};
}

}  // namespace

Result<Job> parse_job(std::string_view text) {
  const Result<json::value> value = parse_json(text);
  if (!value) return std::unexpected(value.error());
  Job job;
  job.id = find_string(*value, "id").value_or("");
  if (job.id.empty()) return failure(ErrorKind::bad_request, "the answer is no job: it has no id");
  job.state_text = find_string(*value, "status").value_or("");
  const auto known = std::ranges::find(states, job.state_text, &std::pair<std::string_view, JobState>::first);
  if (known != states.end()) job.state = known->second;
  if (const json::value* output = find(*value, "output")) job.output = *output;
  job.error = error_in(*value);
  if (job.error.empty()) job.error = error_in(job.output);
  job.delay_seconds = seconds_in(*value, "delayTime");
  job.execution_seconds = seconds_in(*value, "executionTime");
  return job;
}

FoundWeights weights_in(const json::value& output) {
  for (const std::string_view ending : endings) {
    FoundWeights found = look_for(output, ending, 0);
    if (found.index() != 0) return found;
  }
  return {};
}

Error error_of_answer(const HttpResponse& answer, std::string_view what) {
  Error error{.kind = error_kind_of_status(answer.status),
              .message = {},
              .provider = std::string(provider_name),
              .http_status = answer.status};
  const Result<json::value> body = parse_json(answer.text());
  const std::string words =
      shown_words(body && body->is_object() && !error_in(*body).empty() ? error_in(*body) : std::string(answer.text()));
  error.message = fmt::format("RunPod answered {} to {}{}{}", answer.status, what, words.empty() ? "" : ": ", words);
  if (error.kind == ErrorKind::throttled || answer.header("retry-after")) error.retry_after = asked_wait(answer);
  return error;
}

Error error_of_job(const Job& job) {
  Error error{
      .kind = ErrorKind::transient, .message = {}, .provider = std::string(provider_name), .code = job.state_text};
  if (job.state == JobState::cancelled || job.state == JobState::timed_out) {
    error.message = fmt::format("RunPod ended job {} as {} before it was done", job.id, job.state_text);
    return error;
  }
  error.kind = ErrorKind::refused;
  const std::string words = shown_words(job.error);
  error.message = fmt::format("job {} failed: {}", job.id, words.empty() ? "no reason was given" : words);
  return error;
}

}  // namespace tessera::runpod
