#pragma once
// What can go wrong, as a value. Everything a caller can act on is an Error in a Result; exceptions are left for bugs,
// for memory that ran out, and for cancellation. Plain values: any thread, no ownership.

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tessera {

/// What a caller does next depends on the kind alone; the message is for people.
enum class ErrorKind {
  usage,            ///< the request is not understood: flags, identifiers, pools                        (exit 2)
  configuration,    ///< a setting or key is missing or unusable; the message names it                   (exit 2)
  bad_source,       ///< the source image cannot be used                                                 (exit 6)
  bad_request,      ///< the provider says that what was asked is invalid; repeating it cannot help
  authentication,   ///< the provider does not accept the key                                            (exit 5)
  no_credit,        ///< the account cannot pay; the run pauses and can be resumed                       (exit 5)
  not_found,        ///< the model, object or page does not exist
  refused,          ///< a content policy refuses this request; another seed or text may pass
  throttled,        ///< too many requests; nothing was done; safe to repeat after `retry_after`
  transient,        ///< may pass when repeated, and repeating is safe
  deadline,         ///< out of time
  unknown_outcome,  ///< a paid request may or may not have been executed: look for it, never just repeat it
  over_budget,      ///< the next call could cross the cap                                               (exit 4)
  data_gone,        ///< the work was done, its result was removed at the provider
  conflict,         ///< somebody else changed or holds what this would change
  corrupt,          ///< stored bytes are not what was stored
  io,               ///< disk, permission, socket
  internal          ///< a bug                                                                           (exit 1)
};

/// The enumerator's own name, for logs and JSON: "bad_source".
[[nodiscard]] std::string_view name_of(ErrorKind kind) noexcept;

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;        ///< one sentence for a person, with the cause, without secrets
  std::string provider = {};  ///< who said so ("replicate"), empty for ourselves
  int http_status = 0;        ///< 0 when there was no answer
  std::string code = {};      ///< the provider's own code: "E005", "insufficient_quota", "SlowDown"
  std::optional<std::chrono::milliseconds> retry_after = {};  ///< how long the provider asks to wait
};

template <class T>
using Result = std::expected<T, Error>;

/// `return failure(ErrorKind::io, "cannot write X")` from any function that returns a Result.
[[nodiscard]] inline std::unexpected<Error> failure(ErrorKind kind, std::string message) {
  return std::unexpected(Error{.kind = kind, .message = std::move(message)});
}

}  // namespace tessera
