#include <gmock/gmock.h>

#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

using Calls = LedgerTest;

TEST_F(Calls, ArePlannedOnce) {
  const RunId id = begin();
  const CallRecord first = planned(id, "grid-0001");
  EXPECT_EQ(first.id.text(), id.text() + "/grid-0001/1");
  EXPECT_EQ(first.state, CallState::planned);
  EXPECT_EQ(first.identity, identity_of(grid_spec(1)));
  EXPECT_EQ(first.spec_input, canonical_json(grid_spec(1).input));
  EXPECT_TRUE(first.planned_at);
  reopen();
  EXPECT_EQ(planned(id, "grid-0001").planned_at, first.planned_at);
  EXPECT_EQ(await(ledger->calls(id))->size(), 1U);
}

TEST_F(Calls, OfAChangedPlanAreNotReused) {
  const RunId id = begin();
  planned(id, "grid-0001", 1);
  const auto other = await(ledger->plan_call(id, "grid-0001", grid_spec(2)));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::conflict);
  EXPECT_NE(other.error().message.find("grid-0001"), std::string::npos);
}

TEST_F(Calls, RecordEverythingOnTheWayToTheirResult) {
  const RunId id = begin();
  const CallId call = planned(id, "grid-0001").id;
  ASSERT_TRUE(await(ledger->mark_sent(call, "{\"seed\":1}", cents(8))));
  ASSERT_TRUE(await(ledger->mark_accepted(call, "p-1")));
  const BlobId blob = blob_named("picture");
  ASSERT_TRUE(await(ledger->mark_done(call, blob, "image/png", cents(4), json::object{{"seconds", 3}})));
  reopen();
  const CallRecord done = newest(id, "grid-0001");
  EXPECT_EQ(done.state, CallState::done);
  EXPECT_EQ(done.wire, "{\"seed\":1}");
  EXPECT_EQ(done.remote_id, "p-1");
  EXPECT_EQ(done.reserved, cents(8));
  EXPECT_EQ(done.cost, cents(4));
  EXPECT_EQ(done.output, blob);
  EXPECT_EQ(done.output_type, "image/png");
  EXPECT_EQ(done.detail, "{\"seconds\":3}");
  ASSERT_TRUE(done.planned_at && done.sent_at && done.accepted_at && done.ended_at);
  EXPECT_LE(*done.planned_at, *done.sent_at);
  EXPECT_LE(*done.sent_at, *done.accepted_at);
  EXPECT_LE(*done.accepted_at, *done.ended_at);
}

TEST_F(Calls, ThatFailedSayWhy) {
  const RunId id = begin();
  const CallId call = planned(id, "grid-0001").id;
  ASSERT_TRUE(await(ledger->mark_sent(call, "", cents(8))));
  const Error error{.kind = ErrorKind::refused, .message = "flagged as sensitive", .code = "E005"};
  ASSERT_TRUE(await(ledger->mark_failed(call, error, Money())));
  const CallRecord failed = newest(id, "grid-0001");
  EXPECT_EQ(failed.state, CallState::failed);
  EXPECT_EQ(failed.error_kind, "refused");
  EXPECT_EQ(failed.error_code, "E005");
  EXPECT_EQ(failed.error, "flagged as sensitive");
}

TEST_F(Calls, ThatFailedAreTriedAgainAsNewOnesThatMayAskForSomethingElse) {
  const RunId id = begin();
  const CallId first = planned(id, "grid-0001").id;
  ASSERT_TRUE(await(ledger->mark_failed(first, Error{.kind = ErrorKind::refused, .message = "no"}, Money())));
  const auto second = await(ledger->plan_next_attempt(id, "grid-0001", grid_spec(2)));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->attempt, 2);
  EXPECT_EQ(second->state, CallState::planned);
  // The plan asks for the first; the newest attempt is what counts.
  EXPECT_EQ(newest(id, "grid-0001", 1).id, second->id);
}

TEST_F(Calls, ThatDidNotFailAreNotTriedAgain) {
  const RunId id = begin();
  EXPECT_EQ(await(ledger->plan_next_attempt(id, "grid-0001", grid_spec(1))).error().kind, ErrorKind::conflict);
  planned(id, "grid-0001");
  EXPECT_EQ(await(ledger->plan_next_attempt(id, "grid-0001", grid_spec(1))).error().kind, ErrorKind::conflict);
}

