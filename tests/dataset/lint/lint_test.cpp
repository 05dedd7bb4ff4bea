// Lint of whole folders and archives: good ones in every layout, its three forms, and the repaired copy.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/lint/broken_sets.h"
#include "imaging/codec.h"
#include "imaging/test_pictures.h"

namespace tessera::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

LintReport linted(const std::filesystem::path& path, const LintOptions& options = small_training()) {
  Result<LintReport> report = lint_folder(path, options);
  if (!report) throw std::runtime_error(report.error().message);
  return *std::move(report);
}

std::string listed(const GoodSet& set) {
  std::string lines;
  for (int i = 1; i <= 20; ++i) {
    lines += fmt::format("{{\"file_name\":\"{}.jpg\",\"text\":\"{}, zkx01\"}}\n", GoodSet::stem(i), i * 7919);
    set.remove(GoodSet::stem(i) + ".txt");
  }
  return lines;
}

TEST(Lint, FindsNothingInAGoodFolderForAnyTrainerOfSuchFolders) {
  const GoodSet set;
  const LintReport report = linted(set.root());
  EXPECT_THAT(kinds_of(report), IsEmpty()) << lint_text(report);
  ASSERT_EQ(report.trainers.size(), 4U);
  for (const LintedTrainer& trainer : report.trainers) EXPECT_EQ(trainer.pictures.size(), 20U);
  EXPECT_EQ(report.trigger, "zkx01");
  EXPECT_TRUE(report.trigger_guessed);
}

TEST(Lint, FindsPicturesInTheFolderNamedImages) {
  const GoodSet set(20, "images");
  for (const LintedTrainer& trainer : linted(set.root()).trainers) {
    EXPECT_EQ(trainer.folder, "images/");
    EXPECT_EQ(trainer.pictures.front().file, "images/0001.jpg");
  }
}

TEST(Lint, PassesByTheExtrasOfASetThatARunLeft) {
  const GoodSet set(20, "images");
  const std::string without = lint_text(linted(set.root()));
  set.write("../extra/0003-05.png", as_text(encode_png(plain({40, 30}, {90, 90, 90}))));
  const std::string foreign = lint_text(linted(set.root()));
  EXPECT_NE(foreign, without) << "in any other folder it is a picture like others";
  set.write("../dataset.json", R"({"schema":"tessera.dataset/1"})");
  const LintReport ours = linted(set.root());
  EXPECT_EQ(ours.pictures, 20U);
  EXPECT_THAT(kinds_of(ours), IsEmpty()) << lint_text(ours);
}

TEST(Lint, ReadsEveryOtherLayoutAsItsTrainerDoes) {
  const GoodSet folders(20, "10_zkx01");
  const LintReport repeated = linted(folders.root());
  EXPECT_THAT(kinds_of(repeated), IsEmpty()) << lint_text(repeated);
  ASSERT_EQ(repeated.trainers.front().trainer, Trainer::sd_scripts_folder);
  EXPECT_EQ(repeated.trainers.front().pictures.front().repeats, 10);

  const GoodSet listing(20, "train");
  listing.write("metadata.jsonl", listed(listing));
  const LintReport from_list = linted(listing.root());
  EXPECT_THAT(kinds_of(from_list), IsEmpty()) << lint_text(from_list);
  ASSERT_EQ(from_list.trainers.front().trainer, Trainer::imagefolder);
  EXPECT_EQ(from_list.trainers.front().pictures[1].caption.texts.front(), "15838, zkx01");
}

TEST(Lint, ReadsZipsAsReplicateDoesAndTarsAsWebDatasetReadersDo) {
  const GoodSet set;
  const TemporaryFolder folder;
  write_archive(folder / "set.zip", members_of(set.root()));
  const LintReport zip = linted(folder / "set.zip");
  EXPECT_THAT(kinds_of(zip), IsEmpty()) << lint_text(zip);
  EXPECT_EQ(zip.trainers.front().trainer, Trainer::replicate);
  EXPECT_EQ(zip.trainers.front().pictures.size(), 20U);

  write_archive(folder / "00000.tar", members_of(set.root()));
  const LintReport tar = linted(folder / "00000.tar");
  EXPECT_THAT(kinds_of(tar), IsEmpty()) << lint_text(tar);
  EXPECT_EQ(tar.trainers.front().trainer, Trainer::webdataset);
  EXPECT_THAT(tar.trainers.front().pictures.front().caption.texts.front(), HasSubstr("a fox asleep"));
}

TEST(Lint, FindsWhatAFinderPacksIntoZips) {
  const GoodSet set;
  std::vector<Member> members;
  for (Member& member : members_of(set.root())) {
    members.push_back({.name = "cats/" + member.name, .bytes = member.bytes});
    members.push_back({.name = "__MACOSX/cats/._" + member.name, .bytes = to_bytes("Mac OS X")});
  }
  members.push_back({.name = "cats/._0001.jpg", .bytes = to_bytes("Mac OS X")});
  const TemporaryFolder folder;
  write_archive(folder / "set.zip", members);
  EXPECT_THAT(kinds_of(linted(folder / "set.zip")), ElementsAre("error mac-file", "note hidden-file"));
}

