#include "dataset/training_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/export_support.h"
#include "dataset/files.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::SetFolder;

TEST(TrainingSet, ReadsWhatARunLeftBehind) {
  const TemporaryFolder folder;
  tests::make_run_folder(folder / "out");
  const TrainingSet set = load_training_set(folder / "out").value();
  EXPECT_EQ(set.name, "oil");
  EXPECT_EQ(set.mode, Mode::style);
  EXPECT_EQ(set.source_sha256.size(), 64U);
  EXPECT_THAT(set.notes, IsEmpty());
  ASSERT_EQ(set.pictures.size(), 4U);
  EXPECT_EQ(set.pictures[1].number, 2);
  EXPECT_EQ(set.pictures[1].info.size, (Size{512, 512}));
  EXPECT_EQ(set.pictures[1].caption->by(), CaptionBy::judge);
  EXPECT_EQ(set.pictures[0].caption->by(), CaptionBy::description);
  EXPECT_THAT(set.pictures[0].description, HasSubstr("fox"));
  EXPECT_EQ(set.pictures[0].category, "Things");
}

TEST(TrainingSet, TakesHandEditsOfTheTextsAsTheUsersWords) {
  const TemporaryFolder folder;
  tests::make_run_folder(folder / "out");
  ASSERT_TRUE(write_file(folder / "out/images/0002.txt", as_bytes("a beacon over dark water\n")));
  const TrainingSet set = load_training_set(folder / "out").value();
  EXPECT_EQ(set.pictures[1].caption->text(), "a beacon over dark water");
  EXPECT_EQ(set.pictures[1].caption->by(), CaptionBy::user);
  EXPECT_EQ(set.pictures[0].caption->by(), CaptionBy::description);
}

TEST(TrainingSet, DoesNotMissPicturesThatSomebodyTookOutOrPutIn) {
  const TemporaryFolder folder;
  tests::make_run_folder(folder / "out");
  std::filesystem::remove(folder / "out/images/0001.jpg");
  const SetFolder images{folder / "out/images"};
  images.add_picture("mine.png", {64, 64});
  images.add_text("mine.txt", "a picture of my own that I like");
  const TrainingSet set = load_training_set(folder / "out").value();
  std::vector<int> numbers;
  for (const TrainingPicture& picture : set.pictures) numbers.push_back(picture.number);
  EXPECT_THAT(numbers, ElementsAre(2, 3, 4, 5));
  EXPECT_EQ(set.pictures.back().file.filename(), "mine.png");
}

TEST(TrainingSet, ReadsAnyFolderOfPicturesWithTexts) {
  const TemporaryFolder folder;
  const SetFolder set_folder{folder / "My Holiday (1)"};
  set_folder.add_picture("b.JPG", {80, 60});
  set_folder.add_picture("a.png", {60, 80});
  set_folder.add_text("a.txt", "\xEF\xBB\xBF a cat on a wall\r\n");
  set_folder.add_text("notes.md", "not a picture");
  set_folder.add_picture(".hidden.png", {60, 80});
  const TrainingSet set = load_training_set(set_folder.root / "").value();
  EXPECT_EQ(set.name, "My-Holiday-1");
  ASSERT_EQ(set.pictures.size(), 2U);
  EXPECT_EQ(set.pictures[0].file.filename(), "a.png");
  EXPECT_EQ(set.pictures[0].number, 1);
  EXPECT_EQ(set.pictures[0].caption->text(), "a cat on a wall");
  EXPECT_EQ(set.pictures[0].caption->by(), CaptionBy::user);
  EXPECT_FALSE(set.pictures[1].caption);
  EXPECT_THAT(set.notes, IsEmpty());
}

TEST(TrainingSet, SaysWhatItLeavesOutAndReadsInAnotherWay) {
  const TemporaryFolder folder;
  const SetFolder set_folder{folder.path()};
  set_folder.add_text("broken.png", "no picture at all");
  set_folder.add_picture("a.png", {64, 64});
  set_folder.add_text("a.txt", "a cat\non a wall");
  set_folder.add_picture("b.png", {64, 64});
  set_folder.add_text("b.txt", " \n");
  const TrainingSet set = load_training_set(folder.path()).value();
  ASSERT_EQ(set.pictures.size(), 2U);
  EXPECT_EQ(set.pictures[0].caption->text(), "a cat on a wall");
  EXPECT_FALSE(set.pictures[1].caption);
  EXPECT_THAT(set.notes, ElementsAre(HasSubstr("a.txt is not one line"), HasSubstr("b.txt says nothing"),
                                     HasSubstr("broken.png is left out")));
}

TEST(TrainingSet, SaysWhereThePicturesAreWhenNotHere) {
  const TemporaryFolder folder;
  EXPECT_THAT(load_training_set(folder / "none").error().message, HasSubstr("there is no folder"));
  EXPECT_THAT(load_training_set(folder.path()).error().message, HasSubstr("there is no picture in"));
  SetFolder{folder / "below"}.add_picture("a.png", {64, 64});
  const Result<TrainingSet> set = load_training_set(folder.path());
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().kind, ErrorKind::usage);
  EXPECT_THAT(set.error().message, HasSubstr("but there are some in " + (folder / "below").string()));
}

}  // namespace
}  // namespace tessera
