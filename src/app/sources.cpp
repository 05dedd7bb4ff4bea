#include "app/sources.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"

namespace tessera {
namespace {

constexpr int most_redirects = 5;
constexpr std::size_t first_piece = 1U << 20U;

std::unexpected<Error> unusable(std::string_view name, std::string_view why) {
  return failure(ErrorKind::bad_source, fmt::format("{} cannot be used as a source: {}", name, why));
}

std::string too_large() { return fmt::format("it has more than {} MB", max_source_bytes / 1'000'000); }

Result<SourceBytes> read_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return unusable(path, "there is no such file");
  if (std::filesystem::is_directory(status)) return unusable(path, "it is a folder");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!error && size > max_source_bytes) return unusable(path, too_large());
  std::ifstream file(path, std::ios::binary);
  if (!file) return unusable(path, std::strerror(errno));
  // Piece by piece, because what a pipe or a growing file holds is bounded too, and its size is not known before.
  Bytes bytes;
  while (file && bytes.size() <= max_source_bytes) {
    const std::size_t had = bytes.size();
    bytes.resize(std::min(had + std::max(first_piece, had), max_source_bytes + 1));
    file.read(reinterpret_cast<char*>(bytes.data() + had), static_cast<std::streamsize>(bytes.size() - had));
    bytes.resize(had + static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return unusable(path, "it cannot be read to its end");
  if (bytes.size() > max_source_bytes) return unusable(path, too_large());
  return SourceBytes{.name = std::filesystem::path(path).filename().string(), .bytes = std::move(bytes)};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<Bytes> percent_decoded(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes.push_back(static_cast<std::uint8_t>(text[i]));
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return failure(ErrorKind::bad_request, "a % without two hexadecimal digits is in it");
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
    i += 2;
  }
  return bytes;
}

Result<SourceBytes> read_data_uri(std::string_view uri) {
  const std::size_t comma = uri.find(',');
  if (comma == std::string_view::npos) return unusable("the data URI", "it has no comma");
  const std::string_view payload = uri.substr(comma + 1);
  if (payload.size() > max_source_bytes * 4 / 3 + 4) return unusable("the data URI", too_large());
  Result<Bytes> bytes = uri.substr(0, comma).ends_with(";base64") ? from_base64(payload) : percent_decoded(payload);
  if (!bytes) return unusable("the data URI", bytes.error().message);
  return SourceBytes{.name = "data URI", .bytes = std::move(*bytes)};
}

Task<Result<SourceBytes>> download(std::string url, HttpTransport& http) {
  const std::string name = redact_url(url);
  HttpRequest request{.url = std::move(url)};
  request.max_redirects = most_redirects;
  request.max_response_bytes = max_source_bytes;
  Result<HttpResponse> response = co_await http.send(std::move(request));
  if (!response) co_return unusable(name, response.error().message);
  if (response->status != 200) co_return unusable(name, fmt::format("the server answers {}", response->status));
  co_return SourceBytes{.name = name, .bytes = std::move(response->body)};
}

Task<Result<SourceBytes>> fetch(std::string url, ObjectFetcher fetch_object) {
  Result<Bytes> bytes = co_await fetch_object(url);
  if (!bytes) {
    if (bytes.error().kind == ErrorKind::configuration) co_return std::unexpected(bytes.error());
    co_return unusable(url, bytes.error().message);
  }
  if (bytes->size() > max_source_bytes) co_return unusable(url, too_large());
  co_return SourceBytes{.name = std::move(url), .bytes = std::move(*bytes)};
}

}  // namespace

Task<Result<SourceBytes>> read_source(std::string source, HttpTransport& http, ObjectFetcher fetch_object) {
  if (source.starts_with("data:")) co_return read_data_uri(source);
  if (source.starts_with("s3://")) co_return co_await fetch(std::move(source), std::move(fetch_object));
  if (source.starts_with("https://") || source.starts_with("http://")) {
    co_return co_await download(std::move(source), http);
  }
  if (source.find("://") != std::string::npos && !source.starts_with("file://")) {
    co_return unusable(redact_url(source), "only files, https, data URIs and s3 are read");
  }
  co_return read_file(source.starts_with("file://") ? source.substr(7) : source);
}

std::string actor_from_source(std::string_view source) {
  if (source.starts_with("data:")) return "picture";
  source = source.substr(0, source.find_first_of("?#"));
  while (source.ends_with('/')) source.remove_suffix(1);
  source.remove_prefix(source.rfind('/') == std::string_view::npos ? 0 : source.rfind('/') + 1);
  if (const std::size_t dot = source.rfind('.'); dot != std::string_view::npos && dot > 0)
    source = source.substr(0, dot);
  std::string name;
  for (const char c : source.substr(0, 64)) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0 && letter < 128) {
      name += static_cast<char>(std::tolower(letter));
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "picture" : name;
}

}  // namespace tessera
