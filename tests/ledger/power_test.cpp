// The power goes: only what was synced is left. A layer under SQLite, and this program's own fsync() and rename(),
// remember each file as it was at its last sync, under the name that its folder had at its last sync; a power cut is
// opening a ledger on those copies.

#include <cstdio>
#include <dlfcn.h>
#include <fstream>
#include <map>
#include <mutex>
#include <sqlite3.h>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>

#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

namespace fs = std::filesystem;

/// Becomes SQLite's default layer before the ledger registers its own above it.
class SyncedFiles {
 public:
  static SyncedFiles& instance() {
    static SyncedFiles files;
    return files;
  }

  void install() {
    real_ = sqlite3_vfs_find(nullptr);
    layer_ = *real_;
    layer_.pNext = nullptr;
    layer_.zName = "power-test";
    layer_.xOpen = open_file;
    layer_.xDelete = delete_file;
    ASSERT_EQ(sqlite3_vfs_register(&layer_, 1), SQLITE_OK);
  }
  void forget_all() {
    const std::lock_guard lock(mutex_);
    synced_.clear();
    renamed_.clear();
  }
  /// What is not SQLite's: a file keeps its content, a folder its names.
  void note_sync(const fs::path& path) {
    const std::lock_guard lock(mutex_);
    if (!fs::is_directory(path)) {
      keep(path);
      return;
    }
    std::erase_if(renamed_, [&](const auto& names) {
      const auto& [from, to] = names;
      if (to.parent_path() != path) return false;
      if (auto content = synced_.extract(from)) {
        content.key() = to;
        synced_.erase(to);
        synced_.insert(std::move(content));
      }
      return true;
    });
  }
  void note_rename(fs::path from, fs::path to) {
    const std::lock_guard lock(mutex_);
    renamed_.emplace_back(std::move(from), std::move(to));
  }
  /// Writes what the disk holds for certain into `folder`.
  void restore_into(const fs::path& folder) {
    const std::lock_guard lock(mutex_);
    for (const auto& [path, content] : synced_) {
      if (path.parent_path().filename() != "state") continue;  // of a ledger that was opened after a cut
      std::ofstream(folder / path.filename(), std::ios::binary | std::ios::trunc) << content;
    }
  }
  [[nodiscard]] std::vector<std::string> names_in(std::string_view folder) {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [path, content] : synced_) {
      if (path.parent_path().filename() == folder) names.push_back(path.filename().string());
    }
    return names;
  }
  [[nodiscard]] int syncs() {
    const std::lock_guard lock(mutex_);
    return syncs_;
  }

 private:
  struct Methods {
    sqlite3_io_methods table{};
    const sqlite3_io_methods* below = nullptr;
  };

  static int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    SyncedFiles& self = instance();
    const int code = self.real_->xOpen(self.real_, name, file, flags, out_flags);
    if (code != SQLITE_OK || name == nullptr) return code;
    const std::lock_guard lock(self.mutex_);
    self.paths_[file] = name;
    const auto [entry, is_new] = self.tables_.try_emplace(file->pMethods);
    if (is_new) {
      entry->second.table = *file->pMethods;
      entry->second.table.xSync = sync_file;
      entry->second.below = file->pMethods;
    }
    self.original_[file] = file->pMethods;
    file->pMethods = &entry->second.table;
    return code;
  }

  static int sync_file(sqlite3_file* file, int flags) {
    SyncedFiles& self = instance();
    const std::lock_guard lock(self.mutex_);
    const int code = self.original_[file]->xSync(file, flags);
    self.keep(self.paths_[file]);
    ++self.syncs_;
    return code;
  }

  void keep(const fs::path& path) {
    std::string content(fs::file_size(path), '\0');
    std::ifstream(path, std::ios::binary).read(content.data(), std::ssize(content));
    synced_[path] = std::move(content);
  }

  static int delete_file(sqlite3_vfs*, const char* name, int sync_folder) {
    SyncedFiles& self = instance();
    const std::lock_guard lock(self.mutex_);
    self.synced_.erase(name);
    return self.real_->xDelete(self.real_, name, sync_folder);
  }

  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs layer_{};
  std::recursive_mutex mutex_;  // SQLite's own sync may come by our fsync()
  std::map<sqlite3_file*, fs::path> paths_;
  std::map<sqlite3_file*, const sqlite3_io_methods*> original_;
  std::map<const sqlite3_io_methods*, Methods> tables_;
  std::map<fs::path, std::string> synced_;
  std::vector<std::pair<fs::path, fs::path>> renamed_;  ///< names that a power cut would take back
  int syncs_ = 0;
};

