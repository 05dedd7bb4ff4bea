#include "tessera/error.h"

namespace tessera {

std::string_view name_of(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::configuration:
      return "configuration";
    case ErrorKind::bad_source:
      return "bad_source";
    case ErrorKind::bad_request:
      return "bad_request";
    case ErrorKind::authentication:
      return "authentication";
    case ErrorKind::no_credit:
      return "no_credit";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::refused:
      return "refused";
    case ErrorKind::throttled:
      return "throttled";
    case ErrorKind::transient:
      return "transient";
    case ErrorKind::deadline:
      return "deadline";
    case ErrorKind::unknown_outcome:
      return "unknown_outcome";
    case ErrorKind::over_budget:
      return "over_budget";
    case ErrorKind::data_gone:
      return "data_gone";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::corrupt:
      return "corrupt";
    case ErrorKind::io:
      return "io";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace tessera