TEST(Lint, RefusesNamesThatWouldLeaveTheFolder) {
  const GoodSet set;
  std::vector<Member> members = members_of(set.root());
  members.push_back({.name = "../../evil.jpg", .bytes = good_picture(21)});
  members.push_back({.name = "../../evil.txt", .bytes = to_bytes("evil, zkx01")});
  const TemporaryFolder folder;
  write_archive(folder / "set.zip", members);
  const LintReport report = linted(folder / "set.zip");
  EXPECT_THAT(kinds_of(report), Contains("error name-unsafe"));
}

TEST(Lint, SaysWhatItCannotRead) {
  const TemporaryFolder folder;
  EXPECT_EQ(lint_folder(folder / "nowhere").error().kind, ErrorKind::usage);
  const GoodSet set;
  set.write("set.zip", "not a zip at all");
  const Result<LintReport> report = lint_folder(set.file("set.zip"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::bad_request);
  EXPECT_THAT(report.error().message, HasSubstr("set.zip"));
}

TEST(Lint, TakesSettingsFromTheConfigurationThatLiesBesideThePictures) {
  const GoodSet set(20, "images");
  set.write("../dataset.toml",
            "[general]\ncaption_extension = \".txt\"\nenable_bucket = true\n[[datasets]]\nresolution = [512, 512]\n"
            "bucket_no_upscale = true\n  [[datasets.subsets]]\n  image_dir = \"/somewhere/images\"\n"
            "[[datasets]]\nresolution = 768\n  [[datasets.subsets]]\n  image_dir = \"/somewhere/images\"\n");
  const LintedTrainer sd = linted(set.root(), {.trainers = {Trainer::sd_scripts}}).trainers.front();
  EXPECT_EQ(sd.configuration, "dataset.toml");
  EXPECT_THAT(sd.settings.resolutions, ElementsAre(512, 768));
  EXPECT_FALSE(sd.settings.buckets.enlarges);
  EXPECT_EQ(sd.settings.buckets.most_side, 1024);

  set.write("../config.yaml",
            "config:\n  process:\n    - trigger_word: \"zkx01\"\n      datasets:\n"
            "        - folder_path: images\n          caption_ext: txt  # a comment\n"
            "          resolution: [ 512, 640 ]\n");
  const LintedTrainer ai = linted(set.root(), {.trainers = {Trainer::ai_toolkit}}).trainers.front();
  EXPECT_EQ(ai.configuration, "config.yaml");
  EXPECT_THAT(ai.settings.resolutions, ElementsAre(512, 640));
  EXPECT_EQ(ai.settings.trigger, "zkx01");
  set.write("../config.yaml", "folder_path: images\nresolution:\n  - 512\n  - 576\nsteps: 3\n");
  EXPECT_THAT(linted(set.root(), {.trainers = {Trainer::ai_toolkit}}).trainers.front().settings.resolutions,
              ElementsAre(512, 576));
}

TEST(Lint, LeavesOutPixelsWhenToldTo) {
  const GoodSet set;
  set.write("0021.jpg", encode_jpeg(decode_image(good_picture(3)).value(), 50));
  set.write("0021.txt", "a windmill, zkx01\n");
  LintOptions options = small_training();
  EXPECT_THAT(kinds_of(linted(set.root(), options)), ElementsAre("warning near-duplicate"));
  options.compare_pictures = false;
  EXPECT_THAT(kinds_of(linted(set.root(), options)), IsEmpty());
}

TEST(LintForms, TellTheSameToProgramsTerminalsAndPeople) {
  const GoodSet set;
  set.write("0003.txt", "a <b>fox</b> & a \"hen\"\n");
  set.rename("0004.jpg", "<i>4.jpg");
  set.rename("0004.txt", "<i>4.txt");
  set.write("0005.jpg", "");
  const LintReport report = linted(set.root());
  const json::object object = lint_json(report);
  EXPECT_EQ(object.at("ready"), false);
  EXPECT_EQ(object.at("errors"), 1);
  EXPECT_EQ(object.at("findings").as_array().size(), 2U);
  EXPECT_EQ(object.at("trainers").as_array().front().at("passes").as_array().front().at("resolution"), 512);
  EXPECT_THAT(lint_text(report), AllOf(HasSubstr("error unreadable"), HasSubstr("0003.txt: the trigger"),
                                       HasSubstr("not ready: 1 finding blocks")));
  const std::string page = lint_html(report);
  EXPECT_THAT(page, AllOf(HasSubstr("&lt;i&gt;4.jpg"), HasSubstr("a &lt;b&gt;fox&lt;/b&gt; &amp; a &quot;hen&quot;"),
                          HasSubstr("default-src 'none'"), Not(HasSubstr("<i>4.jpg")), Not(HasSubstr("<script"))));
}

/// A set with everything that a copy can repair.
void harm(const GoodSet& set) {
  const auto picture = [](std::uint64_t seed) { return scene(seed, {576, 576}); };
  set.write("0002.jpg", cmyk_jpeg_file({576, 576}, {10, 200, 30, 255}));
  set.write("0003.jpg", jpeg_file(picture(51), {.exif = exif_block(6)}));
  set.write("0004.jpg", encode_png(picture(52)));
  set.write("0005.jpg", png_file(picture(53), {.alpha = 128}));
  set.write("0006.jpg", png_file(picture(54), {.bit_depth = 16}));
  set.write("0007.jpg", animated_webp_file(picture(55), picture(56)));
  set.write("0008.jpg", good_picture(9));  // the same bytes
  set.write("0010.txt", "a caf\xe9 at noon, zkx01\n");
  set.write("0011.txt", std::string_view("\xff\xfe"
                                         "a\0 \0n\0i\0g\0h\0t\0",
                                         16));
  set.write("0012.txt",
            "\xef\xbb\xbf"
            "a fox, zkx01\n");
  set.write("0013.txt", "a fox\non a stone, zkx01\n");
  set.write("0014.txt", "zkx01, a fox, zkx01\n");
  set.write("0015.txt", "a fox and zkx01s\n");
  set.rename("0016.jpg", "my fox.v2.jpg");
  set.rename("0016.txt", "my fox.v2.caption");
  set.write("0017.jpg", "");
  set.write("more/._0001.jpg", "Mac OS X");
  set.write("0099.txt", "an orphan");
}

TEST(LintFix, WritesACopyInWhichNothingIsLeftToFind) {
  const GoodSet set(24);
  harm(set);
  const std::vector<Member> before = members_of(set.root());
  const TemporaryFolder folder;
  const Result<LintFix> fix = fix_folder(set.root(), small_training(), folder / "repaired");
  ASSERT_TRUE(fix) << fix.error().message;
  EXPECT_EQ(fix->pictures, 22U);  // without the empty one and the copy
  const LintReport report = linted(folder / "repaired");
  EXPECT_THAT(kinds_of(report), IsEmpty()) << lint_text(report);

  // The originals are as they were.
  const std::vector<Member> after = members_of(set.root());
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].bytes, before[i].bytes) << after[i].name;

  std::vector<std::string> captions;
  for (const Member& member : members_of(folder / "repaired")) {
    if (member.name.ends_with(".txt")) captions.emplace_back(as_text(member.bytes));
  }
  EXPECT_THAT(captions, Contains("a caf\xc3\xa9 at noon, zkx01\n"));
  EXPECT_THAT(captions, Contains("zkx01, a night\n"));
  EXPECT_THAT(captions, Contains("a fox on a stone, zkx01\n"));
  EXPECT_THAT(captions, Contains("zkx01, a fox and zkx01s\n"));
  EXPECT_THAT(captions, Contains(HasSubstr("a baker sliding")));
  // An upright picture of the right size, whatever was stored.
  EXPECT_THAT(fix->changes, Contains(HasSubstr("0003.jpg: saved anew")));
}

