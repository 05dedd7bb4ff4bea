#include <algorithm>
#include <array>

#include "base/digest.h"
#include "ledger/ledger_impl.h"

namespace tessera {
namespace {

constexpr std::array<std::string_view, 5> state_names = {"active", "complete", "short_of_images", "paused", "failed"};
constexpr std::size_t id_digits = 12;

constexpr const char* select_by_id =
    "SELECT id, identity, request, state, cap, created, finished, result FROM run WHERE id = ?1";
constexpr const char* select_all =
    "SELECT id, identity, request, state, cap, created, finished, result FROM run ORDER BY seq DESC";

RunId id_of(std::string_view identity) { return RunId("r-" + to_hex(sha256(as_bytes(identity))).substr(0, id_digits)); }

bool is_finished(RunState state) { return state == RunState::complete || state == RunState::short_of_images; }

Result<RunRecord> read_run(const Query& row) {
  const std::string name = row.text(3);
  const auto state = std::ranges::find(state_names, name);
  if (state == state_names.end()) {
    return failure(ErrorKind::corrupt, fmt::format("\"{}\" is no state of a run", name));
  }
  RunRecord run;
  run.id = RunId(row.text(0));
  run.identity = row.text(1);
  run.request = row.text(2);
  run.state = static_cast<RunState>(state - state_names.begin());
  run.cap = row.optional_money(4);
  run.created = row.time(5);
  run.finished = row.optional_time(6);
  run.result = row.text(7);
  return run;
}

Result<std::optional<RunRecord>> find_run(Connection& connection, const RunId& id) {
  Query query = connection.query(select_by_id);
  query.bind(id);
  if (!query.step()) return std::optional<RunRecord>();
  return read_run(query);
}

void activate(Connection& connection, const RunId& id, const std::optional<Money>& cap) {
  connection.query("UPDATE run SET state = 'active', cap = ?2, finished = NULL, result = '' WHERE id = ?1")
      .bind(id, cap)
      .run();
}

Result<RunRecord> begin(Connection& connection, const RunId& id, const std::string& identity,
                        const std::string& request, const std::optional<Money>& cap) {
  const Result<std::optional<RunRecord>> found = find_run(connection, id);
  if (!found) return std::unexpected(found.error());
  if (const std::optional<RunRecord>& standing = *found) {
    if (standing->identity != identity) {
      return failure(ErrorKind::conflict,
                     fmt::format("run {} is of another request whose hash begins with the same digits", id.text()));
    }
    if (is_finished(standing->state)) return *standing;
    activate(connection, id, cap);
    connection.query("UPDATE run SET request = ?2 WHERE id = ?1").bind(id, request).run();
  } else {
    connection
        .query("INSERT INTO run (id, identity, request, state, cap, created) VALUES (?1, ?2, ?3, 'active', ?4, ?5)")
        .bind(id, identity, request, cap, wall_now())
        .run();
  }
  connection.note_step("ledger.begin_run");
  Result<std::optional<RunRecord>> begun = find_run(connection, id);
  if (!begun) return std::unexpected(begun.error());
  return std::move(**begun);
}

}  // namespace

std::string_view name_of(RunState state) noexcept { return state_names[static_cast<std::size_t>(state)]; }

Task<Result<RunRecord>> Ledger::begin_run(std::string identity, std::string request, std::optional<Money> cap) {
  return impl_->queue().submit(
      Access::write,
      [identity = std::move(identity), request = std::move(request), cap](Connection& connection) -> Result<RunRecord> {
        return begin(connection, id_of(identity), identity, request, cap);
      });
}

Task<Result<RunRecord>> Ledger::reopen_run(RunId run, std::optional<Money> cap) {
  return impl_->queue().submit(Access::write, [run = std::move(run), cap](Connection& connection) -> Result<RunRecord> {
    activate(connection, run, cap);
    connection.note_step("ledger.reopen_run");
    Result<std::optional<RunRecord>> found = find_run(connection, run);
    if (!found) return std::unexpected(found.error());
    if (!*found) return no_such_run(run);
    return std::move(**found);
  });
}

Task<Result<void>> Ledger::end_run(RunId run, RunState state, std::string result) {
  return impl_->queue().submit(
      Access::write, [run = std::move(run), state, result = std::move(result)](Connection& connection) -> Result<void> {
        if (state == RunState::active) return failure(ErrorKind::internal, "a run cannot end as active");
        const int changed =
            connection.query("UPDATE run SET state = ?2, finished = ?3, result = ?4 WHERE id = ?1 AND state = 'active'")
                .bind(run, name_of(state), wall_now(), result)
                .run();
        if (changed == 1) {
          connection.note_step("ledger.end_run");
          return {};
        }
        const Result<std::optional<RunRecord>> found = find_run(connection, run);
        if (!found) return std::unexpected(found.error());
        if (!*found) return no_such_run(run);
        return failure(ErrorKind::conflict, fmt::format("run {} is {} already", run.text(), name_of((*found)->state)));
      });
}

Task<Result<std::optional<RunRecord>>> Ledger::run(RunId run) {
  return impl_->queue().submit(Access::read,
                               [run = std::move(run)](Connection& connection) { return find_run(connection, run); });
}

Task<Result<std::vector<RunRecord>>> Ledger::runs() {
  return impl_->queue().submit(Access::read, [](Connection& connection) -> Result<std::vector<RunRecord>> {
    std::vector<RunRecord> runs;
    Query query = connection.query(select_all);
    while (query.step()) {
      Result<RunRecord> run = read_run(query);
      if (!run) return std::unexpected(run.error());
      runs.push_back(std::move(*run));
    }
    return runs;
  });
}

}  // namespace tessera
