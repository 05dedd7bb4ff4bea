// The order of a call's durable steps, proved with an endpoint that can lose answers and a ledger on disk.

#include "pipeline/paid_call.h"

#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/task_scope.h"
#include "pipeline/picture_room.h"
#include "pipeline/prices.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

using testing::HasSubstr;

/// A provider in memory: it executes what it is told to, bills for it, and may lose the answer on the way.
class FakeEndpoint final : public CallEndpoint {
 public:
  enum class Create { answered, lost_after_the_work, lost_before_the_work, refused_connection, answers_at_once };

  std::deque<Create> creates;                  ///< what happens to each create; `answered` when empty
  std::deque<Result<CallOutput>> collections;  ///< what each collection gives; the picture when empty
  bool can_be_asked = true;
  std::vector<std::string> executed;  ///< remote ids, in order: each of them is billed
  int ready = 0;                      ///< results that could be fetched
  int collected = 0;
  std::function<void()> on_submit;

  static CallOutput picture() {
    return CallOutput{.bytes = to_bytes("picture"), .media_type = "image/png", .used = {.pictures = 1}, .detail = {}};
  }

  Task<Result<Accepted>> submit(CallSpec, SubmitContext context) override {
    const Result<void> may_send = co_await context.about_to_send("the wire");
    if (!may_send) co_return std::unexpected(may_send.error());
    if (on_submit) on_submit();
    const Create fate = creates.empty() ? Create::answered : creates.front();
    if (!creates.empty()) creates.pop_front();
    if (fate == Create::refused_connection) co_return failure(ErrorKind::transient, "connection refused");
    if (fate == Create::lost_before_the_work) co_return failure(ErrorKind::unknown_outcome, "reset");
    executed.push_back("remote-" + std::to_string(executed.size() + 1));
    if (fate == Create::lost_after_the_work) co_return failure(ErrorKind::unknown_outcome, "reset");
    if (fate == Create::answers_at_once) co_return Accepted{.remote_id = "", .output = picture()};
    co_return Accepted{.remote_id = executed.back(), .output = std::nullopt};
  }

  Task<Result<CallOutput>> collect(CallSpec, std::string, AboutToFetch about_to_fetch) override {
    ++ready;
    co_await about_to_fetch();
    ++collected;
    if (collections.empty()) co_return picture();
    Result<CallOutput> next = std::move(collections.front());
    collections.pop_front();
    co_return next;
  }

  Task<Result<Finding>> find(CallSpec, std::string wire, WallTime, std::set<std::string> taken) override {
    EXPECT_EQ(wire, "the wire");
    if (!can_be_asked) co_return Finding{.kind = Finding::Kind::cannot_ask};
    for (const std::string& id : executed) {
      if (!taken.contains(id)) co_return Finding{.kind = Finding::Kind::found, .remote_id = id};
    }
    co_return Finding{.kind = Finding::Kind::absent};
  }

  Task<void> cancel(std::string) override { co_return; }
};

class PaidCallTest : public testing::Test {
 protected:
  PaidCallTest() {
    const Result<void> priced = prices_.set("fake/model=0.04");
    EXPECT_TRUE(priced);
    policy_.backoff_base = std::chrono::milliseconds(0);
  }

  ~PaidCallTest() override {
    workers_.stop();
    workers_.join();
  }

