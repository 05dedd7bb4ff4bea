// Which files a trainer sees and which words it trains.

#include "dataset/trainers/what_trains.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// "a.png" is a picture, "a.txt=words" a text.
std::vector<TrainerFile> files(std::initializer_list<std::string_view> entries) {
  std::vector<TrainerFile> made;
  for (const std::string_view entry : entries) {
    const std::size_t sign = entry.find('=');
    TrainerFile file{.path = std::string(entry.substr(0, sign)), .text = std::nullopt};
    if (sign != std::string_view::npos) file.text = std::string(entry.substr(sign + 1));
    made.push_back(std::move(file));
  }
  return made;
}

std::vector<std::string> seen(Trainer trainer, const std::vector<TrainerFile>& given) {
  std::vector<std::string> names;
  for (const TrainedPicture& picture : what_trains(trainer, given, safe_settings(trainer)).pictures) {
    names.push_back(given[picture.file].path);
  }
  return names;
}

std::string words(Trainer trainer, std::optional<std::string_view> file, std::string trigger = {}) {
  TrainerSettings settings = safe_settings(trainer);
  settings.trigger = std::move(trigger);
  const TrainedCaption caption = trained_caption(trainer, file, settings);
  return caption.aborts.empty() ? caption.texts.front() : "aborts: " + caption.aborts;
}

TEST(Trainers, AreFoundByTheirNamesAndByTheirOtherNames) {
  for (const Trainer trainer : all_trainers()) EXPECT_EQ(parse_trainer(name_of(trainer)).value(), trainer);
  EXPECT_EQ(parse_trainer("diffusers").value(), Trainer::imagefolder);
  EXPECT_THAT(parse_trainer("kohya").error().message, HasSubstr("sd-scripts-folder"));
}

TEST(WhatTrains, AiToolkitSeesFoldersBelowButNothingHidden) {
  EXPECT_THAT(seen(Trainer::ai_toolkit, files({"a.png", "b.JPG", "c.bmp", "d.Png", ".e.png", "sub/f.webp", ".g/h.png",
                                               "sub/_controls/i.png", "j.gif", "k"})),
              ElementsAre("a.png", "b.JPG", "d.Png", "sub/f.webp"));
}

TEST(WhatTrains, ReplicateDropsOnlyWholeNamesThatBeginLikeMacFiles) {
  EXPECT_THAT(seen(Trainer::replicate, files({"a.png", "__MACOSX/._a.png", "._b.png", "sub/._c.jpg", "d.gif"})),
              ElementsAre("a.png", "sub/._c.jpg"));
}

TEST(WhatTrains, SdScriptsSeesOneFolderAndOneCaseOfLetters) {
  EXPECT_THAT(seen(Trainer::sd_scripts, files({"a.png", "b.PNG", "c.Png", "d.bmp", ".e.png", "sub/f.png", "g.gif"})),
              ElementsAre("a.png", "b.PNG", "d.bmp"));
}

TEST(WhatTrains, SdScriptsFolderSeesOnlyFoldersWithRepeats) {
  const auto given = files({"a.png", "10_cat/b.png", "cat/c.png", "0_cat/d.png", "3_dog/deep/e.png", "5_dog/f.png"});
  EXPECT_THAT(seen(Trainer::sd_scripts_folder, given), ElementsAre("10_cat/b.png", "5_dog/f.png"));
  const Training training = what_trains(Trainer::sd_scripts_folder, given, safe_settings(Trainer::sd_scripts_folder));
  EXPECT_EQ(training.pictures[0].repeats, 10);
  EXPECT_EQ(training.pictures[0].caption.texts.front(), "cat");
  EXPECT_EQ(training.pictures[0].caption.from, CaptionFrom::class_tokens);
}

TEST(WhatTrains, SimpleTunerSeesHiddenFilesToo) {
  EXPECT_THAT(seen(Trainer::simpletuner, files({".a.png", "sub/b.JPG", "c.txt"})), ElementsAre(".a.png", "sub/b.JPG"));
}

TEST(WhatTrains, ImagefolderSeesWhatItsListNames) {
  const auto given = files({"train/1.png", "train/2.png", "train/3.png",
                            "train/metadata.jsonl={\"file_name\":\"2.png\",\"text\":\"a cat\"}\n"
                            "{\"file_name\":\"1.png\",\"text\":\"a dog\"}\n"});
  const Training training = what_trains(Trainer::imagefolder, given, safe_settings(Trainer::imagefolder));
  EXPECT_THAT(seen(Trainer::imagefolder, given), ElementsAre("train/1.png", "train/2.png"));
  EXPECT_EQ(training.pictures[0].caption.texts.front(), "a dog");
  EXPECT_THAT(training.aborts, IsEmpty());
}

TEST(WhatTrains, ImagefolderEndsAtALineThatNamesNothingOrIsBroken) {
  const auto ends = [](std::string_view list) {
    return what_trains(Trainer::imagefolder, files({"1.png", list}), safe_settings(Trainer::imagefolder)).aborts;
  };
  EXPECT_THAT(ends("metadata.jsonl={\"file_name\":\"9.png\",\"text\":\"x\"}"), HasSubstr("9.png, which is not there"));
  EXPECT_THAT(ends("metadata.jsonl={\"text\":\"x\"}"), HasSubstr("line 1 of metadata.jsonl: it has no file_name"));
  EXPECT_THAT(ends("metadata.jsonl=\n{oops"), HasSubstr("line 2"));
  EXPECT_THAT(ends("1.txt=x"), HasSubstr("no metadata.jsonl"));
}

