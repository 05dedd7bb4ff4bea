#include "dataset/style_words.h"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tessera {
namespace {

using Pair = std::pair<const char*, const char*>;

class StyleWords : public testing::TestWithParam<Pair> {};

TEST_P(StyleWords, AreRemovedAndContentStays) { EXPECT_EQ(without_style_words(GetParam().first), GetParam().second); }

INSTANTIATE_TEST_SUITE_P(Openings, StyleWords,
                         testing::Values(Pair("An oil painting of a red fox in snow", "a red fox in snow"),
                                         Pair("a digital illustration of two boats", "two boats"),
                                         Pair("This image shows a heron between reeds", "a heron between reeds"),
                                         Pair("a black and white photograph of an old tram", "an old tram"),
                                         Pair("a portrait of a woman with an umbrella",
                                              "a portrait of a woman with an umbrella"),
                                         Pair("a man in a painting of his own", "a man in a painting of his own")));

INSTANTIATE_TEST_SUITE_P(Parts, StyleWords,
                         testing::Values(Pair("a lighthouse at night, watercolor style, soft edges",
                                              "a lighthouse at night, soft edges"),
                                         Pair("a fox, a hare and a badger", "a fox, a hare and a badger"),
                                         Pair("a bridge over a canal, thick brush strokes", "a bridge over a canal"),
                                         Pair("a castle on a hill, rendered in muted tones", "a castle on a hill")));

INSTANTIATE_TEST_SUITE_P(Phrases, StyleWords,
                         testing::Values(Pair("a fox in the style of Claude Monet", "a fox"),
                                         Pair("a fox in snow in pastel colors", "a fox in snow"),
                                         Pair("a windmill painted with loose brush strokes beside a river",
                                              "a windmill beside a river"),
                                         Pair("a cat in a watercolor style on a sofa", "a cat on a sofa"),
                                         Pair("a boy in a yellow raincoat with an umbrella",
                                              "a boy in a yellow raincoat with an umbrella")));

INSTANTIATE_TEST_SUITE_P(SingleWords, StyleWords,
                         testing::Values(Pair("a watercolor owl", "an owl"), Pair("An impressionist fox", "A fox"),
                                         Pair("a stylized, sepia tram", "a tram"),
                                         Pair("a hand-drawn windmill", "a windmill")));

INSTANTIATE_TEST_SUITE_P(Content, StyleWords,
                         testing::Values(Pair("an oil lamp beside an ink bottle", "an oil lamp beside an ink bottle"),
                                         Pair("a man sketching on a bridge", "a man sketching on a bridge"),
                                         Pair("a painted wooden boat", "a painted wooden boat"),
                                         Pair("a mill by a river, sacks of grain at its door",
                                              "a mill by a river, sacks of grain at its door"),
                                         Pair("un renard roux dans la neige", "un renard roux dans la neige"),
                                         Pair("", "")));

RC_GTEST_PROP(StyleWordsOfAnyText, AreRemovedWithoutGrowingTheText, (const std::string& text)) {
  RC_ASSERT(without_style_words(text).size() <= text.size() + 1 +
                                                    static_cast<std::size_t>(std::ranges::count(text, ',')) +
                                                    static_cast<std::size_t>(std::ranges::count(text, ' ')));
}

}  // namespace
}  // namespace tessera
