#include "providers/openai/endpoint.h"

#include <gtest/gtest.h>

#include "providers/openai/errors.h"
#include "providers/openai/judge.h"
#include "providers/support/fake_world.h"

namespace tessera::openai {
namespace {

using test::answer;
using test::header_of;

constexpr std::string_view good_answer =
    R"({"choices":[{"finish_reason":"stop","message":{"content":"{\"unique_tiles\":[1]}"}}],)"
    R"("usage":{"prompt_tokens":900,"completion_tokens":80}})";

std::string refusal(std::string_view message, std::string_view code = "", std::string_view type = "x") {
  return json::serialize(
      json::object{{"error", json::object{{"message", message}, {"type", type}, {"param", nullptr}, {"code", code}}}});
}

class OpenAiEndpoint : public testing::Test {
 protected:
  Endpoint make(std::string base_url = "https://api.openai.com/v1") {
    Options options;
    options.base_url = std::move(base_url);
    options.api_key = Secret("sk-secret");
    return Endpoint(world_.services(), world_.blobs, options);
  }

  CallSpec spec(CallEndpoint& endpoint) {
    JudgeRequest request;
    request.grid = world_.blobs.add({0xFF, 0xD8, 0xFF, 1, 2, 3});
    request.grid_size = Size{768, 768};
    return Judge("vision-1", endpoint).judge_call(request);
  }

  Result<Accepted> submit(Endpoint& endpoint) {
    Result<Accepted> result;
    const auto note = [this](std::string wire) -> Task<Result<void>> {
      wires_.push_back(wire);
      co_return allowed_;
    };
    const auto work = [&]() -> Task<void> {
      SubmitContext context{.run = RunId("r-1"), .about_to_send = note};
      result = co_await endpoint.submit(spec(endpoint), context);
    };
    world_.run(work());
    return result;
  }

  json::value body(std::size_t index) { return parse_json(as_text(world_.http.sent.at(index).body)).value(); }

  test::FakeWorld world_;
  std::vector<std::string> wires_;
  Result<void> allowed_;
};

TEST_F(OpenAiEndpoint, AsksOnceWithThePictureAndAStrictSchema) {
  world_.http.script = [](const HttpRequest&) { return answer(200, good_answer, {{"x-request-id", "req-1"}}); };
  Endpoint endpoint = make();
  const auto accepted = submit(endpoint);
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(accepted->remote_id, "");
  ASSERT_TRUE(accepted->output);
  EXPECT_EQ(as_text(accepted->output->bytes), good_answer);
  EXPECT_EQ(accepted->output->used.input_tokens, 900);
  EXPECT_EQ(accepted->output->used.output_tokens, 80);
  ASSERT_EQ(world_.http.sent.size(), 1U);
  const HttpRequest& request = world_.http.sent.front();
  EXPECT_EQ(request.url, "https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(request.delivery, Delivery::at_most_once);
  EXPECT_EQ(header_of(request, "Authorization"), "Bearer sk-secret");
  const json::value sent = body(0);
  EXPECT_EQ(sent.at("model"), "vision-1");
  EXPECT_EQ(sent.at("store"), false);
  EXPECT_GT(sent.at("max_completion_tokens").to_number<int>(), 0);
  EXPECT_EQ(sent.at("response_format").at("json_schema").at("strict"), true);
  const json::value& picture = sent.at("messages").at(1).at("content").at(1).at("image_url");
  EXPECT_EQ(picture.at("url"), "data:image/jpeg;base64,/9j/AQID");
  EXPECT_EQ(picture.at("detail"), "high");
}

TEST_F(OpenAiEndpoint, NotesTheIntentWithoutThePicture) {
  world_.http.script = [this](const HttpRequest&) {
    EXPECT_EQ(wires_.size(), 1U);
    return answer(200, good_answer);
  };
  Endpoint endpoint = make();
  EXPECT_TRUE(submit(endpoint));
  EXPECT_EQ(wires_.front().find("base64"), std::string::npos);
  EXPECT_LT(wires_.front().size(), 3000U);
}

TEST_F(OpenAiEndpoint, SendsNothingWhenTheIntentCannotBeNoted) {
  allowed_ = failure(ErrorKind::over_budget, "the cap");
  Endpoint endpoint = make();
  const auto accepted = submit(endpoint);
  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().kind, ErrorKind::over_budget);
  EXPECT_TRUE(world_.http.sent.empty());
}

TEST_F(OpenAiEndpoint, AddsTheVersionOnlyToABareAddress) {
  world_.http.script = [](const HttpRequest&) { return answer(200, good_answer); };
  for (const auto& [base, url] : std::vector<std::pair<std::string, std::string>>{
           {"http://127.0.0.1:9000", "http://127.0.0.1:9000/v1/chat/completions"},
           {"http://127.0.0.1:9000/", "http://127.0.0.1:9000/v1/chat/completions"},
           {"https://gateway.example/openai", "https://gateway.example/openai/chat/completions"}}) {
    Endpoint endpoint = make(base);
    EXPECT_TRUE(submit(endpoint));
    EXPECT_EQ(world_.http.sent.back().url, url);
  }
}

