#pragma once
// Replicate's JSON as plain types. Answers are untrusted and older than any schema of them: what is missing, null or of
// another type than expected stays empty. Pure; any thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace tessera::replicate {

enum class Status { starting, processing, succeeded, failed, canceled, aborted, unknown };
/// An unknown status counts as not terminal: whoever waits has a deadline.
[[nodiscard]] constexpr bool is_terminal(Status status) noexcept {
  return status == Status::succeeded || status == Status::failed || status == Status::canceled ||
         status == Status::aborted;
}

struct Prediction {
  std::string id;
  std::string model;    ///< may differ from the one that was asked ("replicate-internal/…")
  std::string version;  ///< "hidden" for official models
  Status status = Status::unknown;
  std::string status_text;
  json::value input;
  json::value output;
  std::string error;  ///< text; any other JSON in its serialised form
  bool data_removed = false;
  std::optional<WallTime> created_at;  ///< its digits differ between create, get and list
  std::optional<WallTime> completed_at;
  json::object metrics;
};

/// How much of predictions is read. Long lists are looked at many times, and of one that is still running only the id,
/// the status, the output and the time of its creation say something new.
enum class Detail { whole, whole_when_finished };

/// Errors: bad_request when it is no JSON object with an id.
[[nodiscard]] Result<Prediction> parse_prediction(const json::value& value, Detail detail = Detail::whole);
[[nodiscard]] Result<Prediction> parse_prediction(std::string_view text);

/// Finished for our purposes: a terminal status, or one of synchronous mode that carries its output already
/// (status "processing" with an output and no completed_at).
[[nodiscard]] bool is_finished(const Prediction& prediction) noexcept;

struct Page {
  std::vector<Prediction> predictions;  ///< newest first
  std::string next;                     ///< URL of the next page; empty on the last
};
/// Items that are no predictions are left out. Errors: bad_request when it is no list.
[[nodiscard]] Result<Page> parse_page(std::string_view text, Detail detail = Detail::whole);

struct UploadedFile {
  std::string url;     ///< given to models as their input
  std::string sha256;  ///< empty when the answer has none
  std::optional<WallTime> expires_at;
};
/// Errors: bad_request without urls.get.
[[nodiscard]] Result<UploadedFile> parse_file(std::string_view text);

struct Account {
  std::string username;
  std::string type;  ///< "user", "organization"
};
[[nodiscard]] Result<Account> parse_account(std::string_view text);

struct Model {
  std::string owner;
  std::string name;
  std::string latest_version;  ///< 64 hexadecimal digits; empty for models without one
  json::value schemas;         ///< "components.schemas" of that version's OpenAPI document; null without one
};
[[nodiscard]] Result<Model> parse_model(std::string_view text);

/// A training is a prediction with logs and an output of its own form.
struct Training {
  Prediction prediction;
  std::string logs;
  std::string weights;  ///< address of the file with the weights; empty while there is none
  std::string version;  ///< "owner/name:version" that it became; empty while there is none
};
/// Errors: bad_request when it is no JSON object with an id.
[[nodiscard]] Result<Training> parse_training(std::string_view text);

/// The first address in an output: a string, an array, or an object with "url" (also inside each other). Nothing when
/// there is none. May be a data URI.
[[nodiscard]] std::optional<std::string> output_address(const json::value& output);

/// Machine time that is billed, seconds; 0 when not told.
[[nodiscard]] double predict_seconds(const Prediction& prediction) noexcept;

/// "owner/name" or "owner/name:version".
struct ModelName {
  std::string owner;
  std::string name;
  std::string version;  ///< empty: the official endpoint
  [[nodiscard]] std::string full() const { return owner + "/" + name; }
};
/// Errors: configuration.
[[nodiscard]] Result<ModelName> parse_model_name(std::string_view text);

/// The value of the Cancel-After header: "600s"; at least 5 s.
[[nodiscard]] std::string cancel_after(std::chrono::seconds limit);

}  // namespace tessera::replicate
