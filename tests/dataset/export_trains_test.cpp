// Exports against what their trainers see, read and cut: two parts of this program that were written apart.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dataset/export/export.h"
#include "dataset/export/training_numbers.h"
#include "dataset/export_support.h"
#include "dataset/trainers/buckets.h"
#include "dataset/trainers/what_trains.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

struct Target {
  ExportFormat format;
  Trainer trainer;
  std::string folder;  ///< that the trainer is given, in the export
};

const std::vector<Target> targets{{ExportFormat::ai_toolkit, Trainer::ai_toolkit, "images/"},
                                  {ExportFormat::sd_scripts, Trainer::sd_scripts, "images/"},
                                  {ExportFormat::sd_scripts_folder, Trainer::sd_scripts_folder, "train/"},
                                  {ExportFormat::imagefolder, Trainer::imagefolder, "train/"},
                                  {ExportFormat::simpletuner, Trainer::simpletuner, "images/"},
                                  {ExportFormat::edit_pairs, Trainer::ai_toolkit, "target/"}};

std::vector<TrainerFile> files_of(const std::filesystem::path& root, const std::string& folder) {
  std::vector<TrainerFile> files;
  for (const auto& [name, bytes] : tests::tree_of(root)) {
    if (!name.starts_with(folder)) continue;
    TrainerFile file{.path = name.substr(folder.size())};
    if (name.ends_with(".txt") || name.ends_with(".jsonl")) file.text = bytes;
    files.push_back(std::move(file));
  }
  return files;
}

RC_GTEST_PROP(ExportTrains, WithEveryPictureAndItsOwnWordsWhateverTheSetHolds, ()) {
  const TemporaryFolder folder;
  const tests::SetFolder set_folder{folder / "set"};
  const int pictures = *rc::gen::inRange(1, 4);
  for (int i = 0; i < pictures; ++i) {
    const std::string name =
        *rc::gen::element<std::string>("a_b_c_d_e", "Bild Nr", "x.y.z", "0007", "UPPER") + std::to_string(i);
    set_folder.add_picture(name + *rc::gen::element<std::string>(".jpg", ".png", ".JPG"),
                           {*rc::gen::inRange(64, 200), *rc::gen::inRange(64, 200)});
    set_folder.add_text(name + ".txt",
                        *rc::gen::element<std::string>("a fox", "two\nlines of words", "“öl” & <b> ${X} [trigger]",
                                                       "tk4style first", "a \"quoted\" fox\r\n"));
  }
  const TrainingSet set = load_training_set(set_folder.root).value();
  const Trigger trigger = Trigger::make("tk4style", *rc::gen::element(TriggerPlace::first, TriggerPlace::last)).value();
  const ExportSize size = *rc::gen::element(ExportSize{}, ExportSize{.kind = ExportSize::Kind::bucket});
  const Target target = *rc::gen::elementOf(targets);
  const ExportOptions options{.trigger = trigger, .size = size, .source = set.pictures.front().file};
  RC_ASSERT(export_dataset(set, target.format, folder / "to", options).has_value());
  const std::vector<TrainerFile> files = files_of(folder / "to", target.folder);
  TrainerSettings settings = safe_settings(target.trainer);
  settings.trigger = trigger.word();
  const Training training = what_trains(target.trainer, files, settings);
  RC_ASSERT(training.aborts.empty());
  RC_ASSERT(training.pictures.size() == static_cast<std::size_t>(pictures));
  for (const TrainedPicture& picture : training.pictures) {
    const TrainedCaption& caption = picture.caption;
    RC_ASSERT(caption.aborts.empty());
    RC_ASSERT(caption.from == CaptionFrom::file);
    RC_ASSERT(!caption.trigger_put_in);
    RC_ASSERT(caption.texts.size() == 1U);
    RC_ASSERT(caption.texts[0].find("tk4style") != std::string::npos);
    RC_ASSERT(caption.texts[0].find('\n') == std::string::npos);
  }
}

TEST(ExportTrains, AtSizesThatNobodyCutsOrEnlarges) {
  for (const Size picture : {Size{1024, 1024}, Size{1344, 768}, Size{832, 1216}, Size{4000, 3000}, Size{682, 682},
                             Size{768, 768}, Size{1500, 1000}}) {
    const Size size = bucket_size(picture);
    const int top = fitting_resolutions({&size, 1}).back();
    for (const Trainer trainer : {Trainer::ai_toolkit, Trainer::sd_scripts, Trainer::replicate}) {
      const std::optional<Bucket> bucket = bucket_for(trainer, size, top);
      ASSERT_TRUE(bucket) << size.width << "x" << size.height;
      EXPECT_EQ(bucket->size, size) << name_of(trainer) << " at " << top;
      EXPECT_DOUBLE_EQ(bucket->cut, 0);
      EXPECT_DOUBLE_EQ(bucket->enlarged, 1);
    }
  }
}

TEST(ExportTrains, WithoutAWastedPass) {
  for (const int side : {341, 512, 600, 682, 768, 900, 1024, 2000}) {
    const Size size = bucket_size({side, side});
    const std::vector<int> resolutions = fitting_resolutions({&size, 1});
    for (const Trainer trainer : {Trainer::ai_toolkit, Trainer::sd_scripts}) {
      TrainerSettings settings = safe_settings(trainer);
      settings.resolutions = resolutions;
      const std::vector<bool> wasted = wasted_passes(trainer, size, settings);
      EXPECT_THAT(wasted, testing::Each(false)) << name_of(trainer) << " " << side;
    }
  }
}

}  // namespace
}  // namespace tessera