TEST(LintFix, TakesStyleWordsOutOfASetThatSaysThatItIsAStyle) {
  const GoodSet set(20, "images");
  set.write("../dataset.json", R"({"schema":"tessera.dataset/1","mode":"style"})");
  set.write("0003.txt", "a watercolor painting of a fox, zkx01\n");
  set.write("0004.txt", "a crow on a gate [trigger]\n");
  const TemporaryFolder folder;
  LintOptions options = small_training();
  ASSERT_TRUE(fix_folder(set.root(), options, folder / "repaired"));
  options.style = true;
  EXPECT_THAT(kinds_of(linted(folder / "repaired", options)), IsEmpty());
  // A trigger that looks like its own placeholder ends nobody.
  options.trigger = "[trigger]";
  EXPECT_TRUE(fix_folder(set.root(), options, folder / "odd"));
}

TEST(LintFix, ReadsZipsToo) {
  const GoodSet set(24);
  harm(set);
  const TemporaryFolder folder;
  write_archive(folder / "set.zip", members_of(set.root()));
  ASSERT_TRUE(fix_folder(folder / "set.zip", small_training(), folder / "repaired"));
  EXPECT_THAT(kinds_of(linted(folder / "repaired")), IsEmpty());
}

TEST(LintFix, WritesIntoNoFolderThatHoldsSomethingOrIsRead) {
  const GoodSet set;
  EXPECT_EQ(fix_folder(set.root(), small_training(), set.root() / "below").error().kind, ErrorKind::usage);
  EXPECT_FALSE(std::filesystem::exists(set.root() / "below"));
  const GoodSet other;
  EXPECT_THAT(fix_folder(set.root(), small_training(), other.root()).error().message, HasSubstr("not empty"));
}

}  // namespace
}  // namespace tessera::test
