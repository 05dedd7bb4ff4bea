#include "app/session.h"

#include <atomic>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>

#include "support/temporary_folder.h"
#include "tessera/training_data_generator.h"

namespace tessera {
namespace {

using namespace std::chrono_literals;

class SessionTest : public ::testing::Test {
 protected:
  [[nodiscard]] SessionSettings settings(const std::string& state = "state",
                                         const std::string& vision_model = "gpt-5-mini") const {
    SessionSettings made;
    made.environment.set("TESSERA_STATE_DIR", (folder / state).string());
    made.environment.set("TESSERA_VISION_MODEL", vision_model);
    return made;
  }
  /// One small preview; `number` makes it another run.
  [[nodiscard]] Request request(int number = 0) const {
    Request made;
    made.source = std::string(TESSERA_SOURCE_DIR) + "/examples/flat.png";
    made.engine = made.judge = "offline";
    made.upscaler = "none";
    made.count = 1;
    made.shape = {2, 2};
    made.seed = static_cast<std::uint64_t>(number);
    made.out = (folder / ("out" + std::to_string(number))).string();
    return made;
  }

  TemporaryFolder folder;
};

int images_of(Job<SessionRun> job) {
  job.wait();
  const std::optional<SessionRun> run = job.take();
  if (!run || !run->outcome) return -1;
  return static_cast<int>(run->outcome->dataset.items.size());
}

TEST_F(SessionTest, IsSharedWhileSomebodyHoldsIt) {
  const std::shared_ptr<Session> first = Session::shared();
  EXPECT_EQ(Session::shared(), first);
}

TEST_F(SessionTest, CarriesOutARunAndTellsItsEvents) {
  Session session;
  std::vector<std::string> names;
  EXPECT_EQ(
      images_of(session.generate(settings(), request(), [&](const RunEvent& event) { names.push_back(event.name); })),
      1);
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(names.front(), "run.chosen");
  EXPECT_EQ(names.back(), "run.ended");
}

TEST_F(SessionTest, MakesTheSameRequestOnceHoweverManyAskForItAtOnce) {
  Session session;
  std::atomic<int> ordered = 0;
  const auto count = [&](const RunEvent& event) { ordered += event.name == "grid.ordered" ? 1 : 0; };
  Request alone = request();
  alone.out = (folder / "alone").string();
  EXPECT_EQ(images_of(session.generate(settings("other-state"), alone, count)), 1);
  const int once = ordered.exchange(0);
  EXPECT_GE(once, 1);
  std::vector<Job<SessionRun>> jobs;
  for (int i = 0; i < 6; ++i) jobs.push_back(session.generate(settings(), request(), count));
  for (const Job<SessionRun>& job : jobs) EXPECT_EQ(images_of(job), 1);
  EXPECT_EQ(ordered, once);
}

TEST_F(SessionTest, SettingsThatDifferShareTheStateFolder) {
  Session session;
  std::vector<Job<SessionRun>> jobs;
  for (int i = 0; i < 4; ++i)
    jobs.push_back(session.generate(settings("state", "model-" + std::to_string(i)), request(i), EventSink()));
  for (const Job<SessionRun>& job : jobs) EXPECT_EQ(images_of(job), 1);
}

TEST_F(SessionTest, LetsTheStateFolderGoWhenNothingIsUnderWay) {
  Session session;
  EXPECT_EQ(images_of(session.generate(settings(), request(), EventSink())), 1);
  EXPECT_TRUE(Ledger::open(folder / "state").has_value());
  EXPECT_EQ(images_of(session.generate(settings(), request(1), EventSink())), 1);
}

TEST_F(SessionTest, ItsEndCancelsWhatIsUnderWay) {
  std::optional<Job<int>> job;
  {
    Session session;
    job = session.start(settings(), [](Application&) -> Task<int> {
      co_await sleep_for(1h);
      co_return 1;
    });
    EXPECT_FALSE(job->wait_for(5ms));
  }
  EXPECT_TRUE(job->has_ended());
}

TEST_F(SessionTest, LeavesSignalsToTheProgram) {
  Session session;
  auto job = session.start(settings(), [](Application&) -> Task<bool> {
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    co_return sigismember(&blocked, SIGINT) == 1 && sigismember(&blocked, SIGSEGV) == 0;
  });
  job.wait();
  EXPECT_EQ(job.take(), true);
  sigset_t here;
  pthread_sigmask(SIG_SETMASK, nullptr, &here);
  EXPECT_EQ(sigismember(&here, SIGINT), 0);
}

TEST_F(SessionTest, GeneratorsInSeveralThreadsDoNotLockEachOtherOut) {
  ASSERT_EQ(setenv("TESSERA_STATE_DIR", (folder / "state").c_str(), 1), 0);
  std::atomic<int> made = 0;
  const auto make = [&](int number) {
    TrainingDataGenerator generator;
    generator.engine = generator.judge = "offline";
    generator.upscaler = "none";
    generator.store.clear();
    generator.target_training_images = 1;
    generator.grid_size = 2;
    generator.seed = static_cast<unsigned long long>(number);
    generator.out = (folder / ("out" + std::to_string(number))).string();
    const auto result = generator.generate_training_data(request().source, "u", "a" + std::to_string(number));
    EXPECT_TRUE(result.has_value()) << result.error().message;
    made += result ? result->total_training_images : 0;
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(make, i);
  }
  EXPECT_EQ(made, 4);
  unsetenv("TESSERA_STATE_DIR");
}

}  // namespace
}  // namespace tessera