  /// Opens the state folder as a freshly started program does.
  void start(std::optional<Money> cap = std::nullopt) {
    ledger_.reset();
    ledger_ = std::move(Ledger::open(folder_.path()).value());
    blobs_ = std::make_unique<BlobStore>(folder_.path() / "blobs", workers_);
    run_ = run(ledger_->begin_run("{}", "{}", cap)).value().id;
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

  Result<CompletedCall> perform(const std::string& key = "grid-0001") {
    PaidCalls calls(run_, *ledger_, *blobs_, prices_, room_, policy_, 1);
    return run(calls.perform(key, spec(key), endpoint_, inspection_));
  }

  static CallSpec spec(const std::string& key) {
    CallSpec spec{.kind = CallKind::grid, .provider = "fake", .model = "fake/model"};
    spec.input["prompt"] = json::value_from(key);
    spec.most = Usage{.pictures = 1};
    return spec;
  }

  CallRecord last_record() {
    const auto calls = run(ledger_->calls(run_)).value();
    return calls.back();
  }

  TemporaryFolder folder_;
  asio::io_context loop_;
  asio::thread_pool workers_{1};
  PriceBook prices_;
  PictureRoom room_{folder_.path()};
  CallPolicy policy_;
  FakeEndpoint endpoint_;
  Inspection inspection_ = [](const Bytes&) -> Task<Result<void>> { co_return Result<void>(); };
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<BlobStore> blobs_;
  RunId run_;
};

TEST_F(PaidCallTest, AnswerIsBlobRecordAndPrice) {
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(as_text(call->output), "picture");
  EXPECT_EQ(call->record.state, CallState::done);
  EXPECT_EQ(call->record.cost, Money::micro_dollars(40'000));
  EXPECT_TRUE(blobs_->contains(call->record.output.value()));
}

TEST_F(PaidCallTest, SecondExecutionReadsFromDiskAndPaysNothing) {
  start();
  ASSERT_TRUE(perform());
  start();
  const Result<CompletedCall> again = perform();
  ASSERT_TRUE(again);
  EXPECT_EQ(as_text(again->output), "picture");
  EXPECT_EQ(endpoint_.executed.size(), 1U);
  EXPECT_EQ(endpoint_.collected, 1);
}

TEST_F(PaidCallTest, AResultIsFetchedOnlyWhenThereIsAPlaceForIt) {
  start();
  PictureRoom narrow(folder_.path(), {.places = 1});
  PaidCalls calls(run_, *ledger_, *blobs_, prices_, narrow, policy_, 1);
  const auto fetch_second = [&](int& done) -> Task<void> {
    const auto second = co_await calls.perform("grid-0002", spec("grid-0002"), endpoint_, inspection_);
    EXPECT_TRUE(second);
    ++done;
  };
  int done = 0;
  const auto both = [&]() -> Task<bool> {
    Result<CompletedCall> first = co_await calls.perform("grid-0001", spec("grid-0001"), endpoint_, inspection_);
    EXPECT_TRUE(first);
    TaskScope scope(co_await asio::this_coro::executor);
    scope.spawn(fetch_second(done));
    while (endpoint_.ready < 2) co_await sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(endpoint_.collected, 1) << "the first result still has the only place";
    first->place.release();
    co_await scope.join();
    co_return true;
  };
  EXPECT_TRUE(run(both()));
  EXPECT_EQ(done, 1);
  EXPECT_EQ(endpoint_.collected, 2);
}

TEST_F(PaidCallTest, DamagedResultIsFetchedAgainAndNotBoughtAgain) {
  start();
  const Result<CompletedCall> first = perform();
  ASSERT_TRUE(first);
  std::filesystem::resize_file(blobs_->path_of(first->record.output.value()), 3);
  start();
  const Result<CompletedCall> again = perform();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(as_text(again->output), "picture");
  EXPECT_EQ(endpoint_.executed.size(), 1U);
  EXPECT_EQ(endpoint_.collected, 2);
}

TEST_F(PaidCallTest, IntentIsDurableBeforeTheCreateLeaves) {
  start();
  CallState state_at_submit = CallState::planned;
  // A second, reading connection sees only what is committed.
  endpoint_.on_submit = [&] {
    const auto reader = Ledger::open_for_reading(folder_.path());
    ASSERT_TRUE(reader) << reader.error().message;
    asio::io_context loop;
    auto read = [&]() -> Task<void> {
      const auto calls = co_await (*reader)->calls(run_);
      state_at_submit = calls.value().front().state;
    };
    asio::co_spawn(loop, read(), [](std::exception_ptr) {});
    loop.run();
  };
  ASSERT_TRUE(perform());
  EXPECT_EQ(state_at_submit, CallState::sent);
}

TEST_F(PaidCallTest, CallIsNotDoneWhileItsResultIsNotOnDisk) {
  start();
  // A file where the folder of blobs should be: no result can be made durable.
  std::filesystem::remove_all(folder_.path() / "blobs");
  std::ofstream(folder_.path() / "blobs") << "in the way";
  const Result<CompletedCall> call = perform();
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().kind, ErrorKind::io);
  EXPECT_EQ(last_record().state, CallState::accepted) << "done would promise bytes that are nowhere";

  std::filesystem::remove(folder_.path() / "blobs");
  start();
  EXPECT_TRUE(perform());
  EXPECT_EQ(endpoint_.executed.size(), 1U);
}

TEST_F(PaidCallTest, CreateWhoseAnswerWasLostIsAdoptedAndNotSentAgain) {
  endpoint_.creates = {FakeEndpoint::Create::lost_after_the_work};
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(endpoint_.executed.size(), 1U);
  EXPECT_EQ(call->record.remote_id, "remote-1");
}

TEST_F(PaidCallTest, CreateThatProvablyDoesNotExistIsSentAgain) {
  endpoint_.creates = {FakeEndpoint::Create::lost_before_the_work};
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(endpoint_.executed.size(), 1U);
}

TEST_F(PaidCallTest, PredictionThatAnotherCallOwnsIsNotAdopted) {
  start();
  ASSERT_TRUE(perform("grid-0001"));
  endpoint_.creates = {FakeEndpoint::Create::lost_after_the_work};
  const Result<CompletedCall> call = perform("grid-0002");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->record.remote_id, "remote-2");
  EXPECT_EQ(endpoint_.executed.size(), 2U);
}

TEST_F(PaidCallTest, LostAnswerOfAProviderThatCannotBeAskedIsUnknownAndCountedInFull) {
  endpoint_.can_be_asked = false;
  endpoint_.creates = {FakeEndpoint::Create::lost_after_the_work};
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().kind, ErrorKind::unknown_outcome);
  EXPECT_EQ(run(ledger_->money(run_)).value().upper_bound, Money::micro_dollars(40'000));

  start();
  EXPECT_FALSE(perform()) << "it must not be sent again by itself";
  EXPECT_EQ(endpoint_.executed.size(), 1U);

  policy_.repeat_unknown = true;
  start();
  EXPECT_TRUE(perform());
  EXPECT_EQ(endpoint_.executed.size(), 2U);
  EXPECT_EQ(run(ledger_->money(run_)).value().upper_bound, Money::micro_dollars(80'000));
}

TEST_F(PaidCallTest, CapIsRespectedBeforeTheCreateLeaves) {
  start(Money::micro_dollars(50'000));
  ASSERT_TRUE(perform("grid-0001"));
  const Result<CompletedCall> second = perform("grid-0002");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::over_budget);
  EXPECT_EQ(endpoint_.executed.size(), 1U);

  start(Money::micro_dollars(80'000));
  EXPECT_TRUE(perform("grid-0002")) << "a higher cap goes on";
}

TEST_F(PaidCallTest, PassingFailureIsTriedAgainAsANewAttempt) {
  endpoint_.collections.emplace_back(failure(ErrorKind::transient, "Prediction interrupted (code: PA)"));
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->record.attempt, 2);
  const MoneySummary money = run(ledger_->money(run_)).value();
  EXPECT_EQ(money.settled, Money::micro_dollars(40'000));
  EXPECT_EQ(money.upper_bound, Money::micro_dollars(80'000)) << "whether the failed one is billed is not known";
}

TEST_F(PaidCallTest, PassingFailuresEndAfterTheAllowedAttempts) {
  policy_.max_attempts = 2;
  for (int i = 0; i < 3; ++i) endpoint_.collections.emplace_back(failure(ErrorKind::transient, "interrupted"));
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_FALSE(call);
  EXPECT_THAT(call.error().message, HasSubstr("after 2 attempts"));
  EXPECT_EQ(endpoint_.executed.size(), 2U);
}

TEST_F(PaidCallTest, RemovedResultIsPaidForAndBoughtAgainWithinTheBudget) {
  endpoint_.collections.emplace_back(failure(ErrorKind::data_gone, "removed"));
  start();
  ASSERT_TRUE(perform());
  EXPECT_EQ(run(ledger_->money(run_)).value().settled, Money::micro_dollars(80'000));

  endpoint_.collections.emplace_back(failure(ErrorKind::data_gone, "removed"));
  start(Money::micro_dollars(120'000));
  const Result<CompletedCall> second = perform("grid-0002");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::over_budget);
}

TEST_F(PaidCallTest, BrokenDeliveryIsFetchedAgainForFree) {
  int looks = 0;
  inspection_ = [&looks](const Bytes&) -> Task<Result<void>> {
    if (++looks < 5) co_return failure(ErrorKind::bad_request, "cut off");
    co_return Result<void>();
  };
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(endpoint_.executed.size(), 1U);
  EXPECT_EQ(endpoint_.collected, 5);
}

TEST_F(PaidCallTest, DeliveryThatStaysBrokenIsPaidForAndSaidToBe) {
  inspection_ = [](const Bytes&) -> Task<Result<void>> { co_return failure(ErrorKind::bad_request, "HTML"); };
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().kind, ErrorKind::corrupt);
  EXPECT_EQ(last_record().cost, Money::micro_dollars(40'000));
  EXPECT_EQ(endpoint_.executed.size(), 1U);
}

TEST_F(PaidCallTest, CreateThatNeverLeftGivesItsReservationBack) {
  endpoint_.creates = {FakeEndpoint::Create::refused_connection};
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_FALSE(call);
  EXPECT_EQ(last_record().state, CallState::planned);
  EXPECT_EQ(run(ledger_->money(run_)).value().upper_bound, Money());
}

TEST_F(PaidCallTest, ProgramThatDiedAfterTheCreateAdoptsItOnTheNextStart) {
  // What a crash between the create and its answer leaves behind.
  start();
  const CallRecord planned = run(ledger_->plan_call(run_, "grid-0001", spec("grid-0001"))).value();
  ASSERT_TRUE(run(ledger_->mark_sent(planned.id, "the wire", Money::micro_dollars(40'000))));
  endpoint_.executed.emplace_back("remote-1");

  start();
  const Result<CompletedCall> call = perform();
  ASSERT_TRUE(call);
  EXPECT_EQ(call->record.remote_id, "remote-1");
  EXPECT_EQ(endpoint_.executed.size(), 1U);
}

TEST_F(PaidCallTest, UnknownPriceIsAnErrorBeforeAnythingIsSent) {
  prices_ = PriceBook();
  start();
  const Result<CompletedCall> call = perform();
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().kind, ErrorKind::configuration);
  EXPECT_TRUE(endpoint_.executed.empty());
}

TEST_F(PaidCallTest, ImmediateAnswersAreSettledWithoutCollection) {
  endpoint_.creates = {FakeEndpoint::Create::answers_at_once};
  start();
  ASSERT_TRUE(perform());
  EXPECT_EQ(endpoint_.collected, 0);
}

TEST_F(PaidCallTest, ResultsOfOtherRunsAreTakenOnlyWhenAsked) {
  start();
  ASSERT_TRUE(perform());
  run_ = run(ledger_->begin_run(R"({"other":1})", "{}", std::nullopt)).value().id;
  policy_.reuse = true;
  const Result<CompletedCall> taken = perform();
  ASSERT_TRUE(taken);
  EXPECT_EQ(as_text(taken->output), "picture");
  EXPECT_EQ(endpoint_.executed.size(), 1U);

  run_ = run(ledger_->begin_run(R"({"other":2})", "{}", std::nullopt)).value().id;
  policy_.reuse = false;
  ASSERT_TRUE(perform());
  EXPECT_EQ(endpoint_.executed.size(), 2U);
}

}  // namespace
}  // namespace tessera
