#include "providers/replicate/matching.h"

#include <gtest/gtest.h>

namespace tessera::replicate {
namespace {

json::value short_form(std::string_view text) { return shortened(parse_json(text).value()); }

Match match(std::string_view ours, std::string_view shown) { return match_input(short_form(ours), short_form(shown)); }

const WallTime noon = parse_iso8601("2026-11-22T12:00:00Z").value();

Prediction made(std::string id, std::string_view input, WallTime created_at = noon) {
  Prediction prediction;
  prediction.id = std::move(id);
  prediction.model = "o/n";
  prediction.input = short_form(input);
  prediction.created_at = created_at;
  return prediction;
}

LostCreate lost(std::string_view input) {
  return {.record = short_form(input), .model = {.owner = "o", .name = "n", .version = {}}, .since = noon, .taken = {}};
}

TEST(ReplicateMatching, ComparesNumbersByValueAndIgnoresDefaultsThatWereAdded) {
  EXPECT_EQ(match(R"({"scale":2,"seed":7})", R"({"seed":7.0,"scale":2.0,"face_enhance":false})"), Match::yes);
  EXPECT_EQ(match(R"({"a":[1,{"b":2}]})", R"({"a":[1.0,{"b":2}]})"), Match::yes);
}

TEST(ReplicateMatching, IsNotSatisfiedWhenAnyOfOurKeysDiffers) {
  EXPECT_EQ(match(R"({"seed":7})", R"({"seed":8})"), Match::no);
  EXPECT_EQ(match(R"({"seed":7,"prompt":"a"})", R"({"seed":7})"), Match::no);
  EXPECT_EQ(match(R"({"factor":"2x"})", R"({"factor":2})"), Match::no);
  EXPECT_EQ(match(R"({"image":"https://f/1"})", R"({"image":"https://f/2"})"), Match::no);
  EXPECT_EQ(match(R"({"seed":7})", "null"), Match::no);
}

TEST(ReplicateMatching, RecognisesInlinedPicturesByTheirHash) {
  EXPECT_EQ(match(R"({"image":"data:image/png;base64,AAAA"})", R"({"image":"data:image/png;base64,AAAA"})"),
            Match::yes);
  EXPECT_EQ(match(R"({"image":"data:image/png;base64,AAAA"})", R"({"image":"data:image/png;base64,AAAB"})"), Match::no);
  EXPECT_LT(
      json::serialize(short_form(R"({"image":"data:image/png;base64,)" + std::string(100'000, 'A') + "\"}")).size(),
      200U);
}

TEST(ReplicateMatching, LetsTheSeedDecideWhenAPictureIsShownUnderAnotherAddress) {
  EXPECT_EQ(match(R"({"image":"data:image/png;base64,AAAA","seed":7})",
                  R"({"image":"https://replicate.delivery/x.png","seed":7})"),
            Match::yes);
  EXPECT_EQ(match(R"({"image":"data:image/png;base64,AAAA","scale":2})",
                  R"({"image":"https://replicate.delivery/x.png","scale":2})"),
            Match::cannot_tell);
  EXPECT_EQ(match(R"({"image":"data:image/png;base64,AAAA","scale":2})", R"({"scale":2})"), Match::cannot_tell);
  EXPECT_EQ(match(R"({"image":"data:image/png;base64,AAAA","scale":2})", R"({"scale":4})"), Match::no);
}

TEST(ReplicateMatching, LetsATagDecideAlsoWhenItIsKeptInSinglePrecision) {
  const std::string inlined = R"({"image":"data:image/png;base64,AAAA","face_enhancement":false,)";
  const std::string shown = R"({"image":"https://replicate.delivery/x.png","face_enhancement":false,)";
  const std::string tag = R"("face_enhancement_strength":0.8012345,"face_enhancement_creativity":0.00123456})";
  EXPECT_EQ(match(inlined + tag, shown + tag), Match::yes);
  const std::string single = R"("face_enhancement_strength":0.80123448,"face_enhancement_creativity":0.0012345600407})";
  EXPECT_EQ(match(inlined + tag, shown + single), Match::yes);
  const std::string next = R"("face_enhancement_strength":0.8012346,"face_enhancement_creativity":0.00123456})";
  EXPECT_EQ(match(inlined + tag, shown + next), Match::no);
  const std::string other = R"("face_enhancement_strength":0.8012345,"face_enhancement_creativity":0.00123457})";
  EXPECT_EQ(match(inlined + tag, shown + other), Match::no);
}

TEST(ReplicateMatching, AcceptsInternalNamesOfTheModelButNoOtherModel) {
  const json::value record = short_form(R"({"seed":7})");
  Prediction prediction = made("p", R"({"seed":7})");
  for (const auto& [model, expected] :
       std::vector<std::pair<std::string, Match>>{{"o/n", Match::yes},
                                                  {"O/N", Match::yes},
                                                  {"o/n:abc", Match::yes},
                                                  {"replicate-internal/o-n", Match::yes},
                                                  {"dp-1234", Match::yes},
                                                  {"", Match::yes},
                                                  {"o/other", Match::no}}) {
    prediction.model = model;
    EXPECT_EQ(match_prediction(record, {.owner = "o", .name = "n", .version = {}}, prediction), expected) << model;
  }
}

TEST(ReplicateMatching, FindsTheEarliestThatNobodyElseOwns) {
  const std::vector<Prediction> newest_first = {made("c", R"({"seed":7})"), made("b", R"({"seed":8})"),
                                                made("a", R"({"seed":7})")};
  LostCreate create = lost(R"({"seed":7})");
  EXPECT_EQ(find_match(create, newest_first).id, "a");
  create.taken = {"a"};
  EXPECT_EQ(find_match(create, newest_first).id, "c");
  create.taken = {"a", "c"};
  EXPECT_EQ(find_match(create, newest_first).match, Match::no);
}

TEST(ReplicateMatching, AllowsForClocksThatDifferByTwoMinutes) {
  const LostCreate create = lost(R"({"seed":7})");
  EXPECT_EQ(find_match(create, {made("a", R"({"seed":7})", noon - std::chrono::seconds(119))}).match, Match::yes);
  EXPECT_EQ(find_match(create, {made("a", R"({"seed":7})", noon - std::chrono::seconds(121))}).match, Match::no);
}

TEST(ReplicateMatching, CannotTellAboutPredictionsWhoseInputWasRemoved) {
  Prediction removed = made("a", "{}");
  removed.data_removed = true;
  EXPECT_EQ(find_match(lost(R"({"seed":7})"), {removed}).match, Match::cannot_tell);
  removed.model = "o/other";
  EXPECT_EQ(find_match(lost(R"({"seed":7})"), {removed}).match, Match::no);
}

}  // namespace
}  // namespace tessera::replicate
