#include "pipeline/picture_room.h"

#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace tessera {
namespace {

std::shared_ptr<const Image> sheet() { return std::make_shared<const Image>(Size{100, 100}); }

TEST(PictureRoom, KeepsSheetsWhileThereIsRoom) {
  PictureRoom room("", {.kept_bytes = 70'000});
  std::shared_ptr<const Image> first = room.keep(sheet());
  const std::shared_ptr<const Image> second = room.keep(sheet());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->size(), (Size{100, 100}));
  EXPECT_EQ(room.keep(sheet()), nullptr);
  std::shared_ptr<const Image> shared = first;
  first.reset();
  EXPECT_EQ(room.keep(sheet()), nullptr) << "somebody still has it";
  shared.reset();
  EXPECT_NE(room.keep(sheet()), nullptr);
}

TEST(PictureRoom, SheetsMayOutliveIt) {
  std::optional<PictureRoom> room(std::in_place, "");
  const std::shared_ptr<const Image> kept = room->keep(sheet());
  room.reset();
  EXPECT_EQ(kept->width(), 100);
}

TEST(PictureRoom, PutsAsideIntoItsFolder) {
  const TemporaryFolder folder;
  PictureRoom room(folder.path());
  const auto piece = room.put_aside(Bytes{1, 2, 3});
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->read().value(), (Bytes{1, 2, 3}));
  PictureRoom nowhere("/no/such/folder");
  EXPECT_EQ(nowhere.put_aside(Bytes{1}).error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace tessera
