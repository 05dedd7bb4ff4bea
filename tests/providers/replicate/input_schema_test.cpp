#include "providers/replicate/input_schema.h"

#include <gtest/gtest.h>

namespace tessera::replicate {
namespace {

constexpr std::string_view schemas = R"({
  "optimizer": {"type": "string", "enum": ["adamw8bit", "prodigy"]},
  "TrainingInput": {"type": "object", "required": ["input_images"], "properties": {
    "input_images": {"type": "string", "format": "uri"},
    "steps": {"type": "integer", "minimum": 3, "maximum": 6000},
    "learning_rate": {"type": "number"},
    "autocaption": {"type": "boolean"},
    "layers": {"type": "array"},
    "optimizer": {"allOf": [{"$ref": "#/components/schemas/optimizer"}], "default": "adamw8bit"},
    "hf_token": {"type": "string", "format": "password"}}}})";

InputSchema schema() { return InputSchema::find(parse_json(schemas).value(), "TrainingInput").value(); }

TEST(InputSchema, ReadsTextsByTheTypeOfTheInput) {
  EXPECT_EQ(schema().read("steps", "100").value(), 100);
  EXPECT_EQ(schema().read("learning_rate", "4e-4").value(), 4e-4);
  EXPECT_EQ(schema().read("autocaption", "false").value(), false);
  EXPECT_EQ(schema().read("optimizer", "prodigy").value(), "prodigy");
  EXPECT_EQ(schema().read("layers", "[1,2]").value(), (json::array{1, 2}));
}

TEST(InputSchema, RefusesTextsThatAreNotOfTheType) {
  const std::pair<const char*, const char*> wrong[] = {
      {"steps", "1.5"}, {"steps", "ten"}, {"learning_rate", "fast"}, {"autocaption", "yes"}, {"layers", "{}"}};
  for (const auto& [name, text] : wrong) {
    const Result<json::value> read = schema().read(name, text);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().kind, ErrorKind::usage);
    EXPECT_TRUE(read.error().message.contains(name));
  }
}

TEST(InputSchema, NamesTheInputsThatThereAre) {
  const Result<json::value> read = schema().read("setps", "100");
  ASSERT_FALSE(read);
  EXPECT_TRUE(read.error().message.contains("steps, learning_rate")) << read.error().message;
}

TEST(InputSchema, AcceptsWhatItDescribes) {
  EXPECT_TRUE(schema().check({{"input_images", "https://x/y.zip"}, {"steps", 3}, {"optimizer", "prodigy"}}));
}

TEST(InputSchema, SaysEveryMistakeOfAnInput) {
  const Result<void> checked =
      schema().check({{"steps", 7000}, {"optimizer", "sgd"}, {"autocaption", "yes"}, {"speed", 1}});
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::usage);
  for (const char* word : {"input_images: is needed", "steps: 7000 is more than 6000", "optimizer", "prodigy",
                           "autocaption", "speed: the trainer has no such input"}) {
    EXPECT_TRUE(checked.error().message.contains(word)) << word << " in " << checked.error().message;
  }
}

TEST(InputSchema, KnowsWhatIsASecret) {
  EXPECT_TRUE(schema().is_secret("hf_token"));
  EXPECT_FALSE(schema().is_secret("steps"));
}

TEST(InputSchema, IsNotFoundWhereThereIsNone) {
  for (const char* text : {"null", "[]", "{}", R"({"TrainingInput": {"properties": []}})"}) {
    EXPECT_FALSE(InputSchema::find(parse_json(text).value(), "TrainingInput")) << text;
  }
}

}  // namespace
}  // namespace tessera::replicate
