#include "ledger/commit_queue.h"

#include <latch>
#include <memory>

#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

class GroupCommit : public ::testing::Test {
 protected:
  GroupCommit() : file_(folder_.path() / "queue.sqlite3"), queue_(*Connection::open(file_, Connection::Mode::write)) {}

  static Result<int> insert_run(Connection& connection, const std::string& id) {
    connection.query("INSERT INTO run (id, identity, request, state, created) VALUES (?1, '', '', 'active', 0)")
        .bind(id)
        .run();
    // Steps are forgotten with their transaction: how many stand here is our place in it.
    const int place = static_cast<int>(connection.noted_steps().size());
    connection.note_step("test.insert");
    return place;
  }

  /// What another connection sees, that is what was committed.
  int committed_runs() const {
    SQLite::Database reader(file_.string());
    return reader.execAndGet("SELECT count(*) FROM run").getInt();
  }

  template <class Work, class Then>
  void submit(Work work, Then then) {
    auto unwrap = [then = std::move(then)](std::exception_ptr thrown, auto result) {
      if (thrown) std::rethrow_exception(thrown);
      then(std::move(result));
    };
    asio::co_spawn(loop_, queue_.submit(Access::write, std::move(work)), std::move(unwrap));
  }

  /// Keeps the ledger's thread busy until `open` counts down, so that what follows waits together: returns when the
  /// thread is at it, or part of what follows could still join the gate's own batch.
  void submit_gate(std::latch& open) {
    const auto begun = std::make_shared<std::latch>(1);
    submit(
        [&open, begun](Connection&) -> Result<int> {
          begun->count_down();
          open.wait();
          return 0;
        },
        [](const Result<int>&) {});
    loop_.poll();
    begun->wait();
  }

  TemporaryFolder folder_{memory_folder()};
  std::filesystem::path file_;
  asio::io_context loop_;
  CommitQueue queue_;
};

TEST_F(GroupCommit, ServesAllThatWaitWithOneTransactionInTheOrderOfArrival) {
  std::latch open(1);
  submit_gate(open);
  std::vector<int> places;
  for (int number = 0; number < 50; ++number) {
    submit([number](Connection& connection) { return insert_run(connection, std::to_string(number)); },
           [&places](const Result<int>& place) { places.push_back(place.value()); });
  }
  loop_.poll();
  open.count_down();
  loop_.run();
  ASSERT_EQ(places.size(), 50U);
  for (int number = 0; number < 50; ++number) EXPECT_EQ(places[static_cast<std::size_t>(number)], number);
}

TEST_F(GroupCommit, UndoesOnlyTheOperationThatFailed) {
  std::latch open(1);
  submit_gate(open);
  submit([](Connection& connection) { return insert_run(connection, "first"); },
         [](const Result<int>& place) { EXPECT_TRUE(place); });
  submit(
      [](Connection& connection) -> Result<int> {
        EXPECT_TRUE(insert_run(connection, "second"));
        return failure(ErrorKind::over_budget, "too dear");
      },
      [](const Result<int>& place) { EXPECT_EQ(place.error().kind, ErrorKind::over_budget); });
  submit([](Connection& connection) { return insert_run(connection, "first"); },
         [](const Result<int>& place) { EXPECT_FALSE(place) << "the id is taken"; });
  submit([](Connection& connection) { return insert_run(connection, "third"); },
         [](const Result<int>& place) { EXPECT_EQ(place.value(), 1) << "undone steps are not announced"; });
  loop_.poll();
  open.count_down();
  loop_.run();
  EXPECT_EQ(committed_runs(), 2);
}

TEST_F(GroupCommit, TellsNobodyBeforeEverybodyIsOnDisk) {
  std::latch open(1);
  submit_gate(open);
  for (int number = 0; number < 10; ++number) {
    submit([number](Connection& connection) { return insert_run(connection, std::to_string(number)); },
           [this](const Result<int>& place) {
             EXPECT_TRUE(place);
             EXPECT_EQ(committed_runs(), 10);
           });
  }
  loop_.poll();
  open.count_down();
  loop_.run();
}

TEST_F(GroupCommit, ReportsToAllWhenTheTransactionBreaks) {
  std::latch open(1);
  submit_gate(open);
  for (const char* id : {"first", "second"}) {
    submit(
        [id](Connection& connection) -> Result<int> {
          const Result<int> place = insert_run(connection, id);
          if (std::string_view(id) == "second") connection.execute("ROLLBACK");  // as SQLite does on a full disk
          return place;
        },
        [](const Result<int>& place) { EXPECT_EQ(place.error().kind, ErrorKind::io); });
  }
  loop_.poll();
  open.count_down();
  loop_.run();
  EXPECT_EQ(committed_runs(), 0);
  submit([](Connection& connection) { return insert_run(connection, "later"); },
         [](const Result<int>& place) { EXPECT_TRUE(place) << "the queue goes on"; });
  loop_.restart();
  loop_.run();
  EXPECT_EQ(committed_runs(), 1);
}

TEST_F(GroupCommit, CarriesOutWhatWaitsWhenItIsDestroyed) {
  const std::filesystem::path file = folder_.path() / "other.sqlite3";
  int told = 0;
  {
    CommitQueue queue(*Connection::open(file, Connection::Mode::write));
    for (int number = 0; number < 5; ++number) {
      auto work = [number](Connection& connection) { return insert_run(connection, std::to_string(number)); };
      auto then = [&told](std::exception_ptr, const Result<int>& place) { told += place ? 1 : 0; };
      asio::co_spawn(loop_, queue.submit(Access::write, work), then);
    }
    loop_.poll();
  }
  loop_.run();
  EXPECT_EQ(told, 5);
}

}  // namespace
}  // namespace tessera::testing