TEST(WhatTrains, WebDatasetJoinsNeighboursUpToTheFirstDot) {
  const auto given = files({"00.png", "00.txt=zero", "01.a.png", "01.b.txt=one", "02.txt=two", "03.png", "02.png"});
  const Training training = what_trains(Trainer::webdataset, given, safe_settings(Trainer::webdataset));
  ASSERT_EQ(training.pictures.size(), 4U);
  EXPECT_EQ(training.pictures[0].caption.texts.front(), "zero");
  EXPECT_EQ(training.pictures[1].caption.texts.front(), "one");        // "01.a" and "01.b" are one sample
  EXPECT_EQ(training.pictures[3].caption.from, CaptionFrom::nowhere);  // 02.txt is no neighbour of 02.png
}

TEST(WhatTrains, ACaptionBelongsToTheNameWithoutItsLastExtension) {
  const auto given = files({"a.b.png", "a.b.txt=mine", "a.txt=not mine"});
  EXPECT_EQ(what_trains(Trainer::ai_toolkit, given, {}).pictures[0].caption.texts.front(), "mine");
}

TEST(WhatTrains, SdScriptsTakesTheCaptionOfAShorterNameAfterFourUnderscores) {
  const auto given = files({"cat_1_2_3_4.png", "cat.txt=borrowed", "dog_1_2_3.png", "dog.txt=not borrowed"});
  const Training training = what_trains(Trainer::sd_scripts, given, safe_settings(Trainer::sd_scripts));
  EXPECT_EQ(training.pictures[0].caption.texts.front(), "borrowed");
  EXPECT_EQ(training.pictures[1].caption.from, CaptionFrom::nowhere);
}

TEST(WhatTrains, SdScriptsIgnoresTextFilesUnlessToldTheirExtension) {
  const auto given = files({"a.png", "a.txt=a cat"});
  EXPECT_EQ(what_trains(Trainer::sd_scripts, given, default_settings(Trainer::sd_scripts)).pictures[0].caption.from,
            CaptionFrom::nowhere);
  EXPECT_EQ(what_trains(Trainer::sd_scripts, given, safe_settings(Trainer::sd_scripts)).pictures[0].caption.from,
            CaptionFrom::file);
}

TEST(TrainedCaption, OfAiToolkitIsTheWholeFile) {
  EXPECT_EQ(words(Trainer::ai_toolkit, "a cat\r\non a mat\n"), "a cat\non a mat\n");
}

TEST(TrainedCaption, OfAiToolkitGetsTheTriggerUnlessItIsASubstring) {
  EXPECT_EQ(words(Trainer::ai_toolkit, "a cat", "zkx"), "zkx a cat");
  EXPECT_EQ(words(Trainer::ai_toolkit, "a cat, zkx", "zkx"), "a cat, zkx");
  EXPECT_EQ(words(Trainer::ai_toolkit, "a cathedral", "cat"), "a cathedral");  // so that the trigger is never trained
  EXPECT_EQ(words(Trainer::ai_toolkit, "a [trigger] and a [name]", "zkx"), "a zkx and a zkx");
  EXPECT_EQ(words(Trainer::ai_toolkit, "a [trigger] cat"), "a  cat");
  EXPECT_EQ(words(Trainer::ai_toolkit, std::nullopt, "zkx"), "zkx ");
}

TEST(TrainedCaption, OfSdScriptsIsTheFirstLineWithoutATrigger) {
  EXPECT_EQ(words(Trainer::sd_scripts, "  a cat \r\nzkx", "zkx"), "a cat");
  EXPECT_EQ(words(Trainer::sd_scripts, "\na cat"), "");
  EXPECT_THAT(words(Trainer::sd_scripts, ""), HasSubstr("aborts: the caption file is empty"));
}

TEST(TrainedCaption, OfSimpleTunerIsEachLine) {
  const TrainedCaption caption = trained_caption(Trainer::simpletuner, "one\n\ntwo\n", {});
  EXPECT_THAT(caption.texts, ElementsAre("one", "two"));
  EXPECT_THAT(words(Trainer::simpletuner, std::nullopt), HasSubstr("aborts"));
  EXPECT_THAT(words(Trainer::simpletuner, "\n\n"), HasSubstr("aborts"));
}

TEST(TrainedCaption, ThatIsNotUtf8EndsEveryTrainer) {
  for (const Trainer trainer : all_trainers()) EXPECT_THAT(words(trainer, "caf\xe9"), HasSubstr("not UTF-8"));
}

TEST(TrainedCaption, OfReplicateIsWrittenByItsModelWhenThereIsNone) {
  EXPECT_EQ(trained_caption(Trainer::replicate, std::nullopt, {}).from, CaptionFrom::captioner);
}

TEST(Extension, IsWhatFollowsTheLastDotOfTheName) {
  EXPECT_EQ(extension_of("a.b/c.PNG"), ".PNG");
  EXPECT_EQ(extension_of("a.b/c"), "");
  EXPECT_EQ(extension_of(".hidden"), "");
  EXPECT_EQ(extension_of("..x.png"), ".png");
  EXPECT_EQ(without_extension("sub/a.b.png"), "sub/a.b");
}

}  // namespace
}  // namespace tessera
