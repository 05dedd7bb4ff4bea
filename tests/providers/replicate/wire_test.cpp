#include "providers/replicate/wire.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "providers/replicate/client.h"

namespace tessera::replicate {
namespace {

Prediction prediction(std::string_view text) {
  const Result<Prediction> parsed = parse_prediction(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Prediction());
}

TEST(ReplicateWire, ReadsAFinishedPrediction) {
  const Prediction read = prediction(R"({"id":"q1","model":"black-forest-labs/flux-kontext-pro","version":"hidden",
      "input":{"prompt":"p"},"logs":"","output":"https://replicate.delivery/x/out.png","data_removed":false,"error":null,
      "status":"succeeded","created_at":"2026-11-22T07:00:00.123Z","completed_at":"2026-11-22T07:00:06.9Z",
      "metrics":{"predict_time":6.6,"total_time":6.8},"urls":{"get":"https://api.replicate.com/v1/predictions/q1"}})");
  EXPECT_EQ(read.id, "q1");
  EXPECT_EQ(read.status, Status::succeeded);
  EXPECT_EQ(output_address(read.output), "https://replicate.delivery/x/out.png");
  EXPECT_DOUBLE_EQ(predict_seconds(read), 6.6);
  EXPECT_EQ(to_iso8601(*read.created_at), "2026-11-22T07:00:00.123000Z");
  EXPECT_TRUE(is_finished(read));
}

TEST(ReplicateWire, ReadsWhatIsMissingNullOrOddAsEmpty) {
  const Prediction read = prediction(R"({"id":"q1","output":null,"logs":null,"status":"starting","metrics":{},
      "started_at":null,"created_at":"yesterday","input":null,"data_removed":null})");
  EXPECT_EQ(read.status, Status::starting);
  EXPECT_FALSE(read.created_at);
  EXPECT_FALSE(read.data_removed);
  EXPECT_EQ(predict_seconds(read), 0);
  EXPECT_FALSE(is_finished(read));
  EXPECT_EQ(predict_seconds(prediction(R"({"id":"q","metrics":{"predict_time":3e-06}})")), 3e-06);
  EXPECT_EQ(predict_seconds(prediction(R"({"id":"q","metrics":{"predict_time":"fast"}})")), 0);
}

TEST(ReplicateWire, KnowsTheSixStatusesAndGoesOnWaitingAtUnknownOnes) {
  for (const auto& [text, terminal] : std::vector<std::pair<std::string, bool>>{{"starting", false},
                                                                                {"processing", false},
                                                                                {"succeeded", true},
                                                                                {"failed", true},
                                                                                {"canceled", true},
                                                                                {"aborted", true},
                                                                                {"paused", false}}) {
    const Prediction read = prediction(R"({"id":"q","status":")" + text + "\"}");
    EXPECT_EQ(is_finished(read), terminal) << text;
    EXPECT_EQ(read.status_text, text);
  }
}

