#include "providers/openai/question.h"

#include <functional>

#include <gtest/gtest.h>

#include "providers/openai/judge.h"

namespace tessera::openai {
namespace {

JudgeRequest request_for(GridShape shape) {
  JudgeRequest request;
  request.grid = BlobId(std::string(64, 'a'));
  request.grid_size = Size{768, 768};
  request.shape = shape;
  for (int i = 0; i < shape.cells(); ++i) {
    request.descriptions.push_back({.text = "subject " + std::to_string(i + 1), .category = "Things"});
  }
  return request;
}

TEST(JudgeQuestion, TellsWhatEachCellWasMeantToShow) {
  const std::string text = question_text(request_for({2, 3}));
  EXPECT_NE(text.find("2 rows and 3 columns"), std::string::npos);
  EXPECT_NE(text.find("\n1. subject 1\n"), std::string::npos);
  EXPECT_NE(text.find("\n6. subject 6\n"), std::string::npos);
  EXPECT_EQ(text.find("7. "), std::string::npos);
}

TEST(JudgeQuestion, GivesNoExampleAnswerToLeanOn) {
  const std::string text = system_text() + question_text(request_for({3, 3}));
  EXPECT_EQ(text.find('['), std::string::npos);
  EXPECT_EQ(text.find('{'), std::string::npos);
}

TEST(JudgeQuestion, IsStricterAndHasMoreRoomTheSecondTime) {
  JudgeRequest request = request_for({3, 3});
  const std::string first = question_text(request);
  request.attempt = 2;
  const std::string second = question_text(request);
  EXPECT_TRUE(second.starts_with(first));
  EXPECT_GT(second.size(), first.size());
  EXPECT_EQ(completion_limit(9, 2), 2 * completion_limit(9, 1));
}

TEST(JudgeQuestion, HasASchemaOfTheStrictSubset) {
  const std::function<void(const json::value&)> check = [&check](const json::value& schema) {
    if (const json::object* properties =
            schema.as_object().if_contains("properties") == nullptr ? nullptr : schema.at("properties").if_object()) {
      EXPECT_EQ(schema.at("additionalProperties"), false);
      EXPECT_EQ(schema.at("required").as_array().size(), properties->size());
      for (const auto& property : *properties) check(property.value());
    }
    if (const json::value* items = schema.as_object().if_contains("items")) check(*items);
  };
  const json::value schema = reply_schema(9);
  check(schema);
  EXPECT_EQ(schema.at("properties").at("tiles").at("items").at("required").as_array().size(), 4U);
}

TEST(JudgeCall, ReservesMoreThanAnyKnownFamilyOfModelsBills) {
  EXPECT_GE(most_picture_tokens({768, 768}), 25'501);    // the dearest family by tiles
  EXPECT_GE(most_picture_tokens({1024, 1024}), 25'501);  // and before the server shrinks it
  EXPECT_GE(most_picture_tokens({4096, 4096}), 24'600);  // 10,000 patches at the dearest multiplier
}

class NoEndpoint final : public CallEndpoint {
 public:
  Task<Result<Accepted>> submit(CallSpec, SubmitContext) override { co_return Accepted{}; }
  Task<Result<CallOutput>> collect(CallSpec, std::string, AboutToFetch) override { co_return CallOutput{}; }
  Task<Result<Finding>> find(CallSpec, std::string, WallTime, std::set<std::string>) override { co_return Finding{}; }
  Task<void> cancel(std::string) override { co_return; }
};

TEST(JudgeCall, DiffersBetweenAttemptsSoThatTheSecondIsACallOfItsOwn) {
  NoEndpoint endpoint;
  const Judge judge("vision-1", endpoint);
  JudgeRequest request = request_for({3, 3});
  const CallSpec first = judge.judge_call(request);
  EXPECT_EQ(identity_of(first), identity_of(judge.judge_call(request)));
  request.attempt = 2;
  EXPECT_NE(identity_of(first), identity_of(judge.judge_call(request)));
  EXPECT_EQ(first.kind, CallKind::judge);
  EXPECT_EQ(first.provider, "openai");
  EXPECT_EQ(referenced_blob(first.input.at("picture")), request.grid);
  EXPECT_EQ(first.most.output_tokens, completion_limit(9, 1));
  EXPECT_GT(first.most.input_tokens, most_picture_tokens(request.grid_size));
}

}  // namespace
}  // namespace tessera::openai
