// A training from order to weights, with a trainer that can lose answers and a ledger on disk.

#include "pipeline/training.h"

#include <fstream>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "dataset/files.h"
#include "dataset/weights/safetensors.h"
#include "pipeline/training_record.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

Bytes weights() {
  const std::string header = R"({"a.lora_A.weight":{"dtype":"U8","shape":[4,2],"data_offsets":[0,8]}})";
  Bytes file(8, 0);
  file[0] = static_cast<std::uint8_t>(header.size());
  file.insert(file.end(), header.begin(), header.end());
  file.resize(file.size() + 8, 1);
  return file;
}

/// A provider in memory: bills every create that it executes, and may lose the answer.
class FakeTrainer final : public RemoteTrainer, public CallEndpoint {
 public:
  std::string name() const override { return "fake"; }
  std::string model() const override { return "fake/trainer"; }
  TrainingMaterial material() const override { return TrainingMaterial::archive; }
  bool delivers_weights() const override { return must_be_weights; }
  CallEndpoint& endpoint() override { return *this; }
  void report_to(TrainingProgressSink sink) override { progress = std::move(sink); }
  Task<Result<void>> stop(std::string) override { co_return Result<void>(); }

  Task<Result<TrainingCall>> training_call(TrainingOrder order) override {
    ++asked;
    if (refusal) co_return std::unexpected(*refusal);
    TrainingCall call;
    call.settings = settings_for(order.mode, order.pictures, order.given, 1e-4).value();
    call.spec = CallSpec{.kind = CallKind::training, .provider = "fake", .model = "fake/trainer:" + version};
    call.spec.input = json::object{{"archive", order.archive.text()}, {"steps", call.settings.steps}};
    call.spec.most = Usage{.pictures = 1, .seconds = 1000};
    call.expected = Usage{.pictures = 1, .seconds = 500};
    co_return call;
  }

  Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) override {
    const Result<void> may_send = co_await context.about_to_send("wire");
    if (!may_send) co_return std::unexpected(may_send.error());
    executed.push_back(spec);
    if (loses_answers) co_return failure(ErrorKind::unknown_outcome, "reset");
    co_return Accepted{.remote_id = id(), .output = std::nullopt};
  }
  Task<Result<CallOutput>> collect(CallSpec, std::string, AboutToFetch) override {
    ++collected;
    if (progress) progress(TrainingProgress{.status = "processing", .step = 5, .steps = 10});
    if (!outcome) co_return std::unexpected(outcome.error());
    CallOutput output{.bytes = *outcome, .media_type = "application/x-tar", .used = {.pictures = 1, .seconds = 400}};
    output.detail = json::object{{"model_version", "me/fox:abc"}};
    co_return output;
  }
  Task<Result<Finding>> find(CallSpec, std::string, WallTime, std::set<std::string>) override {
    if (!can_be_asked) co_return Finding{.kind = Finding::Kind::cannot_ask};
    co_return Finding{.kind = Finding::Kind::found, .remote_id = id()};
  }
  Task<void> cancel(std::string) override { co_return; }

  std::string id() const { return "t" + std::to_string(executed.size()); }

  bool must_be_weights = true;
  bool loses_answers = false;
  bool can_be_asked = true;
  std::string version = "v1";
  std::optional<Error> refusal;
  Result<Bytes> outcome = weights();
  std::vector<CallSpec> executed;
  int asked = 0;
  int collected = 0;
  TrainingProgressSink progress;
};

class TrainingTest : public testing::Test {
 protected:
  TrainingTest() {
    EXPECT_TRUE(prices_.set("fake/trainer=2"));
    start();
  }
  ~TrainingTest() override {
    workers_.stop();
    workers_.join();
  }

  /// Opens the state folder as a freshly started program does.
  void start() {
    ledger_.reset();
    ledger_ = std::move(Ledger::open(folder_.path() / "state").value());
    blobs_ = std::make_unique<BlobStore>(folder_.path() / "state" / "blobs", workers_);
  }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    std::exception_ptr thrown;
    auto on_end = [&](std::exception_ptr failure, T value) {
      thrown = failure;
      if (!failure) result.emplace(std::move(value));
    };
    asio::co_spawn(loop_, std::move(task), on_end);
    loop_.run();
    loop_.restart();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
  }

  TrainingInput input() {
    TrainingInput input;
    input.archive = to_bytes("zip");
    input.order = TrainingOrder{.name = "fox", .mode = Mode::style, .pictures = 20, .trigger = "tk4style"};
    input.order.archive = blob_id(input.archive);
    input.out = folder_.path() / "out";
    input.request = request_of_training(input, "fake");
    return input;
  }

  Result<TrainingOutcome> train(TrainingInput wanted) {
    CallPolicy policy;
    policy.backoff_base = std::chrono::milliseconds(0);
    TrainingServices services{.ledger = *ledger_,
                              .blobs = *blobs_,
                              .workers = workers_,
                              .prices = prices_,
                              .trainer = trainer_,
                              .events = [this](const RunEvent& event) { events_.push_back(event.name); },
                              .call_policy = policy};
    return run(execute_training(services, std::move(wanted)));
  }
  Result<TrainingOutcome> train() { return train(input()); }

  RunState state() { return run(ledger_->runs()).value().front().state; }

  TemporaryFolder folder_;
  asio::io_context loop_;
  asio::thread_pool workers_{1};
  PriceBook prices_;
  FakeTrainer trainer_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<BlobStore> blobs_;
  std::vector<std::string> events_;
};

