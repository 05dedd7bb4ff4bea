#include "ledger/failpoint.h"

#include <array>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>

#include "ledger/blobs.h"
#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

/// Runs the child to its end; its exit code.
int run_child(const std::filesystem::path& folder, const std::string& failpoint) {
  std::string program = TESSERA_CRASH_CHILD;
  std::string argument = folder.string();
  std::string setting = "TESSERA_FAILPOINT=" + failpoint;
  std::string log = "ASAN_OPTIONS=detect_leaks=0";  // it ends without destructors, on purpose
  const std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
  const std::array<char*, 3> environment = {setting.data(), log.data(), nullptr};
  pid_t child = 0;
  EXPECT_EQ(::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environment.data()), 0);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// What stands in the ledger at the end, without the times.
std::string outcome(const std::filesystem::path& folder) {
  asio::io_context loop;
  const std::unique_ptr<Ledger> ledger = std::move(*Ledger::open(folder));
  const std::vector<RunRecord> runs = run(loop, ledger->runs()).value();
  if (runs.size() != 1) return "not one run";
  std::string text(name_of(runs[0].state));
  for (const CallRecord& call : run(loop, ledger->calls(runs[0].id)).value()) {
    text += "\n" + call.id.text() + " " + std::string(name_of(call.state)) + " " +
            (call.output ? call.output->text() : "-") + " " + call.remote_id;
  }
  for (const auto& [key, value] : run(loop, ledger->decisions(runs[0].id)).value()) text += "\n" + key;
  const MoneySummary money = run(loop, ledger->money(runs[0].id)).value();
  return text + "\n" + money.settled.text() + " " + money.upper_bound.text();
}

TEST(Failpoints, EndTheProcessAfterEveryDurableStepAndTheNextProcessReachesTheSameEnd) {
  const TemporaryFolder undisturbed(memory_folder());
  ASSERT_EQ(run_child(undisturbed.path(), ""), 0);
  const std::string expected = outcome(undisturbed.path());
  EXPECT_NE(expected.find("complete"), std::string::npos);
  for (const std::string& name : failpoint_names()) {
    SCOPED_TRACE(name);
    const TemporaryFolder folder(memory_folder());
    EXPECT_EQ(run_child(folder.path(), name), failpoint_exit_code) << "the step was not announced";
    EXPECT_EQ(run_child(folder.path(), ""), 0);
    EXPECT_EQ(outcome(folder.path()), expected);
  }
}

TEST(Failpoints, CountTheirHits) {
  const TemporaryFolder folder(memory_folder());
  ASSERT_EQ(run_child(folder.path(), "ledger.decide:3"), failpoint_exit_code);
  asio::io_context loop;
  const std::unique_ptr<Ledger> ledger = std::move(*Ledger::open(folder.path()));
  const RunId id = run(loop, ledger->runs())->at(0).id;
  EXPECT_EQ(run(loop, ledger->decisions(id))->size(), 3U);
}

TEST(Failpoints, LeaveABlobThatWasNotRenamedAsALeftoverThatGoes) {
  const TemporaryFolder folder(memory_folder());
  ASSERT_EQ(run_child(folder.path(), "blob.synced"), failpoint_exit_code);
  asio::thread_pool workers(1);
  BlobStore blobs(folder.path() / "blobs", workers);
  const auto count_files = [&] {
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "blobs")) {
      files += entry.is_regular_file() ? 1 : 0;
    }
    return files;
  };
  EXPECT_EQ(count_files(), 1);
  EXPECT_TRUE(blobs.list().empty());
  EXPECT_EQ(count_files(), 0);
}

}  // namespace
}  // namespace tessera::testing
