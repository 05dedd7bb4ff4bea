// Trainings: what is asked, what is recorded, what comes of it, with the provider in memory.

#include <gtest/gtest.h>

#include "net/url.h"
#include "providers/replicate/trainer.h"
#include "providers/support/fake_world.h"

namespace tessera::replicate {
namespace {

using std::chrono::seconds;
using test::answer;

constexpr std::string_view trainer_page =
    R"({"owner":"ostris","name":"flux-dev-lora-trainer","latest_version":{"id":"v9",
  "openapi_schema":{"components":{"schemas":{"TrainingInput":{"properties":{
    "input_images":{"type":"string"},"trigger_word":{"type":"string"},"autocaption":{"type":"boolean"},
    "steps":{"type":"integer","minimum":3,"maximum":6000},"learning_rate":{"type":"number"},
    "lora_rank":{"type":"integer","minimum":1,"maximum":128},"batch_size":{"type":"integer"},
    "caption_dropout_rate":{"type":"number"},"resolution":{"type":"string"},
    "hf_token":{"type":"string","format":"password"}}}}}}}})";

class ReplicateTraining : public testing::Test {
 protected:
  ReplicateTraining() {
    world_.http.script = [this](const HttpRequest& request) { return react(request); };
    zip_ = world_.blobs.add(to_bytes("PK\x03\x04 pictures and captions"));
  }

  Options options() {
    Options options;
    options.base_url = "https://api.replicate.com";
    options.token = Secret("r8_secret");
    return options;
  }

  Result<HttpResponse> react(const HttpRequest& request) {
    if (fault_) {
      if (const auto reaction = fault_(request)) return *reaction;
    }
    const Url url = parse_url(request.url).value();
    if (url.host == "replicate.delivery") return answer(200, "weights");
    if (url.path == "/v1/account") return answer(200, R"({"username":"me"})");
    if (url.path == "/v1/files") {
      return answer(201,
                    R"({"urls":{"get":"https://api.replicate.com/v1/files/f)" + std::to_string(++uploads_) + "\"}}");
    }
    if (url.path == "/v1/models/ostris/flux-dev-lora-trainer") return answer(200, trainer_page);
    if (url.path == "/v1/models/me/fox")
      return destination_exists_ ? answer(200, R"({"owner":"me"})") : answer(404, "{}");
    if (url.path == "/v1/models" && request.method == "POST") {
      destination_exists_ = true;
      return answer(201, "{}");
    }
    if (url.path.ends_with("/trainings") && request.method == "POST") {
      const json::value body = parse_json(as_text(request.body)).value();
      inputs_.push_back(body.at("input"));
      created_at_ = world_.clock.wall();
      return answer(201, json::serialize(shown(inputs_.size() - 1)));
    }
    if (url.path == "/v1/trainings") {
      json::array results;
      for (std::size_t i = inputs_.size(); i-- > 0;) results.push_back(shown(i));
      return answer(200, json::serialize(json::object{{"next", nullptr}, {"results", std::move(results)}}));
    }
    if (url.path == "/v1/trainings/t0") return answer(200, json::serialize(shown(0)));
    if (url.path == "/v1/trainings/t0/cancel") {
      ended_ = {{"status", "canceled"}};
      return answer(200, json::serialize(shown(0)));
    }
    return answer(404, R"({"detail":"not found"})");
  }

  json::object shown(std::size_t index) const {
    json::object training{{"id", "t" + std::to_string(index)},
                          {"model", "ostris/flux-dev-lora-trainer"},
                          {"version", "v9"},
                          {"input", inputs_[index]},
                          {"status", "processing"},
                          {"created_at", to_iso8601(created_at_)},
                          {"logs", "training: 50% | 500/1000 [lr: 4e-4 loss: 4.0e-01]"}};
    if (world_.clock.wall() >= created_at_ + seconds(600) || ended_.contains("now")) {
      for (const auto& member : ended_) training[member.key()] = member.value();
    }
    return training;
  }

  TrainingOrder order() const {
    TrainingOrder order{.name = "fox", .mode = Mode::style, .pictures = 20, .trigger = "tk4style"};
    order.archive = zip_;
    order.archive_bytes = 27;
    order.destination = "me/fox";
    return order;
  }

  Result<TrainingCall> call(TrainingOrder wanted) {
    return world_.result_of(trainer_.training_call(std::move(wanted)));
  }
  Result<Accepted> submit(CallSpec spec) { return world_.submit(trainer_.endpoint(), std::move(spec)); }
  std::size_t creates() const { return world_.http.count("POST", "/trainings"); }

  test::FakeWorld world_;
  BlobId zip_;
  bool destination_exists_ = false;
  int uploads_ = 0;
  std::vector<json::value> inputs_;
  WallTime created_at_{};
  json::object ended_{{"status", "succeeded"},
                      {"output", {{"version", "me/fox:abc"}, {"weights", "https://replicate.delivery/x/trained.tar"}}},
                      {"metrics", {{"predict_time", 590.5}}}};
  std::function<std::optional<Result<HttpResponse>>(const HttpRequest&)> fault_;
  Client client_{world_.services(), "https://api.replicate.com", Secret("r8_secret")};
  Pictures pictures_{client_, world_.blobs, world_.clock, options()};
  Trainer trainer_{std::string(default_trainer), client_,
                   TrainingEndpoint(client_, pictures_, world_.clock, options())};
};

TEST_F(ReplicateTraining, AsksByTheNewestVersionWithNumbersThatFollowFromTheSet) {
  const Result<TrainingCall> made = call(order());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->spec.model, "ostris/flux-dev-lora-trainer:v9");
  EXPECT_EQ(made->spec.input.at("destination"), "me/fox");
  const json::value input = made->spec.input.at("input");
  EXPECT_EQ(input.at("steps"), 1000);
  EXPECT_EQ(input.at("lora_rank"), 32);
  EXPECT_EQ(input.at("learning_rate"), 4e-4);
  EXPECT_EQ(input.at("trigger_word"), "tk4style");
  EXPECT_EQ(input.at("autocaption"), false);
  EXPECT_EQ(referenced_blob(input.at("input_images")), zip_);
  EXPECT_GT(made->spec.most.seconds, made->expected.seconds);
}

