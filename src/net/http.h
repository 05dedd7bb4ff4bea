#pragma once
// An HTTP request and its answer as values, and the transport that exchanges them. Thread: the loop.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/task.h"
#include "base/bytes.h"

namespace tessera {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// Header names do not tell capital from small letters.
[[nodiscard]] bool same_header_name(std::string_view a, std::string_view b) noexcept;

/// How a request may be repeated below our own retry policy.
enum class Delivery {
  repeatable,   ///< reads, and writes whose repetition is harmless
  at_most_once  ///< a paid create: never leaves this machine twice (libcurl re-sends a POST when a reused connection
                ///< closes before the first byte of the answer, so this one gets a connection of its own)
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< https, or http where the caller allows it
  std::vector<HttpHeader> headers = {};
  Bytes body = {};
  Delivery delivery = Delivery::repeatable;
  std::chrono::milliseconds timeout{60'000};    ///< the whole exchange
  std::size_t max_response_bytes = 64U << 20U;  ///< a longer answer is an error before it is in memory
  int max_redirects = 0;                        ///< followed only without credentials in `headers`
  bool allow_plain_http = false;                ///< http is otherwise accepted for loopback addresses only
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers = {};
  Bytes body = {};

  /// The last header of that name, in any case of letters; nothing when there is none.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
  [[nodiscard]] std::string_view text() const noexcept { return as_text(body); }
};

/// Codes of transport errors: whether a byte of the request can have left this machine.
inline constexpr std::string_view code_sent = "sent";
inline constexpr std::string_view code_unsent = "unsent";

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  /// Any status is a response. Errors, with the code "unsent" when no byte of the request can have left this machine
  /// and "sent" otherwise:
  ///   unsent: transient (name not resolved, connection refused), deadline, bad_request for a URL that is not allowed,
  ///           io when the server's certificate is not accepted;
  ///   sent:   unknown_outcome for whatever happens to an at_most_once request; for others transient (connection lost,
  ///           answer cut off), deadline, and io when the answer is too long.
  /// Cancellation: throws operation_aborted; the server may have received the request.
  [[nodiscard]] virtual Task<Result<HttpResponse>> send(HttpRequest request) = 0;
  /// The same for a request that is sent again when it fails: its body is not copied where the transport can help it.
  /// Ends after `time_limit` or the request's own timeout, whichever is shorter.
  [[nodiscard]] virtual Task<Result<HttpResponse>> send_shared(std::shared_ptr<const HttpRequest> request,
                                                               std::chrono::milliseconds time_limit);
};

}  // namespace tessera
