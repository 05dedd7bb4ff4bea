// The file itself: who may open it, what is found when it is of another version, cut or damaged.

#include <fstream>
#include <sqlite3.h>
#include <sstream>
#include <unistd.h>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "base/random.h"
#include "ledger/page_checksums.h"
#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

namespace fs = std::filesystem;

class File : public LedgerTest {
 protected:
  fs::path state = folder.path() / "state";
  fs::path database = state / "ledger.sqlite3";

  static std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  static void write_content(const fs::path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
  }
  /// One statement on the closed file, below the ledger.
  void execute(const std::string& sql) const {
    SQLite::Database raw(database.string(), SQLite::OPEN_READWRITE, 0, checksummed_vfs());
    raw.exec(sql);
  }
  void fill(int calls) {
    const RunId id = begin();
    for (int number = 0; number < calls; ++number) {
      const CallId call = planned(id, "step-" + std::to_string(number), number).id;
      ASSERT_TRUE(await(ledger->mark_sent(call, "wire of " + std::to_string(number), cents(8))));
      ASSERT_TRUE(await(ledger->mark_accepted(call, "p-" + std::to_string(number))));
      ASSERT_TRUE(await(ledger->mark_done(call, blob_named("x"), "image/png", cents(4), {})));
      ASSERT_TRUE(await(ledger->decide(id, "tile-" + std::to_string(number), number)));
    }
  }
  /// Everything that the ledger says, as one text; an error of kind corrupt where it cannot say it.
  static Result<std::string> everything(asio::io_context& loop, Ledger& ledger) {
    std::stringstream text;
    const auto runs = run(loop, ledger.runs());
    if (!runs) return std::unexpected(runs.error());
    for (const RunRecord& one : *runs) {
      text << one.id.text() << one.identity << one.request << name_of(one.state) << one.result << '\n';
      const auto calls = run(loop, ledger.calls(one.id));
      if (!calls) return std::unexpected(calls.error());
      for (const CallRecord& call : *calls) {
        text << call.id.text() << name_of(call.state) << call.wire << call.remote_id << call.cost->text() << '\n';
        const auto found = run(loop, ledger.done_elsewhere(call.identity, RunId("r-other")));
        if (!found) return std::unexpected(found.error());
        text << (*found ? (*found)->id.text() : "not found") << '\n';
      }
      const auto decisions = run(loop, ledger.decisions(one.id));
      if (!decisions) return std::unexpected(decisions.error());
      for (const auto& [key, value] : *decisions) text << key << json::serialize(value) << '\n';
      const auto money = run(loop, ledger.money(one.id));
      if (!money) return std::unexpected(money.error());
      text << money->settled.text() << money->upper_bound.text() << '\n';
    }
    const auto ids = run(loop, ledger.remote_ids("somebody"));
    if (!ids) return std::unexpected(ids.error());
    for (const std::string& id : *ids) text << id << '\n';
    return text.str();
  }
};

TEST_F(File, IsHeldByOneProcessWhichIsNamed) {
  const auto second = Ledger::open(state);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_NE(second.error().message.find("process " + std::to_string(::getpid())), std::string::npos)
      << second.error().message;
  EXPECT_NE(second.error().message.find(state.string()), std::string::npos);
  ledger.reset();
  EXPECT_TRUE(Ledger::open(state));
}

TEST_F(File, IsReadBesideItsWriter) {
  const RunId id = begin("a");
  const auto reader = Ledger::open_for_reading(state);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(await((*reader)->runs())->size(), 1U);
  planned(id, "grid-0001");
  begin("b");
  EXPECT_EQ(await((*reader)->runs())->size(), 2U);
  EXPECT_EQ(await((*reader)->calls(id))->size(), 1U);
  const auto written = await((*reader)->begin_run("c", "{}", std::nullopt));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::internal);
}

TEST_F(File, IsReadWithoutAWriterAndLeftAlone) {
  fill(3);
  ledger.reset();
  const std::string before = content_of(database);
  {
    const auto reader = Ledger::open_for_reading(state);
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ(await((*reader)->runs())->size(), 1U);
  }
  EXPECT_EQ(content_of(database), before);
}

TEST_F(File, ThatIsNotThereIsNotMadeByReading) {
  const auto reader = Ledger::open_for_reading(folder.path() / "nowhere");
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().kind, ErrorKind::not_found);
  EXPECT_FALSE(fs::exists(folder.path() / "nowhere"));
}

