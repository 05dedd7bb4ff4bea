#include <map>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

using Budget = LedgerTest;

TEST_F(Budget, ReservesTheUpperBoundAndSettlesTheCost) {
  const RunId id = begin("{}", cents(100));
  const CallId call = planned(id, "grid-0001").id;
  EXPECT_EQ(await(ledger->money(id))->upper_bound, Money());
  ASSERT_TRUE(await(ledger->mark_sent(call, "", cents(8))));
  EXPECT_EQ(await(ledger->money(id))->settled, Money());
  EXPECT_EQ(await(ledger->money(id))->upper_bound, cents(8));
  ASSERT_TRUE(await(ledger->mark_done(call, blob_named("x"), "", cents(5), {})));
  EXPECT_EQ(await(ledger->money(id))->settled, cents(5));
  EXPECT_EQ(await(ledger->money(id))->upper_bound, cents(5));
}

TEST_F(Budget, RefusesWhatCouldCrossTheCapAndChangesNothing) {
  const RunId id = begin("{}", cents(10));
  ASSERT_TRUE(await(ledger->mark_sent(planned(id, "a", 1).id, "", cents(6))));
  const CallId second = planned(id, "b", 2).id;
  const auto sent = await(ledger->mark_sent(second, "wire", cents(5)));
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::over_budget);
  EXPECT_NE(sent.error().message.find("$0.0600"), std::string::npos) << sent.error().message;
  const CallRecord record = newest(id, "b", 2);
  EXPECT_EQ(record.state, CallState::planned);
  EXPECT_EQ(record.wire, "");
  EXPECT_EQ(record.reserved, Money());
  EXPECT_TRUE(await(ledger->mark_sent(second, "wire", cents(4)))) << "exactly the cap is within it";
}

TEST_F(Budget, CountsARepeatedSendOnce) {
  const RunId id = begin("{}", cents(10));
  const CallId call = planned(id, "a").id;
  ASSERT_TRUE(await(ledger->mark_sent(call, "first", cents(6))));
  ASSERT_TRUE(await(ledger->mark_sent(call, "second", cents(7))));
  EXPECT_EQ(await(ledger->money(id))->upper_bound, cents(7));
}

TEST_F(Budget, HoldsTheFullPriceOfWhatIsUnknown) {
  const RunId id = begin("{}", cents(10));
  const CallId lost = planned(id, "a", 1).id;
  const CallId failed = planned(id, "b", 2).id;
  const Error error{.kind = ErrorKind::unknown_outcome, .message = "no answer"};
  ASSERT_TRUE(await(ledger->mark_sent(lost, "", cents(4))));
  ASSERT_TRUE(await(ledger->mark_unknown(lost, error)));
  ASSERT_TRUE(await(ledger->mark_sent(failed, "", cents(3))));
  ASSERT_TRUE(await(ledger->mark_failed(failed, error, std::nullopt)));
  EXPECT_EQ(await(ledger->money(id))->settled, Money());
  EXPECT_EQ(await(ledger->money(id))->upper_bound, cents(7));
  const auto third = await(ledger->mark_sent(planned(id, "c", 3).id, "", cents(4)));
  EXPECT_EQ(third.error().kind, ErrorKind::over_budget);
}

TEST_F(Budget, LetsFreeCallsPassACapThatWasLowered) {
  RunId id = begin("{}", cents(10));
  ASSERT_TRUE(await(ledger->mark_sent(planned(id, "a", 1).id, "", cents(10))));
  id = begin("{}", cents(1));
  EXPECT_TRUE(await(ledger->mark_sent(planned(id, "b", 2).id, "", Money())));
  EXPECT_FALSE(await(ledger->mark_sent(planned(id, "c", 3).id, "", Money::micro_dollars(1))));
}

TEST_F(Budget, IsOfOneRunAlone) {
  const RunId first = begin("a", cents(10));
  const RunId second = begin("b", cents(10));
  EXPECT_TRUE(await(ledger->mark_sent(planned(first, "a").id, "", cents(10))));
  EXPECT_TRUE(await(ledger->mark_sent(planned(second, "a").id, "", cents(10))));
}

