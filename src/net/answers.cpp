#include "net/answers.h"

namespace tessera {

std::string shown_words(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, most_words_shown)) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20;
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  while (out.ends_with(' ')) out.pop_back();
  if (text.size() > most_words_shown) out += " …";
  return out;
}

ErrorKind error_kind_of_status(int status) noexcept {
  switch (status) {
    case 401:
    case 403:
      return ErrorKind::authentication;
    case 402:
      return ErrorKind::no_credit;
    case 404:
      return ErrorKind::not_found;
    case 429:
      return ErrorKind::throttled;
    case 408:
    case 409:
    case 425:
      return ErrorKind::transient;
    default:
      return status >= 500 ? ErrorKind::transient : ErrorKind::bad_request;
  }
}

}  // namespace tessera
