#include "dataset/captions.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dataset/plain_text.h"

namespace tessera {
namespace {

const Description fox{.text = "a red fox sitting in fresh snow", .category = "Animals & Creatures"};

Caption caption_of(const std::string& judge_says, const Description& description = fox) {
  return caption_for(Verdict{.accepted = true, .caption = judge_says}, description);
}

bool keeps_invariants(const Caption& caption) {
  const std::optional<std::size_t> characters = count_characters(caption.text());
  return characters && *characters >= 1 && *characters <= max_caption_characters &&
         !has_control_characters(caption.text()) && trimmed(caption.text()) == caption.text();
}

TEST(Caption, IsMadeOfOneLine) {
  const Caption caption = Caption::make("  a fox  ", CaptionBy::user).value();
  EXPECT_EQ(caption.text(), "a fox");
  EXPECT_EQ(caption.by(), CaptionBy::user);
}

TEST(Caption, CannotBeEmptyMultiLineNotUtf8OrOverLong) {
  for (const std::string& wrong : {std::string(), std::string(" \n"), std::string("a\nb"), std::string("a\xff"),
                                   std::string("a\u202eb"), std::string(301, 'a')}) {
    const Result<Caption> caption = Caption::make(wrong, CaptionBy::user);
    ASSERT_FALSE(caption) << wrong;
    EXPECT_EQ(caption.error().kind, ErrorKind::usage);
  }
  EXPECT_TRUE(Caption::make(std::string(300, 'a'), CaptionBy::user));
}

TEST(Caption, TidiedEndsAfterTheLastWordThatFits) {
  std::string text;
  while (text.size() < 400) text += "fourteen words ";
  const Caption caption = Caption::tidied(text, CaptionBy::judge).value();
  EXPECT_LE(caption.text().size(), 300U);
  EXPECT_TRUE(caption.text().ends_with("fourteen") || caption.text().ends_with("words"));
  EXPECT_EQ(Caption::tidied(std::string(299, 'a') + " b", CaptionBy::judge)->text(), std::string(299, 'a'));
}

TEST(Caption, TidiedRefusesWhatSaysNothing) {
  for (const char* nothing : {"", " \n ", "...", "\xff\xfe", "\"-\""}) {
    EXPECT_FALSE(Caption::tidied(nothing, CaptionBy::judge)) << nothing;
  }
}

RC_GTEST_PROP(Caption, WhateverItIsMadeOfItIsOneLineOfBoundedUtf8, (const std::string& bytes)) {
  if (const Result<Caption> made = Caption::make(bytes, CaptionBy::user)) RC_ASSERT(keeps_invariants(*made));
  if (const std::optional<Caption> tidy = Caption::tidied(bytes, CaptionBy::judge)) RC_ASSERT(keeps_invariants(*tidy));
  RC_ASSERT(keeps_invariants(caption_of(bytes)));
}

TEST(CaptionFor, TakesTheJudgesWords) {
  const Caption caption = caption_of("a fox looking\nback over a snowy ridge");
  EXPECT_EQ(caption.text(), "a fox looking back over a snowy ridge");
  EXPECT_EQ(caption.by(), CaptionBy::judge);
}

TEST(CaptionFor, TakesTheDescriptionWhenTheJudgeSaidNothingBesideStyle) {
  for (const char* words : {"", "\n", "watercolor painting", "an illustration of", "fox", "???"}) {
    const Caption caption = caption_of(words);
    EXPECT_EQ(caption.text(), fox.text) << words;
    EXPECT_EQ(caption.by(), CaptionBy::description);
  }
}

TEST(CaptionFor, RemovesStyleWordsFromEither) {
  EXPECT_EQ(caption_of("an oil painting of a fox, loose brush strokes").text(), "a fox");
  EXPECT_EQ(caption_of("", {.text = "a watercolor fox in snow", .category = "A"}).text(), "a fox in snow");
}

TEST(CaptionFor, KeepsADescriptionThatIsAllStyle) {
  EXPECT_EQ(caption_of("", {.text = "watercolor", .category = "A"}).text(), "watercolor");
}

TEST(CaptionFor, WantsADescriptionOfAPool) {
  EXPECT_THAT([] { static_cast<void>(caption_of("", Description{})); }, testing::Throws<std::invalid_argument>());
}

}  // namespace
}  // namespace tessera