TEST_F(TrainingTest, LeavesTheWeightsAndARecord) {
  const Result<TrainingOutcome> outcome = train();
  ASSERT_TRUE(outcome) << outcome.error().message;
  ASSERT_FALSE(outcome->stopped_by);
  EXPECT_EQ(read_file(outcome->weights_file, 1000).value(), weights());
  EXPECT_EQ(outcome->weights_file.filename(), "fox.safetensors");
  EXPECT_EQ(outcome->tensors, 1);
  EXPECT_EQ(outcome->rank, 4);
  EXPECT_EQ(outcome->model_version, "me/fox:abc");
  EXPECT_EQ(outcome->cost.dollars(), 2);
  const json::value record = parse_json(as_text(read_file(outcome->result_file, 10'000).value())).value();
  EXPECT_EQ(record.at("status"), "complete");
  EXPECT_EQ(record.at("run_id"), json::string(outcome->run.text()));
  EXPECT_EQ(record.at("sha256"), json::string(blob_id(weights()).text()));
  EXPECT_EQ(state(), RunState::complete);
  EXPECT_EQ(events_,
            (std::vector<std::string>{"training.planned", "training.started", "training.progress", "training.ended"}));
}

TEST_F(TrainingTest, IsNotPaidAgainWhenItIsDone) {
  const auto first = train();
  start();
  const auto second = train();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->run.text(), first->run.text());
  EXPECT_EQ(second->tensors, 1);
  EXPECT_EQ(second->cost.dollars(), 2);
  EXPECT_EQ(trainer_.executed.size(), 1U);
  EXPECT_EQ(trainer_.asked, 1) << "the call stands in the ledger";
}

TEST_F(TrainingTest, BringsWeightsBackThatSomebodyRemovedWithoutPayingAgain) {
  const auto first = train();
  std::filesystem::remove(first->weights_file);
  const auto second = train();
  ASSERT_TRUE(second);
  EXPECT_EQ(read_file(second->weights_file, 1000).value(), weights());
  EXPECT_EQ(trainer_.executed.size(), 1U);
  EXPECT_EQ(trainer_.collected, 1);
}

TEST_F(TrainingTest, OfALostAnswerIsFoundAndNotCreatedAgain) {
  trainer_.loses_answers = true;
  const auto outcome = train();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->stopped_by);
  EXPECT_EQ(trainer_.executed.size(), 1U);
}

TEST_F(TrainingTest, ThatNobodyCanBeAskedAboutIsUnknownUntilTheUserSaysSo) {
  trainer_.loses_answers = true;
  trainer_.can_be_asked = false;
  for (int again = 0; again < 2; ++again) {
    const auto outcome = train();
    ASSERT_TRUE(outcome);
    ASSERT_TRUE(outcome->stopped_by);
    EXPECT_EQ(outcome->stopped_by->kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(outcome->cost_upper_bound.dollars(), 2) << "it is counted at its full price";
  }
  EXPECT_EQ(trainer_.executed.size(), 1U);
  trainer_.loses_answers = false;
  TrainingInput repeated = input();
  repeated.repeat_unknown = true;
  EXPECT_FALSE(train(repeated)->stopped_by);
  EXPECT_EQ(trainer_.executed.size(), 2U);
}

TEST_F(TrainingTest, AsksForTheSameWhenItIsResumedThoughTheTrainerHasANewVersion) {
  trainer_.outcome = failure(ErrorKind::io, "no network");
  const auto first = train();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->stopped_by->kind, ErrorKind::io);
  trainer_.version = "v2";
  trainer_.outcome = weights();
  start();
  EXPECT_FALSE(train()->stopped_by);
  EXPECT_EQ(trainer_.executed.size(), 1U);
}

TEST_F(TrainingTest, ThatFailedIsBoughtAgainOnlyWhenAsked) {
  trainer_.outcome = failure(ErrorKind::transient, "it was cancelled");
  for (int again = 0; again < 2; ++again) {
    const auto outcome = train();
    ASSERT_TRUE(outcome->stopped_by);
    EXPECT_EQ(outcome->stopped_by->message, "it was cancelled");
  }
  EXPECT_EQ(trainer_.executed.size(), 1U);
  EXPECT_EQ(state(), RunState::paused);
  trainer_.outcome = weights();
  TrainingInput again = input();
  again.retry = true;
  EXPECT_FALSE(train(again)->stopped_by);
  EXPECT_EQ(trainer_.executed.size(), 2U);
}

TEST_F(TrainingTest, AboveTheCapSendsAndUploadsNothing) {
  TrainingInput capped = input();
  capped.max_cost = Money::from_dollars(1.99);
  const auto outcome = train(capped);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::over_budget);
  EXPECT_TRUE(trainer_.executed.empty());
  EXPECT_TRUE(run(ledger_->runs()).value().empty());
  capped.max_cost = Money::from_dollars(2);
  EXPECT_FALSE(train(capped)->stopped_by);
}