TEST(ReplicateWire, TakesTheInlineOutputOfSynchronousModeAsTheEnd) {
  EXPECT_TRUE(is_finished(prediction(R"({"id":"q","status":"processing","output":"data:image/png;base64,iVBO"})")));
  EXPECT_FALSE(is_finished(prediction(R"({"id":"q","status":"processing","output":"https://x.example/a"})")));
}

TEST(ReplicateWire, KeepsErrorsThatAreNoText) {
  EXPECT_EQ(prediction(R"({"id":"q","status":"failed","error":{"code":7}})").error, R"({"code":7})");
}

TEST(ReplicateWire, RefusesWhatIsNoPrediction) {
  for (const char* text : {"", "[]", "{}", R"({"id":""})", R"({"id":7})", "<html>"}) {
    EXPECT_FALSE(parse_prediction(std::string_view(text))) << text;
  }
}

TEST(ReplicateWire, FindsTheAddressInOutputsOfEveryShape) {
  const auto address = [](std::string_view output) { return output_address(parse_json(output).value()); };
  EXPECT_EQ(address(R"("https://a/b.png")"), "https://a/b.png");
  EXPECT_EQ(address(R"(["https://a/b.png","https://a/c.png"])"), "https://a/b.png");
  EXPECT_EQ(address(R"({"url":"https://a/b.png"})"), "https://a/b.png");
  EXPECT_EQ(address(R"([null,"",{"url":["https://a/b.png"]}])"), "https://a/b.png");
  EXPECT_EQ(address(R"([[[[[["https://a/b.png"]]]]]])"), std::nullopt);
  for (const char* none : {"null", "[]", "{}", "7", "\"\"", "true"}) EXPECT_EQ(address(none), std::nullopt) << none;
}

TEST(ReplicateWire, ReadsPagesAndLeavesOutWhatIsNoPrediction) {
  const auto page = parse_page(R"({"next":"https://api.replicate.com/v1/predictions?cursor=a","previous":null,
      "results":[{"id":"b","status":"starting"},7,{"status":"failed"},{"id":"a","status":"succeeded"}]})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->next, "https://api.replicate.com/v1/predictions?cursor=a");
  ASSERT_EQ(page->predictions.size(), 2U);
  EXPECT_EQ(page->predictions[1].id, "a");
  EXPECT_FALSE(parse_page("{}"));
  EXPECT_FALSE(parse_page(R"({"results":7})"));
}

TEST(ReplicateWire, ReadsOfARunningPredictionOnlyWhatChangesWhenToldSo) {
  const auto page = parse_page(R"({"results":[
      {"id":"b","model":"m","status":"processing","input":{"prompt":"x"},"created_at":"2026-11-23T07:00:00Z"},
      {"id":"a","model":"m","status":"succeeded","input":{"prompt":"x"},"output":"https://a/b.png",
       "metrics":{"predict_time":2}}]})",
                               Detail::whole_when_finished);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->predictions.size(), 2U);
  EXPECT_EQ(page->predictions[0].status, Status::processing);
  EXPECT_TRUE(page->predictions[0].created_at);
  EXPECT_TRUE(page->predictions[0].input.is_null());
  EXPECT_EQ(page->predictions[1].model, "m");
  EXPECT_TRUE(page->predictions[1].input.is_object());
  EXPECT_EQ(predict_seconds(page->predictions[1]), 2);
}

TEST(ReplicateWire, ReadsFilesAccountsAndModels) {
  const auto file = parse_file(R"({"id":"f","urls":{"get":"https://api.replicate.com/v1/files/f"},
      "checksums":{"sha256":"ab"},"expires_at":"2026-11-23T07:00:00Z"})");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->url, "https://api.replicate.com/v1/files/f");
  EXPECT_EQ(file->sha256, "ab");
  EXPECT_TRUE(file->expires_at);
  EXPECT_FALSE(parse_file(R"({"urls":{}})"));
  EXPECT_EQ(parse_account(R"({"type":"user","username":"me"})")->username, "me");
  EXPECT_EQ(parse_model(R"({"owner":"o","name":"n","latest_version":{"id":"abc"}})")->latest_version, "abc");
  EXPECT_EQ(parse_model(R"({"owner":"o","name":"n","latest_version":null})")->latest_version, "");
}

TEST(ReplicateWire, ReadsModelNames) {
  EXPECT_EQ(parse_model_name("a-b/c.d_1")->full(), "a-b/c.d_1");
  EXPECT_EQ(parse_model_name("o/n:42fed1c4")->version, "42fed1c4");
  for (const char* text : {"", "n", "/n", "o/", "o/n:", "o/n/m", "o/n?x=1", "../..", "o/n:a/b", "o /n"}) {
    const auto name = parse_model_name(text);
    ASSERT_FALSE(name) << text;
    EXPECT_EQ(name.error().kind, ErrorKind::configuration);
  }
}

TEST(ReplicateWire, GivesTheProviderATimeLimitThatItAccepts) {
  EXPECT_EQ(cancel_after(std::chrono::seconds(600)), "600s");
  EXPECT_EQ(cancel_after(std::chrono::seconds(1)), "5s");
}

TEST(ReplicateWire, DecodesDataUris) {
  const auto data = read_data_uri("data:image/png;base64,aGk=");
  ASSERT_TRUE(data);
  EXPECT_EQ(as_text(data->body), "hi");
  EXPECT_EQ(data->header("content-type"), "image/png");
  for (const char* text : {"data:", "data:image/png,hi", "data:image/png;base64,a", "https://a"}) {
    EXPECT_FALSE(read_data_uri(text)) << text;
  }
}

}  // namespace
}  // namespace tessera::replicate
