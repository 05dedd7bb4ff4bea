#include <fstream>
#include <iterator>
#include <unistd.h>

#include <gtest/gtest.h>

#include "async/spawned.h"
#include "base/digest.h"
#include "providers/directory/store.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

class Directory : public testing::Test {
 protected:
  Result<std::string> put(std::string key, std::string_view text) {
    Result<std::string> result;
    const auto work = [&]() -> Task<void> { result = co_await store_.put(key, to_bytes(text), "image/jpeg"); };
    test::run(work());
    return result;
  }
  Result<bool> holds(std::string key, std::string_view text) {
    Result<bool> result;
    const auto work = [&]() -> Task<void> { result = co_await store_.holds(key, blob_id(as_bytes(text))); };
    test::run(work());
    return result;
  }
  static std::string content(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] int files() const {
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_)) count += entry.is_regular_file();
    return count;
  }

  TemporaryFolder folder_;
  std::filesystem::path root_ = folder_.path() / "out";
  asio::thread_pool workers_{1};
  DirectoryStore store_{root_, workers_};
};

TEST_F(Directory, WritesUnderItsRootAndReturnsTheAbsolutePath) {
  const auto path = put("u1/custom_actors/a1/training_data/0001.jpg", "picture");
  ASSERT_TRUE(path) << path.error().message;
  EXPECT_EQ(*path, (root_ / "u1/custom_actors/a1/training_data/0001.jpg").string());
  EXPECT_EQ(content(*path), "picture");
  EXPECT_EQ(files(), 1);
}

TEST_F(Directory, PutsTheSameBytesAgainWithoutTouchingTheFile) {
  const auto path = put("a.jpg", "picture");
  ASSERT_TRUE(path);
  const auto long_ago = std::filesystem::last_write_time(*path) - std::chrono::hours(5);
  std::filesystem::last_write_time(*path, long_ago);
  EXPECT_TRUE(put("a.jpg", "picture"));
  EXPECT_EQ(std::filesystem::last_write_time(*path), long_ago);
}

TEST_F(Directory, ReplacesOtherBytes) {
  EXPECT_TRUE(put("a.jpg", "an older and longer picture"));
  const auto path = put("a.jpg", "picture");
  ASSERT_TRUE(path);
  EXPECT_EQ(content(*path), "picture");
  EXPECT_EQ(files(), 1);
}

TEST_F(Directory, KnowsWhetherAKeyHoldsTheBytes) {
  EXPECT_EQ(holds("a/b.jpg", "picture"), false);
  EXPECT_TRUE(put("a/b.jpg", "picture"));
  EXPECT_EQ(holds("a/b.jpg", "picture"), true);
  EXPECT_EQ(holds("a/b.jpg", "another"), false);
}

TEST_F(Directory, RefusesKeysThatLeaveTheRoot) {
  for (const std::string key : {"", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/", "a/..", "."}) {
    const auto path = put(key, "picture");
    ASSERT_FALSE(path) << key;
    EXPECT_EQ(path.error().kind, ErrorKind::usage) << key;
  }
  EXPECT_FALSE(put(std::string("a\0b", 3), "picture"));
  EXPECT_FALSE(put(std::string(256, 'x'), "picture"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "x"));
}

TEST_F(Directory, DoesNotFollowSymbolicLinksOutOfTheRoot) {
  const std::filesystem::path outside = folder_.path() / "outside";
  std::filesystem::create_directories(outside);
  std::filesystem::create_directories(root_);
  std::filesystem::create_directory_symlink(outside, root_ / "u1");
  const auto path = put("u1/0001.jpg", "picture");
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().kind, ErrorKind::io);
  EXPECT_FALSE(holds("u1/0001.jpg", "picture"));
  EXPECT_TRUE(std::filesystem::is_empty(outside));
}

TEST_F(Directory, ReplacesALinkInsteadOfWritingThroughIt) {
  const std::filesystem::path outside = folder_.path() / "precious.txt";
  std::ofstream(outside) << "precious";
  std::filesystem::create_directories(root_);
  std::filesystem::create_symlink(outside, root_ / "a.jpg");
  const auto path = put("a.jpg", "picture");
  ASSERT_TRUE(path) << path.error().message;
  EXPECT_EQ(content(outside), "precious");
  EXPECT_EQ(content(root_ / "a.jpg"), "picture");
  EXPECT_FALSE(std::filesystem::is_symlink(root_ / "a.jpg"));
}

TEST_F(Directory, TakesAnotherTemporaryNameWhenAKilledProcessLeftOne) {
  EXPECT_TRUE(put("first.jpg", "picture"));
  for (unsigned i = 0; i < 50; ++i) {
    std::ofstream(root_ / (".a.jpg." + std::to_string(::getpid()) + "-" + std::to_string(i) + ".part")) << "left over";
  }
  const auto path = put("a.jpg", "picture");
  ASSERT_TRUE(path) << path.error().message;
  EXPECT_EQ(content(*path), "picture");
}

TEST_F(Directory, NamesThePathAndTheCauseWhenItCannotWrite) {
  std::filesystem::create_directories(root_.parent_path());
  std::ofstream(root_) << "a file where the folder should be";
  const auto path = put("a.jpg", "picture");
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().kind, ErrorKind::io);
  EXPECT_NE(path.error().message.find(root_.string()), std::string::npos);
}

}  // namespace
}  // namespace tessera
