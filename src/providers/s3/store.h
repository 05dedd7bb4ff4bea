#pragma once
// A bucket, or a prefix in it, as an ImageStore. Thread: the loop.

#include <string>

#include "model/engines.h"
#include "providers/s3/client.h"

namespace tessera::s3 {

/// Where images go: "s3://bucket" or "s3://bucket/some/prefix".
struct Place {
  std::string bucket;
  std::string prefix;  ///< without slashes at its ends
};
/// Errors: usage.
[[nodiscard]] Result<Place> parse_place(std::string_view url);

class Store final : public ImageStore {
 public:
  Store(Client client, Place place) : client_(std::move(client)), place_(std::move(place)) {}

  [[nodiscard]] std::string name() const override;
  /// Returns the object's address without a query. The SHA-256 is noted with the object. Keys with empty, "." or ".."
  /// parts are refused: HTTP clients on the way would rewrite them. Errors: usage too.
  [[nodiscard]] Task<Result<std::string>> put(std::string key, Bytes bytes, std::string media_type) override;
  /// By the SHA-256 that put() noted; an object of somebody else is read and compared.
  [[nodiscard]] Task<Result<bool>> holds(std::string key, BlobId content) override;

  [[nodiscard]] Client& client() noexcept { return client_; }

 private:
  [[nodiscard]] Result<ObjectName> object_of(const std::string& key) const;

  Client client_;
  Place place_;
};

}  // namespace tessera::s3
