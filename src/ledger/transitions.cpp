// The states of a call. Each change is one guarded UPDATE: it names the states that it may leave, and the row that it
// returns says that it happened.

#include <sqlite3.h>

#include "base/log.h"
#include "ledger/ledger_impl.h"

namespace tessera {
namespace {

constexpr const char* to_sent =
    "UPDATE call SET state = 'sent', wire = ?2, reserved = ?3, sent_at = ?4 "
    "WHERE id = ?1 AND state IN ('planned', 'sent') RETURNING kind";
constexpr const char* to_accepted =
    "UPDATE call SET state = 'accepted', remote_id = ?2, accepted_at = ?3, ended_at = NULL, error_kind = '', "
    "error_code = '', error = '' WHERE id = ?1 AND state IN ('sent', 'unknown') RETURNING kind";
constexpr const char* to_done =
    "UPDATE call SET state = 'done', output = ?2, output_type = ?3, cost = ?4, detail = ?5, ended_at = ?6 "
    "WHERE id = ?1 AND (state IN ('sent', 'accepted') OR (state = 'planned' AND ?4 = 0)) RETURNING kind, reserved";
// A result that was settled once and lost on this disk keeps its cost, whatever is found out later.
constexpr const char* to_failed =
    "UPDATE call SET state = 'failed', cost = coalesce(?2, cost), error_kind = ?3, error_code = ?4, error = ?5, "
    "ended_at = ?6 WHERE id = ?1 AND state IN ('planned', 'sent', 'accepted') RETURNING kind";
constexpr const char* to_unknown =
    "UPDATE call SET state = 'unknown', error_kind = ?2, error_code = ?3, error = ?4, ended_at = ?5 "
    "WHERE id = ?1 AND state = 'sent' RETURNING kind";
constexpr const char* to_planned =
    "UPDATE call SET state = 'planned', wire = '', reserved = 0, sent_at = NULL "
    "WHERE id = ?1 AND state = 'sent' RETURNING kind";
constexpr const char* to_accepted_again =
    "UPDATE call SET state = 'accepted', output = NULL, output_type = '', ended_at = NULL "
    "WHERE id = ?1 AND state = 'done' AND remote_id <> '' RETURNING kind";
constexpr const char* to_failed_after_done =
    "UPDATE call SET state = 'failed', output = NULL, output_type = '', error_kind = ?2, error_code = ?3, error = ?4, "
    "ended_at = ?5 WHERE id = ?1 AND state = 'done' AND remote_id = '' RETURNING kind";
// What the other calls of the run cost or can still cost, and the cap. Planned calls hold no reservation.
constexpr const char* select_budget =
    "SELECT run.cap, (SELECT coalesce(sum(coalesce(other.cost, other.reserved)), 0) FROM call AS other "
    "WHERE other.run = run.id AND other.id <> ?1) FROM call JOIN run ON run.id = call.run WHERE call.id = ?1";

/// Runs the guarded update; the kind of the call that it changed, or nothing when it changed none.
template <class... Values>
std::optional<std::string> change(Connection& connection, const char* sql, const CallId& call,
                                  const Values&... values) {
  Query query = connection.query(sql);
  query.bind(call, values...);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

/// Why a guarded update changed nothing.
std::unexpected<Error> refused(Connection& connection, const CallId& call, std::string_view wanted) {
  Query query = connection.query("SELECT state FROM call WHERE id = ?1");
  query.bind(call);
  if (!query.step()) return failure(ErrorKind::not_found, fmt::format("there is no call {}", call.text()));
  return failure(ErrorKind::conflict, fmt::format("{} is {} and cannot become {}", call.text(), query.text(0), wanted));
}

Result<void> check_budget(Connection& connection, const CallId& call, Money upper_bound) {
  if (upper_bound == Money()) return {};  // what is free cannot cross a cap, not even one that was lowered
  Query query = connection.query(select_budget);
  query.bind(call);
  if (!query.step() || query.is_null(0)) return {};
  const Money cap = query.money(0);
  const Money committed = query.money(1);
  if (committed + upper_bound <= cap) return {};
  return failure(ErrorKind::over_budget, fmt::format("{} could cost {}, and {} of the cap of {} is spent or reserved",
                                                     call.text(), upper_bound.text(), committed.text(), cap.text()));
}

/// Reports the outcome of a guarded update: the step to announce, or the conflict.
Result<void> settle(Connection& connection, const CallId& call, const std::optional<std::string>& kind,
                    std::string_view step, std::string_view wanted) {
  if (!kind) return refused(connection, call, wanted);
  connection.note_step(fmt::format("ledger.{}.{}", step, *kind));
  return {};
}

}  // namespace

Task<Result<void>> Ledger::mark_sent(CallId call, std::string wire, Money upper_bound) {
  return impl_->queue().submit(
      Access::write,
      [call = std::move(call), wire = std::move(wire), upper_bound](Connection& connection) -> Result<void> {
        const std::optional<std::string> kind = change(connection, to_sent, call, wire, upper_bound, wall_now());
        if (!kind) return refused(connection, call, "sent");
        Result<void> within = check_budget(connection, call, upper_bound);
        if (!within) return within;
        return settle(connection, call, kind, "mark_sent", "sent");
      });
}

Task<Result<void>> Ledger::mark_accepted(CallId call, std::string remote_id) {
  return impl_->queue().submit(
      Access::write,
      [call = std::move(call), remote_id = std::move(remote_id)](Connection& connection) -> Result<void> {
        if (remote_id.empty()) return failure(ErrorKind::internal, "a call is accepted only with an id to ask for it");
        Query owner = connection.query(
            "SELECT other.id FROM call JOIN call AS other ON other.provider = call.provider "
            "AND other.remote_id = ?2 AND other.remote_id <> '' AND other.id <> call.id WHERE call.id = ?1");
        owner.bind(call, remote_id);
        if (owner.step()) {
          return failure(ErrorKind::conflict, fmt::format("{} belongs to {} already", remote_id, owner.text(0)));
        }
        const std::optional<std::string> kind = change(connection, to_accepted, call, remote_id, wall_now());
        return settle(connection, call, kind, "mark_accepted", "accepted");
      });
}

Task<Result<void>> Ledger::mark_done(CallId call, BlobId output, std::string output_type, Money cost,
                                     json::object detail) {
  return impl_->queue().submit(
      Access::write,
      [call = std::move(call), output = std::move(output), output_type = std::move(output_type), cost,
       detail = canonical_json(std::move(detail))](Connection& connection) -> Result<void> {
        std::optional<std::string> kind;
        {
          Query query = connection.query(to_done);
          query.bind(call, output, output_type, cost, detail, wall_now());
          if (query.step()) {
            kind = query.text(0);
            // The money is gone whatever we write: record it, and say that the bound in the price list is wrong.
            if (cost > query.money(1)) {
              const std::string bound = query.money(1).text();
              log_warning("ledger.cost_above_bound", {{"call", json::value(call.text())},
                                                      {"cost", json::value(cost.text())},
                                                      {"bound", json::value(bound)}});
            }
          }
        }
        return settle(connection, call, kind, "mark_done", "done");
      });
}

Task<Result<void>> Ledger::mark_failed(CallId call, Error error, std::optional<Money> cost) {
  return impl_->queue().submit(
      Access::write, [call = std::move(call), error = std::move(error), cost](Connection& connection) -> Result<void> {
        const std::optional<std::string> kind =
            change(connection, to_failed, call, cost, name_of(error.kind), error.code, error.message, wall_now());
        return settle(connection, call, kind, "mark_failed", "failed");
      });
}

Task<Result<void>> Ledger::mark_unknown(CallId call, Error error) {
  return impl_->queue().submit(
      Access::write, [call = std::move(call), error = std::move(error)](Connection& connection) -> Result<void> {
        const std::optional<std::string> kind =
            change(connection, to_unknown, call, name_of(error.kind), error.code, error.message, wall_now());
        return settle(connection, call, kind, "mark_unknown", "unknown");
      });
}

Task<Result<void>> Ledger::mark_unsent(CallId call) {
  return impl_->queue().submit(Access::write, [call = std::move(call)](Connection& connection) -> Result<void> {
    return settle(connection, call, change(connection, to_planned, call), "mark_unsent", "planned");
  });
}

Task<Result<void>> Ledger::mark_lost(CallId call, Error error) {
  return impl_->queue().submit(
      Access::write, [call = std::move(call), error = std::move(error)](Connection& connection) -> Result<void> {
        std::optional<std::string> kind = change(connection, to_accepted_again, call);
        if (!kind) {
          kind = change(connection, to_failed_after_done, call, name_of(error.kind), error.code, error.message,
                        wall_now());
        }
        return settle(connection, call, kind, "mark_lost", "accepted or failed");
      });
}

}  // namespace tessera
