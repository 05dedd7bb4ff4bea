#include "net/curl_errors.h"

#include <fmt/format.h>

namespace tessera {

namespace {

ErrorKind kind_of_unsent(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return ErrorKind::deadline;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return ErrorKind::bad_request;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return ErrorKind::io;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
      return ErrorKind::configuration;
    case CURLE_FAILED_INIT:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_UNKNOWN_OPTION:
      return ErrorKind::internal;
    default:
      return ErrorKind::transient;
  }
}

std::string cause_of(const CurlTransfer& transfer) {
  if (transfer.too_long()) return "the answer is longer than what is accepted";
  if (transfer.stalled()) return "the transfer stood still for too long";
  return curl_easy_strerror(transfer.code());
}

}  // namespace

Error error_of_transfer(const CurlTransfer& transfer, Delivery delivery, std::string_view where) {
  const std::string cause = cause_of(transfer);
  if (!transfer.request_left()) {
    return {.kind = kind_of_unsent(transfer.code()),
            .message = fmt::format("cannot reach {}: {}", where, cause),
            .code = std::string(code_unsent)};
  }
  Error error{.kind = ErrorKind::transient,
              .message = fmt::format("the exchange with {} broke off: {}", where, cause),
              .http_status = transfer.status(),
              .code = std::string(code_sent)};
  if (delivery == Delivery::at_most_once) {
    error.kind = ErrorKind::unknown_outcome;
  } else if (transfer.too_long()) {
    error.kind = ErrorKind::io;
  } else if (transfer.code() == CURLE_OPERATION_TIMEDOUT || transfer.stalled()) {
    error.kind = ErrorKind::deadline;
  }
  return error;
}

}  // namespace tessera
