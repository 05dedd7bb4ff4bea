// What export writes, lint accepts: sets of chance, in every format, looked at as their trainers will.

#include <array>
#include <fstream>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "dataset/export/export.h"
#include "dataset/lint/broken_sets.h"
#include "imaging/codec.h"
#include "imaging/test_pictures.h"

namespace tessera::test {
namespace {

Trainer reader_of(ExportFormat format) {
  static const std::map<ExportFormat, Trainer> readers = {
      {ExportFormat::ai_toolkit, Trainer::ai_toolkit},   {ExportFormat::sd_scripts, Trainer::sd_scripts},
      {ExportFormat::replicate_zip, Trainer::replicate}, {ExportFormat::sd_scripts_folder, Trainer::sd_scripts_folder},
      {ExportFormat::imagefolder, Trainer::imagefolder}, {ExportFormat::simpletuner, Trainer::simpletuner},
      {ExportFormat::webdataset, Trainer::webdataset},   {ExportFormat::edit_pairs, Trainer::ai_toolkit}};
  return readers.at(format);
}

void write(const std::filesystem::path& file, ByteView bytes) {
  std::ofstream(file, std::ios::binary).write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
}

template <class List>
const auto& one_of(Random& random, const List& list) {
  return list[random.below(std::size(list))];
}

/// A picture file of any kind that people have, with its extension.
std::pair<std::string, Bytes> any_file(Random& random, const Image& picture) {
  const int orientation = 1 + static_cast<int>(random.below(8));
  const std::uint8_t alpha = static_cast<std::uint8_t>(random.below(256));
  switch (random.below(12)) {
    case 0:
      return {".jpg", encode_jpeg(picture, 60 + static_cast<int>(random.below(40)))};
    case 1:
      return {".JPG", jpeg_file(picture, {.exif = exif_block(orientation)})};
    case 2:
      return {".jpeg", jpeg_file(picture, {.profile = swapped_profile()})};
    case 3:
      return {".jpg", cmyk_jpeg_file(picture.size(), {alpha, 200, static_cast<std::uint8_t>(orientation * 30), 255})};
    case 4:
      return {".png", png_file(picture, {.bit_depth = 16})};
    case 5:
      return {".png", png_file(picture, {.alpha = alpha})};
    case 6:
      return {".Png", png_file(picture, {.grey = true, .exif = exif_block(orientation)})};
    case 7:
      return {".png", interlaced_png_file(picture)};
    case 8:
      return {".webp", webp_file(picture, {.alpha = alpha})};
    case 9:
      return {".webp", animated_webp_file(picture, plain(picture.size(), {1, 2, 3}))};
    case 10:  // named as something else
      return {".bmp", png_file(picture)};
    default:
      return {".png", encode_png(picture)};
  }
}

constexpr auto odd_names = std::to_array<std::string_view>(
    {"a_b_c_d_e", "Bild Nr ", "x.y.z", "0007", "M\xC3\xA4rz", "-flag", "UPPER", "[1]", "100%", "it's"});
constexpr auto odd_captions = std::to_array<std::string_view>(
    {"a fox", "two\nlines of words", "“öl” & <b> ${X} [trigger]", "tk4style first", "a \"quoted\" fox\r\n",
     "\xEF\xBB\xBFwith a mark", "tk4style, a fox, tk4style", "caf\xE9 on a corner", "tab\tand \x07 bell",
     "a masked man [name] tk4styles", "\n\nafter empty lines", "日本の狐"});

/// Pictures of any kind under any name with any words; at least as many as make a set.
TrainingSet any_set(Random& random, const std::filesystem::path& root) {
  std::filesystem::create_directories(root);
  const int pictures = 10 + static_cast<int>(random.below(6));
  for (int i = 0; i < pictures; ++i) {
    const Size size{64 + static_cast<int>(random.below(300)), 64 + static_cast<int>(random.below(300))};
    const auto [extension, bytes] = any_file(random, scene(random.below(1'000'000), size));
    const std::string stem = fmt::format("{}{}", one_of(random, odd_names), i);
    write(root / (stem + extension), bytes);
    write(root / (stem + ".txt"), as_bytes(fmt::format("{}", one_of(random, odd_captions))));
  }
  TrainingSet set = load_training_set(root).value();
  set.mode = random.below(2) == 0 ? Mode::style : Mode::character;
  return set;
}

LintReport linted(const std::filesystem::path& folder, ExportFormat format, const ExportReport& written,
                  const TrainingSet& set) {
  LintOptions options{
      .trainers = {reader_of(format)}, .trigger = written.trigger->word(), .style = set.mode == Mode::style};
  if (format == ExportFormat::imagefolder) options.resolutions = {written.resolutions.back()};
  return lint_folder(folder, options).value();
}

class EachFormat : public testing::TestWithParam<ExportFormat> {};

TEST_P(EachFormat, HasNothingThatBlocksWhateverTheSetHolds) {
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Random random(seed, name_of(GetParam()));
    const TemporaryFolder folder;
    const TrainingSet set = any_set(random, folder / "set");
    ExportOptions options{.source = set.pictures.front().file};
    options.trigger =
        Trigger::make("tk4style", random.below(2) == 0 ? TriggerPlace::first : TriggerPlace::last).value();
    if (random.below(2) == 0) options.size.kind = ExportSize::Kind::bucket;
    const Result<ExportReport> written = export_dataset(set, GetParam(), folder / "to", options);
    ASSERT_TRUE(written) << written.error().message;
    const LintReport report = linted(folder / "to", GetParam(), *written, set);
    EXPECT_TRUE(report.ready()) << lint_text(report);
    ASSERT_EQ(report.trainers.size(), 1U);
    EXPECT_EQ(report.trainers.front().pictures.size(), set.pictures.size());
    for (const LintFinding& finding : report.findings) {
      // Only what lies in the pictures and words themselves may be left: an export repairs all the rest.
      EXPECT_THAT(finding.code, testing::AnyOf("few-pictures", "too-small", "near-duplicate", "same-picture", "cut",
                                               "enlarged", "wasted-pass", "trigger-doubled"))
          << lint_text(report);
    }
  }
}

TEST_P(EachFormat, HasNoFindingAtAllForAGoodSet) {
  const GoodSet good;
  const TemporaryFolder folder;
  const TrainingSet set = load_training_set(good.root()).value();
  write(folder / "source.png", encode_png(scene(5, {700, 500})));
  const ExportOptions options{.trigger = Trigger::make(trigger, TriggerPlace::last).value(),
                              .source = folder / "source.png"};
  const ExportReport written = export_dataset(set, GetParam(), folder / "to", options).value();
  const LintReport report = linted(folder / "to", GetParam(), written, set);
  EXPECT_THAT(report.findings, testing::IsEmpty()) << lint_text(report);
  EXPECT_EQ(report.trainers.front().pictures.size(), 20U);
}

TEST_P(EachFormat, IsTakenForItsTrainerWithoutBeingTold) {
  if (GetParam() == ExportFormat::edit_pairs) return;  // also a set for ai-toolkit
  const GoodSet good(10);
  const TemporaryFolder folder;
  const ExportOptions options{.trigger = Trigger::make(trigger, TriggerPlace::last).value()};
  ASSERT_TRUE(export_dataset(load_training_set(good.root()).value(), GetParam(), folder / "to", options));
  const LintReport report = lint_folder(folder / "to").value();
  ASSERT_EQ(report.trainers.size(), 1U) << lint_text(report);
  EXPECT_EQ(report.trainers.front().trainer, reader_of(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(ExportLint, EachFormat, testing::ValuesIn(export_formats), [](const auto& given) {
  std::string name(name_of(given.param));
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace tessera::test