TEST_F(TrainingTest, WithoutAPriceIsNotBegun) {
  prices_ = PriceBook();
  const auto outcome = train();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::configuration);
  EXPECT_TRUE(trainer_.executed.empty());
}

TEST_F(TrainingTest, IsNotBegunIntoAFolderOfSomebodyElse) {
  std::filesystem::create_directories(folder_.path() / "out");
  std::ofstream(folder_.path() / "out" / "thesis.txt") << "mine";
  const auto outcome = train();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::usage);
  EXPECT_TRUE(outcome.error().message.contains("thesis.txt")) << outcome.error().message;
  EXPECT_TRUE(trainer_.executed.empty());
}

TEST_F(TrainingTest, ThatTheTrainerRefusesLeavesNoRunBehind) {
  trainer_.refusal = Error{.kind = ErrorKind::usage, .message = "no such destination"};
  EXPECT_EQ(train().error().message, "no such destination");
  EXPECT_TRUE(run(ledger_->runs()).value().empty());
}

TEST_F(TrainingTest, WhoseDeliveryIsAPageHasNoWeights) {
  trainer_.outcome = to_bytes("<!doctype html>");
  const auto outcome = train();
  ASSERT_TRUE(outcome->stopped_by);
  EXPECT_EQ(outcome->stopped_by->kind, ErrorKind::corrupt);
  EXPECT_EQ(outcome->cost.dollars(), 2) << "it was executed";
  EXPECT_GT(trainer_.collected, 1) << "fetching again is free";
}

TEST_F(TrainingTest, MayAnswerWithJsonWhereWorkersDo) {
  trainer_.outcome = to_bytes(R"({"status":"success"})");
  EXPECT_TRUE(train()->stopped_by);
  trainer_.must_be_weights = false;
  TrainingInput other = input();
  other.seed = 1;
  other.out = folder_.path() / "other";
  const auto outcome = train(other);
  ASSERT_FALSE(outcome->stopped_by);
  EXPECT_TRUE(outcome->weights_file.empty());
  EXPECT_FALSE(outcome->notes.empty());
  EXPECT_EQ(as_text(read_file(folder_.path() / "other" / "answer.json", 1000).value()), R"({"status":"success"})");
}

TEST_F(TrainingTest, IsAnotherOneWithAnotherSeedTriggerOrSet) {
  const RunId id = training_id(input().order, trainer_, 0);
  EXPECT_EQ(training_id(input().order, trainer_, 0).text(), id.text());
  EXPECT_NE(training_id(input().order, trainer_, 1).text(), id.text());
  TrainingOrder other = input().order;
  other.trigger = "other";
  EXPECT_NE(training_id(other, trainer_, 0).text(), id.text());
  other = input().order;
  other.archive = blob_id(to_bytes("other zip"));
  EXPECT_NE(training_id(other, trainer_, 0).text(), id.text());
  other = input().order;
  other.webhook = "https://elsewhere.example";
  EXPECT_EQ(training_id(other, trainer_, 0).text(), id.text());
}

TEST(TrainingRecord, GivesTheSameOrderBack) {
  TrainingOrder order{.name = "fox", .mode = Mode::character, .pictures = 7, .trigger = "tk"};
  order.given = {.steps = 5, .learning_rate = 1e-4, .resolution = "768"};
  order.archive = blob_id(to_bytes("x"));
  order.archive_bytes = 99;
  order.captions_complete = false;
  order.addresses = {"s3://b/1", "s3://b/2"};
  order.destination = "me/fox";
  order.workflow = json::object{{"a", json::array{1, "b"}}};
  order.inputs = {{"optimizer", "prodigy"}};
  order.tenant = "t";
  order.webhook = "https://h.example";
  const Result<TrainingOrder> read = order_from_json(parse_json(json::serialize(order_json(order))).value());
  ASSERT_TRUE(read);
  EXPECT_EQ(canonical_json(order_json(*read)), canonical_json(order_json(order)));
  EXPECT_EQ(read->given.learning_rate, 1e-4);
  EXPECT_FALSE(read->given.rank);
  EXPECT_FALSE(order_from_json(json::object()));
}

}  // namespace
}  // namespace tessera
