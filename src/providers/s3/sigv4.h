#pragma once
// AWS Signature Version 4 for S3: headers and presigned URLs. Our own, because libcurl's of Debian 12 signs several
// legal requests wrongly and cannot presign. Pure; any thread.
// Source: docs.aws.amazon.com/AmazonS3/latest/API, "Authenticating Requests (AWS Signature Version 4)".

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "net/http.h"

namespace tessera::s3 {

struct Credentials {
  std::string access_key;
  Secret secret_key;
  Secret session_token;  ///< empty for permanent keys
};

using Query = std::vector<std::pair<std::string, std::string>>;

/// What is signed. Path and query are plain text here, percent-encoded once while signing, as S3 wants it.
struct Signable {
  std::string method = "GET";
  std::string host;        ///< as in the Host header: with its port unless it is the default one
  std::string path = "/";  ///< "/bucket/key with blanks", no normalisation of "//" and ".."
  Query query = {};
  std::vector<HttpHeader> headers = {};  ///< all are signed; without those that signing adds
};

/// Encoded, sorted, "key=" for an empty value.
[[nodiscard]] std::string canonical_query(const Query& query);

inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

/// The headers to send: those of `request` and x-amz-date, x-amz-content-sha256, x-amz-security-token (when there is
/// one) and authorization. `payload_sha256` is the body's hash in hexadecimal, or unsigned_payload.
[[nodiscard]] std::vector<HttpHeader> signed_headers(const Signable& request, std::string_view payload_sha256,
                                                     const Credentials& credentials, std::string_view region,
                                                     WallTime now);

/// The whole query of a presigned request, X-Amz-Signature last. A secret: whoever has it may read the object.
/// `expires`: 1 s to 7 days.
[[nodiscard]] std::string presigned_query(const Signable& request, const Credentials& credentials,
                                          std::string_view region, WallTime now, std::chrono::seconds expires);

}  // namespace tessera::s3
