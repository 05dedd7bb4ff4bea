#pragma once
// Objects of S3 and compatible servers: PUT, HEAD, GET, presigned GET. Signs itself, follows a bucket to its region,
// corrects its clock once, repeats what may be repeated. Thread: the loop.

#include <map>
#include <optional>
#include <string>

#include "model/call.h"
#include "net/retry.h"
#include "providers/s3/address.h"
#include "providers/s3/sigv4.h"

namespace tessera::s3 {

struct Options {
  Credentials credentials;
  std::string region = "us-west-1";
  std::string endpoint;  ///< empty: AWS
};

struct ObjectInfo {
  std::int64_t size = -1;  ///< -1: not told
  std::string sha256;      ///< as our own put() noted it; empty for objects of others
  std::string media_type;
};

struct Object {
  ObjectInfo info;
  Bytes bytes;
};

class Client {
 public:
  /// Errors: configuration (endpoint, region, missing keys).
  [[nodiscard]] static Result<Client> create(RetryServices services, Options options);

  /// Errors of all: authentication, configuration, not_found, io, transient and throttled (gave up).
  [[nodiscard]] Task<Result<void>> put(ObjectName object, Bytes bytes, std::string media_type);
  [[nodiscard]] Task<Result<ObjectInfo>> head(ObjectName object);
  /// At most `most_bytes`. Errors: corrupt too, when the bytes do not have the hash that put() noted.
  [[nodiscard]] Task<Result<Object>> get(ObjectName object, std::size_t most_bytes);

  /// An address that lets anybody read the object until it expires. A secret.
  [[nodiscard]] std::string presigned_get(const ObjectName& object, std::chrono::seconds expires) const;
  /// The address without a query.
  [[nodiscard]] std::string public_url(const ObjectName& object) const;

 private:
  struct Exchange;
  Client(RetryServices services, Options options, std::optional<Endpoint> endpoint)
      : services_(services), options_(std::move(options)), endpoint_(std::move(endpoint)) {}

  [[nodiscard]] Task<Result<HttpResponse>> perform(Exchange exchange);
  [[nodiscard]] HttpRequest signed_request(const Exchange& exchange) const;
  [[nodiscard]] const std::string& region_of(const std::string& bucket) const;
  [[nodiscard]] WallTime now() const { return services_.clock.wall() + clock_correction_; }

  RetryServices services_;
  Options options_;
  std::optional<Endpoint> endpoint_;
  std::map<std::string, std::string> regions_;  ///< of buckets that are not in ours
  WallTime::duration clock_correction_{};       ///< the server's clock minus ours
};

}  // namespace tessera::s3
