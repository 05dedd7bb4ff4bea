#include "net/url.h"

#include <algorithm>
#include <charconv>

namespace tessera {

namespace {

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

bool is_port(std::string_view text) {
  int value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() && text.size() <= 5 && value > 0 && value <= 65'535;
}

bool is_host(std::string_view text) {
  if (text.starts_with('[')) {
    if (text.size() < 4 || !text.ends_with(']')) return false;
    text = text.substr(1, text.size() - 2);
    return std::ranges::all_of(text, [](char c) { return is_hexadecimal(c) || c == ':' || c == '.'; });
  }
  // Names outside ASCII come in their xn-- form; an encoded character here is an attempt to look like another host.
  return !text.empty() && text.size() <= 253 &&
         std::ranges::all_of(text, [](char c) { return is_unreserved(c) && c != '~'; });
}

/// Takes "user:password@host:port" apart; false when it is no such thing.
bool read_authority(std::string_view text, Url& url, std::string& user) {
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    user = text.substr(0, at + 1);
    text.remove_prefix(at + 1);
  }
  url.has_user = !user.empty();
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = lower(std::string(text.substr(0, colon)));
  if (colon != std::string_view::npos) url.port = text.substr(colon + 1);
  if (url.port == (url.scheme == "https" ? "443" : "80")) url.port.clear();
  return is_host(url.host) && (url.port.empty() || is_port(url.port));
}

/// RFC 3986, section 5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    if (segment == "/." || segment == "/..") {
      if (segment == "/..") out.erase(std::min(out.rfind('/'), out.size()));
      if (path.empty()) out += '/';
    } else {
      out += segment;
    }
  }
  return out;
}

}  // namespace

std::string Url::origin() const { return scheme + "://" + host + (port.empty() ? "" : ":" + port); }

Result<Url> parse_url(std::string_view text) {
  // Our own reading: boost::url 1.81 takes "http://127.0.0.1.example.com" for the host 127.0.0.1 (see tests/toolchain).
  if (text.size() > longest_url) return failure(ErrorKind::bad_request, "the URL is longer than 64 kB");
  if (has_control_character(text)) return failure(ErrorKind::bad_request, "the URL contains control characters");
  const std::string whole = repair(without_fragment(text));
  Url url;
  const std::size_t mark = whole.find("://");
  url.scheme = lower(whole.substr(0, std::min(mark, whole.size())));
  if (mark == std::string::npos || url.scheme.find_first_of("/?@") != std::string::npos) {
    return failure(ErrorKind::bad_request, "this is not an absolute URL");
  }
  if (url.scheme != "http" && url.scheme != "https") {
    return failure(ErrorKind::bad_request, "the URL's scheme is \"" + url.scheme + "\", not https");
  }
  const std::string_view rest = std::string_view(whole).substr(mark + 3);
  const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string user;
  if (!read_authority(rest.substr(0, authority_end), url, user)) {
    return failure(ErrorKind::bad_request, "the host in the URL is not valid");
  }
  const std::string_view target = rest.substr(authority_end);
  const std::size_t question = target.find('?');
  url.path = target.substr(0, question);
  if (url.path.empty()) url.path = "/";
  if (question != std::string_view::npos) url.query = target.substr(question + 1);
  url.text = url.scheme + "://" + user + url.host + (url.port.empty() ? "" : ":" + url.port) + url.path +
             (question == std::string_view::npos ? "" : "?" + url.query);
  return url;
}

bool is_loopback_host(std::string_view host) noexcept {
  if (host == "localhost" || host == "[::1]") return true;
  // 127.0.0.0/8 in full dotted form only: what else an address may be written as is left to fail.
  int parts = 0;
  bool is_first = true;
  while (true) {
    const std::size_t end = std::min(host.find('.'), host.size());
    int value = 256;
    const auto [stop, error] = std::from_chars(host.data(), host.data() + end, value);
    if (error != std::errc() || stop != host.data() + end || end > 3 || value < 0 || value > 255) return false;
    if (is_first && value != 127) return false;
    is_first = false;
    ++parts;
    if (end == host.size()) return parts == 4;
    host.remove_prefix(end + 1);
  }
}

Result<std::string> join_url(std::string_view base, std::string_view reference) {
  if (has_control_character(reference) || reference.size() > longest_url) {
    return failure(ErrorKind::bad_request, "the address that the server refers to is not usable");
  }
  const Result<Url> from = parse_url(base);
  if (!from) return std::unexpected(from.error());
  const std::string_view to = without_fragment(reference);
  const std::size_t colon = to.find(':');
  const bool has_scheme = colon != std::string_view::npos && colon < to.find_first_of("/?");
  std::string joined;
  if (has_scheme) {
    joined = to;
  } else if (to.starts_with("//")) {
    joined = from->scheme + ":" + std::string(to);
  } else {
    // RFC 3986, section 5.2.2; a password in the base is not carried on.
    const std::size_t question = std::min(to.find('?'), to.size());
    const std::string path(to.substr(0, question));
    const std::string query(to.substr(question));
    const bool keeps_query = to.empty() && !from->query.empty();
    joined = from->origin();
    if (path.empty()) {
      joined += from->path + (keeps_query ? "?" + from->query : query);
    } else if (path.starts_with('/')) {
      joined += remove_dot_segments(path) + query;
    } else {
      joined += remove_dot_segments(from->path.substr(0, from->path.rfind('/') + 1) + path) + query;
    }
  }
  Result<Url> result = parse_url(joined);
  if (!result) return std::unexpected(std::move(result.error()));
  return std::move(result->text);
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
