#include "providers/s3/address.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.h"
#include "net/url.h"

namespace tessera::s3 {
namespace {

constexpr std::string_view aws_domain = ".amazonaws.com";

bool all_of_class(std::string_view text, std::string_view extra) {
  return std::ranges::all_of(text, [extra](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || extra.find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<ObjectName> parse_object_url(std::string_view url) {
  constexpr std::string_view scheme = "s3://";
  if (!url.starts_with(scheme)) return failure(ErrorKind::usage, fmt::format("\"{}\" is no s3:// address", url));
  const std::string_view rest = url.substr(scheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  ObjectName name{.bucket = std::string(rest.substr(0, slash)), .key = std::string(rest.substr(slash))};
  if (name.key.starts_with('/')) name.key.erase(0, 1);
  if (!is_bucket_name(name.bucket)) {
    return failure(ErrorKind::usage, fmt::format("\"{}\" cannot be the name of a bucket", name.bucket));
  }
  if (name.key.empty()) return failure(ErrorKind::usage, fmt::format("\"{}\" names no object", url));
  return name;
}

bool is_bucket_name(std::string_view name) noexcept {
  return name.size() >= 3 && name.size() <= 63 && all_of_class(name, ".-") && name.find("..") == name.npos &&
         name.front() != '.' && name.front() != '-' && name.back() != '.' && name.back() != '-';
}

bool is_region_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 40 && all_of_class(name, "-") && name.front() != '-';
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto refused = [text](std::string_view why) {
    return failure(ErrorKind::configuration, fmt::format("S3 endpoint \"{}\": {}", redact_url(text), why));
  };
  const Result<Url> url = parse_url(text);
  if (!url) return refused(url.error().message);
  if (url->has_user || !url->query.empty()) return refused("must be scheme, host and path only");
  if (url->path.find('%') != std::string::npos) return refused("has a path that needs percent-encoding");
  Endpoint endpoint{.scheme = url->scheme, .host = url->host, .path = url->path};
  if (!url->port.empty()) endpoint.host += ":" + url->port;
  while (endpoint.path.ends_with('/')) endpoint.path.pop_back();
  return endpoint;
}

std::string Address::url() const { return fmt::format("{}://{}{}", scheme, host, percent_encode_path(path)); }

Address address_of(const std::optional<Endpoint>& endpoint, std::string_view region, const ObjectName& object) {
  if (endpoint) {
    return {.scheme = endpoint->scheme,
            .host = endpoint->host,
            .path = fmt::format("{}/{}/{}", endpoint->path, object.bucket, object.key)};
  }
  const std::string host = fmt::format("s3.{}{}", region, aws_domain);
  if (object.bucket.find('.') != std::string::npos) {
    return {.scheme = "https", .host = host, .path = fmt::format("/{}/{}", object.bucket, object.key)};
  }
  return {.scheme = "https", .host = fmt::format("{}.{}", object.bucket, host), .path = "/" + object.key};
}

std::string region_in_host(std::string_view host) {
  if (!host.ends_with(aws_domain)) return {};
  host.remove_suffix(aws_domain.size());
  // The last "s3." or "s3-" that starts a label: bucket names may hold "s3" too.
  for (const std::string_view marker : {"s3.", "s3-"}) {
    const std::size_t at = host.rfind(marker);
    if (at == std::string_view::npos || (at > 0 && host[at - 1] != '.')) continue;
    const std::string_view region = host.substr(at + marker.size());
    if (is_region_name(region)) return std::string(region);
  }
  return {};
}

}  // namespace tessera::s3
