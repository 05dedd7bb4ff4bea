#include "providers/runpod/endpoint.h"

#include <gtest/gtest.h>

#include "providers/runpod/trainer.h"
#include "providers/support/fake_world.h"

namespace tessera::runpod {
namespace {

using test::answer;

class RunPodTraining : public testing::Test {
 protected:
  RunPodTraining() {
    world_.http.script = [this](const HttpRequest& request) { return react(request); };
  }

  Result<HttpResponse> react(const HttpRequest& request) {
    if (fault_) {
      if (const auto reaction = fault_(request)) return *reaction;
    }
    if (request.url == "https://api.runpod.ai/v2/ep1/run") return answer(200, R"({"id":"j1","status":"IN_QUEUE"})");
    if (request.url == "https://api.runpod.ai/v2/ep1/status/j1") {
      return answer(200, ++looks_ < 5 ? R"({"id":"j1","status":"IN_PROGRESS"})" : ended_);
    }
    if (request.url == "https://api.runpod.ai/v2/ep1/cancel/j1")
      return answer(200, R"({"id":"j1","status":"CANCELLED"})");
    if (request.url == "https://files.example/lora.safetensors") return answer(200, "weights");
    return answer(404, R"({"error":"not found"})");
  }

  static TrainingOrder order() {
    TrainingOrder order{.name = "fox", .mode = Mode::character, .pictures = 12, .trigger = "fox"};
    order.addresses = {"https://my-bucket.s3.us-west-1.amazonaws.com/u/1.jpg", "s3://my-bucket/u/2.jpg"};
    order.workflow = json::object{{"1", {{"inputs", {{"steps", "{{steps}}"}, {"token", "{{trigger}}"}}}}}};
    order.user = "u7";
    order.tenant = "t9";
    order.id = "r-abc";
    return order;
  }

  Result<Accepted> submit(CallSpec spec) { return world_.submit(trainer_.endpoint(), std::move(spec)); }
  CallSpec spec() { return world_.result_of(trainer_.training_call(order())).value().spec; }

