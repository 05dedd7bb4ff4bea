#include "providers/replicate/client.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "net/url.h"
#include "providers/replicate/errors.h"

namespace tessera::replicate {
namespace {

/// What is large gets a second for every 100 kB.
constexpr std::chrono::minutes upload_timeout(5);
constexpr std::chrono::minutes download_timeout(3);
constexpr std::size_t least_bytes_a_second = 100'000;
/// Of a model that is only written to; what runs the result later is chosen there.
constexpr std::string_view destination_hardware = "gpu-t4";
constexpr int download_redirects = 5;

std::chrono::seconds time_for(std::size_t bytes) { return std::chrono::seconds(bytes / least_bytes_a_second); }

bool is_in_domain(std::string_view host, std::string_view domain) {
  return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

struct MultipartBody {
  Bytes bytes;
  std::string media_type;
};

MultipartBody multipart(ByteView content, std::string_view media_type, std::string_view file_name) {
  // A hash of the content stands in the content with a probability of nothing: no search for a free boundary.
  const std::string boundary = "tessera-" + to_hex(sha256(content)).substr(0, 40);
  const std::string head = fmt::format(
      "--{}\r\nContent-Disposition: form-data; name=\"content\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n", boundary,
      file_name, media_type);
  const std::string tail = fmt::format("\r\n--{}--\r\n", boundary);
  MultipartBody body{.bytes = {}, .media_type = "multipart/form-data; boundary=" + boundary};
  body.bytes.reserve(head.size() + content.size() + tail.size());
  body.bytes.insert(body.bytes.end(), head.begin(), head.end());
  body.bytes.insert(body.bytes.end(), content.begin(), content.end());
  body.bytes.insert(body.bytes.end(), tail.begin(), tail.end());
  return body;
}

std::optional<Error> refusal(const HttpResponse& answer, std::string_view what) {
  if (answer.status >= 200 && answer.status < 300) return std::nullopt;
  return error_of_answer(answer, what);
}

template <class T>
Result<T> with_provider(Result<T> result, std::string_view what) {
  if (!result) {
    result.error().provider = std::string(provider_name);
    result.error().message = fmt::format("Replicate, asked to {}: {}", what, result.error().message);
  }
  return result;
}

}  // namespace

Client::Client(RetryServices services, const std::string& base_url, Secret token)
    : services_(services), base_(base_url), token_(std::move(token)) {
  const Result<Url> url = parse_url(base_);
  if (url && url->path == "/") base_ = append_path(base_, "v1");
}

HttpRequest Client::request(std::string method, std::string url) const {
  return HttpRequest{.method = std::move(method),
                     .url = std::move(url),
                     .headers = {{"Authorization", "Bearer " + token_.reveal()}, {"Accept", "application/json"}}};
}

Task<Result<HttpResponse>> Client::exchange(HttpRequest request, std::string what, Repetition repetition) {
  Result<HttpResponse> answer;
  if (repetition == Repetition::none) {
    answer = co_await services_.transport.send(std::move(request));
    if (answer) {
      std::optional<Error> refused = refusal(*answer, what);
      if (refused) answer = std::unexpected(std::move(*refused));
    }
  } else {
    RetryServices services = services_;
    services.limiter = nullptr;
    RetryOptions options;
    // Room for a second try of what is large.
    options.policy.max_time = std::max(options.policy.max_time, request.timeout * 2);
    options.classify = [what = std::move(what)](const HttpResponse& got) { return refusal(got, what); };
    RetryOutcome outcome = co_await send_with_retries(services, std::move(request), std::move(options));
    answer = std::move(outcome.answer);
  }
  if (!answer) answer.error().provider = std::string(provider_name);
  co_return answer;
}

Task<Result<Prediction>> Client::create(ModelName model, MakeInput make_input, std::chrono::seconds time_limit,
                                        RunId run) {
  const std::string path =
      model.version.empty() ? fmt::format("models/{}/predictions", model.full()) : std::string("predictions");
  HttpRequest create = create_request(path);
  create.headers.push_back({"Cancel-After", cancel_after(time_limit)});
  const auto make_body = [&make_input, &model]() -> Task<Result<Bytes>> {
    Result<json::object> input = co_await make_input();
    if (!input) co_return std::unexpected(std::move(input.error()));
    json::object body{{"input", std::move(*input)}};
    if (!model.version.empty()) body["version"] = model.version;
    co_return to_bytes(json::serialize(body));
  };
  co_return co_await create_once<Prediction>(std::move(create), fmt::format("create a prediction of {}", model.full()),
                                             std::move(run), make_body, parse_prediction);
}

HttpRequest Client::create_request(const std::string& path) const {
  HttpRequest create = request("POST", append_path(base_, path));
  create.headers.push_back({"Content-Type", "application/json"});
  create.delivery = Delivery::at_most_once;
  return create;
}

template <class T>
Task<Result<T>> Client::create_once(HttpRequest create, std::string what, RunId run,
                                    std::function<Task<Result<Bytes>>()> make_body,
                                    Result<T> (*parse)(std::string_view)) {
  RetryOptions options;
  options.run = std::move(run);
  options.classify = [what](const HttpResponse& got) { return refusal(got, what); };
  options.make_body = std::move(make_body);
  const RetryOutcome outcome = co_await send_with_retries(services_, std::move(create), std::move(options));
  if (!outcome.answer) {
    Error error = outcome.answer.error();
    if (outcome.ending != Ending::held_back) error.provider = std::string(provider_name);
    co_return std::unexpected(std::move(error));
  }
  Result<T> created = with_provider(parse(outcome.answer->text()), what);
  if (!created) created.error().kind = ErrorKind::unknown_outcome;  // it was executed, but under which id?
  co_return created;
}

Task<Result<Training>> Client::create_training(ModelName trainer, std::string destination, json::object input,
                                               RunId run, std::function<Task<Result<void>>()> about_to_send) {
  const json::object body{{"destination", destination}, {"input", std::move(input)}};
  HttpRequest create =
      create_request(fmt::format("models/{}/versions/{}/trainings", trainer.full(), percent_encode(trainer.version)));
  const auto make_body = [&body, &about_to_send]() -> Task<Result<Bytes>> {
    const Result<void> allowed = co_await about_to_send();
    if (!allowed) co_return std::unexpected(allowed.error());
    co_return to_bytes(json::serialize(body));
  };
  co_return co_await create_once<Training>(std::move(create),
                                           fmt::format("create a training of {} for {}", trainer.full(), destination),
                                           std::move(run), make_body, parse_training);
}

Task<Result<Training>> Client::training(std::string id) {
  const std::string what = "show training " + id;
  HttpRequest get = request("GET", append_path(base_, "trainings/" + percent_encode(id)));
  const Result<HttpResponse> answer = co_await exchange(std::move(get), what, Repetition::none);
  if (!answer) co_return std::unexpected(answer.error());
  co_return with_provider(parse_training(answer->text()), what);
}

Task<Result<Training>> Client::cancel_training(std::string id) {
  const std::string what = "cancel training " + id;
  HttpRequest cancel = request("POST", append_path(base_, fmt::format("trainings/{}/cancel", percent_encode(id))));
  const Result<HttpResponse> answer = co_await exchange(std::move(cancel), what, Repetition::usual);
  if (!answer) co_return std::unexpected(answer.error());
  co_return with_provider(parse_training(answer->text()), what);
}

Task<Result<Page>> Client::list_trainings() { co_return co_await list_further(append_path(base_, "trainings")); }

Task<Result<void>> Client::create_model(ModelName name) {
  const json::object body{
      {"owner", name.owner}, {"name", name.name}, {"visibility", "private"}, {"hardware", destination_hardware}};
  HttpRequest create = request("POST", append_path(base_, "models"));
  create.headers.push_back({"Content-Type", "application/json"});
  create.body = to_bytes(json::serialize(body));
  const Result<HttpResponse> answer =
      co_await exchange(std::move(create), "create the model " + name.full(), Repetition::usual);
  constexpr int exists_already = 409;
  if (!answer && answer.error().http_status != exists_already) co_return std::unexpected(answer.error());
  co_return Result<void>();
}

Task<Result<Prediction>> Client::get(std::string id) {
  const std::string what = "show prediction " + id;
  HttpRequest get = request("GET", append_path(base_, "predictions/" + percent_encode(id)));
  const Result<HttpResponse> answer = co_await exchange(std::move(get), what, Repetition::none);
  if (!answer) co_return std::unexpected(answer.error());
  co_return with_provider(parse_prediction(answer->text()), what);
}

Task<Result<Prediction>> Client::cancel(std::string id) {
  const std::string what = "cancel prediction " + id;
  HttpRequest cancel = request("POST", append_path(base_, fmt::format("predictions/{}/cancel", percent_encode(id))));
  const Result<HttpResponse> answer = co_await exchange(std::move(cancel), what, Repetition::none);
  if (!answer) co_return std::unexpected(answer.error());
  co_return with_provider(parse_prediction(answer->text()), what);
}

Task<Result<Page>> Client::list(WallTime time, Detail detail) {
  const std::string query = query_string({{"created_after", to_iso8601(time)}});
  co_return co_await list_further(append_path(base_, "predictions") + "?" + query, detail);
}

Task<Result<Page>> Client::list_further(std::string next, Detail detail) {
  const Result<Url> own = parse_url(base_);
  const Result<Url> there = parse_url(next);
  if (!own || !there || there->has_user || there->origin() != own->origin()) {
    co_return failure(
        ErrorKind::bad_request,
        fmt::format("the list of predictions goes on at {}, which is not Replicate's own address", redact_url(next)));
  }
  const Result<HttpResponse> answer =
      co_await exchange(request("GET", std::move(next)), "list predictions", Repetition::none);
  if (!answer) co_return std::unexpected(answer.error());
  co_return with_provider(parse_page(answer->text(), detail), "list predictions");
}

Task<Result<UploadedFile>> Client::upload(Bytes bytes, std::string media_type, std::string file_name) {
  MultipartBody body = multipart(bytes, media_type, file_name);
  HttpRequest upload = request("POST", append_path(base_, "files"));
  upload.headers.push_back({"Content-Type", std::move(body.media_type)});
  upload.body = std::move(body.bytes);
  upload.timeout = std::max<std::chrono::milliseconds>(upload_timeout, time_for(bytes.size()));
  const Result<HttpResponse> answer = co_await exchange(std::move(upload), "take a file", Repetition::usual);
  if (!answer) co_return std::unexpected(answer.error());
  Result<UploadedFile> file = with_provider(parse_file(answer->text()), "take a file");
  if (file && !file->sha256.empty() && file->sha256 != blob_id(bytes).text()) {
    co_return failure(ErrorKind::transient, "Replicate received other bytes than were uploaded");
  }
  co_return file;
}

Task<Result<Account>> Client::account() {
  const Result<HttpResponse> answer =
      co_await exchange(request("GET", append_path(base_, "account")), "show the account", Repetition::usual);
  if (!answer) co_return std::unexpected(answer.error());
  co_return with_provider(parse_account(answer->text()), "show the account");
}

Task<Result<Model>> Client::model(ModelName name) {
  const std::string what = "show model " + name.full();
  HttpRequest get = request("GET", append_path(base_, "models/" + name.full()));
  const Result<HttpResponse> answer = co_await exchange(std::move(get), what, Repetition::usual);
  if (!answer) co_return std::unexpected(answer.error());
  co_return with_provider(parse_model(answer->text()), what);
}

bool Client::may_see_token(const std::string& url) const {
  const Result<Url> there = parse_url(url);
  const Result<Url> own = parse_url(base_);
  if (!there || there->has_user) return false;
  if (own && there->origin() == own->origin()) return true;
  return there->scheme == "https" && is_in_domain(there->host, "replicate.delivery");
}

Task<Result<HttpResponse>> Client::download(std::string address, std::size_t most_bytes) {
  if (address.starts_with("data:")) co_return read_data_uri(address);
  const std::string what = "deliver " + redact_url(address);
  HttpRequest get{.url = address, .timeout = download_timeout, .max_redirects = download_redirects};
  if (most_bytes > get.max_response_bytes) get.timeout = time_for(most_bytes);
  get.max_response_bytes = most_bytes;
  Result<HttpResponse> answer = co_await exchange(get, what, Repetition::usual);
  if (!answer && answer.error().kind == ErrorKind::authentication && may_see_token(address)) {
    get.headers.push_back({"Authorization", "Bearer " + token_.reveal()});
    get.max_redirects = 0;
    answer = co_await exchange(std::move(get), what, Repetition::usual);
  }
  if (!answer && (answer.error().http_status == 404 || answer.error().http_status == 410)) {
    answer.error().kind = ErrorKind::data_gone;
  }
  co_return answer;
}

Result<HttpResponse> read_data_uri(std::string_view uri) {
  const std::size_t comma = uri.find(',');
  if (!uri.starts_with("data:") || comma == std::string_view::npos) {
    return failure(ErrorKind::bad_request, "an address that starts with \"data:\" holds no data");
  }
  std::string_view head = uri.substr(5, comma - 5);
  if (!head.ends_with(";base64")) return failure(ErrorKind::bad_request, "a data URI is not in base64");
  head = head.substr(0, head.find(';'));
  Result<Bytes> bytes = from_base64(uri.substr(comma + 1));
  if (!bytes) return std::unexpected(bytes.error());
  HttpResponse answer{.status = 200, .headers = {}, .body = std::move(*bytes)};
  answer.headers.push_back({"Content-Type", std::string(head)});
  return answer;
}

}  // namespace tessera::replicate
