#include "net/retry.h"

#include <memory>

#include <gtest/gtest.h>

#include "async/collect_all.h"
#include "async/spawned.h"
#include "net/fake_bucket.h"
#include "net/fake_transport.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Error lost(std::string_view code) {
  return {.kind = ErrorKind::transient, .message = "connection lost", .code = std::string(code)};
}

class RetryTest : public testing::Test {
 protected:
  using Script = FakeTransport::Script;

  RetryOutcome send(Script script, HttpRequest request = {.url = "https://h/"}, RetryOptions options = {}) {
    transport_ = std::make_unique<FakeTransport>(clock_, 100ms, std::move(script));
    std::optional<RetryOutcome> outcome;
    const auto body = [&]() -> Task<void> {
      const RetryServices services{
          .transport = *transport_, .clock = clock_, .random = random_, .budget = budget_, .limiter = limiter_.get()};
      outcome = co_await send_with_retries(services, std::move(request), std::move(options));
    };
    started_ = clock_.now();
    run(loop_, clock_, body());
    return std::move(*outcome);
  }
  static HttpRequest paid() { return {.method = "POST", .url = "https://h/", .delivery = Delivery::at_most_once}; }
  [[nodiscard]] std::size_t sent() const { return transport_->sent_at().size(); }
  [[nodiscard]] Duration elapsed() const { return clock_.now() - started_; }

  asio::io_context loop_;
  FakeClock clock_{loop_};
  Random random_{1};
  RetryBudget budget_;
  std::unique_ptr<HostLimiter> limiter_;
  std::unique_ptr<FakeTransport> transport_;
  SteadyTime started_;
};

TEST_F(RetryTest, ASuccessIsSentOnce) {
  const auto outcome = send([](const HttpRequest&, std::size_t) { return response(200, "ok"); });
  EXPECT_EQ(outcome.answer.value().text(), "ok");
  EXPECT_EQ(outcome.ending, Ending::answered);
  EXPECT_EQ(outcome.attempts, 1);
  EXPECT_EQ(outcome.elapsed, 100ms);
}

TEST_F(RetryTest, AReadIsRepeatedUntilItSucceeds) {
  const auto outcome = send([](const HttpRequest&, std::size_t number) -> Result<HttpResponse> {
    if (number == 1) return std::unexpected(lost(code_sent));
    if (number == 2) return response(503);
    return response(200);
  });
  EXPECT_EQ(outcome.ending, Ending::answered);
  EXPECT_EQ(outcome.attempts, 3);
}

TEST_F(RetryTest, WhatCannotHelpIsNotRepeated) {
  for (const int status : {400, 401, 402, 403, 404, 409, 410, 413, 422}) {
    const auto outcome = send([status](const HttpRequest&, std::size_t) { return response(status); });
    EXPECT_EQ(outcome.ending, Ending::permanent) << status;
    EXPECT_EQ(sent(), 1U);
    EXPECT_EQ(outcome.answer.error().http_status, status);
  }
}

TEST_F(RetryTest, GivesUpAfterTheAttemptsAndSaysSo) {
  const auto outcome = send([](const HttpRequest&, std::size_t) { return response(500); });
  EXPECT_EQ(outcome.ending, Ending::exhausted);
  EXPECT_EQ(outcome.attempts, 5);
  EXPECT_NE(outcome.answer.error().message.find("gave up after 5 attempts in "), std::string::npos)
      << outcome.answer.error().message;
  EXPECT_NE(outcome.answer.error().message.find("500"), std::string::npos) << "the last cause is kept";
}

TEST_F(RetryTest, GivesUpAfterTheTime) {
  RetryOptions options;
  options.policy.max_attempts = 1000;
  options.policy.max_time = 30s;
  const auto outcome =
      send([](const HttpRequest&, std::size_t) { return response(500); }, {.url = "https://h/"}, std::move(options));
  EXPECT_EQ(outcome.ending, Ending::exhausted);
  EXPECT_LE(elapsed(), 30s);
  EXPECT_GT(outcome.attempts, 3);
}

