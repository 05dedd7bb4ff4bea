#include "dataset/export/export.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "dataset/export_support.h"
#include "dataset/files.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::SetFolder;
using tests::tree_of;

const Trigger trigger = Trigger::make("tk4style", TriggerPlace::last).value();

/// One set for all tests of this file; exports must not change it.
class Export : public testing::Test {
 protected:
  Export() { tests::make_run_folder(folder_ / "out"); }

  [[nodiscard]] TrainingSet set() const { return load_training_set(folder_ / "out").value(); }

  Result<ExportReport> export_as(ExportFormat format, ExportOptions options = {.trigger = trigger},
                                 const std::string& to = "to") const {
    if (format == ExportFormat::edit_pairs && options.source.empty()) options.source = folder_ / "source.png";
    return export_dataset(set(), format, folder_ / to, options);
  }

  TemporaryFolder folder_;
};

TEST_F(Export, WritesTheSameBytesEveryTimeAndNeverTouchesTheSet) {
  const auto before = tree_of(folder_ / "out");
  for (const ExportFormat format : export_formats) {
    const std::string once(name_of(format));
    const ExportOptions options{.trigger = trigger};
    ASSERT_TRUE(export_as(format, options, once)) << once;
    ASSERT_TRUE(export_as(format, options, once + "-again")) << once;
    const auto tree = tree_of(folder_ / once);
    EXPECT_EQ(tree, tree_of(folder_ / (once + "-again"))) << once;
  }
  // Over itself, and with pictures that are made anew.
  const ExportOptions squares{.trigger = trigger, .size = {ExportSize::Kind::square, 256}};
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, squares, "ai-toolkit"));
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, squares, "squares"));
  EXPECT_EQ(tree_of(folder_ / "ai-toolkit"), tree_of(folder_ / "squares"));
  EXPECT_EQ(tree_of(folder_ / "out"), before);
}

TEST_F(Export, HasNothingBesideWhatTheTrainerReads) {
  const auto names = [&](ExportFormat format) {
    const ExportReport report = export_as(format, {.trigger = trigger}, std::string(name_of(format))).value();
    std::vector<std::string> all = report.files;
    std::erase_if(all, [](const std::string& name) { return name.find("/000") != std::string::npos; });
    // The list of files is complete: only the hidden list itself comes on top.
    EXPECT_EQ(tree_of(report.folder).size(), report.files.size() + 1);
    EXPECT_TRUE(std::filesystem::exists(report.start_here)) << report.start_here;
    return all;
  };
  EXPECT_THAT(names(ExportFormat::ai_toolkit), ElementsAre("config.yaml"));
  EXPECT_THAT(names(ExportFormat::sd_scripts), ElementsAre("dataset.toml", "train.toml"));
  EXPECT_THAT(names(ExportFormat::sd_scripts_folder), ElementsAre("train.toml"));
  EXPECT_THAT(names(ExportFormat::replicate_zip), ElementsAre("dataset.zip", "input.json"));
  EXPECT_THAT(names(ExportFormat::imagefolder), ElementsAre("train/metadata.jsonl"));
  EXPECT_THAT(names(ExportFormat::simpletuner), ElementsAre("config.json", "multidatabackend.json"));
  EXPECT_THAT(names(ExportFormat::webdataset), ElementsAre("00000.tar"));
  EXPECT_THAT(names(ExportFormat::edit_pairs), ElementsAre("config.yaml"));
}

TEST_F(Export, PassesPlainPicturesOnAndConvertsTheOthersWithoutLoss) {
  const SetFolder images{folder_ / "out/images"};
  images.add_picture("0005.png", {100, 90});
  images.add_text("0005.txt", "a ramp of colours from one corner to the other");
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit));
  const auto before = tree_of(folder_ / "out");
  const auto after = tree_of(folder_ / "to");
  EXPECT_EQ(after.at("images/0001.jpg"), before.at("images/0001.jpg"));
  EXPECT_EQ(after.at("images/0005.png"), before.at("images/0005.png"));

  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {.trigger = trigger, .size = {ExportSize::Kind::bucket}}, "bucket"));
  const auto bucket = tree_of(folder_ / "bucket");
  EXPECT_EQ(bucket.at("images/0001.jpg"), before.at("images/0001.jpg"));  // 512 x 512 is a bucket
  const Image cut = decode_image(as_bytes(bucket.at("images/0005.png"))).value();
  EXPECT_EQ(cut.size(), (Size{64, 64}));
}

TEST_F(Export, PutsTheTriggerIntoEveryCaptionOnce) {
  ASSERT_TRUE(write_file(folder_ / "out/images/0002.txt", as_bytes("a tk4style lighthouse")));
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit));
  const auto tree = tree_of(folder_ / "to");
  EXPECT_EQ(tree.at("images/0001.txt"), "a red fox sitting in fresh snow and looking over its shoulder, tk4style");
  EXPECT_EQ(tree.at("images/0002.txt"), "a tk4style lighthouse");
  EXPECT_THAT(tree.at("config.yaml"), HasSubstr("trigger_word: \"tk4style\""));
}

TEST_F(Export, SaysThatThereIsNoTrigger) {
  const ExportReport report = export_as(ExportFormat::replicate_zip, {}).value();
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("there is no trigger"), HasSubstr("default trigger TOK")));
  EXPECT_THAT(tree_of(folder_ / "to").at("input.json"), Not(HasSubstr("trigger_word")));
}

TEST_F(Export, ObeysNumbersThatWereGiven) {
  const ExportReport by_rule = export_as(ExportFormat::ai_toolkit).value();
  EXPECT_EQ(by_rule.steps, 500);
  EXPECT_EQ(by_rule.rank, 32);
  for (const ExportFormat format : {ExportFormat::ai_toolkit, ExportFormat::sd_scripts, ExportFormat::sd_scripts_folder,
                                    ExportFormat::replicate_zip, ExportFormat::simpletuner}) {
    const ExportReport report = export_as(format, {.steps = 1234, .rank = 7}, std::string(name_of(format))).value();
    EXPECT_EQ(report.steps, 1234);
    std::string configuration;
    for (const auto& [name, text] : tree_of(report.folder)) {
      const bool is_configuration = name.find_first_of("/.") != 0 && name.find('/') == std::string::npos;
      if (is_configuration && !name.ends_with(".zip")) configuration += text;
    }
    EXPECT_THAT(configuration, HasSubstr("1234")) << name_of(format);
    EXPECT_THAT(configuration, Not(HasSubstr("500"))) << name_of(format);
  }
}

TEST_F(Export, RefusesAFolderThatIsNotItsOwn) {
  ASSERT_TRUE(write_file(folder_ / "holiday.jpg", as_bytes("x")));
  std::filesystem::create_directory(folder_ / "to");
  std::filesystem::rename(folder_ / "holiday.jpg", folder_ / "to/holiday.jpg");
  for (const bool force : {false, true}) {
    const Result<ExportReport> report = export_as(ExportFormat::ai_toolkit, {.force = force});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::usage);
    EXPECT_THAT(report.error().message, HasSubstr("is not empty (it holds holiday.jpg); nothing was written"));
    EXPECT_EQ(tree_of(folder_ / "to").size(), 1U);
  }
  EXPECT_THAT(export_as(ExportFormat::ai_toolkit, {}, "out").error().message, HasSubstr("is not empty"));
  EXPECT_THAT(export_as(ExportFormat::ai_toolkit, {}, "out/dataset.json").error().message, HasSubstr("is no folder"));
}

TEST_F(Export, DoesNotOverwriteWhatSomebodyChangedOrAdded) {
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit));
  ASSERT_TRUE(write_file(folder_ / "to/config.yaml", as_bytes("mine")));
  const Result<ExportReport> changed = export_as(ExportFormat::ai_toolkit);
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().message, HasSubstr("config.yaml, which was changed since it was exported"));
  EXPECT_EQ(tree_of(folder_ / "to").at("config.yaml"), "mine");
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {.force = true}));
  EXPECT_NE(tree_of(folder_ / "to").at("config.yaml"), "mine");

  ASSERT_TRUE(write_file(folder_ / "to/images/0009.png", as_bytes("mine")));
  EXPECT_THAT(export_as(ExportFormat::ai_toolkit).error().message, HasSubstr("images/0009.png, which no export wrote"));
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {.force = true}));
  EXPECT_EQ(tree_of(folder_ / "to").at("images/0009.png"), "mine");
}

TEST_F(Export, ReplacesAnEarlierExportOfAnotherFormatWhole) {
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit));
  const ExportReport report = export_as(ExportFormat::replicate_zip).value();
  EXPECT_EQ(tree_of(folder_ / "to").size(), report.files.size() + 1);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "to/images"));
}

TEST_F(Export, FinishesWhatAKilledExportBegan) {
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {}, "whole"));
  // Killed while staging: nothing is in its place yet.
  std::filesystem::create_directories(folder_ / "to/.tessera-export.tmp/images");
  ASSERT_TRUE(write_file(folder_ / "to/.tessera-export.tmp/images/0001.jpg", as_bytes("half")));
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {}));
  EXPECT_EQ(tree_of(folder_ / "to"), tree_of(folder_ / "whole"));
  // Killed while moving: the list says that it is not complete, and files of both exports are there.
  Bytes list = read_file(folder_ / "to/.tessera-export.json", 1 << 20).value();
  std::string text(as_text(list));
  text.replace(text.find("\"complete\": true"), 16, "\"complete\": false");
  ASSERT_TRUE(write_file(folder_ / "to/.tessera-export.json", as_bytes(text)));
  ASSERT_TRUE(write_file(folder_ / "to/images/0001.txt", as_bytes("of the earlier one")));
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {}));
  EXPECT_EQ(tree_of(folder_ / "to"), tree_of(folder_ / "whole"));
}

TEST_F(Export, LeavesNothingBehindWhenItFails) {
  ASSERT_TRUE(write_file(folder_ / "out/images/0003.jpg",
                         ByteView(encode_jpeg(tests::ramp({512, 512}))).first(9000)));  // the header is whole
  const Result<ExportReport> report = export_as(ExportFormat::ai_toolkit);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("0003.jpg"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "to"));
}

TEST_F(Export, IsLookedAtWholeBeforeAnyOfItIsInItsPlace) {
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit));
  const auto before = tree_of(folder_ / "to");
  std::map<std::string, std::string> staged;
  const auto refuse = [&](const std::filesystem::path& folder, const ExportReport&) -> Result<void> {
    staged = tree_of(folder);
    return failure(ErrorKind::usage, "it would not train");
  };
  const Result<ExportReport> report = export_as(ExportFormat::sd_scripts, {.trigger = trigger, .inspect = refuse});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message, "it would not train");
  EXPECT_EQ(tree_of(folder_ / "to"), before);
  ASSERT_TRUE(export_as(ExportFormat::sd_scripts));
  auto written = tree_of(folder_ / "to");
  written.erase(".tessera-export.json");
  EXPECT_EQ(staged, written);
}

TEST_F(Export, LinksWhatNeedsNoChange) {
  const ExportReport report = export_as(ExportFormat::ai_toolkit, {.trigger = trigger, .link = true}).value();
  EXPECT_EQ(report.linked, 4);
  EXPECT_TRUE(std::filesystem::equivalent(folder_ / "out/images/0001.jpg", folder_ / "to/images/0001.jpg"));
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {.trigger = trigger}, "copied"));
  EXPECT_EQ(tree_of(folder_ / "to"), tree_of(folder_ / "copied"));
  // Over itself, and back to copies: the set's own file stays.
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {.trigger = trigger, .link = true}));
  ASSERT_TRUE(export_as(ExportFormat::ai_toolkit, {.trigger = trigger}));
  EXPECT_FALSE(std::filesystem::equivalent(folder_ / "out/images/0001.jpg", folder_ / "to/images/0001.jpg"));
  EXPECT_EQ(tree_of(folder_ / "to"), tree_of(folder_ / "copied"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "to/.tessera-export.tmp"));
}

TEST_F(Export, RefusesPicturesWithoutCaptionsUnlessForced) {
  std::filesystem::remove(folder_ / "out/images/0002.txt");
  const Result<ExportReport> report = export_as(ExportFormat::sd_scripts);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::usage);
  EXPECT_THAT(report.error().message, HasSubstr("1 of 4 pictures have no caption (0002.jpg)"));
  ASSERT_TRUE(export_as(ExportFormat::sd_scripts, {.force = true}));
  EXPECT_FALSE(tree_of(folder_ / "to").contains("images/0002.txt"));
}

