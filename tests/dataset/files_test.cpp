#include "dataset/files.h"

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace tessera {
namespace {

using testing::HasSubstr;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  return names;
}

/// A disk that is full after `bytes`, as far as this process can see.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST(Files, AreWrittenReplacedAndReadBackWithoutLeftOvers) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "a.txt", as_bytes("one")));
  ASSERT_TRUE(write_file(folder / "a.txt", as_bytes("two")));
  EXPECT_EQ(as_text(read_file(folder / "a.txt", 100).value()), "two");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("a.txt"));
}

TEST(Files, AFullDiskLeavesWhatWasThereAndNamesThePath) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "a.txt", as_bytes("old")));
  Result<void> written;
  {
    const FullDisk full(1'000);
    written = write_file(folder / "a.txt", as_bytes(std::string(5'000, 'x')));
  }
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::io);
  EXPECT_THAT(written.error().message, HasSubstr((folder / "a.txt").string()));
  EXPECT_EQ(as_text(read_file(folder / "a.txt", 100).value()), "old");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("a.txt"));
}

TEST(Files, AMissingFolderIsAnErrorWithThePath) {
  const TemporaryFolder folder;
  const Result<void> written = write_file(folder / "none/a.txt", as_bytes("x"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::io);
  EXPECT_THAT(written.error().message, HasSubstr("none/a.txt: No such file or directory"));
}

TEST(Files, AFolderCannotBeMadeWhereAFileIs) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "a", as_bytes("x")));
  const Result<void> made = make_folder(folder / "a/b");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::io);
}

TEST(Files, ReadingIsBoundedAndOnlyOfFiles) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "a", as_bytes("12345")));
  EXPECT_EQ(read_file(folder / "a", 4).error().kind, ErrorKind::io);
  EXPECT_EQ(read_file(folder.path(), 100).error().kind, ErrorKind::io);
  EXPECT_EQ(read_file(folder / "b", 100).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tessera
