#include "providers/runpod/workflow.h"

#include <gtest/gtest.h>

namespace tessera::runpod {
namespace {

const Placeholders values = {{"steps", 1000}, {"learning_rate", 4e-4}, {"trigger", "tk4style"}};

json::value filled(std::string_view text) { return fill_in(parse_json(text).value(), values).value(); }

TEST(Workflow, TakesPlaceholdersWithTheirTypes) {
  EXPECT_EQ(filled(R"({"107":{"inputs":{"max_train_steps":"{{steps}}","lr":"{{ learning_rate }}"}}})"),
            parse_json(R"({"107":{"inputs":{"max_train_steps":1000,"lr":0.0004}}})").value());
}

TEST(Workflow, FillsPlaceholdersInsideTexts) {
  EXPECT_EQ(filled(R"(["{{trigger}}, a fox", "{{steps}}-{{steps}}"])"), (json::array{"tk4style, a fox", "1000-1000"}));
}

TEST(Workflow, LeavesEverythingElseAsItIs) {
  const std::string_view text = R"({"a":[1,2.5,true,null,"text","{{","}}","{ {steps} }"],"{{steps}}":{}})";
  EXPECT_EQ(filled(text), parse_json(text).value());
}

TEST(Workflow, RefusesPlaceholdersThatThereAreNot) {
  const Result<json::value> result = fill_in(json::value("{{setps}}"), values);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::usage);
  EXPECT_TRUE(result.error().message.contains("{{setps}}")) << result.error().message;
  EXPECT_TRUE(result.error().message.contains("{{steps}}")) << result.error().message;
}

TEST(Workflow, DoesNotFillInWhatAValueBrings) {
  EXPECT_EQ(fill_in(json::value("{{a}} {{b}}"), {{"a", "{{b}}"}, {"b", "x"}}).value(), "{{b}} x");
}

TEST(Workflow, TellsItsPlaceholders) {
  EXPECT_EQ(placeholders_in(parse_json(R"({"a":"{{steps}} {{ rank }}","b":["{{steps}}"]})").value()),
            (std::set<std::string>{"steps", "rank"}));
}

TEST(S3Address, IsMadeOfEveryFormOfAnAddress) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://my-bucket.s3.us-west-1.amazonaws.com/u/a/training_data/0001.jpg",
       "s3://my-bucket/u/a/training_data/0001.jpg"},
      {"https://my-bucket.s3.amazonaws.com/0001.jpg", "s3://my-bucket/0001.jpg"},
      {"https://my.dotted.bucket.s3.eu-central-1.amazonaws.com/k", "s3://my.dotted.bucket/k"},
      {"https://my-bucket.s3-us-west-2.amazonaws.com/k", "s3://my-bucket/k"},
      {"https://s3.us-west-1.amazonaws.com/my-bucket/k/1.jpg", "s3://my-bucket/k/1.jpg"},
      {"https://my-bucket.s3.us-west-1.amazonaws.com/a%20b.jpg?X-Amz-Signature=1", "s3://my-bucket/a b.jpg"},
      {"s3://my-bucket/k", "s3://my-bucket/k"}};
  for (const auto& [address, wanted] : cases) {
    const Result<std::string> s3 = s3_address(address);
    ASSERT_TRUE(s3) << address;
    EXPECT_EQ(*s3, wanted);
  }
  EXPECT_EQ(s3_address("http://127.0.0.1:7480/bucket/k", "http://127.0.0.1:7480").value(), "s3://bucket/k");
}

TEST(S3Address, IsNotMadeOfOtherAddresses) {
  for (const char* address :
       {"https://example.com/a.jpg", "/tmp/a.jpg", "s3://bucket", "s3:///k", "s3://bucket/",
        "https://my-bucket.s3.us-west-1.amazonaws.com/", "https://amazonaws.com/a/b",
        "https://my-bucket.s3.us-west-1.amazonaws.com.evil.example/k", "http://127.0.0.1:7480/bucket/k"}) {
    const Result<std::string> s3 = s3_address(address);
    EXPECT_FALSE(s3) << address;
    if (!s3) EXPECT_EQ(s3.error().kind, ErrorKind::usage);
  }
}

}  // namespace
}  // namespace tessera::runpod