  test::FakeWorld world_;
  std::function<std::optional<Result<HttpResponse>>(const HttpRequest&)> fault_;
  int looks_ = 0;
  std::string ended_ = R"({"id":"j1","status":"COMPLETED","executionTime":600000,)"
                       R"("output":{"model_url":"https://files.example/lora.safetensors"}})";
  std::vector<std::string> objects_;
  Trainer trainer_{Endpoint(world_.services(), Options{.endpoint_id = "ep1", .api_key = Secret("rp_secret")},
                            [this](std::string url) -> Task<Result<Bytes>> {
                              objects_.push_back(url);
                              co_return to_bytes("from s3");
                            }),
                   ""};
};

TEST_F(RunPodTraining, SendsTheRequestThatTheWorkerKnows) {
  EXPECT_EQ(submit(spec())->remote_id, "j1");
  const HttpRequest& create = world_.http.sent.back();
  EXPECT_EQ(create.delivery, Delivery::at_most_once);
  EXPECT_EQ(test::header_of(create, "Authorization"), "Bearer rp_secret");
  const json::value body = parse_json(as_text(create.body)).value();
  const json::value& input = body.at("input");
  EXPECT_EQ(input.at("training_data").at("s3_urls"), (json::array{"s3://my-bucket/u/1.jpg", "s3://my-bucket/u/2.jpg"}));
  EXPECT_EQ(input.at("workflow").at("1").at("inputs").at("steps"), 1200);
  EXPECT_EQ(input.at("workflow").at("1").at("inputs").at("token"), "fox");
  const json::value& config = input.at("training_config");
  EXPECT_EQ(config.at("mode"), "custom-actors");
  EXPECT_EQ(config.at("model_name"), "actor_fox");
  EXPECT_EQ(config.at("job_id"), "custom-actors_actor_fox_r-abc");
  EXPECT_EQ(config.at("user_id"), "u7");
  EXPECT_EQ(config.at("tenant_id"), "t9");
  EXPECT_EQ(config.at("learning_rate"), 3e-4);
  EXPECT_EQ(config.at("max_train_steps"), 1200);
  EXPECT_GE(body.at("policy").at("executionTimeout").as_int64(), 600'000);
  EXPECT_FALSE(body.as_object().contains("webhook"));
}

TEST_F(RunPodTraining, SaysWhereItsEndIsToBeTold) {
  TrainingOrder wanted = order();
  wanted.webhook = "https://hooks.example/training";
  const CallSpec with_hook = world_.result_of(trainer_.training_call(wanted)).value().spec;
  const json::object body = request_body(with_hook);
  EXPECT_EQ(body.at("webhook"), "https://hooks.example/training");
  EXPECT_FALSE(body.at("input").as_object().contains("webhook"));
}

TEST_F(RunPodTraining, KeepsALearningRateThatWasGivenAndLowersTheOthers) {
  EXPECT_EQ(learning_rate_for(Mode::style, 100), 4e-4);
  EXPECT_EQ(learning_rate_for(Mode::character, 10), 4e-4);
  EXPECT_EQ(learning_rate_for(Mode::character, 20), 3e-4);
  EXPECT_EQ(learning_rate_for(Mode::character, 21), 2.5e-4);
  TrainingOrder wanted = order();
  wanted.given = {.steps = 77, .learning_rate = 1e-5};
  const json::object config =
      world_.result_of(trainer_.training_call(wanted))->spec.input.at("training_config").as_object();
  EXPECT_EQ(config.at("learning_rate"), 1e-5);
  EXPECT_EQ(config.at("max_train_steps"), 77);
}

TEST_F(RunPodTraining, RefusesOrdersThatTheWorkerCouldNotFill) {
  const auto refused = [this](auto change, std::string_view word) {
    TrainingOrder wanted = order();
    change(wanted);
    const Result<TrainingCall> made = world_.result_of(trainer_.training_call(wanted));
    ASSERT_FALSE(made) << word;
    EXPECT_EQ(made.error().kind, ErrorKind::usage);
    EXPECT_TRUE(made.error().message.contains(word)) << made.error().message;
  };
  refused([](TrainingOrder& o) { o.workflow = nullptr; }, "--workflow FILE");
  refused([](TrainingOrder& o) { o.workflow = json::object{{"a", "{{speed}}"}}; }, "{{speed}}");
  refused([](TrainingOrder& o) { o.addresses.clear(); }, "--store s3");
  refused([](TrainingOrder& o) { o.addresses.emplace_back("https://example.com/1.jpg"); }, "https://example.com/1.jpg");
  refused([](TrainingOrder& o) { o.given.rank = 8; }, "{{rank}}");
  refused([](TrainingOrder& o) { o.webhook = "http://x"; }, "--webhook");
  refused([](TrainingOrder& o) { o.inputs["a"] = "b"; }, "--set");
  refused([](TrainingOrder& o) { o.workflow.as_object()["x"] = std::string(11'000'000, 'x'); }, "too large");
  EXPECT_TRUE(world_.http.sent.empty());
}

TEST_F(RunPodTraining, FetchesTheWeightsWithoutTheKey) {
  const Result<CallOutput> output = world_.result_of(trainer_.endpoint().collect(spec(), "j1", {}));
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(as_text(output->bytes), "weights");
  EXPECT_EQ(output->used.seconds, 600);
  EXPECT_EQ(test::header_of(world_.http.sent.back(), "Authorization"), "");
}

TEST_F(RunPodTraining, FetchesWeightsFromS3) {
  ended_ = R"({"id":"j1","status":"COMPLETED","output":{"model_url":"s3://my-bucket/lora.safetensors"}})";
  EXPECT_EQ(as_text(world_.result_of(trainer_.endpoint().collect(spec(), "j1", {}))->bytes), "from s3");
  EXPECT_EQ(objects_, (std::vector<std::string>{"s3://my-bucket/lora.safetensors"}));
}

TEST_F(RunPodTraining, KeepsAnAnswerThatNamesNoWeights) {
  ended_ = R"({"id":"j1","status":"COMPLETED","output":{"status":"success"}})";
  const Result<CallOutput> output = world_.result_of(trainer_.endpoint().collect(spec(), "j1", {}));
  ASSERT_TRUE(output);
  EXPECT_EQ(as_text(output->bytes), R"({"status":"success"})");
  EXPECT_EQ(output->media_type, "application/json");
}

TEST_F(RunPodTraining, SaysWhyThereIsNoResult) {
  const auto collected = [this](std::string ended) {
    ended_ = std::move(ended);
    return world_.result_of(trainer_.endpoint().collect(spec(), "j1", {})).error();
  };
  EXPECT_EQ(collected(R"({"id":"j1","status":"FAILED","error":"no images"})").kind, ErrorKind::refused);
  EXPECT_EQ(collected(R"({"id":"j1","status":"COMPLETED","output":{"error":"CUDA"}})").kind, ErrorKind::refused);
  EXPECT_EQ(collected(R"({"id":"j1","status":"CANCELLED"})").kind, ErrorKind::transient);
  fault_ = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (!request.url.contains("/status/")) return std::nullopt;
    return answer(404, R"({"error":"job not found"})");
  };
  const Error gone = collected("");
  EXPECT_EQ(gone.kind, ErrorKind::data_gone);
  EXPECT_TRUE(gone.message.contains("30 minutes")) << gone.message;
}

TEST_F(RunPodTraining, CannotBeAskedForALostCreate) {
  EXPECT_EQ(world_.result_of(trainer_.endpoint().find(spec(), "", world_.clock.wall(), {}))->kind,
            Finding::Kind::cannot_ask);
}

TEST_F(RunPodTraining, TakesAnUnreadableAnswerForOneThatWasLost) {
  fault_ = [](const HttpRequest&) -> std::optional<Result<HttpResponse>> { return answer(200, "<html>"); };
  EXPECT_EQ(submit(spec()).error().kind, ErrorKind::unknown_outcome);
}

TEST_F(RunPodTraining, IsStoppedOnRequest) {
  const auto work = [&]() -> Task<void> { co_await trainer_.endpoint().cancel("j1"); };
  world_.run(work());
  EXPECT_EQ(world_.http.count("POST", "/cancel/j1"), 1U);
}

}  // namespace
}  // namespace tessera::runpod
