#include "providers/s3/errors.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "net/retry_after.h"
#include "net/url.h"
#include "providers/s3/address.h"

namespace tessera::s3 {
namespace {

struct Meaning {
  std::string_view code;
  ErrorKind kind;
};

constexpr std::array<Meaning, 16> meanings = {{{"SlowDown", ErrorKind::throttled},
                                               {"Throttling", ErrorKind::throttled},
                                               {"ThrottlingException", ErrorKind::throttled},
                                               {"RequestLimitExceeded", ErrorKind::throttled},
                                               {"TooManyRequests", ErrorKind::throttled},
                                               {"RequestTimeout", ErrorKind::transient},
                                               {"InternalError", ErrorKind::transient},
                                               {"ServiceUnavailable", ErrorKind::transient},
                                               {"ExpiredToken", ErrorKind::authentication},
                                               {"InvalidToken", ErrorKind::authentication},
                                               {"NoSuchBucket", ErrorKind::configuration},
                                               {"InvalidBucketName", ErrorKind::configuration},
                                               {"AuthorizationHeaderMalformed", ErrorKind::configuration},
                                               {"PermanentRedirect", ErrorKind::configuration},
                                               {"NoSuchKey", ErrorKind::not_found},
                                               {"OperationAborted", ErrorKind::transient}}};

ErrorKind kind_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
      return ErrorKind::authentication;
    case 404:
      return ErrorKind::not_found;
    case 408:
      return ErrorKind::transient;
    case 409:
    case 412:
      return ErrorKind::conflict;
    case 429:
      return ErrorKind::throttled;
    default:
      break;
  }
  if (status >= 500) return status == 501 ? ErrorKind::configuration : ErrorKind::transient;
  return status >= 300 && status < 400 ? ErrorKind::configuration : ErrorKind::io;
}

}  // namespace

Error error_of_answer(const HttpResponse& answer, const ErrorDocument& document, std::string_view what) {
  const auto known = std::ranges::find(meanings, document.code, &Meaning::code);
  Error error{.kind = known == meanings.end() ? kind_of_status(answer.status) : known->kind,
              .message = fmt::format("S3 answered {} to {}", answer.status, what),
              .provider = "s3",
              .http_status = answer.status,
              .code = document.code};
  if (!document.code.empty()) error.message += ": " + document.code;
  if (!document.message.empty()) error.message += ": " + document.message;
  if (answer.header("retry-after")) error.retry_after = asked_wait(answer);
  return error;
}

std::string redirect_region(const HttpResponse& answer, const ErrorDocument& document) {
  const Result<Url> location = parse_url(answer.header("location").value_or(""));
  for (const std::string& region :
       {std::string(answer.header("x-amz-bucket-region").value_or("")), document.region,
        region_in_host(document.endpoint), location ? region_in_host(location->host) : std::string()}) {
    if (is_region_name(region)) return region;
  }
  return {};
}

}  // namespace tessera::s3
