#include "dataset/output_folder.h"

#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/files.h"
#include "dataset/sample_dataset.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

using testing::HasSubstr;

const RunId run("r-0123456789ab");
const RunId other_run("r-ffffffffffff");

std::string text_of(const std::filesystem::path& path) {
  return std::string(as_text(read_file(path, 1 << 20).value_or(Bytes())));
}

Caption caption(const char* text) { return Caption::make(text, CaptionBy::judge).value(); }

TEST(OutputFolder, TakesANewAnEmptyAndItsOwnFolder) {
  const TemporaryFolder folder;
  for (int time = 0; time < 2; ++time) {
    EXPECT_TRUE(OutputFolder::claim(folder / "new/below", run)) << time;
    EXPECT_TRUE(OutputFolder::claim(folder / "new/below", run)) << time;
  }
  std::filesystem::create_directory(folder / "empty");
  EXPECT_TRUE(OutputFolder::claim(folder / "empty", run));
}

TEST(OutputFolder, SaysAtOnceWhoseItIs) {
  const TemporaryFolder folder;
  ASSERT_TRUE(OutputFolder::claim(folder.path(), run));
  EXPECT_EQ(text_of(folder / "dataset.json"),
            "{\n  \"schema\": \"tessera.dataset/1\",\n  \"run_id\": \"r-0123456789ab\",\n  \"status\": \"begun\"\n}\n");
}

TEST(OutputFolder, RefusesAForeignFolderAndTouchesNothing) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "holiday.jpg", as_bytes("x")));
  const Result<OutputFolder> claimed = OutputFolder::claim(folder.path(), run);
  ASSERT_FALSE(claimed);
  EXPECT_EQ(claimed.error().kind, ErrorKind::usage);
  EXPECT_THAT(claimed.error().message, HasSubstr(folder.path().string() + " is not empty (it holds holiday.jpg)"));
  EXPECT_FALSE(std::filesystem::exists(folder / "dataset.json"));
  EXPECT_FALSE(std::filesystem::exists(folder / "images"));
}

TEST(OutputFolder, RefusesTheDatasetOfAnotherRunOrProgram) {
  const TemporaryFolder folder;
  ASSERT_TRUE(OutputFolder::claim(folder / "a", other_run));
  EXPECT_THAT(OutputFolder::claim(folder / "a", run).error().message, HasSubstr("another run, r-ffffffffffff"));
  for (const char* foreign : {"{}", "not JSON", R"({"schema":"other/1","run_id":"r-0123456789ab"})"}) {
    const std::filesystem::path out = folder / "b";
    std::filesystem::create_directory(out);
    ASSERT_TRUE(write_file(out / "dataset.json", as_bytes(foreign)));
    EXPECT_EQ(OutputFolder::claim(out, run).error().kind, ErrorKind::usage) << foreign;
    EXPECT_EQ(text_of(out / "dataset.json"), foreign);
  }
}

TEST(OutputFolder, RefusesAFile) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "out", as_bytes("x")));
  EXPECT_THAT(OutputFolder::claim(folder / "out", run).error().message, HasSubstr("is no folder"));
}

TEST(OutputFolder, IsTakenAgainAfterAClaimThatWasKilled) {
  const TemporaryFolder folder;
  std::ofstream(folder / ".tessera-dataset.json.tmp") << "{";
  EXPECT_TRUE(OutputFolder::claim(folder.path(), run));
}

TEST(OutputFolder, TellsThatItCannotBeMade) {
  const Result<OutputFolder> claimed = OutputFolder::claim("/proc/tessera/out", run);
  ASSERT_FALSE(claimed);
  EXPECT_EQ(claimed.error().kind, ErrorKind::io);
  EXPECT_THAT(claimed.error().message, HasSubstr("/proc/tessera/out"));
}

TEST(OutputFolder, TellsThatItMayNotBeWritten) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const Result<OutputFolder> claimed = OutputFolder::claim(folder / "out", run);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  ASSERT_FALSE(claimed);
  EXPECT_EQ(claimed.error().kind, ErrorKind::io);
  EXPECT_THAT(claimed.error().message, HasSubstr("Permission denied"));
}

TEST(OutputFolder, WritesPictureAndCaptionSideBySide) {
  const TemporaryFolder folder;
  const OutputFolder out = OutputFolder::claim(folder.path(), run).value();
  const WrittenImage written = out.write_image(7, as_bytes("jpeg"), caption("a fox in snow")).value();
  EXPECT_EQ(written.picture, (folder / "images/0007.jpg").string());
  EXPECT_EQ(written.caption, caption("a fox in snow"));
  EXPECT_EQ(text_of(folder / "images/0007.jpg"), "jpeg");
  EXPECT_EQ(text_of(folder / "images/0007.txt"), "a fox in snow");
}