TEST_F(ReplicateTraining, NeverReplacesANumberThatWasGiven) {
  TrainingOrder wanted = order();
  wanted.given = {.steps = 2000, .learning_rate = 1e-4, .rank = 8};
  const json::value input = call(wanted)->spec.input.at("input");
  EXPECT_EQ(input.at("steps"), 2000);
  EXPECT_EQ(input.at("learning_rate"), 1e-4);
  EXPECT_EQ(input.at("lora_rank"), 8);
}

TEST_F(ReplicateTraining, LeavesWhatTheTrainerHasNoInputForToItButNotWhatWasGiven) {
  fault_ = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (!request.url.ends_with("flux-dev-lora-trainer")) return std::nullopt;
    return answer(200, R"({"latest_version":{"id":"v","openapi_schema":{"components":{"schemas":{"TrainingInput":{
      "properties":{"input_images":{"type":"string"},"trigger_word":{"type":"string"},"lora_type":{"type":"string",
      "enum":["subject","style"]},"training_steps":{"type":"integer"}}}}}}}})");
  };
  const Result<TrainingCall> made = call(order());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->spec.input.at("input").at("lora_type"), "style");
  EXPECT_EQ(made->spec.input.at("input").at("training_steps"), 1000);
  EXPECT_FALSE(made->notes.empty());

  TrainingOrder given = order();
  given.given.rank = 8;
  const Result<TrainingCall> refused = call(given);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  EXPECT_TRUE(refused.error().message.contains("--rank")) << refused.error().message;
}

TEST_F(ReplicateTraining, RefusesOrdersThatCannotBeFilledBeforeAnythingIsSent) {
  const auto refused = [this](auto change, std::string_view word) {
    TrainingOrder wanted = order();
    change(wanted);
    const Result<TrainingCall> made = call(wanted);
    ASSERT_FALSE(made) << word;
    EXPECT_EQ(made.error().kind, ErrorKind::usage);
    EXPECT_TRUE(made.error().message.contains(word)) << made.error().message;
  };
  refused([](TrainingOrder& o) { o.destination = ""; }, "--destination OWNER/NAME");
  refused([](TrainingOrder& o) { o.destination = "fox"; }, "is not OWNER/NAME");
  refused([](TrainingOrder& o) { o.destination = "somebody/fox"; }, "belongs to me");
  refused([](TrainingOrder& o) { o.archive_bytes = max_file_bytes; }, "105 MB");
  refused([](TrainingOrder& o) { o.given.steps = 9000; }, "steps: 9000 is more than 6000");
  refused([](TrainingOrder& o) { o.inputs["optimiser"] = "x"; }, "no input \"optimiser\"");
  refused([](TrainingOrder& o) { o.inputs["hf_token"] = "hf_x"; }, "secret");
  EXPECT_EQ(world_.http.count("POST", ""), 0U);
}

TEST_F(ReplicateTraining, UploadsTheArchiveMakesTheDestinationAndCreatesOnce) {
  const Result<Accepted> accepted = submit(call(order())->spec);
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(accepted->remote_id, "t0");
  EXPECT_EQ(uploads_, 1);
  EXPECT_EQ(world_.http.count("POST", "/v1/models/ostris/flux-dev-lora-trainer/versions/v9/trainings"), 1U);
  const HttpRequest& create = world_.http.sent.back();
  EXPECT_EQ(create.delivery, Delivery::at_most_once);
  const json::value body = parse_json(as_text(create.body)).value();
  EXPECT_EQ(body.at("destination"), "me/fox");
  EXPECT_EQ(body.at("input").at("input_images"), "https://api.replicate.com/v1/files/f1");
  for (const HttpRequest& request : world_.http.sent) {
    if (request.method != "POST" || !request.url.ends_with("/v1/models")) continue;
    const json::value model = parse_json(as_text(request.body)).value();
    EXPECT_EQ(model,
              (json::object{{"owner", "me"}, {"name", "fox"}, {"visibility", "private"}, {"hardware", "gpu-t4"}}));
  }
}

