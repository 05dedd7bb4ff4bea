#include "ledger/call_record.h"
#include "ledger/ledger_impl.h"

namespace tessera {
namespace {

constexpr const char* insert_attempt =
    "INSERT INTO call (id, run, key, attempt, kind, provider, model, identity, spec_input, state, planned_at) "
    "SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'planned', ?10 FROM run WHERE id = ?2";
constexpr const char* select_newest =
    "SELECT " TESSERA_CALL_COLUMNS " FROM call WHERE run = ?1 AND key = ?2 ORDER BY attempt DESC LIMIT 1";
constexpr const char* select_of_run = "SELECT " TESSERA_CALL_COLUMNS " FROM call WHERE run = ?1 ORDER BY seq";
constexpr const char* select_done = "SELECT " TESSERA_CALL_COLUMNS
                                    " FROM call WHERE identity = ?1 AND state = 'done' AND run <> ?2"
                                    " ORDER BY seq DESC LIMIT 1";

Result<std::optional<CallRecord>> newest_attempt(Connection& connection, const RunId& run, const std::string& key) {
  Query query = connection.query(select_newest);
  query.bind(run, key);
  if (!query.step()) return std::optional<CallRecord>();
  return read_call(query);
}

Result<CallRecord> insert_call(Connection& connection, const RunId& run, const std::string& key, const CallSpec& spec,
                               int attempt, std::string_view step) {
  const CallId id(fmt::format("{}/{}/{}", run.text(), key, attempt));
  const int inserted = connection.query(insert_attempt)
                           .bind(id, run, key, attempt, name_of(spec.kind), spec.provider, spec.model,
                                 identity_of(spec), canonical_json(spec.input), wall_now())
                           .run();
  if (inserted != 1) return no_such_run(run);
  connection.note_step(fmt::format("ledger.{}.{}", step, name_of(spec.kind)));
  Result<std::optional<CallRecord>> call = newest_attempt(connection, run, key);
  if (!call) return std::unexpected(call.error());
  return std::move(**call);
}

/// A later attempt may ask for something else (another seed after a refusal), so the plan is compared with every one.
bool was_asked_before(Connection& connection, const RunId& run, const std::string& key, const std::string& identity) {
  return connection.query("SELECT 1 FROM call WHERE run = ?1 AND key = ?2 AND identity = ?3 LIMIT 1")
      .bind(run, key, identity)
      .step();
}

Result<CallRecord> plan(Connection& connection, const RunId& run, const std::string& key, const CallSpec& spec) {
  Result<std::optional<CallRecord>> newest = newest_attempt(connection, run, key);
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return insert_call(connection, run, key, spec, 1, "plan_call");
  if (!was_asked_before(connection, run, key, identity_of(spec))) {
    return failure(ErrorKind::conflict,
                   fmt::format("{} of run {} was planned as something else; its record is not used for the new plan",
                               key, run.text()));
  }
  return std::move(**newest);
}

Result<CallRecord> plan_next(Connection& connection, const RunId& run, const std::string& key, const CallSpec& spec) {
  const Result<std::optional<CallRecord>> newest = newest_attempt(connection, run, key);
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) {
    return failure(ErrorKind::conflict, fmt::format("{} of run {} was never tried", key, run.text()));
  }
  const CallState state = (*newest)->state;
  if (state != CallState::failed && state != CallState::unknown) {
    return failure(ErrorKind::conflict,
                   fmt::format("{} is {}: there is nothing to repeat", (*newest)->id.text(), name_of(state)));
  }
  return insert_call(connection, run, key, spec, (*newest)->attempt + 1, "plan_next_attempt");
}

}  // namespace

Task<Result<CallRecord>> Ledger::plan_call(RunId run, std::string key, CallSpec spec) {
  return impl_->queue().submit(Access::write, [run = std::move(run), key = std::move(key), spec = std::move(spec)](
                                                  Connection& connection) { return plan(connection, run, key, spec); });
}

Task<Result<CallRecord>> Ledger::plan_next_attempt(RunId run, std::string key, CallSpec spec) {
  return impl_->queue().submit(
      Access::write, [run = std::move(run), key = std::move(key), spec = std::move(spec)](Connection& connection) {
        return plan_next(connection, run, key, spec);
      });
}

Task<Result<std::vector<CallRecord>>> Ledger::calls(RunId run) {
  return impl_->queue().submit(Access::read, [run = std::move(run)](Connection& connection) {
    Query query = connection.query(select_of_run);
    query.bind(run);
    return read_calls(query);
  });
}

Task<Result<std::set<std::string>>> Ledger::remote_ids(std::string provider) {
  return impl_->queue().submit(
      Access::read, [provider = std::move(provider)](Connection& connection) -> Result<std::set<std::string>> {
        std::set<std::string> ids;
        Query query = connection.query("SELECT remote_id FROM call WHERE provider = ?1 AND remote_id <> ''");
        query.bind(provider);
        while (query.step()) ids.insert(query.text(0));
        return ids;
      });
}

Task<Result<std::optional<CallRecord>>> Ledger::done_elsewhere(std::string identity, RunId not_in) {
  return impl_->queue().submit(Access::read,
                               [identity = std::move(identity), not_in = std::move(not_in)](
                                   Connection& connection) -> Result<std::optional<CallRecord>> {
                                 Query query = connection.query(select_done);
                                 query.bind(identity, not_in);
                                 if (!query.step()) return std::optional<CallRecord>();
                                 return read_call(query);
                               });
}

Task<Result<MoneySummary>> Ledger::money(RunId run) {
  return impl_->queue().submit(Access::read, [run = std::move(run)](Connection& connection) -> Result<MoneySummary> {
    Query query = connection.query(
        "SELECT coalesce(sum(coalesce(cost, 0)), 0), coalesce(sum(coalesce(cost, reserved)), 0) FROM call "
        "WHERE run = ?1");
    query.bind(run);
    MoneySummary summary;
    if (query.step()) summary = MoneySummary{.settled = query.money(0), .upper_bound = query.money(1)};
    return summary;
  });
}

}  // namespace tessera
