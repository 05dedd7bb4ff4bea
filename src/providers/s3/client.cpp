#include "providers/s3/client.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "net/retry_after.h"
#include "providers/s3/errors.h"

namespace tessera::s3 {
namespace {

constexpr std::string_view hash_header = "x-amz-meta-sha256";
constexpr std::string_view skewed_code = "RequestTimeTooSkewed";
/// S3 refuses requests that are more than 15 minutes off.
constexpr std::chrono::minutes noticeable_skew(14);
constexpr int most_signings = 4;
constexpr std::chrono::minutes exchange_timeout(5);

/// One signature is used for all repetitions, so they must end well before it is 15 minutes old.
RetryPolicy policy() {
  return RetryPolicy{.max_attempts = 6,
                     .max_time = std::chrono::minutes(5),
                     .longest_wait = std::chrono::minutes(1),
                     .throttle_patience = std::chrono::minutes(5)};
}

ObjectInfo info_of(const HttpResponse& answer) {
  ObjectInfo info{.sha256 = std::string(answer.header(hash_header).value_or("")),
                  .media_type = std::string(answer.header("content-type").value_or(""))};
  const std::string_view length = answer.header("content-length").value_or("");
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
  if (error == std::errc() && !length.empty()) info.size = size;
  return info;
}

/// What the last refusal said, beside the Error.
struct Refusal {
  std::string region;
  std::string code;
  std::optional<WallTime> date;
};

}  // namespace

struct Client::Exchange {
  std::string method;
  ObjectName object;
  std::vector<HttpHeader> headers = {};
  Bytes body = {};
  std::size_t most_bytes = 1U << 20U;
};

Result<Client> Client::create(RetryServices services, Options options) {
  if (options.credentials.access_key.empty() || options.credentials.secret_key.empty()) {
    return failure(ErrorKind::configuration, "S3 needs an access key and its secret");
  }
  if (!is_region_name(options.region)) {
    return failure(ErrorKind::configuration, fmt::format("\"{}\" cannot be an S3 region", options.region));
  }
  std::optional<Endpoint> endpoint;
  if (!options.endpoint.empty()) {
    Result<Endpoint> parsed = parse_endpoint(options.endpoint);
    if (!parsed) return std::unexpected(parsed.error());
    endpoint = std::move(*parsed);
  }
  return Client(services, std::move(options), std::move(endpoint));
}

const std::string& Client::region_of(const std::string& bucket) const {
  const auto known = regions_.find(bucket);
  return known == regions_.end() ? options_.region : known->second;
}

HttpRequest Client::signed_request(const Exchange& exchange) const {
  const std::string& region = region_of(exchange.object.bucket);
  const Address address = address_of(endpoint_, region, exchange.object);
  const Signable signable{
      .method = exchange.method, .host = address.host, .path = address.path, .headers = exchange.headers};
  const std::string hash = to_hex(sha256(exchange.body));
  HttpRequest request{.method = exchange.method,
                      .url = address.url(),
                      .headers = signed_headers(signable, hash, options_.credentials, region, now()),
                      .body = exchange.body,
                      .timeout = exchange_timeout,
                      .max_response_bytes = exchange.most_bytes,
                      .allow_plain_http = endpoint_ && endpoint_->scheme == "http"};
  return request;
}

Task<Result<HttpResponse>> Client::perform(Exchange exchange) {
  const std::string what = fmt::format("{} s3://{}/{}", exchange.method, exchange.object.bucket, exchange.object.key);
  bool clock_corrected = false;
  for (int signing = 1;; ++signing) {
    Refusal refusal;
    RetryOptions options;
    options.policy = policy();
    options.classify = [&refusal, &what](const HttpResponse& answer) -> std::optional<Error> {
      if (answer.status >= 200 && answer.status < 300) return std::nullopt;
      const ErrorDocument document = read_error_document(answer.body);
      refusal = {.region = redirect_region(answer, document),
                 .code = document.code,
                 .date = parse_http_date(answer.header("date").value_or(""))};
      return error_of_answer(answer, document, what);
    };
    HttpRequest request = signed_request(exchange);
    RetryOutcome outcome = co_await send_with_retries(services_, std::move(request), std::move(options));
    if (outcome.answer || signing >= most_signings) co_return std::move(outcome.answer);

    const std::string& used_region = region_of(exchange.object.bucket);
    if (!refusal.region.empty() && refusal.region != used_region) {
      log_info("s3.region", {{"bucket", exchange.object.bucket}, {"region", refusal.region}});
      regions_.insert_or_assign(exchange.object.bucket, refusal.region);
      continue;
    }
    // The answer to HEAD has no body, so there the date alone tells.
    const WallTime::duration skew = refusal.date ? *refusal.date - now() : WallTime::duration(0);
    const bool skewed =
        refusal.code == skewed_code ||
        (refusal.code.empty() && outcome.answer.error().http_status == 403 && std::chrono::abs(skew) > noticeable_skew);
    if (!skewed || !refusal.date || clock_corrected) co_return std::move(outcome.answer);
    clock_corrected = true;
    clock_correction_ += skew;
    log_warning("s3.clock", {{"off_by_seconds", std::chrono::duration_cast<std::chrono::seconds>(skew).count()}});
  }
}

Task<Result<void>> Client::put(ObjectName object, Bytes bytes, std::string media_type) {
  Exchange exchange{.method = "PUT", .object = std::move(object)};
  exchange.headers.push_back({"content-type", std::move(media_type)});
  exchange.headers.push_back({std::string(hash_header), blob_id(bytes).text()});
  exchange.body = std::move(bytes);
  const Result<HttpResponse> answer = co_await perform(std::move(exchange));
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>();
}

Task<Result<ObjectInfo>> Client::head(ObjectName object) {
  Exchange exchange{.method = "HEAD", .object = std::move(object)};
  const Result<HttpResponse> answer = co_await perform(std::move(exchange));
  if (!answer) co_return std::unexpected(answer.error());
  co_return info_of(*answer);
}

Task<Result<Object>> Client::get(ObjectName object, std::size_t most_bytes) {
  Exchange exchange{.method = "GET", .object = std::move(object), .most_bytes = most_bytes};
  Result<HttpResponse> answer = co_await perform(std::move(exchange));
  if (!answer) co_return std::unexpected(answer.error());
  Object out{.info = info_of(*answer), .bytes = std::move(answer->body)};
  if (!out.info.sha256.empty() && out.info.sha256 != blob_id(out.bytes).text()) {
    co_return failure(ErrorKind::corrupt, "an object of S3 does not have the SHA-256 that is noted with it");
  }
  co_return out;
}

std::string Client::presigned_get(const ObjectName& object, std::chrono::seconds expires) const {
  const std::string& region = region_of(object.bucket);
  const Address address = address_of(endpoint_, region, object);
  const Signable signable{.method = "GET", .host = address.host, .path = address.path};
  return address.url() + "?" + presigned_query(signable, options_.credentials, region, now(), expires);
}

std::string Client::public_url(const ObjectName& object) const {
  return address_of(endpoint_, region_of(object.bucket), object).url();
}

}  // namespace tessera::s3
