#include "providers/openai/endpoint.h"

#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "net/url.h"
#include "providers/openai/errors.h"

namespace tessera::openai {
namespace {

constexpr std::string_view picture_key = "picture";
constexpr int most_dialects = 4;

/// The pipeline sends JPEG; a caller of his own may send PNG.
std::string_view media_type_of(ByteView bytes) {
  constexpr std::string_view png_signature = "\x89PNG";
  return as_text(bytes).starts_with(png_signature) ? "image/png" : "image/jpeg";
}

/// What is recorded before the request leaves: all of it but the picture's bytes.
std::string record_of(const json::object& body, const BlobId& picture) {
  json::object record{{"sha256_of_picture", picture.text()}};
  for (const auto& member : body) {
    if (member.key() != "messages") record[member.key()] = member.value();
  }
  return canonical_json(record);
}

bool is_about_parameters(int status) { return status == 400 || status == 422; }

}  // namespace

Endpoint::Endpoint(RetryServices services, BlobReader& blobs, Options options)
    : services_(services),
      blobs_(blobs),
      options_(std::move(options)),
      dialect_{.token_limit = options_.token_limit, .reply_format = options_.reply_format} {
  const Result<Url> url = parse_url(options_.base_url);
  if (url && url->path == "/") options_.base_url = append_path(options_.base_url, "v1");
}

HttpRequest Endpoint::request(std::string method, std::string_view path) const {
  HttpRequest out{.method = std::move(method), .url = append_path(options_.base_url, path)};
  out.headers.push_back({"Authorization", "Bearer " + options_.api_key.reveal()});
  out.headers.push_back({"Accept", "application/json"});
  if (!options_.organisation.empty()) out.headers.push_back({"OpenAI-Organization", options_.organisation});
  if (!options_.project.empty()) out.headers.push_back({"OpenAI-Project", options_.project});
  return out;
}

Task<Result<Accepted>> Endpoint::submit(CallSpec spec, SubmitContext context) {
  const Result<Question> question = question_of(spec.input);
  if (!question) co_return std::unexpected(question.error());
  const json::value* reference = spec.input.if_contains(picture_key);
  const std::optional<BlobId> blob = reference == nullptr ? std::nullopt : referenced_blob(*reference);
  if (!blob) co_return failure(ErrorKind::internal, "a question to a judge has no picture");

  for (int tried = 1;; ++tried) {
    const Dialect dialect = dialect_;
    HttpRequest create = request("POST", "chat/completions");
    create.headers.push_back({"Content-Type", "application/json"});
    create.delivery = Delivery::at_most_once;
    create.timeout = spec.time_limit;
    const auto make_body = [&]() -> Task<Result<Bytes>> {
      const Result<Bytes> picture = co_await blobs_.read(*blob);
      if (!picture) co_return std::unexpected(picture.error());
      const std::string picture_url = fmt::format("data:{};base64,{}", media_type_of(*picture), to_base64(*picture));
      const json::object body = request_body(*question, spec.model, picture_url, options_.reasoning_effort, dialect);
      const Result<void> recorded = co_await context.about_to_send(record_of(body, *blob));
      if (!recorded) co_return std::unexpected(recorded.error());
      co_return to_bytes(json::serialize(body));
    };
    std::string refused_with;
    RetryOptions options;
    options.run = context.run;
    options.make_body = make_body;
    options.classify = [&refused_with, &spec](const HttpResponse& answer) -> std::optional<Error> {
      if (answer.status >= 200 && answer.status < 300) return std::nullopt;
      if (is_about_parameters(answer.status)) refused_with = std::string(answer.text());
      return error_of_answer(answer, spec.model);
    };
    RetryOutcome outcome = co_await send_with_retries(services_, std::move(create), std::move(options));
    if (outcome.answer) {
      CallOutput output{.bytes = std::move(outcome.answer->body), .media_type = "application/json"};
      const Result<json::value> answer = parse_json(as_text(output.bytes));
      output.used = usage_of(answer ? *answer : json::value(), spec.most);
      output.detail["request_id"] = outcome.answer->header("x-request-id").value_or("");
      co_return Accepted{.remote_id = {}, .output = std::move(output)};
    }
    const std::optional<Dialect> next = next_dialect(dialect, refused_with);
    const bool about_parameters = !refused_with.empty() && outcome.answer.error().kind == ErrorKind::bad_request;
    if (!about_parameters || !next || tried >= most_dialects) {
      co_return std::unexpected(std::move(outcome.answer.error()));
    }
    if (dialect_ == dialect) dialect_ = *next;
    log_info("openai.dialect", {{"cause", outcome.answer.error().message}});
  }
}

Task<Result<CallOutput>> Endpoint::collect(CallSpec, std::string, AboutToFetch) {
  co_return std::unexpected(Error{.kind = ErrorKind::data_gone,
                                  .message = "the vision server keeps no replies",
                                  .provider = std::string(provider_name)});
}

Task<Result<Finding>> Endpoint::find(CallSpec, std::string, WallTime, std::set<std::string>) {
  co_return Finding{.kind = Finding::Kind::cannot_ask};
}

Task<void> Endpoint::cancel(std::string) { co_return; }

Task<Result<void>> Endpoint::check_model(std::string model) {
  RetryServices services = services_;
  services.limiter = nullptr;
  RetryOptions options;
  options.classify = [&model](const HttpResponse& answer) -> std::optional<Error> {
    if (answer.status >= 200 && answer.status < 300) return std::nullopt;
    return error_of_answer(answer, model);
  };
  HttpRequest get = request("GET", "models/" + percent_encode_path(model));
  const RetryOutcome outcome = co_await send_with_retries(services, std::move(get), std::move(options));
  if (!outcome.answer) co_return std::unexpected(outcome.answer.error());
  co_return Result<void>();
}

}  // namespace tessera::openai
