#pragma once
// The few things that we need to know about URLs. Pure; any thread.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tessera/error.h"

namespace tessera {

/// An absolute http or https URL, taken apart. Everything stays percent-encoded as it was.
struct Url {
  std::string scheme;     ///< "http" or "https"
  std::string host;       ///< lower case; an IPv6 address stands in brackets
  std::string port;       ///< empty when it is the scheme's own
  std::string path;       ///< "/" at least
  std::string query;      ///< without "?"
  bool has_user = false;  ///< a user name or password stands before the host

  std::string text;  ///< the whole, as it may be sent: what is not allowed in a URL is percent-encoded, no fragment

  /// "https://host:port", the port only when it is not the scheme's own.
  [[nodiscard]] std::string origin() const;
};

/// Reads what people and servers write: spaces, quotes, brackets and letters outside ASCII are encoded.
/// Errors: bad_request (no absolute http or https URL, control characters, longer than 64 kB).
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// True for "localhost", 127.0.0.0/8 and [::1].
[[nodiscard]] bool is_loopback_host(std::string_view host) noexcept;

/// Where `reference` leads when it stands in an answer from `base` (RFC 3986, section 5). Errors: bad_request.
[[nodiscard]] Result<std::string> join_url(std::string_view base, std::string_view reference);

/// `base` with `path` added to its own path, exactly one slash between them. `path` is taken as it is, encoded.
[[nodiscard]] std::string append_path(std::string_view base, std::string_view path);

/// Encodes everything but letters, digits, "-", ".", "_" and "~" (RFC 3986, section 2.3), capital hexadecimal digits.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// The same, but keeps "/".
[[nodiscard]] std::string percent_encode_path(std::string_view text);

/// "name=value&…", both sides encoded, in the order given.
[[nodiscard]] std::string query_string(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace tessera
