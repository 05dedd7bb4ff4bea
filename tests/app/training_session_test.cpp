#include "app/training_session.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

Environment environment_with(std::initializer_list<std::pair<const char*, const char*>> values) {
  Environment environment;
  for (const auto& [name, value] : values) environment.set(name, value);
  return environment;
}

TrainRequest filled_in(TrainRequest request, const Environment& environment) {
  fill_in(request, environment);
  return request;
}

TEST(TrainingDefaults, TakeTheTrainerWhoseKeyIsThere) {
  const TrainRequest automatic{.with = "auto"};
  EXPECT_EQ(filled_in(automatic, environment_with({{"REPLICATE_API_TOKEN", "r"}})).with, "replicate");
  EXPECT_EQ(filled_in(automatic, environment_with({{"REPLICATE_API_TOKEN", "r"}, {"RUNPOD_API_KEY", "k"}})).with,
            "runpod");
  EXPECT_EQ(filled_in(automatic, environment_with({{"MODEL_TRAINING_RUNPOD_API_KEY", "k"}})).with, "runpod");
  EXPECT_EQ(filled_in(automatic, Environment()).with, "auto");
  EXPECT_EQ(filled_in({.with = "replicate"}, environment_with({{"RUNPOD_API_KEY", "k"}})).with, "replicate");
}

TEST(TrainingDefaults, StandInTheEnvironmentAndAreBeatenByWhatIsGiven) {
  const Environment environment = environment_with({{"TESSERA_TRAIN_DESTINATION", "me/{name}"},
                                                    {"TESSERA_TRAIN_WORKFLOW", "workflow.json"},
                                                    {"TESSERA_TRAIN_TRIGGER", "zz9"}});
  const TrainRequest hosted = filled_in({.with = "replicate"}, environment);
  EXPECT_EQ(hosted.destination, "me/{name}");
  EXPECT_EQ(hosted.workflow_file, "");  // Replicate would refuse it
  EXPECT_EQ(hosted.trigger, "");        // the set's own comes first
  EXPECT_EQ(hosted.other_trigger, "zz9");
  const TrainRequest worker = filled_in({.with = "runpod"}, environment);
  EXPECT_EQ(worker.workflow_file, "workflow.json");
  EXPECT_EQ(worker.destination, "");
  EXPECT_EQ(filled_in({.with = "replicate", .destination = "me/given"}, environment).destination, "me/given");
  EXPECT_EQ(filled_in({.with = "runpod", .workflow_file = "given.json"}, environment).workflow_file, "given.json");
}

TEST(TrainingDefaults, NameAWorkersTriggerAfterWhatItTrains) {
  TrainRequest request{.with = "runpod"};
  request.name = "ada";
  EXPECT_EQ(filled_in(request, Environment()).other_trigger, "");  // a set has its own, or its user says it
  request.addresses = {"s3://bucket/key.jpg"};
  EXPECT_EQ(filled_in(request, Environment()).other_trigger, "ada");
  EXPECT_EQ(filled_in(request, environment_with({{"TESSERA_TRAIN_TRIGGER", "zz9"}})).other_trigger, "zz9");
  request.with = "replicate";
  EXPECT_EQ(filled_in(request, Environment()).other_trigger, "");
}

TEST(TriggerOfATraining, IsWhatIsGivenThenTheSetsOwnThenTheOther) {
  TrainingSet set;
  TrainRequest request{.other_trigger = "zz9"};
  EXPECT_EQ(trigger_of(request, set).value().word(), "zz9");
  set.trigger = Trigger::make("own1", TriggerPlace::last).value();
  EXPECT_EQ(trigger_of(request, set).value().word(), "own1");
  request.trigger = "given1";
  EXPECT_EQ(trigger_of(request, set).value().word(), "given1");
  EXPECT_EQ(trigger_of(TrainRequest(), TrainingSet()).error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace tessera
