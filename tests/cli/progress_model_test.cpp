#include "cli/progress_model.h"

#include <gmock/gmock.h>

namespace tessera {
namespace {

using ::testing::ElementsAre;

constexpr WallTime began = WallTime(std::chrono::microseconds(1'795'330'800'000'000));

RunEvent event(std::string name, json::object fields = {}, std::string actor = "fox") {
  fields["actor"] = std::move(actor);
  return RunEvent{.name = std::move(name), .time = began, .fields = std::move(fields)};
}

ProgressModel after(const std::vector<RunEvent>& events) {
  ProgressModel model;
  for (const RunEvent& one : events) model.apply(one);
  return model;
}

std::vector<RunEvent> half_way(const std::string& actor) {
  std::vector<RunEvent> events = {
      event("run.started", {{"run_id", "r-1"}, {"requested", 20}}, actor),
      event("plan.ready", {{"grids", 4}, {"calls", 48}}, actor),
  };
  for (int grid = 1; grid <= 3; ++grid) events.push_back(event("grid.ordered", {{"grid", grid}}, actor));
  events.push_back(event("grid.arrived", {{"grid", 1}, {"seconds", 30.5}}, actor));
  events.push_back(event("grid.arrived", {{"grid", 2}, {"seconds", 31.5}}, actor));
  events.push_back(event("grid.judged", {{"grid", 1}, {"kept", 7}, {"cells", 9}, {"by", "judge"}}, actor));
  for (int item = 1; item <= 7; ++item) events.push_back(event("tile.accepted", {{"item", item}}, actor));
  for (int item = 1; item <= 6; ++item) events.push_back(event("item.enlarged", {{"item", item}}, actor));
  for (int item = 1; item <= 5; ++item) events.push_back(event("item.stored", {{"item", item}}, actor));
  events.push_back(event("money", {{"cost_usd", 0.25}, {"upper_bound_usd", 0.5}}, actor));
  return events;
}

TEST(ProgressLines, AreOneForEachStage) {
  EXPECT_THAT(after(half_way("fox")).lines(80, Colour::none, began + std::chrono::seconds(65)),
              ElementsAre("grids     2 of 4 arrived  1:05",           //
                          "judged    9 tiles, 7 kept",                //
                          "enlarged  6 of 7",                         //
                          "stored    5 of 20  #####...............",  //
                          "money     $0.2500, at most $0.5000"));
}

TEST(ProgressLines, AreNoneBeforeAnythingHappened) {
  EXPECT_TRUE(ProgressModel().lines(80, Colour::none, began).empty());
}

TEST(ProgressLines, CountWhatWasLost) {
  std::vector<RunEvent> events = half_way("fox");
  events.push_back(event("grid.failed", {{"grid", 3}, {"error", "E005"}}));
  events.push_back(event("item.lost", {{"item", 6}, {"error", "gone"}}));
  const auto lines = after(events).lines(80, Colour::none, began);
  EXPECT_EQ(lines[0], "grids     2 of 4 arrived, 1 failed  0:00");
  EXPECT_EQ(lines[3], "stored    5 of 20, 1 lost  #####...............");
}

TEST(ProgressLines, CountGridsBeyondThePlan) {
  std::vector<RunEvent> events;
  for (int grid = 1; grid <= 5; ++grid) events.push_back(event("grid.ordered", {{"grid", grid}}));
  EXPECT_EQ(after(events).lines(80, Colour::none, began)[0], "grids     0 of 5 arrived  0:00");
}

TEST(ProgressLines, AreNeverWiderThanTheTerminal) {
  for (const int columns : {0, 1, 9, 20, 33}) {
    for (const std::string& line : after(half_way("fox")).lines(columns, Colour::none, began)) {
      EXPECT_LE(line.size(), static_cast<std::size_t>(columns));
    }
  }
}

TEST(ProgressLines, HaveTheirLabelsInColourWhereThatIsWanted) {
  const auto lines = after(half_way("fox")).lines(80, Colour::ansi, began);
  EXPECT_EQ(lines[2], "\x1b[1menlarged  \x1b[0m6 of 7");
}

TEST(ProgressLines, TurnGreenWhenAllIsThere) {
  std::vector<RunEvent> events = {event("run.started", {{"requested", 1}}), event("item.stored", {{"item", 1}})};
  EXPECT_EQ(after(events).lines(80, Colour::ansi, began)[2], "\x1b[32menlarged  \x1b[0m0 of 0");
}

TEST(ProgressLines, OfABatchShowTheWholeAndEachSetUnderWay) {
  std::vector<RunEvent> events = half_way("ada");
  for (const RunEvent& one : half_way("grace")) events.push_back(one);
  events.push_back(event("run.ended", {{"status", "complete"}, {"cost_usd", 0.75}}, "ada"));
  EXPECT_THAT(after(events).lines(80, Colour::none, began + std::chrono::seconds(3661)),
              ElementsAre("sets      1 done, 1 under way  1:01:01",    //
                          "grids     4 of 8 arrived",                  //
                          "judged    18 tiles, 14 kept",               //
                          "enlarged  12 of 14",                        //
                          "stored    10 of 40  #####...............",  //
                          "money     $1.0000, at most $1.2500",        //
                          "  grace                grids 2/4  kept 7  stored 5/20"));
}

TEST(ProgressLines, OfAGreatBatchStayAFewLines) {
  std::vector<RunEvent> events;
  for (int set = 0; set < 1000; ++set) {
    events.push_back(event("run.started", {{"requested", 20}}, "set-" + std::to_string(set)));
  }
  const auto lines = after(events).lines(80, Colour::none, began);
  EXPECT_EQ(lines.size(), 17U);
  EXPECT_EQ(lines.back(), "  and 990 more");
}

TEST(ProgressLines, StartAgainWithTheRun) {
  std::vector<RunEvent> events = half_way("fox");
  events.push_back(event("run.started", {{"run_id", "r-2"}, {"requested", 3}}));
  EXPECT_EQ(after(events).lines(80, Colour::none, began)[3], "stored    0 of 3  ....................");
}

TEST(PlainLines, SayWhatHappened) {
  const auto line = [](std::string name, json::object fields) {
    return plain_line(event(std::move(name), std::move(fields)), "").value_or("(nothing)");
  };
  EXPECT_EQ(line("run.chosen", {{"reason", "no token is set: offline"}}), "no token is set: offline");
  EXPECT_EQ(line("run.started", {{"run_id", "r-0123456789ab"},
                                 {"requested", 20},
                                 {"engine", "here"},
                                 {"judge", "there"},
                                 {"upscaler", "none"},
                                 {"resumed", true}}),
            "run r-0123456789ab for fox: 20 images; engine here, judge there, upscaler none; continued");
  EXPECT_EQ(line("plan.ready", {{"grids", 3}, {"calls", 46}, {"cost_usd_expected", 1.2}, {"cost_usd_bound", 2.5}}),
            "plan: 3 grids, 46 calls, about $1.2000, at most $2.5000");
  EXPECT_EQ(line("grid.ordered", {{"grid", 2}}), "grid 2 ordered");
  EXPECT_EQ(line("grid.arrived", {{"grid", 2}, {"seconds", 31.26}}), "grid 2 arrived after 31.3 s");
  EXPECT_EQ(line("grid.failed", {{"grid", 2}, {"error", "flagged"}}), "grid 2 failed: flagged");
  EXPECT_EQ(line("grid.judged", {{"grid", 2}, {"kept", 8}, {"cells", 9}, {"by", "judge"}}),
            "grid 2: 8 of 9 tiles kept, by judge");
  EXPECT_EQ(line("tile.refused", {{"grid", 2}, {"cell", 4}, {"reason", "blank"}}), "tile 4 of grid 2 refused: blank");
  EXPECT_EQ(line("item.stored", {{"item", 7}, {"url", "s3://bucket/7.jpg"}}), "image 7 stored: s3://bucket/7.jpg");
  EXPECT_EQ(line("item.lost", {{"item", 7}, {"error", "gone"}}), "image 7 lost: gone");
  EXPECT_EQ(line("warning", {{"text", "small source"}}), "warning: small source");
  EXPECT_EQ(line("run.ended",
                 {{"status", "complete"}, {"images", 20}, {"requested", 20}, {"cost_usd", 0.98}, {"seconds", 65.25}}),
            "complete: 20 of 20 images, $0.9800, 65.2 s");
  for (const char* counted : {"tile.accepted", "item.enlarged", "money", "something.new"}) {
    EXPECT_EQ(line(counted, {}), "(nothing)");
  }
}

TEST(PlainLines, NameTheSetInABatch) {
  EXPECT_EQ(plain_line(event("grid.ordered", {{"grid", 1}}), "ada"), "[ada] grid 1 ordered");
  ProgressModel model = after({event("grid.ordered", {}, "ada")});
  EXPECT_EQ(model.label_of(event("grid.ordered", {}, "ada")), "");
  model.apply(event("grid.ordered", {}, "grace"));
  EXPECT_EQ(model.label_of(event("grid.ordered", {}, "ada")), "ada");
}

TEST(PlainLines, CannotMoveTheCursorOrTellSignatures) {
  EXPECT_EQ(plain_line(event("warning", {{"text", "a\x1b[2Jb\nc\x7f"}}), ""), "warning: a [2Jb c ");
  EXPECT_EQ(plain_line(event("item.stored", {{"item", 1}, {"url", "https://host/1.jpg?X-Amz-Signature=abc"}}), ""),
            "image 1 stored: https://host/1.jpg");
}

}  // namespace
}  // namespace tessera
