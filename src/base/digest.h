#pragma once
// SHA-256 and HMAC-SHA256 (OpenSSL), hexadecimal and base64. Pure; any thread.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/id.h"
#include "tessera/error.h"

namespace tessera {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(ByteView bytes);
[[nodiscard]] Sha256 hmac_sha256(ByteView key, ByteView message);
[[nodiscard]] std::string to_hex(ByteView bytes);
/// The name of the blob that holds these bytes.
[[nodiscard]] BlobId blob_id(ByteView bytes);
[[nodiscard]] std::string to_base64(ByteView bytes);
/// Standard alphabet, padding required, white space ignored. Errors: bad_request.
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

}  // namespace tessera