TEST_F(RetryTest, NeverStartsAPauseThatEndsBehindTheDeadline) {
  RetryOptions options;
  options.deadline = clock_.now() + 2s;
  const auto outcome = send([](const HttpRequest&, std::size_t) { return response(503, "", {{"Retry-After", "10"}}); },
                            {.url = "https://h/"}, std::move(options));
  EXPECT_EQ(outcome.ending, Ending::exhausted);
  EXPECT_EQ(elapsed(), 100ms);
}

TEST_F(RetryTest, APaidRequestIsRepeatedOnlyWhenItProvablyNeverLeft) {
  const auto unsent = send(
      [](const HttpRequest&, std::size_t number) -> Result<HttpResponse> {
        if (number < 3) return std::unexpected(lost(code_unsent));
        return response(201);
      },
      paid());
  EXPECT_EQ(unsent.ending, Ending::answered);
  EXPECT_EQ(unsent.attempts, 3);

  for (const int status : {408, 500, 502, 503, 504}) {
    const auto outcome = send([status](const HttpRequest&, std::size_t) { return response(status); }, paid());
    EXPECT_EQ(outcome.ending, Ending::not_repeatable) << status;
    EXPECT_EQ(outcome.answer.error().kind, ErrorKind::unknown_outcome) << status;
    EXPECT_EQ(sent(), 1U) << status;
  }
  for (const ErrorKind kind : {ErrorKind::transient, ErrorKind::deadline, ErrorKind::unknown_outcome}) {
    const auto outcome = send(
        [kind](const HttpRequest&, std::size_t) -> Result<HttpResponse> {
          return std::unexpected(Error{.kind = kind, .message = "lost", .code = std::string(code_sent)});
        },
        paid());
    EXPECT_EQ(outcome.ending, Ending::not_repeatable);
    EXPECT_EQ(outcome.answer.error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(sent(), 1U);
  }
}

TEST_F(RetryTest, APaidRequestThatNeverLeftIsNotCalledUnknown) {
  const auto outcome =
      send([](const HttpRequest&, std::size_t) -> Result<HttpResponse> { return std::unexpected(lost(code_unsent)); },
           paid());
  EXPECT_EQ(outcome.ending, Ending::exhausted);
  EXPECT_EQ(outcome.answer.error().kind, ErrorKind::transient);
}

TEST_F(RetryTest, APaidRequestThatIsRefusedAsTooManyIsRepeated) {
  const auto outcome =
      send([](const HttpRequest&,
              std::size_t number) { return number < 4 ? response(429, R"({"retry_after":5})") : response(201); },
           paid());
  EXPECT_EQ(outcome.ending, Ending::answered);
  EXPECT_EQ(outcome.attempts, 4);
  EXPECT_GE(elapsed(), 15s);
  EXPECT_LE(elapsed(), 15s * 1.1 + 400ms);
}

TEST_F(RetryTest, WaitsThatAreAskedForDoNotUseUpTheAttempts) {
  const auto outcome = send([](const HttpRequest&, std::size_t number) {
    return number <= 50 ? response(429, "", {{"Retry-After", "10"}}) : response(200);
  });
  EXPECT_EQ(outcome.ending, Ending::answered);
  EXPECT_EQ(outcome.attempts, 51);
  EXPECT_GE(elapsed(), 500s);
}

TEST_F(RetryTest, AWaitBeyondTheCapEndsItAndIsToldToTheCaller) {
  const auto outcome =
      send([](const HttpRequest&, std::size_t) { return response(429, "", {{"Retry-After", "3600"}}); });
  EXPECT_EQ(outcome.ending, Ending::exhausted);
  EXPECT_EQ(outcome.answer.error().kind, ErrorKind::throttled);
  EXPECT_EQ(outcome.answer.error().retry_after, 1h);
  EXPECT_EQ(elapsed(), 100ms);
}

TEST_F(RetryTest, PatienceWithA429ThatNeverEndsIsBounded) {
  RetryOptions options;
  options.policy.throttle_patience = 10min;
  const auto outcome =
      send([](const HttpRequest&, std::size_t) { return response(429); }, {.url = "https://h/"}, std::move(options));
  EXPECT_EQ(outcome.ending, Ending::exhausted);
  EXPECT_LT(outcome.attempts, 200) << "without a hint the pauses grow";
}

TEST_F(RetryTest, AnEmptyBudgetStopsRetriesOfAHostInTrouble) {
  int retries = 0;
  for (int i = 0; i < 100; ++i) {
    const auto outcome = send(
        [](const HttpRequest&, std::size_t) -> Result<HttpResponse> { return std::unexpected(lost(code_unsent)); });
    retries += outcome.attempts - 1;
    if (i == 99) EXPECT_EQ(outcome.ending, Ending::budget_empty);
  }
  EXPECT_EQ(retries, 50) << "500 tokens, 10 each";
}

TEST_F(RetryTest, TheBodyIsMadeForEveryAttemptAndItsMakerCanHoldTheRequestBack) {
  int made = 0;
  RetryOptions options;
  options.make_body = [&made]() -> Task<Result<Bytes>> {
    if (++made == 3) co_return failure(ErrorKind::over_budget, "the cap is reached");
    co_return to_bytes(std::to_string(made));
  };
  std::string bodies;
  const auto fail = [&bodies](const HttpRequest& request, std::size_t) {
    bodies += as_text(request.body);
    return response(500);
  };
  const auto outcome = send(fail, {.url = "https://h/"}, std::move(options));
  EXPECT_EQ(outcome.ending, Ending::held_back);
  EXPECT_EQ(outcome.answer.error().kind, ErrorKind::over_budget);
  EXPECT_EQ(bodies, "12");
}

TEST_F(RetryTest, WhatWaitsForItsTurnHoldsNoBody) {
  HostLimiter limiter(clock_, {.concurrency = {.first = 2, .most = 2}});
  int held = 0;
  int most_held = 0;
  transport_ = std::make_unique<FakeTransport>(clock_, 100ms, [&held](const HttpRequest& request, std::size_t) {
    EXPECT_EQ(request.body.size(), 3U);
    --held;
    return response(200);
  });
  const RetryServices services{
      .transport = *transport_, .clock = clock_, .random = random_, .budget = budget_, .limiter = &limiter};
  const auto one = [&]() -> Task<RetryOutcome> {
    RetryOptions options;
    options.run = RunId("r");
    options.make_body = [&]() -> Task<Result<Bytes>> {
      most_held = std::max(most_held, ++held);
      co_return to_bytes("abc");
    };
    co_return co_await send_with_retries(services, HttpRequest{.url = "https://h/"}, std::move(options));
  };
  const auto body = [&]() -> Task<void> {
    std::vector<Task<RetryOutcome>> all;
    for (int i = 0; i < 20; ++i) all.push_back(one());
    const std::vector<RetryOutcome> outcomes = co_await collect_all(std::move(all));
    for (const RetryOutcome& outcome : outcomes) EXPECT_EQ(outcome.ending, Ending::answered);
  };
  run(loop_, clock_, body());
  EXPECT_EQ(sent(), 20U);
  EXPECT_EQ(most_held, 2);
}

TEST_F(RetryTest, TheCallersOwnReadingOfAnAnswerDecides) {
  RetryOptions options;
  options.classify = [](const HttpResponse& answer) -> std::optional<Error> {
    if (answer.text() == "insufficient_quota") return Error{.kind = ErrorKind::no_credit, .message = "no credit"};
    return classify_by_status(answer);
  };
  const auto outcome = send([](const HttpRequest&, std::size_t) { return response(429, "insufficient_quota"); },
                            {.url = "https://h/"}, std::move(options));
  EXPECT_EQ(outcome.ending, Ending::permanent);
  EXPECT_EQ(outcome.answer.error().kind, ErrorKind::no_credit);
}

TEST_F(RetryTest, CancellationEndsAPauseAndIsNoError) {
  transport_ =
      std::make_unique<FakeTransport>(clock_, 100ms, [](const HttpRequest&, std::size_t) { return response(500); });
  const RetryServices services{.transport = *transport_, .clock = clock_, .random = random_, .budget = budget_};
  const auto body = [&]() -> Task<void> {
    RetryOptions options;
    options.backoff = {.base = 5min, .cap = 5min};
    const auto outcome = co_await send_with_retries(services, HttpRequest{.url = "https://h/"}, std::move(options));
    ADD_FAILURE() << name_of(outcome.ending);
  };
  Spawned task(loop_, body());
  clock_.run_for(1s);
  task.cancel();
  clock_.run_for(1s);
  EXPECT_TRUE(task.was_cancelled());
}

TEST_F(RetryTest, AStormOfSixAMinuteEndsWithEveryRequestAnswered) {
  limiter_ = std::make_unique<HostLimiter>(clock_, HostLimiter::Options{.rate = {.per_minute = 600}});
  FakeBucket bucket(0.1, 1, clock_.now());
  transport_ = std::make_unique<FakeTransport>(clock_, 100ms, [&](const HttpRequest&, std::size_t) {
    if (bucket.admit(clock_.now())) return response(201);
    const auto wait = std::chrono::duration_cast<std::chrono::seconds>(bucket.next(clock_.now())).count();
    return response(429, "{\"retry_after\":" + std::to_string(wait) + "}");
  });
  const RetryServices services{
      .transport = *transport_, .clock = clock_, .random = random_, .budget = budget_, .limiter = limiter_.get()};
  int answered = 0;
  const auto body = [&]() -> Task<void> {
    RetryOptions options;
    options.run = RunId("r");
    const auto outcome = co_await send_with_retries(services, paid(), std::move(options));
    if (outcome.ending == Ending::answered) ++answered;
  };
  std::vector<std::unique_ptr<Spawned>> tasks;
  for (int i = 0; i < 23; ++i) tasks.push_back(std::make_unique<Spawned>(loop_, body()));
  clock_.run();
  EXPECT_EQ(answered, 23);
  EXPECT_LE(bucket.refused, 22) << "the first burst, and the few answers from which the rate is learnt";
  EXPECT_LE(elapsed(), 220s * 1.35) << "22 requests after the first, one every ten seconds";
}

TEST(BackoffTest, IsUniformBelowADoublingBoundWithACap) {
  Random random(3);
  const Backoff backoff{.base = 500ms, .cap = 20s};
  for (int failures = 0; failures < 12; ++failures) {
    const double bound = std::min(20'000.0, 500.0 * (1 << failures));
    double sum = 0;
    for (int i = 0; i < 2000; ++i) {
      const auto pause = static_cast<double>(backoff.pause(failures, random).count());
      EXPECT_GE(pause, 0);
      EXPECT_LE(pause, bound);
      sum += pause;
    }
    EXPECT_NEAR(sum / 2000 / bound, 0.5, 0.05);
  }
  EXPECT_LE(backoff.pause(1'000'000, random), 20s);
}

TEST(RetryBudgetTest, IsRefilledBySuccess) {
  RetryBudget budget(10);
  const Error unsent = lost(code_unsent);
  EXPECT_TRUE(budget.pay(unsent));
  EXPECT_FALSE(budget.pay(unsent));
  budget.succeeded(std::nullopt);
  EXPECT_EQ(budget.tokens(), 1);
  budget.succeeded(unsent);
  EXPECT_EQ(budget.tokens(), 10) << "never above its capacity";
}

TEST(RetryBudgetTest, ChargesLessForServerErrorsAndNothingForThrottling) {
  RetryBudget budget(10);
  const Error server{.kind = ErrorKind::transient, .http_status = 503};
  const Error throttled{.kind = ErrorKind::throttled, .http_status = 429};
  EXPECT_TRUE(budget.pay(server));
  EXPECT_TRUE(budget.pay(server));
  EXPECT_FALSE(budget.pay(server));
  EXPECT_TRUE(budget.pay(throttled));
}

}  // namespace
}  // namespace tessera::test
