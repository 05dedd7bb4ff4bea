#include <array>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/counted.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "base/money.h"
#include "base/random.h"

namespace tessera {
namespace {

TEST(Money, ReadsDollarsAndRoundsUpToMicroDollars) {
  EXPECT_EQ(Money::parse("0.04")->micros(), 40'000);
  EXPECT_EQ(Money::parse("$12")->micros(), 12'000'000);
  EXPECT_EQ(Money::from_dollars(0.0000001).micros(), 1);
  EXPECT_EQ(Money::from_dollars(0.1 + 0.2).micros(), 300'000);
}

TEST(Money, RefusesWhatIsNoAmount) {
  for (const char* text : {"", "$", "-1", "1e3", "0.04 USD", "nan"}) EXPECT_FALSE(Money::parse(text)) << text;
}

TEST(Money, ShowsFourDecimals) {
  EXPECT_EQ(Money::micro_dollars(1'234'567).text(), "$1.2346");
  EXPECT_EQ(Money::micro_dollars(40'000).text(), "$0.0400");
  EXPECT_EQ(Money::micro_dollars(-40'000).text(), "-$0.0400");
}

TEST(Counted, PutsTheWordIntoThePluralUnlessThereIsOne) {
  EXPECT_EQ(counted(0, "grid"), "0 grids");
  EXPECT_EQ(counted(1, "grid"), "1 grid");
  EXPECT_EQ(counted(2, "grid"), "2 grids");
}

TEST(Clock, WritesAndReadsTheSameInstant) {
  const WallTime now = wall_now();
  EXPECT_EQ(parse_iso8601(to_iso8601(now)).value(), now);
}

TEST(Clock, ReadsWhatProvidersSend) {
  const WallTime expected = parse_iso8601("2026-11-22T07:00:00Z").value();
  EXPECT_EQ(parse_iso8601("2026-11-22T09:00:00+02:00").value(), expected);
  EXPECT_EQ(parse_iso8601("2026-11-22T07:00:00.000000123Z").value(), expected);
  EXPECT_FALSE(parse_iso8601("2026-02-30T07:00:00Z"));
  EXPECT_FALSE(parse_iso8601("yesterday"));
}

TEST(Random, GivesTheSameNumbersOnEveryMachine) {
  Random random(42);
  EXPECT_EQ(random.next(), 1546998764402558742U);
  EXPECT_EQ(random.next(), 6990951692964543102U);
}

TEST(Random, StreamsOfDifferentPurposeDiffer) { EXPECT_NE(Random(1, "pool").next(), Random(1, "seed").next()); }

TEST(Random, BelowIsUniform) {
  Random random(7);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60'000; ++i) ++counts[random.below(6)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Digest, KnowsThePublishedVectors) {
  // FIPS 180-2 appendix B.1; RFC 4231 test case 2.
  EXPECT_EQ(blob_id(as_bytes("abc")).text(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, Base64GoesBothWays) {
  for (const char* text : {"", "f", "fo", "foo", "foob"}) {
    EXPECT_EQ(as_text(from_base64(to_base64(as_bytes(text))).value()), text);
  }
  EXPECT_FALSE(from_base64("abc"));
  EXPECT_FALSE(from_base64("a!=="));
}

TEST(Json, CanonicalFormDoesNotDependOnTheOrderOfMembers) {
  EXPECT_EQ(canonical_json(parse_json(R"({"b":[1,{"y":2,"x":1}],"a":null})").value()),
            R"({"a":null,"b":[1,{"x":1,"y":2}]})");
}

TEST(Json, LineFormKeepsTheOrderAndWritesNumbersAsPeopleDo) {
  EXPECT_EQ(line_json(json::object{{"cost", 0.04}, {"a", {1, nullptr, "x"}}, {"empty", json::object{}}}),
            R"({"cost":0.04,"a":[1,null,"x"],"empty":{}})");
}

TEST(Json, RefusesWhatIsCutOffDeepOrFollowedByMore) {
  EXPECT_FALSE(parse_json("{\"a\":"));
  EXPECT_FALSE(parse_json("{} {}"));
  EXPECT_FALSE(parse_json(std::string(100, '[')));
  EXPECT_TRUE(parse_json(" {} \n"));
}

TEST(Json, FindsOnlyMembersOfTheAskedType) {
  const json::value value = parse_json(R"({"n":3,"s":"x","z":null,"d":2.5})").value();
  EXPECT_EQ(find_integer(value, "n"), 3);
  EXPECT_EQ(find_number(value, "n"), 3.0);
  EXPECT_FALSE(find_integer(value, "d"));
  EXPECT_FALSE(find_string(value, "n"));
  EXPECT_EQ(find(value, "z"), nullptr);
}

TEST(Json, ANumberThatIsNoneIsNotFound) {
  const json::value value = parse_json(R"({"nan":0e316,"large":1e307})").value();
  EXPECT_FALSE(find_number(value, "nan"));
  EXPECT_FALSE(find_integer(value, "nan"));
  EXPECT_EQ(find_number(value, "large"), 1e307);
}

TEST(Log, UrlsLoseTheirQueryUserAndPayload) {
  EXPECT_EQ(redact_url("https://user:pw@host/a/b?X-Amz-Signature=abc#x"), "https://host/a/b");
  EXPECT_EQ(redact_url("data:image/png;base64,AAAA"), "data:image/png,…");
}

}  // namespace
}  // namespace tessera