TEST_F(OpenAiEndpoint, SwitchesToTheOldNameOfTheLimitAndRemembersIt) {
  world_.http.script = [](const HttpRequest& request) {
    if (as_text(request.body).find("\"max_completion_tokens\"") == std::string_view::npos) {
      return answer(200, good_answer);
    }
    return answer(400, refusal("Unrecognized request argument supplied: max_completion_tokens"));
  };
  Endpoint endpoint = make();
  EXPECT_TRUE(submit(endpoint));
  EXPECT_EQ(world_.http.sent.size(), 2U);
  EXPECT_EQ(wires_.size(), 2U);
  EXPECT_TRUE(body(1).as_object().contains("max_tokens"));
  EXPECT_TRUE(submit(endpoint));
  EXPECT_EQ(world_.http.sent.size(), 3U);
}

TEST_F(OpenAiEndpoint, GoesDownToTheReplyFormatThatTheServerKnows) {
  world_.http.script = [](const HttpRequest& request) {
    const std::string_view text = as_text(request.body);
    if (text.find("\"json_schema\"") != std::string_view::npos) {
      return answer(400, refusal("'response_format.type' must be json_object"));
    }
    if (text.find("\"store\"") != std::string_view::npos) return answer(422, R"({"detail":"extra field: store"})");
    return answer(200, good_answer);
  };
  Endpoint endpoint = make();
  EXPECT_TRUE(submit(endpoint));
  EXPECT_EQ(world_.http.sent.size(), 3U);
  EXPECT_EQ(body(2).at("response_format").at("type"), "json_object");
}

TEST_F(OpenAiEndpoint, GivesUpWhenNoDialectIsUnderstood) {
  world_.http.script = [](const HttpRequest&) { return answer(400, refusal("max_tokens is too large")); };
  Endpoint endpoint = make();
  const auto accepted = submit(endpoint);
  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().kind, ErrorKind::bad_request);
  EXPECT_LE(world_.http.sent.size(), 4U);
}

TEST_F(OpenAiEndpoint, WaitsWhenThereAreTooManyRequests) {
  int asked = 0;
  world_.http.script = [&asked](const HttpRequest&) {
    if (++asked == 1) return answer(429, refusal("slow down", "rate_limit_exceeded"), {{"Retry-After", "7"}});
    return answer(200, good_answer);
  };
  Endpoint endpoint = make();
  EXPECT_TRUE(submit(endpoint));
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(wires_.size(), 2U);
  EXPECT_GE(world_.clock.now().time_since_epoch(), std::chrono::seconds(7));
}

TEST_F(OpenAiEndpoint, NeverRepeatsWhatMayHaveBeenExecuted) {
  const std::vector<Result<HttpResponse>> losses = {
      answer(500, ""), answer(502, "<html>"),
      std::unexpected(Error{.kind = ErrorKind::unknown_outcome, .message = "reset", .code = "sent"})};
  for (const Result<HttpResponse>& loss : losses) {
    world_.http.sent.clear();
    world_.http.script = [&loss](const HttpRequest&) { return loss; };
    Endpoint endpoint = make();
    const auto accepted = submit(endpoint);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(world_.http.sent.size(), 1U);
  }
}

TEST_F(OpenAiEndpoint, CannotBeAskedWhatBecameOfACall) {
  Endpoint endpoint = make();
  const auto work = [&]() -> Task<void> {
    const auto finding = co_await endpoint.find(spec(endpoint), "", WallTime(), {});
    EXPECT_EQ(finding->kind, Finding::Kind::cannot_ask);
    const auto output = co_await endpoint.collect(spec(endpoint), "x", {});
    EXPECT_EQ(output.error().kind, ErrorKind::data_gone);
  };
  world_.run(work());
}

struct Refused {
  int status;
  std::string body;
  ErrorKind kind;
};

TEST(OpenAiErrors, MeanWhatWeDoAboutThem) {
  const std::vector<Refused> table = {
      {401, refusal("Incorrect API key", "invalid_api_key"), ErrorKind::authentication},
      {403, refusal("Country not supported", "unsupported_country"), ErrorKind::authentication},
      {404, refusal("The model does not exist", "model_not_found"), ErrorKind::not_found},
      {429, refusal("Rate limit reached", "rate_limit_exceeded", "tokens"), ErrorKind::throttled},
      {429, refusal("You exceeded your current quota", "insufficient_quota"), ErrorKind::no_credit},
      {429, refusal("You exceeded your current quota", "", "insufficient_quota"), ErrorKind::no_credit},
      {402, "pay first", ErrorKind::no_credit},
      {400, refusal("too long", "context_length_exceeded"), ErrorKind::bad_request},
      {400, refusal("no", "content_policy_violation"), ErrorKind::refused},
      {400, refusal("no", "image_content_policy_violation"), ErrorKind::refused},
      {400, R"({"error":"a bare text"})", ErrorKind::bad_request},
      {422, R"({"detail":[{"loc":["body"]}]})", ErrorKind::bad_request},
      {408, "", ErrorKind::transient},
      {503, "<!DOCTYPE html><html>busy</html>", ErrorKind::transient}};
  for (const Refused& refused : table) {
    const Error error = error_of_answer(answer(refused.status, refused.body), "vision-1");
    EXPECT_EQ(error.kind, refused.kind) << refused.status << " " << refused.body;
    EXPECT_EQ(error.http_status, refused.status);
    EXPECT_EQ(error.message.find("<html"), std::string::npos);
  }
  EXPECT_EQ(error_of_answer(answer(400, R"({"error":"a bare text"})"), "m").message,
            "the vision server answered 400 for model m: a bare text");
}

}  // namespace
}  // namespace tessera::openai