TEST_F(ReplicateTraining, DoesNotMakeADestinationThatIsThere) {
  destination_exists_ = true;
  EXPECT_TRUE(submit(call(order())->spec));
  EXPECT_EQ(world_.http.count("POST", "/v1/models/"), 1U);
  for (const HttpRequest& request : world_.http.sent) EXPECT_FALSE(request.url.ends_with("/v1/models"));
}

TEST_F(ReplicateTraining, FollowsItsLogsAndFetchesTheWeightsWithoutTheToken) {
  const CallSpec spec = call(order())->spec;
  EXPECT_TRUE(submit(spec));
  std::vector<TrainingProgress> seen;
  trainer_.report_to([&seen](const TrainingProgress& progress) { seen.push_back(progress); });
  const Result<CallOutput> output = world_.result_of(trainer_.endpoint().collect(spec, "t0", {}));
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(as_text(output->bytes), "weights");
  EXPECT_EQ(output->used.seconds, 590.5);
  EXPECT_EQ(output->detail.at("model_version"), "me/fox:abc");
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.front().step, 500);
  EXPECT_DOUBLE_EQ(seen.front().loss.value(), 0.4);
  EXPECT_EQ(test::header_of(world_.http.sent.back(), "Authorization"), "");
  EXPECT_LT(world_.http.count("GET", "/trainings/t0"), 200U);
}

TEST_F(ReplicateTraining, FindsALostCreateByTheAddressOfItsArchive) {
  const CallSpec spec = call(order())->spec;
  bool is_lost = false;
  fault_ = [this, &is_lost](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (is_lost || request.method != "POST" || !request.url.ends_with("/trainings")) return std::nullopt;
    is_lost = true;
    EXPECT_TRUE(react(request));
    return std::unexpected(
        Error{.kind = ErrorKind::unknown_outcome, .message = "reset", .code = std::string(code_sent)});
  };
  const Result<Accepted> lost = submit(spec);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::unknown_outcome);
  const Result<Finding> found = world_.result_of(trainer_.endpoint().find(spec, world_.wires.back(), created_at_, {}));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->kind, Finding::Kind::found);
  EXPECT_EQ(found->remote_id, "t0");
  EXPECT_EQ(world_.result_of(trainer_.endpoint().find(spec, world_.wires.back(), created_at_, {"t0"}))->kind,
            Finding::Kind::absent);
}

TEST_F(ReplicateTraining, SaysWhyThereAreNoWeights) {
  const CallSpec spec = call(order())->spec;
  EXPECT_TRUE(submit(spec));
  const auto collected = [&](json::object ended) {
    ended_ = std::move(ended);
    return world_.result_of(trainer_.endpoint().collect(spec, "t0", {})).error();
  };
  const Error failed = collected({{"status", "failed"}, {"error", "no images found in the zip"}});
  EXPECT_EQ(failed.kind, ErrorKind::refused);
  EXPECT_TRUE(failed.message.contains("training t0 failed: no images found")) << failed.message;
  EXPECT_EQ(collected({{"status", "failed"}, {"error", "Prediction interrupted (code: PA)"}}).kind,
            ErrorKind::transient);
  EXPECT_EQ(collected({{"status", "canceled"}}).kind, ErrorKind::transient);
  const Error removed = collected({{"status", "succeeded"}, {"output", nullptr}, {"data_removed", true}});
  EXPECT_EQ(removed.kind, ErrorKind::data_gone);
  EXPECT_TRUE(removed.message.contains("one hour")) << removed.message;
  fault_ = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (!request.url.contains("replicate.delivery")) return std::nullopt;
    return answer(404, "gone");
  };
  EXPECT_EQ(collected({{"status", "succeeded"}, {"output", {{"weights", "https://replicate.delivery/x/y.tar"}}}}).kind,
            ErrorKind::data_gone);
}

TEST_F(ReplicateTraining, StopsOneThatRunsForLongerThanItsTime) {
  const CallSpec spec = call(order())->spec;
  EXPECT_TRUE(submit(spec));
  ended_ = json::object();
  const Result<CallOutput> output = world_.result_of(trainer_.endpoint().collect(spec, "t0", {}));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, ErrorKind::deadline);
  EXPECT_EQ(world_.http.count("POST", "/trainings/t0/cancel"), 1U);
}

}  // namespace
}  // namespace tessera::replicate