TEST_F(File, IsMadeAnewWhereAnotherOneWasKilledWhileItMadeIt) {
  const fs::path other = folder.path() / "other";
  fs::create_directory(other);
  for (const char* left : {"ledger.sqlite3.new", "ledger.sqlite3.new-journal", "ledger.sqlite3.new-wal"}) {
    write_content(other / left, "half of it");
  }
  const auto made = Ledger::open(other);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(await((*made)->runs())->size(), 0U);
  for (const fs::directory_entry& file : fs::directory_iterator(other)) {
    EXPECT_EQ(file.path().string().find(".new"), std::string::npos) << file.path();
  }
}

TEST_F(File, IsMadeAnewWhereTheLogOfARemovedOneWasLeft) {
  fill(3);
  const fs::path log = database.string() + "-wal";
  const std::string left = content_of(log);
  ASSERT_FALSE(left.empty());
  ledger.reset();
  fs::remove(database);
  write_content(log, left);
  const auto made = Ledger::open(state);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(await((*made)->runs())->size(), 0U);
}

TEST_F(File, OfANewerVersionIsRefused) {
  ledger.reset();
  execute("PRAGMA user_version = 99");
  for (const auto& opened : {Ledger::open(state), Ledger::open_for_reading(state)}) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::configuration);
    EXPECT_NE(opened.error().message.find("99"), std::string::npos) << opened.error().message;
  }
}

TEST_F(File, OfAnotherProgramIsRefused) {
  ledger.reset();
  execute("PRAGMA application_id = 1");
  const auto opened = Ledger::open(state);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::configuration);
}

class OlderFile : public File, public ::testing::WithParamInterface<int> {};

TEST_P(OlderFile, IsUpgradedWithAllThatItHolds) {
  ledger.reset();
  fs::remove_all(state);
  fs::create_directories(state);
  {
    SQLite::Database raw(database.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0, checksummed_vfs());
    int reserved = page_checksum_bytes;
    ASSERT_EQ(sqlite3_file_control(raw.getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved), SQLITE_OK);
    raw.exec(content_of(std::string(TESSERA_SOURCE_DIR "/tests/ledger/fixtures/version_") + std::to_string(GetParam()) +
                        ".sql"));
  }
  const auto reader = Ledger::open_for_reading(state);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().kind, ErrorKind::configuration) << "a reader cannot upgrade";
  open();
  const auto run = await(ledger->begin_run(R"({"count":20,"seed":7})", R"({"actor":"fox"})", cents(200)));
  ASSERT_TRUE(run) << run.error().message;
  const auto calls = await(ledger->calls(run->id));
  ASSERT_TRUE(calls) << calls.error().message;
  ASSERT_EQ(calls->size(), 2U);
  EXPECT_EQ((*calls)[0].state, CallState::done);
  EXPECT_EQ((*calls)[0].cost, cents(4));
  EXPECT_EQ(await(ledger->money(run->id))->upper_bound, cents(6));
  EXPECT_EQ(await(ledger->decisions(run->id))->at(0).second, parse_json(R"({"kept":[1,3]})").value());
  EXPECT_EQ(await(ledger->mark_accepted((*calls)[1].id, "p-1")).error().kind, ErrorKind::conflict);
  EXPECT_TRUE(await(ledger->mark_accepted((*calls)[1].id, "p-2")));
  const auto single = await(ledger->plan_call(run->id, "single-0004", grid_spec(9, CallKind::single)));
  ASSERT_TRUE(single) << single.error().message;
  EXPECT_EQ(single->kind, CallKind::single);
}

INSTANTIATE_TEST_SUITE_P(Version, OlderFile, ::testing::Values(1, 2));

TEST_F(File, WithAChangedByteOnAnyPageIsNeverBelieved) {
  fill(40);
  const std::string truth = everything(loop, *ledger).value();
  ledger.reset();
  const std::string whole = content_of(database);
  ASSERT_EQ(whole.size() % ledger_page_size, 0U);
  ASSERT_GT(whole.size() / ledger_page_size, 10U);
  int detected = 0;
  Random random(7);
  for (std::size_t page = 0; page < whole.size() / ledger_page_size; ++page) {
    std::string damaged = whole;
    const std::size_t at = page * ledger_page_size + random.below(ledger_page_size);
    damaged[at] = static_cast<char>(damaged[at] ^ static_cast<char>(1U << random.below(8)));
    write_content(database, damaged);
    const auto opened = Ledger::open(state);
    const Result<std::string> said = opened ? everything(loop, **opened) : std::unexpected(opened.error());
    if (said) {
      EXPECT_TRUE(*said == truth) << "page " << page + 1 << " was believed";
      continue;
    }
    ++detected;
    EXPECT_EQ(said.error().kind, ErrorKind::corrupt) << said.error().message;
    EXPECT_NE(said.error().message.find("page " + std::to_string(page + 1) + " "), std::string::npos)
        << said.error().message;
    EXPECT_NE(said.error().message.find(database.string()), std::string::npos);
  }
  EXPECT_GT(detected, 8);
}

