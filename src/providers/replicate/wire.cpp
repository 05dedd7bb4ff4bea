#include "providers/replicate/wire.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace tessera::replicate {
namespace {

constexpr std::array<std::pair<std::string_view, Status>, 6> statuses = {{{"starting", Status::starting},
                                                                          {"processing", Status::processing},
                                                                          {"succeeded", Status::succeeded},
                                                                          {"failed", Status::failed},
                                                                          {"canceled", Status::canceled},
                                                                          {"aborted", Status::aborted}}};

Status status_of(std::string_view text) {
  const auto found = std::ranges::find(statuses, text, &std::pair<std::string_view, Status>::first);
  return found == statuses.end() ? Status::unknown : found->second;
}

std::optional<WallTime> find_time(const json::value& object, std::string_view key) {
  const json::value* text = find(object, key);
  if (text == nullptr || !text->is_string()) return std::nullopt;
  const Result<WallTime> time = parse_iso8601(text->get_string());
  return time ? std::optional(*time) : std::nullopt;
}

Result<json::value> parse_object(std::string_view text, json::storage_ptr storage = {}) {
  Result<json::value> value = parse_json(text, std::move(storage));
  if (value && !value->is_object()) return failure(ErrorKind::bad_request, "the answer is no JSON object");
  return value;
}

constexpr int deepest_output = 4;

std::optional<std::string> address_in(const json::value& output, int depth) {
  if (depth > deepest_output) return std::nullopt;
  if (const json::string* text = output.if_string()) {
    if (text->empty()) return std::nullopt;
    return std::string(*text);
  }
  if (const json::array* array = output.if_array()) {
    for (const json::value& item : *array) {
      if (std::optional<std::string> found = address_in(item, depth + 1)) return found;
    }
    return std::nullopt;
  }
  const json::value* url = find(output, "url");
  return url == nullptr ? std::nullopt : address_in(*url, depth + 1);
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  }) && text.find_first_not_of('.') != std::string_view::npos;
}

}  // namespace

Result<Prediction> parse_prediction(const json::value& value, Detail detail) {
  std::optional<std::string> id = find_string(value, "id");
  if (!id || id->empty()) return failure(ErrorKind::bad_request, "the answer is no prediction: it has no id");
  Prediction out;
  out.id = std::move(*id);
  out.status_text = find_string(value, "status").value_or("");
  out.status = status_of(out.status_text);
  out.created_at = find_time(value, "created_at");
  out.completed_at = find_time(value, "completed_at");
  if (const json::value* output = find(value, "output")) out.output = *output;
  if (detail == Detail::whole_when_finished && !is_finished(out)) return out;
  out.model = find_string(value, "model").value_or("");
  out.version = find_string(value, "version").value_or("");
  if (const json::value* input = find(value, "input")) out.input = *input;
  if (const json::value* error = find(value, "error")) {
    out.error = error->is_string() ? std::string(error->get_string()) : json::serialize(*error);
  }
  out.data_removed = find_bool(value, "data_removed").value_or(false);
  if (const json::value* metrics = find(value, "metrics"); metrics != nullptr && metrics->is_object()) {
    out.metrics = metrics->get_object();
  }
  return out;
}

Result<Prediction> parse_prediction(std::string_view text) {
  const Result<json::value> value = parse_json(text);
  if (!value) return std::unexpected(value.error());
  return parse_prediction(*value);
}

bool is_finished(const Prediction& prediction) noexcept {
  if (is_terminal(prediction.status)) return true;
  return prediction.status == Status::processing && !prediction.completed_at && prediction.output.is_string() &&
         prediction.output.get_string().starts_with("data:");
}