TEST_F(Calls, OwnTheirRemoteIdAlone) {
  const RunId id = begin();
  const CallId first = planned(id, "grid-0001", 1).id;
  const CallId second = planned(id, "grid-0002", 2).id;
  ASSERT_TRUE(await(ledger->mark_sent(first, "", Money())));
  ASSERT_TRUE(await(ledger->mark_sent(second, "", Money())));
  ASSERT_TRUE(await(ledger->mark_accepted(first, "p-1")));
  const auto stolen = await(ledger->mark_accepted(second, "p-1"));
  ASSERT_FALSE(stolen);
  EXPECT_EQ(stolen.error().kind, ErrorKind::conflict);
  EXPECT_NE(stolen.error().message.find(first.text()), std::string::npos);
  EXPECT_THAT(*await(ledger->remote_ids("somebody")), ::testing::ElementsAre("p-1"));
  EXPECT_TRUE(await(ledger->remote_ids("somebody else"))->empty());
}

TEST_F(Calls, OfOtherRunsWithTheSameIdentityAreFoundWhenTheyAreDone) {
  const RunId first = begin("a");
  const RunId second = begin("b");
  const CallId call = planned(first, "grid-0007").id;
  EXPECT_EQ(*await(ledger->done_elsewhere(identity_of(grid_spec(1)), second)), std::nullopt);
  ASSERT_TRUE(await(ledger->mark_done(call, blob_named("x"), "image/png", Money(), {})));
  const auto found = await(ledger->done_elsewhere(identity_of(grid_spec(1)), second));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->id, call);
  EXPECT_EQ(*await(ledger->done_elsewhere(identity_of(grid_spec(1)), first)), std::nullopt);
}

TEST_F(Calls, WhoseBytesAreLostAreAskedForAgainWhereThatIsPossibleAndKeepTheirCost) {
  const RunId id = begin();
  const CallId remote = planned(id, "grid-0001", 1).id;
  ASSERT_TRUE(await(ledger->mark_sent(remote, "", cents(8))));
  ASSERT_TRUE(await(ledger->mark_accepted(remote, "p-1")));
  ASSERT_TRUE(await(ledger->mark_done(remote, blob_named("x"), "image/png", cents(4), {})));
  const CallId direct = planned(id, "judge-0001", 2).id;
  ASSERT_TRUE(await(ledger->mark_sent(direct, "", cents(2))));
  ASSERT_TRUE(await(ledger->mark_done(direct, blob_named("y"), "application/json", cents(1), {})));

  const Error lost{.kind = ErrorKind::corrupt, .message = "damaged"};
  ASSERT_TRUE(await(ledger->mark_lost(remote, lost)));
  ASSERT_TRUE(await(ledger->mark_lost(direct, lost)));
  EXPECT_EQ(newest(id, "grid-0001", 1).state, CallState::accepted);
  EXPECT_EQ(newest(id, "judge-0001", 2).state, CallState::failed);
  EXPECT_EQ(await(ledger->money(id))->settled, cents(5));
  // Gone at the provider too: it was paid for all the same.
  ASSERT_TRUE(await(ledger->mark_failed(remote, Error{.kind = ErrorKind::data_gone, .message = "gone"}, std::nullopt)));
  EXPECT_EQ(await(ledger->money(id))->settled, cents(5));
  EXPECT_EQ(await(ledger->money(id))->upper_bound, cents(5));
}

// --- every transition from every state ----------------------------------------------------------------------------

enum class Change { sent, accepted, done, done_at_a_cost, failed, unknown, unsent, lost, next_attempt };

struct Transition {
  CallState from;
  Change change;
};

constexpr std::array all_states = {CallState::planned, CallState::sent,   CallState::accepted,
                                   CallState::done,    CallState::failed, CallState::unknown};
constexpr std::array all_changes = {Change::sent,           Change::accepted, Change::done,
                                    Change::done_at_a_cost, Change::failed,   Change::unknown,
                                    Change::unsent,         Change::lost,     Change::next_attempt};