TEST_F(Budget, IsKeptWhenAllAskAtOnce) {
  const RunId id = begin("{}", cents(10));
  int granted = 0;
  int refused = 0;
  for (int number = 0; number < 40; ++number) {
    const CallId call = planned(id, "step-" + std::to_string(number), number).id;
    auto count = [&](std::exception_ptr thrown, Result<void> sent) {
      if (thrown) std::rethrow_exception(thrown);
      ++(sent ? granted : refused);
    };
    asio::co_spawn(loop, ledger->mark_sent(call, "", cents(1)), count);
  }
  loop.restart();
  loop.run();
  EXPECT_EQ(granted, 10);
  EXPECT_EQ(refused, 30);
  EXPECT_EQ(await(ledger->money(id))->upper_bound, cents(10));
}

/// What the ledger must say, computed the slow and obvious way.
struct Model {
  struct Call {
    CallState state = CallState::planned;
    std::int64_t reserved = 0;
    std::optional<std::int64_t> cost;
  };
  std::map<std::string, Call> calls;

  [[nodiscard]] std::int64_t committed(const std::string& except) const {
    return std::accumulate(calls.begin(), calls.end(), std::int64_t{0}, [&](std::int64_t sum, const auto& entry) {
      const auto& [key, call] = entry;
      if (key == except || call.state == CallState::planned) return sum;
      return sum + call.cost.value_or(call.reserved);
    });
  }
  [[nodiscard]] std::int64_t settled() const {
    return std::accumulate(calls.begin(), calls.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& entry) { return sum + entry.second.cost.value_or(0); });
  }
};

RC_GTEST_PROP(BudgetProperty, NoSequenceOfCallsCrossesTheCapAndTheSumsAreThoseOfTheCalls, ()) {
  const TemporaryFolder folder(memory_folder());
  asio::io_context loop;
  const std::unique_ptr<Ledger> ledger = std::move(*Ledger::open(folder.path()));
  const std::int64_t cap = *rc::gen::inRange<std::int64_t>(0, 200);
  const RunId id = run(loop, ledger->begin_run("{}", "{}", Money::micro_dollars(cap)))->id;
  const Error error{.kind = ErrorKind::transient, .message = "failed"};
  Model model;

  const int steps = *rc::gen::inRange(1, 60);
  for (int step = 0; step < steps; ++step) {
    const std::string key = "step-" + std::to_string(*rc::gen::inRange(0, 8));
    const CallId call = run(loop, ledger->plan_call(id, key, grid_spec(1)))->id;
    Model::Call& expected = model.calls[key];
    switch (*rc::gen::inRange(0, 6)) {
      case 0: {
        const std::int64_t bound = *rc::gen::inRange<std::int64_t>(0, 80);
        const bool may = expected.state == CallState::planned || expected.state == CallState::sent;
        const bool fits = bound == 0 || model.committed(key) + bound <= cap;
        const auto sent = run(loop, ledger->mark_sent(call, "", Money::micro_dollars(bound)));
        RC_ASSERT(sent.has_value() == (may && fits));
        if (sent) expected = {.state = CallState::sent, .reserved = bound, .cost = {}};
        break;
      }
      case 1: {
        const std::int64_t cost = *rc::gen::inRange<std::int64_t>(0, expected.reserved + 1);
        const auto done = run(loop, ledger->mark_done(call, blob_named("x"), "", Money::micro_dollars(cost), {}));
        if (done) expected = {.state = CallState::done, .reserved = expected.reserved, .cost = cost};
        break;
      }
      case 2: {
        const bool is_known = *rc::gen::arbitrary<bool>();
        const std::optional<std::int64_t> cost =
            is_known ? std::optional(*rc::gen::inRange<std::int64_t>(0, expected.reserved + 1)) : std::nullopt;
        const auto failed = run(loop, ledger->mark_failed(call, error, cost.transform(Money::micro_dollars)));
        if (failed) expected = {.state = CallState::failed, .reserved = expected.reserved, .cost = cost};
        break;
      }
      case 3:
        if (run(loop, ledger->mark_unsent(call))) expected = {};
        break;
      case 4:
        if (run(loop, ledger->mark_unknown(call, error))) expected.state = CallState::unknown;
        break;
      default:
        if (run(loop, ledger->mark_accepted(call, "remote of " + key))) expected.state = CallState::accepted;
        break;
    }
    const MoneySummary money = *run(loop, ledger->money(id));
    RC_ASSERT(money.upper_bound.micros() == model.committed(""));
    RC_ASSERT(money.settled.micros() == model.settled());
    RC_ASSERT(money.settled <= money.upper_bound);
    RC_ASSERT(money.upper_bound.micros() <= cap);
  }
}

}  // namespace
}  // namespace tessera::testing
