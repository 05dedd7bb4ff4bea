#include <gmock/gmock.h>

#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

using Runs = LedgerTest;

TEST_F(Runs, AreNamedAfterTheirIdentity) {
  const auto run = await(ledger->begin_run("{\"seed\":1}", "{}", std::nullopt));
  ASSERT_TRUE(run);
  EXPECT_EQ(run->id.text(), "r-" + to_hex(sha256(as_bytes("{\"seed\":1}"))).substr(0, 12));
  EXPECT_EQ(run->state, RunState::active);
  EXPECT_FALSE(run->finished);
}

TEST_F(Runs, OfTheSameIdentityAreOneRunAlsoAfterARestart) {
  const RunId first = begin("a");
  reopen();
  EXPECT_EQ(begin("a"), first);
  EXPECT_NE(begin("b"), first);
  EXPECT_EQ(await(ledger->runs())->size(), 2U);
}

TEST_F(Runs, ThatAreFinishedAreReturnedAsTheyAre) {
  const RunId id = begin("a", cents(100));
  ASSERT_TRUE(await(ledger->end_run(id, RunState::complete, "{\"images\":20}")));
  const auto again = await(ledger->begin_run("a", "{\"other\":1}", cents(5)));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, RunState::complete);
  EXPECT_EQ(again->cap, cents(100));
  EXPECT_EQ(again->request, "{}");
  EXPECT_EQ(again->result, "{\"images\":20}");
  EXPECT_TRUE(again->finished);
}

TEST_F(Runs, ThatPausedOrFailedGoOnWithTheNewCap) {
  for (const RunState state : {RunState::paused, RunState::failed}) {
    const RunId id = begin("a", cents(100));
    ASSERT_TRUE(await(ledger->end_run(id, state, "{}")));
    const auto again = await(ledger->begin_run("a", "{\"other\":1}", cents(500)));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state, RunState::active);
    EXPECT_EQ(again->cap, cents(500));
    EXPECT_EQ(again->request, "{\"other\":1}");
    EXPECT_EQ(again->result, "");
    EXPECT_FALSE(again->finished);
  }
}

TEST_F(Runs, EndOnce) {
  const RunId id = begin("a");
  ASSERT_TRUE(await(ledger->end_run(id, RunState::short_of_images, "{}")));
  const auto again = await(ledger->end_run(id, RunState::complete, "{}"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
  EXPECT_EQ((*await(ledger->run(id)))->state, RunState::short_of_images);
}

TEST_F(Runs, ThatAreShortCanBeReopened) {
  const RunId id = begin("a");
  ASSERT_TRUE(await(ledger->end_run(id, RunState::short_of_images, "{}")));
  const auto again = await(ledger->reopen_run(id, cents(7)));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, RunState::active);
  EXPECT_EQ(again->cap, cents(7));
}

TEST_F(Runs, AreListedNewestFirst) {
  const RunId first = begin("a");
  const RunId second = begin("b");
  const auto runs = await(ledger->runs());
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), 2U);
  EXPECT_EQ((*runs)[0].id, second);
  EXPECT_EQ((*runs)[1].id, first);
}

TEST_F(Runs, ThatDoNotExistAreSaidNotToExist) {
  const RunId nobody("r-000000000000");
  EXPECT_EQ(await(ledger->run(nobody)).value(), std::nullopt);
  EXPECT_EQ(await(ledger->end_run(nobody, RunState::complete, "")).error().kind, ErrorKind::not_found);
  EXPECT_EQ(await(ledger->reopen_run(nobody, std::nullopt)).error().kind, ErrorKind::not_found);
  EXPECT_EQ(await(ledger->plan_call(nobody, "grid-0001", grid_spec(1))).error().kind, ErrorKind::not_found);
  EXPECT_EQ(await(ledger->decide(nobody, "tile", 1)).error().kind, ErrorKind::not_found);
}

using Decisions = LedgerTest;

TEST_F(Decisions, StandOnceTheyAreTaken) {
  const RunId id = begin();
  EXPECT_EQ(*await(ledger->decide(id, "tile-1", json::object{{"accepted", true}})), (json::object{{"accepted", true}}));
  EXPECT_EQ(*await(ledger->decide(id, "tile-1", json::object{{"accepted", false}})),
            (json::object{{"accepted", true}}));
  reopen();
  EXPECT_EQ(*await(ledger->decide(id, "tile-1", json::object{{"accepted", false}})),
            (json::object{{"accepted", true}}));
}

TEST_F(Decisions, ComeBackInTheOrderOfRecording) {
  const RunId id = begin();
  for (const char* key : {"c", "a", "b"}) ASSERT_TRUE(await(ledger->decide(id, key, key)));
  const auto decisions = await(ledger->decisions(id));
  ASSERT_TRUE(decisions);
  std::string order;
  for (const auto& decision : *decisions) order += decision.first;
  EXPECT_EQ(order, "cab");
}

TEST_F(Decisions, HaveTheSameDigitsForARunAndItsResumption) {
  const RunId id = begin();
  const double measured = 0.1234567890123456789 / 3.0;
  const auto first = await(ledger->decide(id, "sharpness", measured));
  reopen();
  const auto resumed = await(ledger->decide(id, "sharpness", 1.0));
  ASSERT_TRUE(first && resumed);
  EXPECT_EQ(first->as_double(), resumed->as_double());
}

using LiveBlobs = LedgerTest;

TEST_F(LiveBlobs, AreThoseThatUnfinishedRunsName) {
  const BlobId source = blob_named("source");
  const BlobId input = blob_named("input");
  const BlobId output = blob_named("output");
  const BlobId tile = blob_named("tile");
  const RunId id = begin("{\"source\":\"" + source.text() + "\"}");
  CallSpec spec = grid_spec(1);
  spec.input["image"] = blob_reference(input);
  const auto call = await(ledger->plan_call(id, "grid-0001", spec));
  ASSERT_TRUE(await(ledger->mark_done(call->id, output, "image/png", Money(), {})));
  ASSERT_TRUE(await(ledger->decide(id, "tile", json::object{{"crop", blob_reference(tile)}})));

  const auto far_future = WallTime::max();
  EXPECT_THAT(*await(ledger->live_blobs(far_future)), ::testing::IsSupersetOf({source, input, output, tile}));
  ASSERT_TRUE(await(ledger->end_run(id, RunState::complete, "{}")));
  EXPECT_TRUE(await(ledger->live_blobs(far_future))->empty());
  EXPECT_THAT(*await(ledger->live_blobs(WallTime())), ::testing::IsSupersetOf({source, input, output, tile}));
}

}  // namespace
}  // namespace tessera::testing
