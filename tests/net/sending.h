#pragma once
// Requests in tests: sent over a real transport, in real time.

#include <string>
#include <utility>

#include "async/spawned.h"
#include "net/http.h"

namespace tessera::test {

inline HttpRequest get(std::string url) { return {.url = std::move(url)}; }

inline HttpRequest post(std::string url, std::string_view body) {
  return {.method = "POST", .url = std::move(url), .body = to_bytes(body)};
}

inline Task<void> send_into(HttpTransport& transport, HttpRequest request, Result<HttpResponse>& answer) {
  answer = co_await transport.send(std::move(request));
}

/// Sends one request and waits for its end.
inline Result<HttpResponse> send(HttpTransport& transport, HttpRequest request) {
  Result<HttpResponse> answer = failure(ErrorKind::internal, "the request never ended");
  run(send_into(transport, std::move(request), answer));
  return answer;
}

}  // namespace tessera::test
