#pragma once
// The few elements of an S3 error document that decide what to do. A tiny reader, not an XML parser: it looks for
// <Name>text</Name> in the first bytes of an untrusted answer. Pure; any thread.

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace tessera::s3 {

struct ErrorDocument {
  std::string code;  ///< "SlowDown"; empty when there is no such document
  std::string message;
  std::string region;    ///< of the bucket, when the request went to a wrong one
  std::string endpoint;  ///< host that a redirect points to
  std::string request_id;
};

/// Never fails: what is not found stays empty. Reads at most 64 kB, each text at most 1,000 bytes.
[[nodiscard]] ErrorDocument read_error_document(ByteView body);

}  // namespace tessera::s3
