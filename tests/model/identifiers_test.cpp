#include "model/identifiers.h"

#include <algorithm>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tessera {
namespace {

using testing::HasSubstr;

TEST(Identifiers, AreLettersDigitsDotUnderscoreAndDash) {
  for (const std::string& fine :
       {std::string("user_123"), std::string("a"), std::string("A.b-C_9"), std::string("..a"), std::string(128, 'x')}) {
    EXPECT_TRUE(check_identifier("--user", fine)) << fine;
  }
}

TEST(Identifiers, ThatCouldLeaveTheirPrefixAreRefusedByName) {
  for (const std::string& wrong :
       {std::string(), std::string("."), std::string(".."), std::string("..."), std::string("a/b"), std::string("../x"),
        std::string("a\\b"), std::string("a b"), std::string("a%2e"), std::string("ü"), std::string("a\n"),
        std::string("a\0b", 3), std::string(129, 'x')}) {
    const Result<void> checked = check_identifier("--actor", wrong);
    ASSERT_FALSE(checked) << wrong;
    EXPECT_EQ(checked.error().kind, ErrorKind::usage);
    EXPECT_THAT(checked.error().message, HasSubstr("--actor \""));
    EXPECT_EQ(checked.error().message.find('\n'), std::string::npos);
  }
}

TEST(TrainingDataKey, HasTheDocumentedForm) {
  EXPECT_EQ(training_data_key("u1", "a1", "0001.jpg"), "u1/custom_actors/a1/training_data/0001.jpg");
}

TEST(TrainingDataKey, IsNeverMadeOfUncheckedParts) {
  EXPECT_THROW(static_cast<void>(training_data_key("..", "a", "f.jpg")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(training_data_key("u", "a/b", "f.jpg")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(training_data_key("u", "a", "")), std::invalid_argument);
}

RC_GTEST_PROP(TrainingDataKey, AlwaysHasFivePartsOfWhichNoneIsADotName, ()) {
  const auto nearly_identifiers = rc::gen::container<std::string>(rc::gen::elementOf(std::string("a.-_/")));
  const std::string user = *nearly_identifiers;
  const std::string actor = *nearly_identifiers;
  if (!check_identifier("user", user) || !check_identifier("actor", actor)) return;
  const std::string key = "/" + training_data_key(user, actor, "f.jpg") + "/";
  RC_ASSERT(std::ranges::count(key, '/') == 6);
  RC_ASSERT(key.find("/../") == std::string::npos && key.find("/./") == std::string::npos);
}

}  // namespace
}  // namespace tessera
