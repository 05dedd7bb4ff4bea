#pragma once
// The durable record of runs, calls, decisions and money: SQLite in WAL mode, synchronous=FULL, one writing connection
// on one thread. Every operation returns after its transaction is on disk. Every change of a call's state is a guarded
// update: it succeeds from the states named here or returns ErrorKind::conflict.
// Thread: call from the loop; the work happens on the ledger's own thread.

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/id.h"
#include "base/json.h"
#include "base/money.h"
#include "model/call.h"

namespace tessera {

enum class RunState { active, complete, short_of_images, paused, failed };
[[nodiscard]] std::string_view name_of(RunState state) noexcept;

struct RunRecord {
  RunId id;
  std::string identity;  ///< canonical JSON of everything that makes this run this run
  std::string request;   ///< JSON of the whole request as given, for resume
  RunState state = RunState::active;
  std::optional<Money> cap;
  WallTime created;
  std::optional<WallTime> finished;
  std::string result;  ///< JSON of the summary; empty while active
};

struct CallRecord {
  CallId id;
  RunId run;
  std::string key;  ///< the logical step: "grid-0001", "judge-0001", "upscale-0001-05"
  int attempt = 1;  ///< a step that failed may be tried again as a new call
  CallKind kind = CallKind::grid;
  std::string provider, model;
  std::string identity;    ///< identity_of(spec)
  std::string spec_input;  ///< canonical JSON of spec.input
  CallState state = CallState::planned;
  std::string wire;  ///< what was sent
  std::string remote_id;
  Money reserved;             ///< upper bound; counts against the cap until settled
  std::optional<Money> cost;  ///< set when settled
  std::optional<BlobId> output;
  std::string output_type;                    ///< media type
  std::string detail;                         ///< JSON: metrics and usage of the provider
  std::string error_kind, error_code, error;  ///< for failed and unknown
  std::optional<WallTime> planned_at, sent_at, accepted_at, ended_at;
};

struct MoneySummary {
  Money settled;      ///< sum of the costs of settled calls
  Money upper_bound;  ///< settled + reservations of calls that are not settled (sent, accepted, unknown)
};

class Ledger {
 public:
  /// Opens or creates STATE/ledger.sqlite3 and takes STATE/lock. Errors: conflict when another process holds the state
  /// folder (its process id is named), configuration when the file is of a newer version, corrupt, io.
  [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(const std::filesystem::path& state_dir);
  /// Read only, beside a running process, for `runs` and `show`. Errors: as above, not_found.
  [[nodiscard]] static Result<std::unique_ptr<Ledger>> open_for_reading(const std::filesystem::path& state_dir);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // --- runs -------------------------------------------------------------------------------------------------------
  /// The run of this identity, created when there is none. A finished one (complete, short_of_images) is returned as it
  /// is; an unfinished one (active, paused, failed) has its request and cap replaced and becomes active. Its id is "r-"
  /// and the first 12 hex digits of SHA-256(identity).
  [[nodiscard]] Task<Result<RunRecord>> begin_run(std::string identity, std::string request, std::optional<Money> cap);
  /// Makes a finished run active again with this cap: one that is short may now order more, or a store was emptied.
  /// Errors: not_found.
  [[nodiscard]] Task<Result<RunRecord>> reopen_run(RunId run, std::optional<Money> cap);
  /// active -> any other state. Errors: conflict, not_found.
  [[nodiscard]] Task<Result<void>> end_run(RunId run, RunState state, std::string result);
  [[nodiscard]] Task<Result<std::optional<RunRecord>>> run(RunId run);
  /// Newest first.
  [[nodiscard]] Task<Result<std::vector<RunRecord>>> runs();

  // --- calls ------------------------------------------------------------------------------------------------------
  /// The newest attempt of `key`, created as `planned` when there is none. Errors: conflict when no attempt of `key`
  /// has the identity of `spec` (the plan has changed: never reuse silently). A later attempt may ask for something
  /// else than the first, so the returned record's own identity and spec_input are what counts for it.
  [[nodiscard]] Task<Result<CallRecord>> plan_call(RunId run, std::string key, CallSpec spec);
  /// A further attempt of the same step, after the newest one failed (or is unknown and the user wants it repeated).
  [[nodiscard]] Task<Result<CallRecord>> plan_next_attempt(RunId run, std::string key, CallSpec spec);
  /// planned -> sent, or sent -> sent with a new time (a provably unexecuted send is repeated). Reserves `upper_bound`
  /// in the same transaction. Errors: over_budget when the run's cap could be crossed (nothing changed), conflict.
  [[nodiscard]] Task<Result<void>> mark_sent(CallId call, std::string wire, Money upper_bound);
  /// sent | unknown -> accepted. Errors: conflict, also when another call of the provider owns `remote_id`.
  [[nodiscard]] Task<Result<void>> mark_accepted(CallId call, std::string remote_id);
  /// planned | sent | accepted -> done. The blob must be durable already. `planned` only for free local calls.
  [[nodiscard]] Task<Result<void>> mark_done(CallId call, BlobId output, std::string output_type, Money cost,
                                             json::object detail);
  /// planned | sent | accepted -> failed. `cost` is what it cost all the same; nothing when that is not known: then
  /// its reservation stays in the upper bound and its settled cost is zero.
  [[nodiscard]] Task<Result<void>> mark_failed(CallId call, Error error, std::optional<Money> cost);
  /// sent -> unknown; the reservation stays.
  [[nodiscard]] Task<Result<void>> mark_unknown(CallId call, Error error);
  /// sent -> planned, the reservation is given back: it provably was not executed.
  [[nodiscard]] Task<Result<void>> mark_unsent(CallId call);
  /// done -> accepted when the provider can be asked again, else -> failed: its bytes on this disk are corrupt or gone.
  /// Its cost stands in both cases.
  [[nodiscard]] Task<Result<void>> mark_lost(CallId call, Error error);

  [[nodiscard]] Task<Result<std::vector<CallRecord>>> calls(RunId run);
  /// Every remote id that any call of this provider owns.
  [[nodiscard]] Task<Result<std::set<std::string>>> remote_ids(std::string provider);
  /// The newest done call of another run with the same identity (--reuse); whether its blob is still there is for the
  /// caller to ask.
  [[nodiscard]] Task<Result<std::optional<CallRecord>>> done_elsewhere(std::string identity, RunId not_in);
  [[nodiscard]] Task<Result<MoneySummary>> money(RunId run);

  // --- decisions --------------------------------------------------------------------------------------------------
  /// Records `decision` under (run, key) unless one stands there already; returns the one that stands.
  [[nodiscard]] Task<Result<json::value>> decide(RunId run, std::string key, json::value decision);
  /// In the order of recording.
  [[nodiscard]] Task<Result<std::vector<std::pair<std::string, json::value>>>> decisions(RunId run);

  // --- blobs ------------------------------------------------------------------------------------------------------
  /// Blobs that `gc` must keep: all that runs name which are not finished, or finished after `since`: in their
  /// identity, request and result, in the inputs and outputs of their calls, and in their decisions.
  [[nodiscard]] Task<Result<std::set<BlobId>>> live_blobs(WallTime since);

 private:
  class Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera
