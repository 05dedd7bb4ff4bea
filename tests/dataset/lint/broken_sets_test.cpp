// Every way in which a folder is broken, with the finding that it must give, and no other.

#include "dataset/lint/broken_sets.h"

#include <functional>
#include <ostream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/codec.h"
#include "imaging/test_pictures.h"

namespace tessera::test {
namespace {

struct BrokenSet {
  std::string name;
  std::vector<std::string> expected;
  std::function<void(const GoodSet&)> harm;
  int pictures = 20;
  std::string folder = {};  ///< of the good pictures
  LintOptions options = small_training();
};

/// What a failing test is called.
void PrintTo(const BrokenSet& set, std::ostream* out) { *out << set.name; }

LintOptions with(Trainer trainer) { return small_training({trainer}); }

LintOptions with_trigger(std::string word) {
  LintOptions options = small_training();
  options.trigger = std::move(word);
  return options;
}

LintOptions at(std::vector<Trainer> trainers, std::vector<int> resolutions) {
  LintOptions options = small_training(std::move(trainers));
  options.resolutions = std::move(resolutions);
  return options;
}

LintOptions of_style() {
  LintOptions options = small_training();
  options.style = true;
  return options;
}

void every_caption(const GoodSet& set, int count, const std::function<std::string(std::string)>& change) {
  for (const Member& member : members_of(set.root())) {
    if (!member.name.ends_with(".txt") || count <= 0) continue;
    --count;
    std::string text(as_text(member.bytes));
    text.pop_back();
    set.write(member.name, change(std::move(text)) + "\n");
  }
}

Image picture(int seed) { return scene(static_cast<std::uint64_t>(seed), {576, 576}); }

/// A set around the new picture `name`, with a caption.
void add(const GoodSet& set, const std::string& name, const Bytes& bytes) {
  set.write(name, bytes);
  set.write(name.substr(0, name.rfind('.')) + ".txt", "a windmill among tulips, zkx01\n");
}

std::string dataset_json(std::string_view category, int of_it) {
  std::string items;
  for (int i = 0; i < 20; ++i) {
    items += fmt::format("{}{{\"description\":{{\"text\":\"x\",\"category\":\"{}\"}}}}", i == 0 ? "" : ",",
                         i < of_it ? std::string(category) : fmt::format("other {}", i % 5));
  }
  return fmt::format("{{\"schema\":\"tessera.dataset/1\",\"mode\":\"character\",\"items\":[{}]}}", items);
}

constexpr std::string_view sd_toml =
    "[general]\ncaption_extension = \"{}\"\nenable_bucket = true\nmax_bucket_reso = 2048\n"
    "[[datasets]]\nresolution = 512\n[[datasets.subsets]]\nimage_dir = \"images\"\n";

// clang-format off
const std::vector<BrokenSet>& broken_sets() {
  static const std::vector<BrokenSet> sets = {
      // --- what is there
      {.name = "NoPictures", .expected = {"error no-pictures"}, .harm = [](const GoodSet& set) { set.write("readme.md", "x"); }, .pictures = 0},
      {.name = "NinePictures", .expected = {"error too-few-pictures"}, .harm = [](const GoodSet&) {}, .pictures = 9},
      {.name = "TwelvePictures", .expected = {"warning few-pictures"}, .harm = [](const GoodSet&) {}, .pictures = 12},
      {.name = "MixedCaseExtension", .expected = {"warning wrong-extension"},
       .harm = [](const GoodSet& set) { set.rename("0003.jpg", "0003.Jpg"); }, .options = with(Trainer::sd_scripts)},
      {.name = "GifAmongPictures", .expected = {"warning wrong-extension"},
       .harm = [](const GoodSet& set) { add(set, "0021.gif", to_bytes("GIF89a")); }, .options = with(Trainer::ai_toolkit)},
      {.name = "NestedFolder", .expected = {"warning nested-folder"},
       .harm = [](const GoodSet& set) { add(set, "more/0021.jpg", good_picture(21)); }, .options = with(Trainer::sd_scripts)},
      {.name = "FolderWithoutRepeats", .expected = {"warning folder-without-repeats"},
       .harm = [](const GoodSet& set) { set.rename("0001.jpg", "../cat/0001.jpg"); set.rename("0001.txt", "../cat/0001.txt"); },
       .folder = "10_cat", .options = with(Trainer::sd_scripts_folder)},
      {.name = "PicturesBesideTheFoldersOfRepeats", .expected = {"warning folder-without-repeats"},
       .harm = [](const GoodSet& set) { set.rename("0001.jpg", "../0001.jpg"); set.rename("0001.txt", "../0001.txt"); },
       .folder = "10_cat", .options = with(Trainer::sd_scripts_folder)},
      {.name = "HiddenPicture", .expected = {"note hidden-file"},
       .harm = [](const GoodSet& set) { set.write(".0021.jpg", good_picture(21)); }, .options = with(Trainer::ai_toolkit)},
      {.name = "HiddenPictureThatIsTrained", .expected = {"warning hidden-file"},
       .harm = [](const GoodSet& set) { set.write(".0021.jpg", good_picture(21)); }, .options = with(Trainer::simpletuner)},
      {.name = "FinderFileBelow", .expected = {"error mac-file"},
       .harm = [](const GoodSet& set) { set.write("more/._0001.jpg", "Mac OS X"); }, .options = with(Trainer::replicate)},
      {.name = "PictureThatTheListLacks", .expected = {"warning not-listed"},
       .harm = [](const GoodSet& set) {
         std::string list;
         for (int i = 1; i < 20; ++i) list += fmt::format("{{\"file_name\":\"{}.jpg\",\"text\":\"{} of them, zkx01\"}}\n", GoodSet::stem(i), i);
         set.write("metadata.jsonl", list);
       }, .folder = "train", .options = with(Trainer::imagefolder)},
      {.name = "ListThatNamesNothing", .expected = {"error list-broken"},
       .harm = [](const GoodSet& set) {
         std::string list = "{\"file_name\":\"9999.jpg\",\"text\":\"nobody, zkx01\"}\n";
         for (int i = 1; i <= 20; ++i) list += fmt::format("{{\"file_name\":\"{}.jpg\",\"text\":\"{} of them, zkx01\"}}\n", GoodSet::stem(i), i);
         set.write("metadata.jsonl", list);
       }, .folder = "train", .options = with(Trainer::imagefolder)},
      {.name = "Unbalanced", .expected = {"warning unbalanced"},
       .harm = [](const GoodSet& set) { set.write("../dataset.json", dataset_json("Animals", 12)); }, .folder = "images"},
      // --- captions
      {.name = "OrphanCaption", .expected = {"warning orphan-caption"}, .harm = [](const GoodSet& set) { set.write("0099.txt", "a ghost, zkx01\n"); }},
      {.name = "MissingCaption", .expected = {"warning caption-missing"},
       .harm = [](const GoodSet& set) { set.remove("0003.txt"); }, .options = with(Trainer::ai_toolkit)},
      {.name = "MissingCaptionAtWhichTheTrainerEnds", .expected = {"error caption-missing"},
       .harm = [](const GoodSet& set) { set.remove("0003.txt"); }, .options = with(Trainer::simpletuner)},
      {.name = "CaptionsOfAnotherExtension", .expected = {"warning caption-extension"},
       .harm = [](const GoodSet& set) { set.rename("0003.txt", "0003.caption"); }, .options = with(Trainer::ai_toolkit)},
      {.name = "TomlThatForgetsTheExtension", .expected = {"warning caption-extension"},
       .harm = [](const GoodSet& set) { set.write("../dataset.toml", fmt::format(sd_toml, ".caption")); }, .folder = "images",
       .options = with(Trainer::sd_scripts)},
      {.name = "BorrowedCaption", .expected = {"warning caption-borrowed", "warning name-underscores"},
       .harm = [](const GoodSet& set) { set.write("0003_a_b_c_d.jpg", good_picture(21)); }, .options = with(Trainer::sd_scripts)},
      {.name = "EmptyCaption", .expected = {"warning caption-empty"},
       .harm = [](const GoodSet& set) { set.write("0003.txt", "\n"); }, .options = with(Trainer::ai_toolkit)},
      {.name = "EmptyCaptionAtWhichTheTrainerEnds", .expected = {"error caption-empty"},
       .harm = [](const GoodSet& set) { set.write("0003.txt", ""); }, .options = with(Trainer::sd_scripts)},
      {.name = "Latin1", .expected = {"error caption-encoding"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "a caf\xe9, zkx01\n"); }},
      {.name = "Utf16", .expected = {"error caption-encoding"},
       .harm = [](const GoodSet& set) { set.write("0003.txt", std::string_view("\xff\xfe" "a\0 \0f\0o\0x\0", 12)); }},
      {.name = "ByteOrderMark", .expected = {"warning caption-bom"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "\xef\xbb\xbf" "a fox, zkx01\n"); }},
      {.name = "SeveralLines", .expected = {"warning caption-lines"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "a fox, zkx01\non a stone\n"); }},
      {.name = "EmptyFirstLine", .expected = {"warning caption-lines"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "\na fox, zkx01\n"); }},
      {.name = "ControlCharacters", .expected = {"warning caption-controls"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "a\x07 fox, zkx01\n"); }},
      {.name = "RepeatedFragment", .expected = {"warning repeated-fragment"},
       .harm = [](const GoodSet& set) { every_caption(set, 17, [](const std::string& text) { return "a man with red hair and " + text; }); }},
      {.name = "StyleWords", .expected = {"warning style-words"},
       .harm = [](const GoodSet& set) { set.caption(3, "a watercolor painting of a fox"); }, .options = of_style()},
      // --- trigger
      {.name = "TriggerMissing", .expected = {"warning trigger-missing"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "a fox on a stone\n"); }},
      {.name = "TriggerInsideAWordOnly", .expected = {"warning trigger-missing"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "a fox, zkx012\n"); }},
      {.name = "TriggerDoubled", .expected = {"warning trigger-doubled"}, .harm = [](const GoodSet& set) { set.write("0003.txt", "zkx01, a fox, zkx01\n"); }},
      {.name = "TriggerIsAWord", .expected = {"error trigger-is-word"},
       .harm = [](const GoodSet& set) { every_caption(set, 99, [](std::string text) { return text.replace(text.find("zkx01"), 5, "castle"); }); },
       .options = with_trigger("castle")},
      {.name = "TriggerIsPartOfAWord", .expected = {"warning trigger-in-word"},
       .harm = [](const GoodSet& set) { every_caption(set, 99, [](std::string text) { return text.replace(text.find("zkx01"), 5, "stle"); }); },
       .options = with_trigger("stle")},
      // --- names
      {.name = "DotsInTheName", .expected = {"warning name-dots"}, .harm = [](const GoodSet& set) { add(set, "fox.v2.jpg", good_picture(21)); }},
      {.name = "SpacesInTheName", .expected = {"warning name-spaces"}, .harm = [](const GoodSet& set) { add(set, "my fox.jpg", good_picture(21)); }},
      {.name = "NameOutsideOfAscii", .expected = {"warning name-not-ascii"}, .harm = [](const GoodSet& set) { add(set, "m\xc3\xa4rz.jpg", good_picture(21)); }},
      {.name = "FivePiecesBetweenUnderscores", .expected = {"warning name-underscores"}, .harm = [](const GoodSet& set) { add(set, "a_b_c_d_e.jpg", good_picture(21)); }},
      {.name = "TwinsThatShareACaption", .expected = {"warning name-twins"}, .harm = [](const GoodSet& set) { set.write("0003.png", encode_png(picture(77))); }},
      // --- pictures
      {.name = "ContentIsNotWhatTheNameSays", .expected = {"warning content-differs"}, .harm = [](const GoodSet& set) { set.write("0003.jpg", encode_png(picture(77))); }},
      {.name = "TextNamedAsPicture", .expected = {"error unreadable"}, .harm = [](const GoodSet& set) { set.write("0003.jpg", "<html>404</html>"); }},
      {.name = "CutOffPicture", .expected = {"error unreadable"},
       .harm = [](const GoodSet& set) { set.write("0003.jpg", ByteView(good_picture(3)).first(good_picture(3).size() / 2)); }},
      {.name = "EmptyPicture", .expected = {"error unreadable"}, .harm = [](const GoodSet& set) { set.write("0003.jpg", ""); }},
      {.name = "DamagedPicture", .expected = {"error unreadable"},
       .harm = [](const GoodSet& set) {
         Bytes png = encode_png(picture(77));
         png[png.size() / 2] ^= 0x55U;
         set.remove("0003.jpg");
         set.write("0003.png", png);
       }},
      {.name = "Cmyk", .expected = {"warning cmyk"}, .harm = [](const GoodSet& set) { set.write("0003.jpg", cmyk_jpeg_file({576, 576}, {10, 200, 30, 255})); }},
      {.name = "SixteenBits", .expected = {"warning sixteen-bit"},
       .harm = [](const GoodSet& set) { set.remove("0003.jpg"); set.write("0003.png", png_file(picture(77), {.bit_depth = 16})); }},
      {.name = "TurnedByExif", .expected = {"warning rotated"}, .harm = [](const GoodSet& set) { set.write("0003.jpg", jpeg_file(picture(77), {.exif = exif_block(6)})); }},
      {.name = "Animated", .expected = {"warning animated"},
       .harm = [](const GoodSet& set) { set.remove("0003.jpg"); set.write("0003.webp", animated_webp_file(picture(77), picture(78))); }},
      {.name = "Transparent", .expected = {"warning alpha"},
       .harm = [](const GoodSet& set) { set.remove("0003.jpg"); set.write("0003.png", png_file(picture(77), {.alpha = 128})); }},
      {.name = "SameBytes", .expected = {"warning same-picture"}, .harm = [](const GoodSet& set) { add(set, "0021.jpg", good_picture(3)); }},
      {.name = "NearDuplicate", .expected = {"warning near-duplicate"},
       .harm = [](const GoodSet& set) { add(set, "0021.jpg", encode_jpeg(decode_image(good_picture(3)).value(), 50)); }},
      {.name = "TooSmall", .expected = {"warning too-small"}, .harm = [](const GoodSet& set) { set.write("0003.jpg", encode_jpeg(scene(77, {341, 341}))); }},
      // --- buckets
      {.name = "EnlargedByTheTrainer", .expected = {"warning enlarged"}, .harm = [](const GoodSet&) {}, .options = at({Trainer::sd_scripts}, {1024})},
      {.name = "CutByTheTrainer", .expected = {"warning cut"},
       .harm = [](const GoodSet& set) { set.write("../dataset.toml", "[[datasets]]\nresolution = 512\n[[datasets.subsets]]\nimage_dir = \"images\"\ncaption_extension = \".txt\"\n");
                                        set.write("0003.jpg", encode_jpeg(scene(77, {900, 576}))); },
       .folder = "images", .options = LintOptions{.trainers = {Trainer::sd_scripts}}},
      {.name = "LeftOutByTheTrainer", .expected = {"error left-out"},
       .harm = [](const GoodSet& set) {
         set.write("../multidatabackend.json", R"([{"id":"x","instance_data_dir":"/elsewhere/images","resolution":512,"minimum_image_size":570}])");
         set.write("0003.jpg", encode_jpeg(scene(77, {560, 560})));
       }, .folder = "images", .options = LintOptions{.trainers = {Trainer::simpletuner}}},
      {.name = "WastedPass", .expected = {"warning wasted-pass"}, .harm = [](const GoodSet&) {}, .options = at({Trainer::ai_toolkit}, {512, 768, 1024})},
  };
  return sets;
}
// clang-format on

class EachBrokenSet : public testing::TestWithParam<BrokenSet> {};

TEST_P(EachBrokenSet, GivesItsFindingAndNoOther) {
  const BrokenSet& broken = GetParam();
  const GoodSet set(broken.pictures, broken.folder);
  broken.harm(set);
  const Result<LintReport> report = lint_folder(set.root(), broken.options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(kinds_of(*report), broken.expected) << lint_text(*report);
  const bool blocks = broken.expected.front().starts_with("error");
  EXPECT_EQ(report->ready(), !blocks);
  for (const LintFinding& finding : report->findings) {
    EXPECT_FALSE(finding.reason.empty());
    EXPECT_TRUE(finding.repair.ends_with('.')) << finding.repair;
  }
}

INSTANTIATE_TEST_SUITE_P(Lint, EachBrokenSet, testing::ValuesIn(broken_sets()),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace tessera::test
