#pragma once
// Where an object is: virtual-host or path style, AWS or an endpoint of one's own. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

#include "tessera/error.h"

namespace tessera::s3 {

struct ObjectName {
  std::string bucket;
  std::string key;
  friend bool operator==(const ObjectName&, const ObjectName&) = default;
};

/// Reads "s3://bucket/some/key". Errors: usage.
[[nodiscard]] Result<ObjectName> parse_object_url(std::string_view url);
/// Whether this can be the name of a bucket (3 to 63 of a-z, 0-9, ".", "-"): it becomes part of a host name.
[[nodiscard]] bool is_bucket_name(std::string_view name) noexcept;
/// Whether this can be a region's name, for the same reason.
[[nodiscard]] bool is_region_name(std::string_view name) noexcept;

/// An endpoint of one's own: "http://127.0.0.1:8480", "https://minio.example.org/s3".
struct Endpoint {
  std::string scheme;
  std::string host;  ///< with its port unless it is the scheme's default
  std::string path;  ///< "" or "/s3", plain text, without a slash at its end
};
/// Errors: configuration (not http or https, no host, user or query in it).
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view url);

struct Address {
  std::string scheme;
  std::string host;  ///< for the Host header and the signature
  std::string path;  ///< plain text, starts with "/"

  /// Encoded, without a query.
  [[nodiscard]] std::string url() const;
};

/// Path style for an endpoint of one's own and for bucket names with dots (no certificate fits those); otherwise the
/// bucket is in the host name.
[[nodiscard]] Address address_of(const std::optional<Endpoint>& endpoint, std::string_view region,
                                 const ObjectName& object);

/// The region in an AWS host name: "bucket.s3.eu-west-1.amazonaws.com", "s3-us-west-2.amazonaws.com"; else empty.
[[nodiscard]] std::string region_in_host(std::string_view host);

}  // namespace tessera::s3
