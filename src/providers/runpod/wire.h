#pragma once
// RunPod's jobs as plain types. Answers are untrusted: what is missing or of another type stays empty. Pure; any
// thread.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/json.h"
#include "net/http.h"

namespace tessera::runpod {

inline constexpr std::string_view provider_name = "runpod";

enum class JobState { queued, running, completed, failed, cancelled, timed_out, unknown };
/// An unknown state counts as not over: whoever waits has a deadline.
[[nodiscard]] constexpr bool is_over(JobState state) noexcept {
  return state == JobState::completed || state == JobState::failed || state == JobState::cancelled ||
         state == JobState::timed_out;
}

struct Job {
  std::string id;
  JobState state = JobState::unknown;
  std::string state_text;
  json::value output;
  std::string error;  ///< of the platform or of the worker, which may say "completed" all the same
  double delay_seconds = 0;
  double execution_seconds = 0;
};
/// Errors: bad_request when it is no JSON object with an id.
[[nodiscard]] Result<Job> parse_job(std::string_view text);

/// Where the weights are that an output tells of.
struct WeightsAddress {
  std::string url;  ///< https:// or s3://
};
struct InlineWeights {
  Bytes bytes;
};
using FoundWeights = std::variant<std::monostate, WeightsAddress, InlineWeights>;
/// Looks everywhere in the output: an address whose path ends with .safetensors (or else .tar or .zip), or an object
/// with "filename" of that kind and "data" in base64. Nothing when there is none.
[[nodiscard]] FoundWeights weights_in(const json::value& output);

/// The Error for an answer whose status is not 2xx.
[[nodiscard]] Error error_of_answer(const HttpResponse& answer, std::string_view what);
/// The Error for a job that ended without a result: refused when the worker said why, transient when it was cancelled
/// or ran out of time.
[[nodiscard]] Error error_of_job(const Job& job);

}  // namespace tessera::runpod