Result<Page> parse_page(std::string_view text, Detail detail) {
  json::monotonic_resource arena(text.size());
  const Result<json::value> value = parse_object(text, &arena);
  if (!value) return std::unexpected(value.error());
  const json::value* results = find(*value, "results");
  if (results == nullptr || !results->is_array()) {
    return failure(ErrorKind::bad_request, "the answer is no list of predictions");
  }
  Page page;
  page.next = find_string(*value, "next").value_or("");
  for (const json::value& item : results->get_array()) {
    Result<Prediction> prediction = parse_prediction(item, detail);
    if (prediction) page.predictions.push_back(std::move(*prediction));
  }
  return page;
}

Result<UploadedFile> parse_file(std::string_view text) {
  const Result<json::value> value = parse_object(text);
  if (!value) return std::unexpected(value.error());
  const json::value* urls = find(*value, "urls");
  std::optional<std::string> url = urls == nullptr ? std::nullopt : find_string(*urls, "get");
  if (!url || url->empty()) return failure(ErrorKind::bad_request, "the answer to the upload has no address");
  UploadedFile file{.url = std::move(*url), .sha256 = {}, .expires_at = find_time(*value, "expires_at")};
  if (const json::value* sums = find(*value, "checksums")) file.sha256 = find_string(*sums, "sha256").value_or("");
  return file;
}

Result<Account> parse_account(std::string_view text) {
  const Result<json::value> value = parse_object(text);
  if (!value) return std::unexpected(value.error());
  return Account{.username = find_string(*value, "username").value_or(""),
                 .type = find_string(*value, "type").value_or("")};
}

Result<Model> parse_model(std::string_view text) {
  const Result<json::value> value = parse_object(text);
  if (!value) return std::unexpected(value.error());
  Model model{.owner = find_string(*value, "owner").value_or(""),
              .name = find_string(*value, "name").value_or(""),
              .latest_version = {},
              .schemas = {}};
  const json::value* version = find(*value, "latest_version");
  if (version == nullptr) return model;
  model.latest_version = find_string(*version, "id").value_or("");
  const json::value* part = version;
  for (const std::string_view name : {"openapi_schema", "components", "schemas"}) {
    part = part == nullptr ? nullptr : find(*part, name);
  }
  if (part != nullptr) model.schemas = *part;
  return model;
}

Result<Training> parse_training(std::string_view text) {
  const Result<json::value> value = parse_json(text);
  if (!value) return std::unexpected(value.error());
  Result<Prediction> prediction = parse_prediction(*value);
  if (!prediction) return std::unexpected(prediction.error());
  Training training{.prediction = std::move(*prediction), .logs = {}, .weights = {}, .version = {}};
  training.logs = find_string(*value, "logs").value_or("");
  const json::value& output = training.prediction.output;
  training.version = find_string(output, "version").value_or("");
  const json::value* weights = find(output, "weights");
  training.weights = output_address(weights == nullptr ? output : *weights).value_or("");
  return training;
}

std::optional<std::string> output_address(const json::value& output) { return address_in(output, 0); }

double predict_seconds(const Prediction& prediction) noexcept {
  const json::value* time = prediction.metrics.if_contains("predict_time");
  if (time == nullptr) return 0;
  boost::system::error_code error;
  const auto seconds = time->to_number<double>(error);
  return error || seconds < 0 ? 0 : seconds;
}

Result<ModelName> parse_model_name(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view full = text.substr(0, colon);
  const std::size_t slash = full.find('/');
  ModelName name;
  if (slash != std::string_view::npos) {
    name.owner = std::string(full.substr(0, slash));
    name.name = std::string(full.substr(slash + 1));
    if (colon < text.size()) name.version = std::string(text.substr(colon + 1));
  }
  if (!is_name(name.owner) || !is_name(name.name) || (colon < text.size() && !is_name(name.version))) {
    return failure(ErrorKind::configuration,
                   fmt::format("\"{}\" is no model name: owner/name or owner/name:version is wanted", text));
  }
  return name;
}

std::string cancel_after(std::chrono::seconds limit) {
  constexpr std::chrono::seconds shortest(5);
  return fmt::format("{}s", std::max(limit, shortest).count());
}

}  // namespace tessera::replicate