TEST(OutputFolder, KeepsACaptionThatSomebodyEditedWhateverIsWrittenAgain) {
  const TemporaryFolder folder;
  const OutputFolder out = OutputFolder::claim(folder.path(), run).value();
  ASSERT_TRUE(out.write_image(1, as_bytes("jpeg"), caption("a fox in snow")));
  ASSERT_TRUE(write_file(folder / "images/0001.txt", as_bytes("a vixen in snow\n")));
  for (const char* picture : {"jpeg", "another"}) {
    const WrittenImage written = out.write_image(1, as_bytes(picture), caption("a fox in snow")).value();
    EXPECT_EQ(written.caption, Caption::make("a vixen in snow", CaptionBy::user).value());
    EXPECT_EQ(text_of(folder / "images/0001.txt"), "a vixen in snow\n");
    EXPECT_EQ(text_of(folder / "images/0001.jpg"), picture);
  }
}

TEST(OutputFolder, WritesACaptionThatItWroteItselfAnew) {
  const TemporaryFolder folder;
  Dataset dataset = tests::sample_dataset();
  const OutputFolder first = OutputFolder::claim(folder.path(), dataset.run).value();
  ASSERT_TRUE(
      first.write_image(1, as_bytes("jpeg"), Caption::make(dataset.items[0].caption, CaptionBy::judge).value()));
  ASSERT_TRUE(first.write_dataset(dataset));
  const OutputFolder again = OutputFolder::claim(folder.path(), dataset.run).value();
  const WrittenImage written = again.write_image(1, as_bytes("jpeg"), caption("a fox in snow, tk4style")).value();
  EXPECT_EQ(written.caption, caption("a fox in snow, tk4style"));
  EXPECT_EQ(text_of(folder / "images/0001.txt"), "a fox in snow, tk4style");
}

TEST(OutputFolder, WritesACaptionWhereSomebodyLeftNoWord) {
  const TemporaryFolder folder;
  const OutputFolder out = OutputFolder::claim(folder.path(), run).value();
  ASSERT_TRUE(out.write_image(1, as_bytes("jpeg"), caption("a fox in snow")));
  ASSERT_TRUE(write_file(folder / "images/0001.txt", as_bytes(" \n")));
  EXPECT_EQ(out.write_image(1, as_bytes("jpeg"), caption("a fox in snow"))->caption, caption("a fox in snow"));
  EXPECT_EQ(text_of(folder / "images/0001.txt"), "a fox in snow");
}

TEST(OutputFolder, HoldsTheExtrasThatThereAreAndWhateverUsersPutBesideThem) {
  const TemporaryFolder folder;
  const OutputFolder out = OutputFolder::claim(folder.path(), run).value();
  ASSERT_TRUE(out.keep_extras({}));
  EXPECT_FALSE(std::filesystem::exists(folder / "extra"));
  const ExtraTile first{.file = extra_file(2, 5)};
  const ExtraTile second{.file = extra_file(12, 16)};
  ASSERT_TRUE(out.write_extra(first, as_bytes("a")));
  ASSERT_TRUE(out.write_extra(second, as_bytes("b")));
  ASSERT_TRUE(write_file(folder / "extra/best.png", as_bytes("mine")));
  ASSERT_TRUE(out.keep_extras({second}));
  EXPECT_FALSE(std::filesystem::exists(folder / "extra/0002-05.png"));
  EXPECT_EQ(text_of(folder / "extra/0012-16.png"), "b");
  ASSERT_TRUE(out.keep_extras({}));
  EXPECT_EQ(text_of(folder / "extra/best.png"), "mine");
  std::filesystem::remove(folder / "extra/best.png");
  ASSERT_TRUE(out.keep_extras({}));
  EXPECT_FALSE(std::filesystem::exists(folder / "extra"));
}

TEST(OutputFolder, WritesDatasetAndReportWhichItKnowsAgain) {
  const TemporaryFolder folder;
  const OutputFolder out = OutputFolder::claim(folder.path(), run).value();
  ASSERT_TRUE(out.write_dataset(tests::sample_dataset()));
  ASSERT_TRUE(out.write_report("<!doctype html>"));
  EXPECT_EQ(text_of(folder / "dataset.json"), pretty_json(dataset_json(tests::sample_dataset())));
  EXPECT_EQ(text_of(folder / "report.html"), "<!doctype html>");
  EXPECT_TRUE(OutputFolder::claim(folder.path(), run));
  EXPECT_FALSE(OutputFolder::claim(folder.path(), other_run));
}

TEST(DebugFolder, NamesFilesAsTheAncestorDoes) {
  const TemporaryFolder folder;
  const DebugFolder debug = DebugFolder::open(folder / "debug/training_data").value();
  ASSERT_TRUE(debug.write_grid(1, as_bytes("g")));
  ASSERT_TRUE(debug.write_training_image(12, as_bytes("t")));
  EXPECT_EQ(text_of(folder / "debug/training_data/grid1.jpg"), "g");
  EXPECT_EQ(text_of(folder / "debug/training_data/training-image12.jpg"), "t");
}

}  // namespace
}  // namespace tessera
