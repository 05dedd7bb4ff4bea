#include <fstream>
#include <sys/stat.h>

#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>

#include "ledger/blobs.h"
#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

namespace fs = std::filesystem;

class Blobs : public ::testing::Test {
 protected:
  template <class T>
  T await(Task<T> task) {
    return run(loop, std::move(task));
  }
  BlobId write(std::string_view text) { return await(store.write(to_bytes(text))).value(); }
  void overwrite(const fs::path& file, std::string_view text) const {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), root).string());
    }
    return names;
  }

  TemporaryFolder folder{memory_folder()};
  fs::path root = folder.path() / "blobs";
  asio::io_context loop;
  asio::thread_pool workers{1};
  BlobStore store{root, workers};
};

TEST_F(Blobs, AreNamedByTheirContentInTwoLevels) {
  const BlobId blob = write("hello");
  EXPECT_EQ(blob, blob_named("hello"));
  const std::string name = blob.text();
  EXPECT_THAT(files(), ::testing::ElementsAre(name.substr(0, 2) + "/" + name.substr(2)));
  EXPECT_EQ(store.path_of(blob), root / name.substr(0, 2) / name.substr(2));
}

TEST_F(Blobs, ComeBackAsTheyWereWritten) {
  const BlobId blob = write("hello");
  const auto bytes = await(store.read(blob));
  ASSERT_TRUE(bytes);
  EXPECT_EQ(as_text(*bytes), "hello");
  EXPECT_TRUE(store.contains(blob));
  EXPECT_EQ(as_text(*await(store.read(write("")))), "");
}

TEST_F(Blobs, AreWrittenOnce) {
  const BlobId blob = write("hello");
  struct stat before{};
  ASSERT_EQ(::stat(store.path_of(blob).c_str(), &before), 0);
  EXPECT_EQ(write("hello"), blob);
  struct stat after{};
  ASSERT_EQ(::stat(store.path_of(blob).c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
}

TEST_F(Blobs, ThatAreDamagedAreNamedAndNeverHandedOut) {
  const BlobId blob = write("hello");
  for (const char* damage : {"hellp", "hell", "", "hello!"}) {
    overwrite(store.path_of(blob), damage);
    const auto bytes = await(store.read(blob));
    ASSERT_FALSE(bytes) << damage;
    EXPECT_EQ(bytes.error().kind, ErrorKind::corrupt);
    EXPECT_NE(bytes.error().message.find(store.path_of(blob).string()), std::string::npos);
  }
}

TEST_F(Blobs, ThatAreDamagedAreHealedByWritingThemAgain) {
  const BlobId blob = write("hello");
  overwrite(store.path_of(blob), "hellp");
  EXPECT_EQ(write("hello"), blob);
  EXPECT_EQ(as_text(*await(store.read(blob))), "hello");
}

TEST_F(Blobs, ThatAreNotThereAreSaidSo) {
  EXPECT_EQ(await(store.read(blob_named("nothing"))).error().kind, ErrorKind::not_found);
  EXPECT_FALSE(store.contains(blob_named("nothing")));
}

TEST_F(Blobs, CannotBeNamedOutOfTheirFolder) {
  overwrite(folder.path() / "secret", "secret");
  for (const char* name : {"../secret", "", "..", "ab/../../secret"}) {
    EXPECT_FALSE(store.contains(BlobId(name)));
    EXPECT_EQ(await(store.read(BlobId(name))).error().kind, ErrorKind::not_found);
    EXPECT_TRUE(store.remove(BlobId(name)));
  }
  EXPECT_TRUE(fs::exists(folder.path() / "secret"));
}

TEST_F(Blobs, AreListedAndTheLeftoversOfAKilledProcessRemoved) {
  const BlobId blob = write("hello");
  overwrite(store.path_of(blob).parent_path() / ".writing-0123456789abcdef-1", "hel");
  overwrite(root / "README", "not a blob");
  const auto entries = store.list();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].id, blob);
  EXPECT_EQ(entries[0].bytes, 5U);
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(Blobs, GoWhenTheyAreRemoved) {
  const BlobId blob = write("hello");
  EXPECT_TRUE(store.remove(blob));
  EXPECT_FALSE(store.contains(blob));
  EXPECT_TRUE(store.list().empty());
}

TEST_F(Blobs, SayWhichPathCannotBeWritten) {
  overwrite(folder.path() / "secret", "a file where a folder should be");
  BlobStore nowhere(folder.path() / "secret" / "blobs", workers);
  const auto blob = await(nowhere.write(to_bytes("hello")));
  ASSERT_FALSE(blob);
  EXPECT_EQ(blob.error().kind, ErrorKind::io);
  EXPECT_NE(blob.error().message.find("secret"), std::string::npos);
}

TEST_F(Blobs, OfTheSameContentMayBeWrittenAtTheSameTime) {
  asio::thread_pool many(4);
  BlobStore shared(root, many);
  int written = 0;
  auto count = [&written](std::exception_ptr thrown, const Result<BlobId>& blob) {
    if (thrown) std::rethrow_exception(thrown);
    EXPECT_TRUE(blob) << blob.error().message;
    ++written;
  };
  for (int number = 0; number < 40; ++number) {
    asio::co_spawn(loop, shared.write(to_bytes("blob " + std::to_string(number % 4))), count);
  }
  loop.run();
  EXPECT_EQ(written, 40);
  EXPECT_EQ(files().size(), 4U);
}

}  // namespace
}  // namespace tessera::testing
