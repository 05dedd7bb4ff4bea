#pragma once
// One request to a provider that costs money or time, as data; and what a provider must be able to do with it so that
// the ledger can keep its promises: submit once, collect as often as needed, find what was lost.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "async/task.h"
#include "base/bytes.h"
#include "base/id.h"
#include "base/json.h"
#include "base/money.h"

namespace tessera {

enum class CallKind { grid, single, judge, upscale, training };
[[nodiscard]] std::string_view name_of(CallKind kind) noexcept;

/// planned -> sent -> accepted -> done | failed | unknown.
///   planned   nothing has left the machine
///   sent      the create may have left: its outcome is not known
///   accepted  the provider gave it an id
///   done      its result is a blob on this disk and its price is settled
///   failed    it ended without a result
///   unknown   it cannot be found out whether it was executed; counted at its full price
enum class CallState { planned, sent, accepted, done, failed, unknown };
[[nodiscard]] std::string_view name_of(CallState state) noexcept;
[[nodiscard]] Result<CallState> parse_call_state(std::string_view text);

/// What a price is multiplied with. In a CallSpec: the most that the call can use. In a CallOutput: what it did use.
struct Usage {
  int pictures = 0;              ///< results made
  double output_megapixels = 0;  ///< of one result
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double seconds = 0;  ///< machine time that is billed by the second
  friend bool operator==(const Usage&, const Usage&) = default;
};

/// Everything that decides what comes back. Pictures stand in `input` as {"$blob": "<64 hex digits>"}; the provider
/// uploads or inlines them. Equal specs of one provider ask for the same thing.
struct CallSpec {
  CallKind kind = CallKind::grid;
  std::string provider;  ///< "replicate", "openai", "offline"
  std::string model;     ///< as in the price list: "black-forest-labs/flux-kontext-pro"
  json::object input;
  Usage most;                            ///< upper bound, for the reservation
  std::chrono::seconds time_limit{600};  ///< from acceptance to result
};

/// SHA-256 of provider, model and input in canonical form.
[[nodiscard]] std::string identity_of(const CallSpec& spec);

/// A blob reference inside a CallSpec's input.
[[nodiscard]] json::value blob_reference(const BlobId& blob);
/// The blob that `value` refers to, or nothing when it is anything else.
[[nodiscard]] std::optional<BlobId> referenced_blob(const json::value& value);

/// Reads blobs for providers; implemented by the ledger's blob store.
class BlobReader {
 public:
  virtual ~BlobReader() = default;
  /// Errors: io, corrupt (the bytes do not have the hash), not_found.
  [[nodiscard]] virtual Task<Result<Bytes>> read(BlobId blob) = 0;
  /// Bytes of the blob, without reading it. Errors: as read().
  [[nodiscard]] virtual Result<std::uintmax_t> size_of(const BlobId& blob) const = 0;
};

struct CallOutput {
  Bytes bytes;             ///< an encoded picture, or the raw reply of a judge as JSON text
  std::string media_type;  ///< "image/png", "application/json"; what the provider says, not to be trusted
  Usage used;
  json::object detail;  ///< provider's metrics, for the record: times, ids
};

struct Accepted {
  std::string remote_id;             ///< empty when the provider answers with the result itself and keeps nothing
  std::optional<CallOutput> output;  ///< set when the answer already holds the result
};

/// What a look for a lost create found.
struct Finding {
  enum class Kind {
    found,      ///< `remote_id` is the prediction of this very request
    absent,     ///< the provider provably never made it: it may be sent again
    cannot_ask  ///< this provider keeps no list
  };
  Kind kind = Kind::cannot_ask;
  std::string remote_id = {};
};

/// Awaited when a result can be fetched or made, before its bytes are in memory. May be empty.
using AboutToFetch = std::function<Task<void>()>;

/// What travels with a submission besides the spec.
struct SubmitContext {
  RunId run;  ///< fairness between runs, order within one
  /// Awaited right before bytes of the create can leave the machine, each time they are sent; `wire` is the input as it
  /// will be sent (uploaded pictures as their addresses). The create must not leave when this fails.
  std::function<Task<Result<void>>(std::string wire)> about_to_send;
  AboutToFetch about_to_make = {};  ///< for those that make results on this machine
};

/// One account at one provider. Thread: the loop.
class CallEndpoint {
 public:
  virtual ~CallEndpoint() = default;

  /// Sends the create. PAID. Repeats only what provably was not executed (connection refused, 429). Errors:
  /// unknown_outcome when it may have been executed; authentication, no_credit, refused, bad_request, throttled…
  /// Cancellation: the create may have been executed.
  [[nodiscard]] virtual Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) = 0;

  /// Waits for an accepted call and fetches its result. Free, repeatable. Errors: refused, transient (the work failed
  /// and a new create may pass), bad_request, data_gone, deadline (spec.time_limit).
  [[nodiscard]] virtual Task<Result<CallOutput>> collect(CallSpec spec, std::string remote_id,
                                                         AboutToFetch about_to_fetch) = 0;

  /// Looks for a create whose answer was lost. `wire` is what about_to_send was given, `since` when. `taken` holds the
  /// remote ids that other calls own. Free, repeatable.
  [[nodiscard]] virtual Task<Result<Finding>> find(CallSpec spec, std::string wire, WallTime since,
                                                   std::set<std::string> taken) = 0;

  /// Asks the provider to stop; best effort, free.
  [[nodiscard]] virtual Task<void> cancel(std::string remote_id) = 0;
};

}  // namespace tessera
