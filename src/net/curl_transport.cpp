#include "net/curl_transport.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "net/curl_errors.h"
#include "net/curl_transfer.h"
#include "net/url.h"

namespace tessera {

namespace {

std::unexpected<Error> not_sent(ErrorKind kind, std::string message) {
  return std::unexpected(Error{.kind = kind, .message = std::move(message), .code = std::string(code_unsent)});
}

/// Method and headers go onto the wire as they are: nothing in them may end a line.
bool is_sound(const HttpRequest& request) {
  const auto breaks = [](std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
  };
  const auto is_token = [](std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F && c != ':' && c != ';'; });
  };
  return is_token(request.method) && std::ranges::all_of(request.headers, [&](const HttpHeader& header) {
           return is_token(header.name) && !breaks(header.value);
         });
}

bool carries_credentials(const HttpRequest& request, const Url& url) {
  constexpr std::array<std::string_view, 6> secret{"authorization", "cookie",      "proxy-authorization",
                                                   "x-api-key",     "x-api-token", "x-amz-security-token"};
  return url.has_user || std::ranges::any_of(request.headers, [&](const HttpHeader& header) {
           return std::ranges::any_of(secret,
                                      [&](std::string_view name) { return same_header_name(header.name, name); });
         });
}

Result<Url> allowed_url(std::string_view text, const HttpRequest& request) {
  Result<Url> url = parse_url(text);
  if (!url) return not_sent(ErrorKind::bad_request, fmt::format("{}: {}", redact_url(text), url.error().message));
  if (url->scheme == "http" && !request.allow_plain_http && !is_loopback_host(url->host)) {
    return not_sent(
        ErrorKind::bad_request,
        fmt::format("{} is plain http, which is accepted for this machine only; use https", redact_url(text)));
  }
  return url;
}

/// Connections to one host that stay open for repeatable requests; browsers settled on six. More than a few wait for
/// the others only when many deliveries arrive at once, over HTTP/1.1: HTTP/2 multiplexes.
constexpr long kept_per_host = 8;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

CurlTransport::CurlTransport(Options options)
    : options_(std::move(options)),
      shared_(CurlLoop::Options{.most_per_host = kept_per_host}),
      fresh_(CurlLoop::Options{.keeps_connections = false}) {}

CurlTransport::~CurlTransport() = default;

Task<Result<HttpResponse>> CurlTransport::send(HttpRequest request) {
  const auto shared = std::make_shared<const HttpRequest>(std::move(request));
  co_return co_await send_shared(shared, shared->timeout);
}

Task<Result<HttpResponse>> CurlTransport::send_shared(std::shared_ptr<const HttpRequest> request,
                                                      std::chrono::milliseconds time_limit) {
  if (!is_sound(*request))
    co_return not_sent(ErrorKind::bad_request, "a header or the method of the request is not valid");
  Result<Url> url = allowed_url(request->url, *request);
  if (!url) co_return std::unexpected(std::move(url.error()));
  const bool reading = request->method == "GET" || request->method == "HEAD";
  const bool follows = request->max_redirects > 0 && reading && request->delivery == Delivery::repeatable &&
                       !carries_credentials(*request, *url);
  const bool local = is_loopback_host(url->host);
  const auto deadline = std::chrono::steady_clock::now() + std::min(request->timeout, time_limit);
  for (int hops = 0;; ++hops) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0)
      co_return not_sent(ErrorKind::deadline, "no time is left for the request to " + url->origin());
    Result<HttpResponse> answer = co_await exchange(request, url->text, left);
    if (!answer || !follows || !is_redirect(answer->status)) co_return answer;
    const auto location = answer->header("location");
    if (!location) co_return answer;
    if (hops == request->max_redirects) {
      co_return not_sent(ErrorKind::bad_request,
                         fmt::format("{} redirects more than {} times", redact_url(request->url), hops));
    }
    const Result<std::string> next = join_url(url->text, *location);
    if (!next) co_return not_sent(ErrorKind::bad_request, next.error().message);
    const bool was_secure = url->scheme == "https";
    url = allowed_url(*next, *request);
    if (!url) co_return std::unexpected(std::move(url.error()));
    if (was_secure && url->scheme == "http") {
      co_return not_sent(ErrorKind::bad_request, redact_url(request->url) + " redirects from https to http");
    }
    // A foreign server must not make us ask services of this machine.
    if (is_loopback_host(url->host) && !local) {
      co_return not_sent(ErrorKind::bad_request, redact_url(request->url) + " redirects to this machine");
    }
    if (url->has_user) co_return not_sent(ErrorKind::bad_request, "a redirect that carries a password is not followed");
  }
}

Task<Result<HttpResponse>> CurlTransport::exchange(std::shared_ptr<const HttpRequest> request, std::string url,
                                                   std::chrono::milliseconds time_limit) {
  const CurlTransfer::Limits limits{.connect_timeout = options_.connect_timeout,
                                    .total_timeout = time_limit,
                                    .stall_timeout = options_.stall_timeout,
                                    .user_agent = options_.user_agent,
                                    .ca_file = options_.ca_file};
  const auto transfer = std::make_shared<CurlTransfer>(request, url, limits);
  const bool once = request->delivery == Delivery::at_most_once;
  const std::shared_ptr<TransportStatistics> statistics = statistics_;
  statistics->requests += 1;
  co_await (once ? fresh_ : shared_).perform(transfer);
  const CurlTransfer::Traffic& traffic = transfer->traffic();
  (once ? statistics->fresh_connections : statistics->connections) += traffic.connections;
  statistics->bytes_sent += traffic.bytes_sent;
  statistics->bytes_received += traffic.bytes_received;
  if (transfer->code() != CURLE_OK) {
    co_return std::unexpected(error_of_transfer(*transfer, request->delivery, redact_url(url)));
  }
  co_return transfer->take_answer();
}

}  // namespace tessera
