#include "base/scratch_file.h"

#include <filesystem>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace tessera {
namespace {

Bytes bytes_of(std::size_t count, std::uint8_t value) { return Bytes(count, value); }

TEST(ScratchFile, GivesBackWhatWasPutAsideAndNeedsNoName) {
  const TemporaryFolder folder;
  Result<ScratchFile> file = ScratchFile::open(folder.path());
  ASSERT_TRUE(file) << file.error().message;
  const auto first = file->put(bytes_of(20'000, 1));
  const auto second = file->put(bytes_of(3, 2));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->read().value(), bytes_of(20'000, 1));
  EXPECT_EQ(second->read().value(), bytes_of(3, 2));
  EXPECT_EQ(ScratchFile::Piece().read().value(), Bytes());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(ScratchFile, TakesNoRoomForWhatWasLetGo) {
  const TemporaryFolder folder;
  Result<ScratchFile> file = ScratchFile::open(folder.path());
  ASSERT_TRUE(file);
  std::optional<ScratchFile::Piece> large = file->put(bytes_of(1'000'000, 1)).value();
  const ScratchFile::Piece kept = file->put(bytes_of(1'000, 2)).value();
  EXPECT_GE(file->bytes_on_disk().value(), 1'000'000);
  ScratchFile::Piece moved = std::move(*large);
  large.reset();
  EXPECT_EQ(moved.read().value(), bytes_of(1'000'000, 1));
  moved = ScratchFile::Piece();
  EXPECT_LE(file->bytes_on_disk().value(), 8'192);
  EXPECT_EQ(kept.read().value(), bytes_of(1'000, 2));
}

TEST(ScratchFile, APieceOutlivesTheFile) {
  const TemporaryFolder folder;
  std::optional<ScratchFile> file = ScratchFile::open(folder.path()).value();
  const ScratchFile::Piece piece = file->put(bytes_of(100, 7)).value();
  file.reset();
  EXPECT_EQ(piece.read().value(), bytes_of(100, 7));
}

TEST(ScratchFile, SaysWhyItCannotBeOpened) {
  const Result<ScratchFile> file = ScratchFile::open("/no/such/folder");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::io);
  EXPECT_THAT(file.error().message, testing::HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace tessera
