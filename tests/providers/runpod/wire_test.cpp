#include "providers/runpod/wire.h"

#include <gtest/gtest.h>

namespace tessera::runpod {
namespace {

TEST(RunPodJob, IsReadFromWhatTheApiShows) {
  const Result<Job> job = parse_job(
      R"({"id":"abc-u1","status":"COMPLETED","delayTime":1500,"executionTime":600500,"output":{"model_url":"s3://b/k.safetensors"}})");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->id, "abc-u1");
  EXPECT_EQ(job->state, JobState::completed);
  EXPECT_DOUBLE_EQ(job->execution_seconds, 600.5);
  EXPECT_TRUE(job->error.empty());
}

TEST(RunPodJob, KnowsItsStates) {
  const std::pair<const char*, bool> states[] = {{"IN_QUEUE", false}, {"IN_PROGRESS", false},  {"RUNNING", false},
                                                 {"COMPLETED", true}, {"FAILED", true},        {"CANCELLED", true},
                                                 {"TIMED_OUT", true}, {"SOMETHING_NEW", false}};
  for (const auto& [name, over] : states) {
    EXPECT_EQ(is_over(parse_job(std::string(R"({"id":"a","status":")") + name + "\"}")->state), over) << name;
  }
}

TEST(RunPodJob, TakesTheWorkersOwnErrorForOne) {
  EXPECT_EQ(parse_job(R"({"id":"a","status":"COMPLETED","output":{"error":"no images"}})")->error, "no images");
  EXPECT_EQ(parse_job(R"({"id":"a","status":"FAILED","error":{"code":3}})")->error, R"({"code":3})");
}

TEST(RunPodJob, IsNothingElse) {
  for (const char* text : {"", "null", "[]", "{}", R"({"id":""})", R"({"id":5})", "<html>"}) {
    EXPECT_FALSE(parse_job(text)) << text;
  }
}

std::string address_in(std::string_view output) {
  const FoundWeights found = weights_in(parse_json(output).value());
  const auto* address = std::get_if<WeightsAddress>(&found);
  return address == nullptr ? "" : address->url;
}

TEST(RunPodWeights, AreFoundWhereverTheWorkerNamesThem) {
  EXPECT_EQ(address_in(R"("https://x/lora.safetensors")"), "https://x/lora.safetensors");
  EXPECT_EQ(address_in(R"({"a":[{"b":{"url":"s3://bucket/lora.safetensors"}}]})"), "s3://bucket/lora.safetensors");
  EXPECT_EQ(address_in(R"({"log":"https://x/a.zip","model":"https://x/l.safetensors?sig=1"})"),
            "https://x/l.safetensors?sig=1");
  EXPECT_EQ(address_in(R"({"archive":"https://x/a.tar"})"), "https://x/a.tar");
}

TEST(RunPodWeights, AreNotFoundWhereThereAreNone) {
  for (const char* output : {"null", "{}", R"({"file":"/tmp/lora.safetensors"})", R"("ftp://x/l.safetensors")",
                             R"({"images":[{"filename":"loss.png","type":"base64","data":"aGk="}]})"}) {
    EXPECT_EQ(weights_in(parse_json(output).value()).index(), 0U) << output;
  }
}

TEST(RunPodWeights, MayComeInline) {
  const FoundWeights found = weights_in(
      parse_json(R"({"images":[{"filename":"lora.safetensors","type":"base64","data":"d2VpZ2h0cw=="}]})").value());
  const auto* inlined = std::get_if<InlineWeights>(&found);
  ASSERT_NE(inlined, nullptr);
  EXPECT_EQ(as_text(inlined->bytes), "weights");
}

TEST(RunPodErrors, TellWhatTheServiceSaid) {
  const Error error = error_of_answer(
      HttpResponse{.status = 401, .headers = {}, .body = to_bytes(R"({"error":"bad key"})")}, "run a job");
  EXPECT_EQ(error.kind, ErrorKind::authentication);
  EXPECT_EQ(error.message, "RunPod answered 401 to run a job: bad key");
  EXPECT_EQ(error_of_job(parse_job(R"({"id":"a","status":"FAILED","error":"no images"})").value()).kind,
            ErrorKind::refused);
  EXPECT_EQ(error_of_job(parse_job(R"({"id":"a","status":"TIMED_OUT"})").value()).kind, ErrorKind::transient);
}

}  // namespace
}  // namespace tessera::runpod
