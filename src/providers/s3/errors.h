#pragma once
// What S3's refusals mean for us. Pure; any thread.

#include <string_view>

#include "net/http.h"
#include "providers/s3/xml_error.h"

namespace tessera::s3 {

/// The Error for an answer whose status is not 2xx. Kinds: authentication (403, ExpiredToken, InvalidToken),
/// configuration (no such bucket, wrong region or endpoint), not_found, throttled (SlowDown, 429), conflict (409, 412),
/// transient (5xx, RequestTimeout), io for the rest. `code` is S3's own.
[[nodiscard]] Error error_of_answer(const HttpResponse& answer, const ErrorDocument& document, std::string_view what);

/// The region that the answer sends us to: x-amz-bucket-region, <Region>, or the host of <Endpoint> or Location. Empty
/// when it names none; always a name that can stand in a host name.
[[nodiscard]] std::string redirect_region(const HttpResponse& answer, const ErrorDocument& document);

}  // namespace tessera::s3