TEST_F(Export, NeverEnlarges) {
  const ExportSize large{.kind = ExportSize::Kind::square, .side = 1024};
  const Result<ExportReport> report = export_as(ExportFormat::ai_toolkit, {.size = large});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::usage);
  EXPECT_THAT(report.error().message, HasSubstr("is 512x512: --size 1024 would enlarge it"));
}

TEST_F(Export, PairsTheSourceWithEveryTile) {
  const ExportReport report = export_as(ExportFormat::edit_pairs).value();
  const auto tree = tree_of(report.folder);
  EXPECT_EQ(tree.at("target/0001.txt"),
            "a red fox sitting in fresh snow and looking over its shoulder indeed, tk4style");
  EXPECT_EQ(tree.at("target/0001.jpg"), tree_of(folder_ / "out").at("images/0001.jpg"));
  // 300 x 200, cut to the square of the target from the middle.
  const Image control = decode_image(as_bytes(tree.at("control/0001.png"))).value();
  EXPECT_EQ(control.size(), (Size{512, 512}));
  EXPECT_NEAR(control.row(256)[0], 50 * 255 / 300, 4);
  EXPECT_THAT(tree.at("config.yaml"), HasSubstr("control_path: control"));
}

TEST_F(Export, TakesNoOtherPictureForTheSource) {
  const Result<ExportReport> none = export_dataset(set(), ExportFormat::edit_pairs, folder_ / "to", ExportOptions{});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("--source"));
  const Result<ExportReport> other = export_as(ExportFormat::edit_pairs, {.source = folder_ / "out/images/0001.jpg"});
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("is not the picture that this set was made from"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "to"));
}

// What a format looks like, byte for byte. TESSERA_WRITE_GOLDEN=1 writes the files anew; look at what changed.
TEST(ExportTree, IsTheGoldenOne) {
  const std::filesystem::path golden = std::filesystem::path(TESSERA_SOURCE_DIR) / "tests/dataset/golden";
  const TrainingSet set = load_training_set(golden / "set").value();
  for (const ExportFormat format : export_formats) {
    const TemporaryFolder folder;
    const ExportOptions options{
        .trigger = trigger, .size = {ExportSize::Kind::bucket}, .source = golden / "source.png"};
    ASSERT_TRUE(export_dataset(set, format, folder / "to", options)) << name_of(format);
    const std::filesystem::path expected = golden / "exports" / name_of(format);
    if (std::getenv("TESSERA_WRITE_GOLDEN") != nullptr) {
      std::filesystem::remove_all(expected);
      std::filesystem::create_directories(expected.parent_path());
      std::filesystem::copy(folder / "to", expected, std::filesystem::copy_options::recursive);
    }
    const auto is = tree_of(folder / "to");
    const auto should_be = tree_of(expected);
    for (const auto& [name, bytes] : should_be) {
      ASSERT_TRUE(is.contains(name)) << name_of(format) << " lacks " << name;
      EXPECT_TRUE(is.at(name) == bytes) << name_of(format) << ": " << name << " differs:\n"
                                        << is.at(name).substr(0, 4000);
    }
    EXPECT_EQ(is.size(), should_be.size()) << name_of(format);
  }
}

TEST(ExportFormat, IsKnownByItsName) {
  for (const ExportFormat format : export_formats) EXPECT_EQ(parse_export_format(name_of(format)).value(), format);
  const Result<ExportFormat> wrong = parse_export_format("kohya");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("one of ai-toolkit, sd-scripts, sd-scripts-folder"));
}

TEST(ExportSize, IsAMultipleOfSixtyFourOrABucket) {
  EXPECT_EQ(parse_export_size("1024").value(), (ExportSize{ExportSize::Kind::square, 1024}));
  EXPECT_EQ(parse_export_size("bucket")->kind, ExportSize::Kind::bucket);
  for (const char* wrong : {"", "1000", "64", "4096", "-512", "1024x1024", "buckets"}) {
    EXPECT_FALSE(parse_export_size(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace tessera
