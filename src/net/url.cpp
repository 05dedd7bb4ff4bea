#include "net/url.h"

#include <algorithm>
#include <cctype>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

namespace tessera {

namespace {

namespace urls = boost::urls;

constexpr std::size_t longest_url = 64U << 10U;
constexpr std::string_view hexadecimal = "0123456789ABCDEF";

void append_encoded(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += hexadecimal[byte >> 4U];
  out += hexadecimal[byte & 15U];
}

bool is_unreserved(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string encode(std::string_view text, std::string_view kept) {
  std::string out;
  out.reserve(text.size() + 16);
  for (const char c : text) {
    if (is_unreserved(c) || kept.contains(c)) {
      out += c;
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

bool is_hexadecimal(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Encodes what may not stand in a URL and leaves the rest, also what is encoded already.
std::string repair(std::string_view text) {
  const std::size_t slashes = text.find("//");
  const std::size_t authority_end =
      slashes == std::string_view::npos ? 0 : std::min(text.find_first_of("/?#", slashes + 2), text.size());
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool good_escape =
        c == '%' && i + 2 < text.size() && is_hexadecimal(text[i + 1]) && is_hexadecimal(text[i + 2]);
    const bool bracket_of_host = (c == '[' || c == ']') && i < authority_end;
    if (is_unreserved(c) || good_escape || bracket_of_host || std::string_view(":/?#@!$&'()*+,;=").contains(c)) {
      out += c;
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

bool has_control_character(std::string_view text) noexcept {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::string_view without_fragment(std::string_view text) { return text.substr(0, text.find('#')); }

}  // namespace

std::string Url::origin() const { return scheme + "://" + host + (port.empty() ? "" : ":" + port); }

Result<Url> parse_url(std::string_view text) {
  if (text.size() > longest_url) return failure(ErrorKind::bad_request, "the URL is longer than 64 kB");
  if (has_control_character(text)) return failure(ErrorKind::bad_request, "the URL contains control characters");
  Url url;
  url.text = repair(without_fragment(text));
  const auto parsed = urls::parse_absolute_uri(url.text);
  if (!parsed) return failure(ErrorKind::bad_request, "this is not an absolute URL");
  const urls::url_view& view = *parsed;
  url.scheme = lower(std::string(view.scheme()));
  if (url.scheme != "http" && url.scheme != "https") {
    return failure(ErrorKind::bad_request, "the URL's scheme is \"" + url.scheme + "\", not https");
  }
  url.host = lower(std::string(view.encoded_host()));
  if (url.host.empty()) return failure(ErrorKind::bad_request, "the URL names no host");
  url.port = std::string(view.port());
  const std::string_view own_port = url.scheme == "https" ? "443" : "80";
  if (url.port == own_port) url.port.clear();
  url.path = std::string(view.encoded_path());
  if (url.path.empty()) url.path = "/";
  url.query = std::string(view.encoded_query());
  url.has_user = view.has_userinfo();
  return url;
}

bool is_loopback_host(std::string_view host) noexcept {
  if (host == "localhost" || host == "[::1]") return true;
  // 127.0.0.0/8 in full dotted form only: what else an address may be written as is left to fail.
  if (!host.starts_with("127.")) return false;
  const auto parsed = urls::parse_ipv4_address({host.data(), host.size()});
  return parsed.has_value();
}

Result<std::string> join_url(std::string_view base, std::string_view reference) {
  if (has_control_character(reference) || reference.size() > longest_url) {
    return failure(ErrorKind::bad_request, "the address that the server refers to is not usable");
  }
  const Result<Url> from = parse_url(base);
  if (!from) return std::unexpected(from.error());
  const std::string repaired = repair(without_fragment(reference));
  const auto parsed = urls::parse_uri_reference(repaired);
  const auto start = urls::parse_absolute_uri(from->text);
  urls::url joined;
  if (!parsed || !start || !urls::resolve(*start, *parsed, joined)) {
    return failure(ErrorKind::bad_request, "the address that the server refers to is not usable");
  }
  return std::string(joined.buffer());
}

std::string append_path(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::string(base) + "/" + std::string(path);
}

std::string percent_encode(std::string_view text) { return encode(text, ""); }

std::string percent_encode_path(std::string_view text) { return encode(text, "/"); }

std::string query_string(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += percent_encode(name);
    out += '=';
    out += percent_encode(value);
  }
  return out;
}

}  // namespace tessera