class PowerCut : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { SyncedFiles::instance().install(); }
  PowerCut() {
    SyncedFiles::instance().forget_all();
    ledger = std::move(*Ledger::open(folder.path() / "state"));
  }

  template <class T>
  T await(Task<T> task) {
    return run(loop, std::move(task));
  }
  /// The ledger that is found after the power came back.
  std::unique_ptr<Ledger> after_the_cut() {
    const fs::path state = folder.path() / ("cut-" + std::to_string(++cuts));
    fs::create_directories(state);
    SyncedFiles::instance().restore_into(state);
    return std::move(*Ledger::open(state));
  }

  TemporaryFolder folder{memory_folder()};
  asio::io_context loop;
  std::unique_ptr<Ledger> ledger;
  int cuts = 0;
};

TEST_F(PowerCut, LosesNothingThatAnOperationHasReported) {
  const RunId id = await(ledger->begin_run("{}", "{}", cents(100)))->id;
  EXPECT_EQ(await(after_the_cut()->runs())->size(), 1U);
  const CallId call = await(ledger->plan_call(id, "grid-0001", grid_spec(1)))->id;
  const auto state_after = [&] {
    const auto calls = await(after_the_cut()->calls(id));
    return calls.value().at(0).state;
  };
  EXPECT_EQ(state_after(), CallState::planned);
  ASSERT_TRUE(await(ledger->mark_sent(call, "wire", cents(8))));
  EXPECT_EQ(state_after(), CallState::sent);
  EXPECT_EQ(await(after_the_cut()->money(id))->upper_bound, cents(8));
  ASSERT_TRUE(await(ledger->mark_accepted(call, "p-1")));
  EXPECT_EQ(state_after(), CallState::accepted);
  ASSERT_TRUE(await(ledger->mark_done(call, blob_named("x"), "image/png", cents(4), {})));
  EXPECT_EQ(state_after(), CallState::done);
  ASSERT_TRUE(await(ledger->decide(id, "tile", true)));
  EXPECT_EQ(await(after_the_cut()->decisions(id))->size(), 1U);
  ASSERT_TRUE(await(ledger->end_run(id, RunState::complete, "{}")));
  EXPECT_EQ((*await(after_the_cut()->run(id)))->state, RunState::complete);
}

TEST_F(PowerCut, LosesNothingWhileTheLogIsCopiedIntoTheDatabase) {
  const RunId id = await(ledger->begin_run("{}", "{}", std::nullopt))->id;
  const std::string long_text(100'000, 'x');
  // Far more than the 1,000 pages after which SQLite copies the log back.
  for (int number = 0; number < 120; ++number) {
    ASSERT_TRUE(await(ledger->decide(id, "tile-" + std::to_string(number), json::value(long_text))));
    if (number % 5 == 0) {
      EXPECT_EQ(await(after_the_cut()->decisions(id))->size(), static_cast<std::size_t>(number) + 1);
    }
  }
}

TEST_F(PowerCut, SyncsOnceForManyThatWait) {
  const RunId id = await(ledger->begin_run("{}", "{}", std::nullopt))->id;
  const int before = SyncedFiles::instance().syncs();
  int told = 0;
  for (int number = 0; number < 200; ++number) {
    auto count = [&told](std::exception_ptr, const Result<json::value>& decision) { told += decision ? 1 : 0; };
    asio::co_spawn(loop, ledger->decide(id, "tile-" + std::to_string(number), number), count);
  }
  loop.restart();
  loop.run();
  EXPECT_EQ(told, 200);
  EXPECT_LT(SyncedFiles::instance().syncs() - before, 100);
  EXPECT_EQ(await(after_the_cut()->decisions(id))->size(), 200U);
}

TEST_F(PowerCut, FindsTheNewLedgerWholeUnderItsName) {
  EXPECT_EQ(SyncedFiles::instance().names_in("state"), std::vector<std::string>{"ledger.sqlite3"});
  EXPECT_EQ(await(after_the_cut()->runs())->size(), 0U);
}

}  // namespace
}  // namespace tessera::testing

// Those of the C library, for everything in this program that is not SQLite.
extern "C" int fsync(int descriptor) {
  static const auto real = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "fsync"));
  const int code = real(descriptor);
  if (code == 0) {
    const auto link = std::filesystem::path("/proc/self/fd") / std::to_string(descriptor);
    tessera::testing::SyncedFiles::instance().note_sync(std::filesystem::read_symlink(link));
  }
  return code;
}

extern "C" int rename(const char* from, const char* to) noexcept {
  static const auto real = reinterpret_cast<int (*)(const char*, const char*)>(dlsym(RTLD_NEXT, "rename"));
  const int code = real(from, to);
  if (code == 0) tessera::testing::SyncedFiles::instance().note_rename(from, to);
  return code;
}
