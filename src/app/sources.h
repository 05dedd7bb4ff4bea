#pragma once
// The bytes of a source, wherever they are.

#include <functional>
#include <string>

#include "net/http.h"
#include "tessera/error.h"

namespace tessera {

inline constexpr std::size_t max_source_bytes = 50'000'000;

struct SourceBytes {
  std::string name;  ///< for people: file name, redacted address, "data URI"
  Bytes bytes;
};

/// Fetches s3://bucket/key; given by the composition root, so that S3 is opened only when it is needed.
using ObjectFetcher = std::function<Task<Result<Bytes>>(std::string url)>;

/// Reads a file (blocking, short), an https URL (http only for loopback), a data URI or s3://bucket/key, at most
/// max_source_bytes. Errors: bad_source with the cause in one sentence; configuration for missing S3 keys.
[[nodiscard]] Task<Result<SourceBytes>> read_source(std::string source, HttpTransport& http,
                                                    ObjectFetcher fetch_object);

/// "my-picture" from "/path/My Picture.jpg": usable as an actor's id.
[[nodiscard]] std::string actor_from_source(std::string_view source);

}  // namespace tessera
