#pragma once
// A request as it was read and the answer as it will be written: plain values, so that only one file knows the HTTP
// library.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"

namespace tessera::sim {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;
  std::string target;                        ///< as sent: "/v1/predictions?created_after=…"
  std::vector<std::string> segments;         ///< of the path, decoded: "v1", "predictions"
  std::map<std::string, std::string> query;  ///< decoded
  std::vector<Header> headers;
  Bytes body;

  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
  [[nodiscard]] std::string_view text() const noexcept { return as_text(body); }
};

/// Fills `segments` and `query` from a target. False when it is no valid origin-form target.
[[nodiscard]] bool split_target(std::string_view target, Request& request);

/// How the connection goes on.
enum class Ending {
  answer,  ///< written whole; the connection is kept
  reset,   ///< nothing is written, the connection is reset
  cut      ///< half of the body is written, then the connection is closed
};

struct Reply {
  int status = 200;
  std::vector<Header> headers = {};
  std::shared_ptr<const Bytes> body = {};
  std::string content_type = "application/json";
  Ending ending = Ending::answer;
};

[[nodiscard]] Reply json_reply(int status, const json::value& body);
[[nodiscard]] Reply text_reply(int status, std::string_view text, std::string content_type);
/// {"title", "detail", "status"} as application/problem+json; `title` may be empty.
[[nodiscard]] Reply problem(int status, std::string_view title, std::string_view detail);
[[nodiscard]] Reply not_found(std::string_view detail = "The requested resource could not be found.");
/// Bytes of `whole`, or the part that the request's Range header names (one range; 206 or 416).
[[nodiscard]] Reply bytes_reply(const Request& request, std::shared_ptr<const Bytes> whole, std::string content_type);

}  // namespace tessera::sim
