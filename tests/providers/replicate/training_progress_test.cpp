#include "providers/replicate/training_progress.h"

#include <string>

#include <gtest/gtest.h>

namespace tessera::replicate {
namespace {

TEST(TrainingProgress, IsTheLastStepOfTheLogs) {
  const auto progress = progress_in(
      "training:   0% | 0/1000 [lr: 4.0e-04 loss: 5.000e-01]\n"
      "training:  10% | 100/1000 [lr: 4.0e-04 loss: 4.800e-01]\n",
      1000);
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->step, 100);
  EXPECT_EQ(progress->steps, 1000);
  EXPECT_DOUBLE_EQ(progress->loss.value(), 0.48);
}

TEST(TrainingProgress, ReadsBarsThatAreDrawnOverThemselves) {
  const auto progress = progress_in(
      "flux_train_replicate:   1%|▏         | 9/1000 [00:10<18:40,  1.13s/it, lr: 4.0e-04 loss: 3.9e-01]\r"
      "flux_train_replicate:   1%|▏         | 10/1000 [00:11<18:39,  1.13s/it, lr: 4.0e-04 loss: 3.7e-01]",
      1000);
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->step, 10);
  EXPECT_DOUBLE_EQ(progress->loss.value(), 0.37);
}

TEST(TrainingProgress, IsNotThatOfOtherBars) {
  const std::string logs =
      "training:  50% | 500/1000 [lr: 4.0e-04 loss: 4.0e-01]\n"
      "Generating Images:  50%|#####     | 1/2 [00:10<00:10, 10.0s/it]\n"
      "Caching latents: 100%|##########| 20/20 [00:02<00:00, 9.1it/s]\n";
  EXPECT_EQ(progress_in(logs, 1000)->step, 500);
  EXPECT_EQ(progress_in(logs, 0)->steps, 20) << "without a known total the last bar is all that can be said";
  EXPECT_FALSE(progress_in("Downloading: 10/20 [", 1000));
}

TEST(TrainingProgress, HasNoLossWhereTheLineHasNone) {
  EXPECT_FALSE(progress_in(" 7/10 [00:01<00:01]\nloss: 3", 10)->loss);
  EXPECT_FALSE(progress_in(" 7/10 [loss: nan]", 10)->loss.value_or(-1) >= 0);
}

TEST(TrainingProgress, IsNothingInOtherTexts) {
  for (const char* text :
       {"", "/", "1/", "/2 [", "3/0 [", "9/3 [", "1/2", "http://host/a [", "99999999999/99999999999 ["}) {
    EXPECT_FALSE(progress_in(text, 0)) << text;
  }
}

TEST(TrainingProgress, OfLongLogsIsReadFromTheirEnd) {
  std::string logs = "1/10 [";
  logs.append(1'000'000, 'x');
  EXPECT_FALSE(progress_in(logs, 10));
  logs += " 9/10 [";
  EXPECT_EQ(progress_in(logs, 10)->step, 9);
}

}  // namespace
}  // namespace tessera::replicate