TEST_F(File, WithAChangedDigitOfAPriceIsNeverBelieved) {
  const RunId id = begin();
  const CallId call = planned(id, "grid-0001").id;
  ASSERT_TRUE(await(ledger->mark_sent(call, "the wire", cents(8))));
  ASSERT_TRUE(await(ledger->mark_accepted(call, "prediction-abc")));
  ledger.reset();
  std::string content = content_of(database);
  ASSERT_NE(content.find("prediction-abc"), std::string::npos);
  // In the table and in the index of remote ids, wherever their pages are.
  for (std::size_t at = 0; (at = content.find("prediction-abc", at)) != std::string::npos; ++at) content[at + 13] = 'd';
  write_content(database, content);
  open();
  const auto calls = await(ledger->calls(id));
  ASSERT_FALSE(calls);
  EXPECT_EQ(calls.error().kind, ErrorKind::corrupt);
}

TEST_F(File, ThatAnotherProgramReadAfterACrashIsStillALedger) {
  fill(10);
  const std::string truth = everything(loop, *ledger).value();
  const fs::path other = folder.path() / "crashed";
  fs::create_directories(other);
  write_content(other / "ledger.sqlite3", content_of(database));
  write_content(other / "ledger.sqlite3-wal", content_of(state / "ledger.sqlite3-wal"));
  {
    SQLite::Database plain((other / "ledger.sqlite3").string(), SQLite::OPEN_READWRITE);
    EXPECT_EQ(plain.execAndGet("SELECT count(*) FROM call").getInt(), 10);
  }
  ASSERT_FALSE(fs::exists(other / "ledger.sqlite3-wal")) << "it copied the log into the database";
  const auto opened = Ledger::open(other);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(everything(loop, **opened).value(), truth);
}

TEST_F(File, ThatSqliteBackedUpWhileItWasInUseIsALedger) {
  fill(10);
  const std::string truth = everything(loop, *ledger).value();
  const fs::path copies = folder.path() / "copies";
  fs::create_directories(copies);
  {
    SQLite::Database from(database.string(), SQLite::OPEN_READONLY);
    SQLite::Database to((copies / "ledger.sqlite3").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup backup(to, from);
    EXPECT_EQ(backup.executeStep(), SQLITE_DONE);
  }
  const auto opened = Ledger::open(copies);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(everything(loop, **opened).value(), truth);
}

TEST_F(File, WhoseLogWasCutAnywhereHoldsAPrefixOfWhatHappened) {
  fill(6);
  const fs::path log = state / "ledger.sqlite3-wal";
  const std::string database_now = content_of(database);
  const std::string log_now = content_of(log);
  ASSERT_GT(log_now.size(), 20'000U) << "nothing was checkpointed yet";
  std::size_t most = 0;
  const fs::path other = folder.path() / "after the cut";
  for (std::size_t length = 0; length <= log_now.size(); length += 1031) {
    fs::remove_all(other);
    fs::create_directories(other);
    write_content(other / "ledger.sqlite3", database_now);
    write_content(other / "ledger.sqlite3-wal", std::string_view(log_now).substr(0, length));
    const auto opened = Ledger::open(other);
    ASSERT_TRUE(opened) << opened.error().message;
    const auto runs = await((*opened)->runs());
    ASSERT_TRUE(runs);
    if (runs->empty()) continue;
    const auto calls = await((*opened)->calls(runs->front().id));
    const auto decisions = await((*opened)->decisions(runs->front().id));
    ASSERT_TRUE(calls && decisions);
    EXPECT_GE(calls->size(), most) << "a longer log holds no less";
    most = std::max(most, calls->size());
    // In fill() a call is done before its decision is taken, and both before the next call is planned.
    for (std::size_t number = 0; number + 1 < calls->size(); ++number) {
      EXPECT_EQ((*calls)[number].state, CallState::done);
    }
    EXPECT_LE(decisions->size(), calls->size());
    EXPECT_GE(decisions->size() + 1, calls->size());
  }
  EXPECT_GE(most, 5U);
}

}  // namespace
}  // namespace tessera::testing
