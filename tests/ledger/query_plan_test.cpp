// With a thousand runs in one ledger, a statement that reads a whole table at each call costs minutes.

#include <algorithm>
#include <set>
#include <sqlite3.h>

#include <gmock/gmock.h>

#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

std::set<std::string>& statements_that_scanned() {
  static std::set<std::string> statements;
  return statements;
}

int note_scans(unsigned /*what*/, void* /*context*/, void* statement, void* /*nanoseconds*/) {
  auto* ended = static_cast<sqlite3_stmt*>(statement);
  if (sqlite3_stmt_status(ended, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1) > 0) {
    statements_that_scanned().insert(sqlite3_sql(ended));
  }
  return 0;
}

int watch(sqlite3* connection, char** /*message*/, const sqlite3_api_routines* /*routines*/) {
  return sqlite3_trace_v2(connection, SQLITE_TRACE_PROFILE, note_scans, nullptr);
}

/// Watches every connection that is opened while it lives.
class ScanWatch {
 public:
  ScanWatch() {
    statements_that_scanned().clear();
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
  }
  ~ScanWatch() { sqlite3_reset_auto_extension(); }
  ScanWatch(const ScanWatch&) = delete;
  ScanWatch& operator=(const ScanWatch&) = delete;
};

class Statements : public ::testing::Test {
 protected:
  template <class T>
  T await(Task<T> task) {
    return run(loop, std::move(task));
  }

  ScanWatch watching;
  TemporaryFolder folder{memory_folder()};
  asio::io_context loop;
  std::unique_ptr<Ledger> ledger = Ledger::open(folder.path()).value();
};

TEST_F(Statements, OfARunReadNothingOfOtherRuns) {
  const Error error{.kind = ErrorKind::transient, .message = "failed"};
  statements_that_scanned().clear();  // creating the tables may read what it likes
  for (int number = 0; number < 5; ++number) {
    const RunId id = await(ledger->begin_run(std::to_string(number), "{}", cents(100))).value().id;
    const auto call = [&](std::string key) { return await(ledger->plan_call(id, std::move(key), grid_spec(number))); };
    const CallId done = call("done").value().id;
    EXPECT_TRUE(await(ledger->mark_sent(done, "", cents(2))));
    EXPECT_TRUE(await(ledger->mark_unsent(done)));
    EXPECT_TRUE(await(ledger->mark_sent(done, "", cents(2))));
    EXPECT_TRUE(await(ledger->mark_accepted(done, "remote of " + done.text())));
    EXPECT_TRUE(await(ledger->mark_done(done, blob_named("x"), "", cents(1), {})));
    EXPECT_TRUE(await(ledger->mark_lost(done, error)));
    const CallId failed = call("failed").value().id;
    EXPECT_TRUE(await(ledger->mark_failed(failed, error, Money())));
    EXPECT_TRUE(await(ledger->plan_next_attempt(id, "failed", grid_spec(number))));
    const CallId unknown = call("unknown").value().id;
    EXPECT_TRUE(await(ledger->mark_sent(unknown, "", cents(2))));
    EXPECT_TRUE(await(ledger->mark_unknown(unknown, error)));
    EXPECT_TRUE(await(ledger->decide(id, "tile", 1)));
    EXPECT_TRUE(await(ledger->decisions(id)));
    EXPECT_TRUE(await(ledger->calls(id)));
    EXPECT_TRUE(await(ledger->money(id)));
    EXPECT_TRUE(await(ledger->run(id)));
    EXPECT_TRUE(await(ledger->remote_ids("somebody")));
    EXPECT_TRUE(await(ledger->done_elsewhere(identity_of(grid_spec(number)), id)));
    EXPECT_TRUE(await(ledger->end_run(id, RunState::complete, "{}")));
  }
  EXPECT_THAT(statements_that_scanned(), ::testing::IsEmpty());
  EXPECT_TRUE(await(ledger->runs()));
  EXPECT_THAT(statements_that_scanned(), ::testing::SizeIs(1)) << "the watch sees what reads everything";
}

}  // namespace
}  // namespace tessera::testing
