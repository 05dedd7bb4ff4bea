#include "dataset/plain_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tessera {
namespace {

TEST(PlainText, CountsCodePointsAndRefusesWhatIsNotUtf8) {
  EXPECT_EQ(count_characters("fox"), 3U);
  EXPECT_EQ(count_characters("füchs€😀"), 7U);
  EXPECT_EQ(count_characters(""), 0U);
  for (const char* wrong :
       {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "a\xe2\x82"}) {
    EXPECT_FALSE(count_characters(wrong)) << wrong;
  }
}

TEST(PlainText, FindsWhatMovesTheCursor) {
  for (const char* text : {"a\nb", "a\tb", "\x1b[31m", "a\x7f", "a\u0085b", "a\u2028b", "a\u202eb", "\ufeffa"}) {
    EXPECT_TRUE(has_control_characters(text)) << text;
  }
  EXPECT_FALSE(has_control_characters("a füchs – €, 😀"));
}

TEST(PlainText, OneLineFoldsEverythingThatIsNoTextIntoSingleSpaces) {
  EXPECT_EQ(one_line("  a \r\n\t fox\u2028\x80 in snow  "), "a fox in snow");
  EXPECT_EQ(one_line("\n\n"), "");
}

TEST(PlainText, ValidUtf8ReplacesOnlyWhatIsWrong) { EXPECT_EQ(valid_utf8("a\xff\x01 b\n€"), "a\ufffd\ufffd b\n€"); }

TEST(PlainText, FirstCharactersNeverCutsACharacter) {
  EXPECT_EQ(first_characters("aü€😀", 3), "aü€");
  EXPECT_EQ(first_characters("aü", 9), "aü");
  EXPECT_EQ(first_characters("aü", 0), "");
}

RC_GTEST_PROP(PlainText, AnyBytesBecomeOneLineOfUtf8, (const std::string& bytes)) {
  RC_ASSERT(count_characters(valid_utf8(bytes)).has_value());
  const std::string line = one_line(bytes);
  RC_ASSERT(count_characters(line).has_value());
  RC_ASSERT(!has_control_characters(line));
  RC_ASSERT(trimmed(line) == line);
}

}  // namespace
}  // namespace tessera
