#include "providers/openai/reply.h"

#include <gtest/gtest.h>

namespace tessera::openai {
namespace {

constexpr GridShape three_by_three{3, 3};

std::vector<int> unique_of(std::string_view text) {
  const Result<JudgeReply> reply = read_judge_text(text, three_by_three);
  EXPECT_TRUE(reply) << text << ": " << (reply ? "" : reply.error().message);
  return reply ? reply->unique_tiles : std::vector<int>{-1};
}

std::string code_of(std::string_view body) {
  const Result<JudgeReply> reply = read_judge_reply(as_bytes(body), three_by_three);
  EXPECT_FALSE(reply) << body;
  if (reply) return "usable";
  EXPECT_EQ(reply.error().kind, ErrorKind::bad_request);
  return reply.error().code;
}

std::string completion(const json::value& message, std::string_view ending = "stop") {
  json::object choice{{"index", 0}, {"finish_reason", ending}};
  choice["message"] = message;
  json::array choices;
  choices.push_back(std::move(choice));
  json::object body{{"id", "c1"}};
  body["choices"] = std::move(choices);
  return json::serialize(body);
}

std::string saying(std::string_view text, std::string_view ending = "stop") {
  return completion(json::object{{"role", "assistant"}, {"content", text}, {"refusal", nullptr}}, ending);
}

TEST(JudgeReply, ReadsTheStrictForm) {
  const auto reply = read_judge_reply(as_bytes(saying(R"({"unique_tiles":[1,3],"tiles":[
      {"tile":1,"repeats":null,"shows":"a lighthouse keeper","defects":[]},
      {"tile":2,"repeats":1,"shows":"the same keeper","defects":["text","cut off"]},
      {"tile":3,"repeats":null,"shows":"a harbour","defects":[]}]})")),
                                      three_by_three);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->unique_tiles, (std::vector<int>{1, 3}));
  ASSERT_EQ(reply->tiles.size(), 3U);
  EXPECT_EQ(reply->tiles[0].shows, "a lighthouse keeper");
  EXPECT_FALSE(reply->tiles[0].repeats);
  EXPECT_EQ(reply->tiles[1].repeats, 1);
  EXPECT_EQ(reply->tiles[1].defects, (std::vector<std::string>{"text", "cut off"}));
}

TEST(JudgeReply, ReadsTheShortForm) { EXPECT_EQ(unique_of(R"({"unique_tiles":[2,4,9]})"), (std::vector{2, 4, 9})); }

TEST(JudgeReply, LooksThroughFencesAndProse) {
  EXPECT_EQ(unique_of("```json\n{\"unique_tiles\": [1, 2]}\n```"), (std::vector{1, 2}));
  EXPECT_EQ(unique_of("Sure! {curly talk} Here it is: {\"unique_tiles\":[5]} Hope {that} helps."), std::vector{5});
  EXPECT_EQ(unique_of("An object first {\"note\":\"a } in a string\"} then {\"unique_tiles\":[7]}"), std::vector{7});
  EXPECT_EQ(unique_of(R"({"result":{"verdict":{"unique_tiles":[8]}}})"), std::vector{8});
}

TEST(JudgeReply, ReadsNumbersHoweverTheyAreWritten) {
  EXPECT_EQ(unique_of(R"({"unique_tiles":["3"," 4 ",5.0]})"), (std::vector{3, 4, 5}));
  EXPECT_EQ(unique_of(R"({"unique_tiles":[[1,2],[4],[]]})"), (std::vector{1, 2, 4}));
}

TEST(JudgeReply, SortsAndDropsWhatIsThereTwice) {
  EXPECT_EQ(unique_of(R"({"unique_tiles":[9,1,1,"9",3]})"), (std::vector{1, 3, 9}));
}

TEST(JudgeReply, DropsWhatIsNoTileOfTheGrid) {
  EXPECT_EQ(unique_of(R"({"unique_tiles":[1,10,9999999999,2.5,true,null,"two",{"tile":3},1e300]})"), std::vector{1});
}

TEST(JudgeReply, BelievesThatNothingIsUnique) { EXPECT_TRUE(unique_of(R"({"unique_tiles":[]})").empty()); }

TEST(JudgeReply, DistrustsRepliesThatMayCountFromZero) {
  EXPECT_EQ(code_of(saying(R"({"unique_tiles":[0,1,2]})")), "unusable");
  EXPECT_EQ(code_of(saying(R"({"unique_tiles":[-1,2]})")), "unusable");
}