std::optional<CallState> expected_after(CallState from, Change change) {
  const auto one_of = [from](std::initializer_list<CallState> states) {
    return std::ranges::find(states, from) != states.end();
  };
  using enum CallState;
  switch (change) {
    case Change::sent:
      return one_of({planned, sent}) ? std::optional(sent) : std::nullopt;
    case Change::accepted:
      return one_of({sent, unknown}) ? std::optional(accepted) : std::nullopt;
    case Change::done:
      return one_of({planned, sent, accepted}) ? std::optional(done) : std::nullopt;
    case Change::done_at_a_cost:
      return one_of({sent, accepted}) ? std::optional(done) : std::nullopt;
    case Change::failed:
      return one_of({planned, sent, accepted}) ? std::optional(failed) : std::nullopt;
    case Change::unknown:
      return one_of({sent}) ? std::optional(unknown) : std::nullopt;
    case Change::unsent:
      return one_of({sent}) ? std::optional(planned) : std::nullopt;
    case Change::lost:
      return one_of({done}) ? std::optional(accepted) : std::nullopt;
    case Change::next_attempt:
      return one_of({failed, unknown}) ? std::optional(planned) : std::nullopt;
  }
  return std::nullopt;
}

class Transitions : public LedgerTest {
 protected:
  CallId call_in(const RunId& id, const std::string& key, CallState state) {
    const Error error{.kind = ErrorKind::transient, .message = "failed"};
    const CallId call = planned(id, key).id;
    if (state == CallState::planned) return call;
    EXPECT_TRUE(await(ledger->mark_sent(call, "wire", cents(8))));
    if (state == CallState::unknown) EXPECT_TRUE(await(ledger->mark_unknown(call, error)));
    if (state == CallState::failed) EXPECT_TRUE(await(ledger->mark_failed(call, error, cents(1))));
    if (state == CallState::accepted || state == CallState::done) {
      EXPECT_TRUE(await(ledger->mark_accepted(call, "remote of " + key)));
    }
    if (state == CallState::done) EXPECT_TRUE(await(ledger->mark_done(call, blob_named("x"), "", cents(4), {})));
    return call;
  }

  Result<void> apply(const RunId& id, const std::string& key, const CallId& call, Change change) {
    const Error error{.kind = ErrorKind::transient, .message = "failed"};
    switch (change) {
      case Change::sent:
        return await(ledger->mark_sent(call, "wire", cents(8)));
      case Change::accepted:
        return await(ledger->mark_accepted(call, "new remote of " + key));
      case Change::done:
        return await(ledger->mark_done(call, blob_named("y"), "", Money(), {}));
      case Change::done_at_a_cost:
        return await(ledger->mark_done(call, blob_named("y"), "", cents(4), {}));
      case Change::failed:
        return await(ledger->mark_failed(call, error, std::nullopt));
      case Change::unknown:
        return await(ledger->mark_unknown(call, error));
      case Change::unsent:
        return await(ledger->mark_unsent(call));
      case Change::lost:
        return await(ledger->mark_lost(call, error));
      case Change::next_attempt: {
        const auto next = await(ledger->plan_next_attempt(id, key, grid_spec(1)));
        if (!next) return std::unexpected(next.error());
        return {};
      }
    }
    return {};
  }
};

TEST_F(Transitions, HappenFromTheStatesThatAllowThemAndAreConflictsThatChangeNothingFromAllOthers) {
  const RunId id = begin();
  int number = 0;
  for (const CallState from : all_states) {
    for (const Change change : all_changes) {
      const std::string key = "step-" + std::to_string(++number);
      SCOPED_TRACE(std::string(name_of(from)) + ", change " + std::to_string(static_cast<int>(change)));
      const CallId call = call_in(id, key, from);
      const MoneySummary money_before = *await(ledger->money(id));
      const Result<void> changed = apply(id, key, call, change);
      const CallRecord after = newest(id, key);
      const std::optional<CallState> expected = expected_after(from, change);
      EXPECT_EQ(changed.has_value(), expected.has_value());
      EXPECT_EQ(after.state, expected.value_or(from));
      if (!changed) {
        EXPECT_EQ(changed.error().kind, ErrorKind::conflict);
        EXPECT_NE(changed.error().message.find(call.text()), std::string::npos) << changed.error().message;
        EXPECT_EQ(await(ledger->money(id))->upper_bound, money_before.upper_bound);
      }
    }
  }
}

TEST_F(Transitions, OfCallsThatDoNotExistAreSaidSo) {
  const CallId nobody("r-000000000000/grid-0001/1");
  EXPECT_EQ(await(ledger->mark_sent(nobody, "", Money())).error().kind, ErrorKind::not_found);
  EXPECT_EQ(await(ledger->mark_unsent(nobody)).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tessera::testing
