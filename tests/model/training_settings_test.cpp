#include "model/training_settings.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(TrainingSteps, GrowWithThePicturesBetweenTheirBounds) {
  const struct {
    Mode mode;
    int pictures, steps;
  } cases[] = {{Mode::character, 1, 800},   {Mode::character, 8, 800},   {Mode::character, 9, 900},
               {Mode::character, 20, 2000}, {Mode::character, 30, 3000}, {Mode::character, 31, 3000},
               {Mode::style, 1, 500},       {Mode::style, 10, 500},      {Mode::style, 11, 550},
               {Mode::style, 24, 1200},     {Mode::style, 40, 2000},     {Mode::style, 1'000'000'000, 2000}};
  for (const auto& each : cases) EXPECT_EQ(steps_for(each.mode, each.pictures), each.steps) << each.pictures;
}

TEST(TrainingSettings, FollowFromTheSetWhenNothingIsGiven) {
  const Result<TrainingSettings> style = settings_for(Mode::style, 20, {}, 4e-4);
  ASSERT_TRUE(style);
  EXPECT_EQ(*style, (TrainingSettings{.steps = 1000, .learning_rate = 4e-4, .rank = 32}));
  EXPECT_EQ(settings_for(Mode::character, 20, {}, 1e-4)->rank, 16);
}

TEST(TrainingSettings, NeverReplaceANumberThatWasGiven) {
  const GivenTrainingSettings given{
      .steps = 2000, .learning_rate = 3e-4, .rank = 8, .batch_size = 2, .caption_dropout = 0.0, .resolution = "768"};
  for (const int pictures : {1, 20, 23, 500}) {
    const Result<TrainingSettings> settings = settings_for(Mode::character, pictures, given, 1e-4);
    ASSERT_TRUE(settings);
    EXPECT_EQ(*settings, (TrainingSettings{.steps = 2000,
                                           .learning_rate = 3e-4,
                                           .rank = 8,
                                           .batch_size = 2,
                                           .caption_dropout = 0.0,
                                           .resolution = "768"}));
  }
}

TEST(TrainingSettings, RefuseWhatNoTrainerCanDoAndNameTheFlag) {
  const struct {
    GivenTrainingSettings given;
    const char* flag;
  } cases[] = {{{.steps = 0}, "--steps"},
               {{.steps = -5}, "--steps"},
               {{.learning_rate = 0.0}, "--learning-rate"},
               {{.rank = 0}, "--rank"},
               {{.batch_size = 0}, "--batch-size"},
               {{.caption_dropout = 1.5}, "--caption-dropout"},
               {{.resolution = "512x512"}, "--resolution"},
               {{.resolution = "512,"}, "--resolution"},
               {{.resolution = "9999"}, "--resolution"},
               {{.resolution = ""}, "--resolution"}};
  for (const auto& each : cases) {
    const Result<TrainingSettings> settings = settings_for(Mode::style, 20, each.given, 1e-4);
    ASSERT_FALSE(settings) << each.flag;
    EXPECT_EQ(settings.error().kind, ErrorKind::usage);
    EXPECT_TRUE(settings.error().message.contains(each.flag)) << settings.error().message;
  }
}

}  // namespace
}  // namespace tessera