TEST(JudgeReply, IsNotSatisfiedByNonsense) {
  for (const char* text :
       {"", "I cannot see any picture.", "{", "{}", "[1,2,3]", "null", R"({"unique_tiles":"all"})",
        R"({"unique_tiles":[10,11]})", R"({"unique_tiles":[true,false]})", R"({"tiles":[]})",
        R"({"tiles":[{"tile":77}]})", R"({"unique_tiles":null,"tiles":null})", "{\"unique_tiles\":[1,2"}) {
    EXPECT_EQ(code_of(saying(text)), "unusable") << text;
  }
  for (const char* body : {"", "<html>502</html>", "{}", R"({"choices":[]})", R"({"choices":[{}]})",
                           R"({"choices":"x"})", R"({"choices":[{"message":{"content":null}}]})"}) {
    EXPECT_EQ(code_of(body), "unusable") << body;
  }
}

TEST(JudgeReply, TellsRefusalsFiltersAndCutOffsApart) {
  EXPECT_EQ(code_of(completion(json::object{{"content", nullptr}, {"refusal", "I can't help with that."}})), "refusal");
  EXPECT_EQ(code_of(saying("", "length")), "length");
  EXPECT_EQ(code_of(saying(R"({"unique_tiles":[1],"tiles":[{"til)", "length")), "length");
  EXPECT_EQ(code_of(saying("", "content_filter")), "content_filter");
}

TEST(JudgeReply, ReadsContentInParts) {
  json::array parts;
  parts.push_back(json::object{{"type", "text"}, {"text", "{\"unique_tiles\""}});
  parts.push_back(json::object{{"type", "text"}, {"text", ":[6]}"}});
  json::object message{{"role", "assistant"}};
  message["content"] = std::move(parts);
  const auto reply = read_judge_reply(as_bytes(completion(message)), three_by_three);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->unique_tiles, std::vector{6});
}

TEST(JudgeReply, TakesTheTilesThatRepeatNothingWhenTheListIsMissing) {
  EXPECT_EQ(unique_of(R"({"tiles":[{"tile":2,"repeats":null},{"tile":3,"repeats":2},{"tile":"4"}]})"),
            (std::vector{2, 4}));
}

TEST(JudgeReply, RemovesATileThatRepeatsAKeptOne) {
  EXPECT_EQ(unique_of(R"({"unique_tiles":[3,5],"tiles":[{"tile":5,"repeats":3}]})"), std::vector{3});
  // Two that repeat each other: the first one stays.
  EXPECT_EQ(unique_of(R"({"unique_tiles":[3,5],"tiles":[{"tile":3,"repeats":5},{"tile":5,"repeats":3}]})"),
            std::vector{3});
  // The one that it repeats is not kept, so it may stay.
  EXPECT_EQ(unique_of(R"({"unique_tiles":[5],"tiles":[{"tile":5,"repeats":3}]})"), std::vector{5});
}

TEST(JudgeReply, CleansWhatItSaysOfTiles) {
  const std::string text = R"({"unique_tiles":[1],"tiles":[
      {"tile":1,"repeats":1,"shows":"  two\n\tlines\u0007 ","defects":"none"},
      {"tile":1,"shows":"a second opinion"},
      {"tile":2,"repeats":99,"shows":7,"defects":[3,"None","blurred","a","b","c","d","e","f","g","h","i"]},
      "not a tile", {"tile":0}, {"tile":10}]})";
  const auto reply = read_judge_text(text, three_by_three);
  ASSERT_TRUE(reply) << reply.error().message;
  ASSERT_EQ(reply->tiles.size(), 2U);
  EXPECT_EQ(reply->tiles[0].shows, "two lines");
  EXPECT_FALSE(reply->tiles[0].repeats);
  EXPECT_TRUE(reply->tiles[0].defects.empty());
  EXPECT_FALSE(reply->tiles[1].repeats);
  EXPECT_EQ(reply->tiles[1].shows, "");
  EXPECT_EQ(reply->tiles[1].defects.size(), 8U);
  EXPECT_EQ(reply->tiles[1].defects.front(), "blurred");
}

TEST(JudgeReply, CutsCaptionsBetweenCharacters) {
  std::string caption(299, 'x');
  caption += "ééé";
  const auto reply =
      read_judge_text(R"({"unique_tiles":[1],"tiles":[{"tile":1,"shows":")" + caption + "\"}]}", three_by_three);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->tiles[0].shows, std::string(299, 'x') + "é");
}

TEST(JudgeReply, StaysQuickOnHostileText) {
  EXPECT_FALSE(read_judge_text(std::string(500'000, '{'), three_by_three));
  std::string nested;
  for (int i = 0; i < 10'000; ++i) nested += "{\"a\":";
  EXPECT_FALSE(read_judge_text(nested + std::string(10'000, '}'), three_by_three));
}

}  // namespace
}  // namespace tessera::openai
