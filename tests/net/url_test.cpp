#include "net/url.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

TEST(UrlTest, IsTakenApart) {
  const auto url = parse_url("HTTPS://Example.COM:8443/a%20b/c?x=1&y=%2F#part");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/a%20b/c");
  EXPECT_EQ(url->query, "x=1&y=%2F");
  EXPECT_EQ(url->origin(), "https://example.com:8443");
  EXPECT_FALSE(url->has_user);
  EXPECT_EQ(url->text.find('#'), std::string::npos) << "a fragment is never sent";
}

TEST(UrlTest, LeavesTheSchemesOwnPortOut) {
  EXPECT_EQ(parse_url("https://h:443/")->origin(), "https://h");
  EXPECT_EQ(parse_url("http://h:80/")->origin(), "http://h");
  EXPECT_EQ(parse_url("http://h:443/")->origin(), "http://h:443");
}

TEST(UrlTest, HasAPathEvenWhenNoneIsWritten) { EXPECT_EQ(parse_url("https://h?x=1")->path, "/"); }

TEST(UrlTest, EncodesWhatPeopleWrite) {
  EXPECT_EQ(parse_url("https://h/a b/\"c\"?q=[1]|ü")->text, "https://h/a%20b/%22c%22?q=%5B1%5D%7C%C3%BC");
  EXPECT_EQ(parse_url("https://h/100%")->text, "https://h/100%25");
  EXPECT_EQ(parse_url("https://h/%zz%41")->text, "https://h/%25zz%41");
}

TEST(UrlTest, KeepsSignaturesAsTheyAre) {
  const std::string signed_url = "https://h/k.png?X-Amz-Credential=A%2F2026%2Fs3&X-Amz-Signature=00ff&e=a+b";
  EXPECT_EQ(parse_url(signed_url)->text, signed_url);
}

TEST(UrlTest, IsRefusedWhenItIsNoneOfOurs) {
  for (const char* text :
       {"", "h", "//h/", "/path", "ftp://h/", "data:text/plain,x", "https:///p", "https://h:port/", "https://h:0/",
        "https://h:65536/", "https://h%2Eexample.com/", "https://[::1]x/", "https://a b/", "https://[gg]/",
        "https://[::1", "ht tps://h/", "https://h/\n", "javascript:alert(1)"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
  EXPECT_FALSE(parse_url("https://h/" + std::string(70'000, 'x')));
}

TEST(UrlTest, SeesTheWholeHost) {
  EXPECT_EQ(parse_url("http://127.0.0.1.example.com/x")->host, "127.0.0.1.example.com");
  EXPECT_EQ(parse_url("http://user@127.0.0.1@example.com/x")->host, "example.com");
  EXPECT_EQ(parse_url("http://127.0.0.1\\@example.com/x")->text, "http://127.0.0.1%5C@example.com/x");
  EXPECT_EQ(parse_url("http://[::1]:99/x")->host, "[::1]");
  EXPECT_EQ(parse_url("http://[::1]:99/x")->port, "99");
  EXPECT_EQ(parse_url("http://example.com/@127.0.0.1/")->host, "example.com");
  EXPECT_EQ(parse_url("http://example.com?@127.0.0.1/")->host, "example.com");
}

TEST(UrlTest, TellsThatAPasswordStandsInIt) { EXPECT_TRUE(parse_url("https://user:pass@h/")->has_user); }

TEST(LoopbackTest, IsThisMachineAndNothingThatLooksLikeIt) {
  for (const char* host : {"localhost", "127.0.0.1", "127.255.0.9", "[::1]"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const char* host :
       {"127.0.0.1.example.com", "127.1", "127.0.0", "127.0.0.256", "127.0.0.1.", "0177.0.0.1", "localhost.example.com",
        "::1", "[::2]", "", "127", "127.0.0.-1", "1127.0.0.1", "10.0.0.1"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

TEST(JoinUrlTest, FollowsTheExamplesOfRfc3986) {
  // Section 5.4.1, with a scheme that we read.
  const std::string base = "http://a/b/c/d;p?q";
  const std::pair<const char*, const char*> examples[] = {
      {"g", "http://a/b/c/g"},      {"./g", "http://a/b/c/g"},     {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},         {"//g", "http://g/"},          {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},  {";x", "http://a/b/c/;x"},     {"", "http://a/b/c/d;p?q"},
      {"..", "http://a/b/"},        {"../g", "http://a/b/g"},      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"}, {"https://x/y", "https://x/y"}};
  for (const auto& [reference, expected] : examples) EXPECT_EQ(join_url(base, reference), expected) << reference;
}

TEST(JoinUrlTest, RefusesWhatBreaksALine) { EXPECT_FALSE(join_url("http://a/", "/x\r\nSet-Cookie: y")); }

TEST(AppendPathTest, PutsExactlyOneSlashBetween) {
  EXPECT_EQ(append_path("https://h/v1", "files"), "https://h/v1/files");
  EXPECT_EQ(append_path("https://h/v1/", "/files"), "https://h/v1/files");
  EXPECT_EQ(append_path("https://h", "files?x=1"), "https://h/files?x=1");
}

TEST(PercentEncodeTest, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a b/c+é%"), "a%20b%2Fc%2B%C3%A9%25");
  EXPECT_EQ(percent_encode_path("a b/c"), "a%20b/c");
}

TEST(QueryStringTest, EncodesNamesAndValues) {
  EXPECT_EQ(query_string({{"a b", "1&2"}, {"c", ""}}), "a%20b=1%262&c=");
  EXPECT_EQ(query_string({}), "");
}

}  // namespace
}  // namespace tessera::test
