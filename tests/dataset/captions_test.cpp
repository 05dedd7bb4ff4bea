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
  const Caption caption = caption_of("a fox looking\nback over a high snowy ridge");
  EXPECT_EQ(caption.text(), "a fox looking back over a high snowy ridge");
  EXPECT_EQ(caption.by(), CaptionBy::judge);
}

TEST(CaptionFor, TakesTheDescriptionWhenTheJudgeSaidNothingBesideStyle) {
  for (const char* words : {"", "\n", "watercolor painting", "an illustration of", "fox", "???"}) {
    const Caption caption = caption_of(words);
    EXPECT_EQ(caption.text(), fox.text) << words;
    EXPECT_EQ(caption.by(), CaptionBy::description);
  }
}

TEST(CaptionFor, CompletesShortWordsOnlyByADescriptionThatSaysThemAll) {
  // The judge saw what was asked for: the description says more of the same.
  EXPECT_EQ(caption_of("a red fox in snow").text(), fox.text);
  EXPECT_EQ(caption_of("a red fox in snow").by(), CaptionBy::description);
  // It saw something else: that is all that is known, and nothing is invented.
  EXPECT_EQ(caption_of("a dog in snow").text(), "a dog in snow");
  EXPECT_EQ(caption_of("a dog in snow").by(), CaptionBy::judge);
  // Words that say as much already are not replaced.
  EXPECT_EQ(caption_of("a red fox sitting in fresh snow").by(), CaptionBy::judge);
}

TEST(CaptionFor, EndsAfterThirtyWordsAtMost) {
  std::string words = "a fox";
  for (int i = 0; i < 18; ++i) words += " and snow";
  EXPECT_EQ(caption_of(words).text(), words.substr(0, 5 + 14 * 9));  // thirty words
  const std::string first = "a red fox sits on a stone wall above a frozen pond,";
  EXPECT_EQ(caption_of(first + words.substr(5) + " at dusk").text(), first.substr(0, first.size() - 1));
}

TEST(CaptionFor, KeepsEveryWordOfACharacterSet) {
  const Verdict verdict{.accepted = true, .caption = "a watercolor of her standing at a window, in soft muted tones"};
  EXPECT_EQ(caption_for(verdict, fox, Mode::character).text(), verdict.caption);
  EXPECT_EQ(caption_for(verdict, fox, Mode::style).text(), "her standing at a window");
}

TEST(CaptionFor, RemovesStyleWordsFromEither) {
  EXPECT_EQ(caption_of("an oil painting of a hare, loose brush strokes").text(), "a hare");
  EXPECT_EQ(caption_of("", {.text = "a watercolor fox in snow", .category = "A"}).text(), "a fox in snow");
}

TEST(CaptionFor, KeepsADescriptionThatIsAllStyle) {
  EXPECT_EQ(caption_of("", {.text = "watercolor", .category = "A"}).text(), "watercolor");
}

TEST(CaptionFor, WantsADescriptionOfAPool) {
  EXPECT_THAT([] { static_cast<void>(caption_of("", Description{})); }, testing::Throws<std::invalid_argument>());
}

Caption by_user(const std::string& text) { return Caption::make(text, CaptionBy::user).value(); }
Trigger trigger(std::string_view word, TriggerPlace place = TriggerPlace::last) {
  return Trigger::make(word, place).value();
}
std::string with(const std::string& text, const std::optional<Trigger>& earlier, const std::optional<Trigger>& now) {
  return with_trigger(by_user(text), earlier, now).text();
}

TEST(WithTrigger, PutsItLastOrFirst) {
  EXPECT_EQ(with("a fox in snow", {}, trigger("tk4")), "a fox in snow, tk4");
  EXPECT_EQ(with("a fox in snow", {}, trigger("tk4", TriggerPlace::first)), "tk4, a fox in snow");
  EXPECT_EQ(with("A fox in snow.", {}, trigger("tk4")), "A fox in snow, tk4");
  EXPECT_EQ(with("...", {}, trigger("tk4")), "tk4");
  EXPECT_EQ(with("a fox in snow", {}, {}), "a fox in snow");
  EXPECT_EQ(with_trigger(by_user("a fox"), {}, trigger("tk4")).by(), CaptionBy::user);
}

TEST(WithTrigger, LeavesACaptionAloneThatHasItAsAWord) {
  for (const char* text : {"tk4", "tk4, a fox", "a tk4 fox", "a fox (tk4)", "a fox, tk4."}) {
    EXPECT_EQ(with(text, {}, trigger("tk4")), text);
  }
  // Parts of words are no trigger.
  EXPECT_EQ(with("a tk45 fox", {}, trigger("tk4")), "a tk45 fox, tk4");
  EXPECT_EQ(with("an ox-tk4 cart", {}, trigger("tk4")), "an ox-tk4 cart, tk4");
}

TEST(WithTrigger, ReplacesTheOneBefore) {
  EXPECT_EQ(with("a fox in snow, tk4", trigger("tk4"), trigger("zz9")), "a fox in snow, zz9");
  EXPECT_EQ(with("tk4, a fox in snow", trigger("tk4", TriggerPlace::first), trigger("tk4")), "a fox in snow, tk4");
  EXPECT_EQ(with("a fox in snow, tk4", trigger("tk4"), {}), "a fox in snow");
  EXPECT_EQ(with("a fox in snow, atk4", trigger("tk4"), {}), "a fox in snow, atk4");
  EXPECT_EQ(with("tk4", trigger("tk4"), trigger("tk4", TriggerPlace::first)), "tk4");
}

TEST(WithTrigger, ShortensWhatWouldBecomeTooLong) {
  std::string text(290, 'a');
  text += " bbbbb ccc";
  const std::string longest = with(text, {}, trigger("tk4style"));
  EXPECT_EQ(longest, std::string(290, 'a') + ", tk4style");
  EXPECT_LE(longest.size(), max_caption_characters);
}

RC_GTEST_PROP(WithTrigger, IsACaptionWithTheTriggerWhateverItWas, (const std::string& bytes)) {
  const std::optional<Caption> content = Caption::tidied(bytes, CaptionBy::judge);
  RC_PRE(content.has_value());
  for (const TriggerPlace place : {TriggerPlace::first, TriggerPlace::last}) {
    const Caption once = with_trigger(*content, {}, trigger("tk4", place));
    RC_ASSERT(keeps_invariants(once));
    RC_ASSERT(once.text().find("tk4") != std::string::npos);
    RC_ASSERT(with_trigger(once, trigger("tk4", place), trigger("tk4", place)) == once);
  }
}

}  // namespace
}  // namespace tessera
