#include "net/retry_after.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

const WallTime now = parse_iso8601("2026-11-22T07:00:00Z").value();

HttpResponse answer(std::vector<HttpHeader> headers, std::string_view body = "", int status = 429) {
  return {.status = status, .headers = std::move(headers), .body = to_bytes(body)};
}

std::optional<milliseconds> wait(std::vector<HttpHeader> headers, std::string_view body = "") {
  return asked_wait(answer(std::move(headers), body), now);
}

TEST(AskedWaitTest, ReadsRetryAfterAsSecondsOrDate) {
  EXPECT_EQ(wait({{"Retry-After", "5"}}), 5s);
  EXPECT_EQ(wait({{"retry-after", " 0.5 "}}), 500ms);
  EXPECT_EQ(wait({{"Retry-After", "Sun, 22 Nov 2026 07:00:30 GMT"}}), 30s);
  EXPECT_EQ(wait({{"Retry-After", "Sun, 22 Nov 2026 06:00:00 GMT"}}), 0s) << "the moment has passed";
}

TEST(AskedWaitTest, ReadsMilliseconds) { EXPECT_EQ(wait({{"retry-after-ms", "1500"}}), 1500ms); }

TEST(AskedWaitTest, ReadsTheBody) {
  EXPECT_EQ(wait({}, R"({"detail":"…","status":429,"retry_after":5})"), 5s);
  EXPECT_EQ(wait({}, R"({"retry_after":"7"})"), 7s);
  EXPECT_EQ(wait({}, R"({"error":{"retry_after":2.5}})"), 2500ms);
  EXPECT_EQ(wait({}, R"({"detail":"Request was throttled. Your rate limit resets in ~30s."})"), 30s);
  EXPECT_EQ(wait({}, "plain words: resets in ~1m5s, be patient"), 65s);
  EXPECT_EQ(wait({}, R"({"error":{"message":"Limit reached. Please try again in 1m2.5s."}})"), 62500ms);
}

TEST(AskedWaitTest, TakesTheLongestOfAllThatIsSaid) {
  const std::string_view body = R"({"detail":"Your rate limit resets in ~9s.","retry_after":5})";
  EXPECT_EQ(wait({{"Retry-After", "2"}, {"ratelimit-reset", "7"}}, body), 9s);
  EXPECT_EQ(wait({{"ratelimit-reset", "11"}}, body), 11s);
}

TEST(AskedWaitTest, ReadsResetTimesOfWhatIsUsedUp) {
  EXPECT_EQ(wait({{"x-ratelimit-reset-requests", "120ms"}, {"x-ratelimit-reset-tokens", "6m0s"}}), 6min);
  EXPECT_EQ(wait({{"x-ratelimit-reset-requests", "120ms"},
                  {"x-ratelimit-remaining-requests", "0"},
                  {"x-ratelimit-reset-tokens", "6m0s"},
                  {"x-ratelimit-remaining-tokens", "100"}}),
            120ms);
  EXPECT_EQ(wait({{"x-ratelimit-reset-requests", "6m0s"}, {"Retry-After", "1"}}), 1s)
      << "what is asked for beats when everything is full again";
}

TEST(AskedWaitTest, UnderstandsAMomentInSecondsSince1970) {
  const auto soon = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()) + 90s;
  EXPECT_EQ(wait({{"x-ratelimit-reset", std::to_string(soon.count())}}), 90s);
}

TEST(AskedWaitTest, IsAbsentWhenNothingReadableIsSaid) {
  EXPECT_EQ(wait({}), std::nullopt);
  for (const char* value : {"", "soon", "-5", "5 apples", "1e3", "0x10", ".5", "5.5.5", "١"}) {
    EXPECT_EQ(wait({{"Retry-After", value}}), std::nullopt) << value;
  }
  EXPECT_EQ(wait({}, R"({"retry_after":null})"), std::nullopt);
  EXPECT_EQ(wait({}, R"({"retry_after":[5]})"), std::nullopt);
  EXPECT_EQ(wait({}, "{broken ~"), std::nullopt);
}

TEST(AskedWaitTest, NeverExceedsADay) {
  EXPECT_EQ(wait({{"Retry-After", "999999999"}}), longest_readable_wait);
  EXPECT_EQ(wait({{"Retry-After", "99999999999999999999"}}), longest_readable_wait);
  EXPECT_EQ(wait({{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}}), longest_readable_wait);
  EXPECT_EQ(wait({}, "~99999999999h"), longest_readable_wait);
}

TEST(AskedWaitTest, ReadsOnlyTheBeginningOfALongBody) {
  EXPECT_EQ(wait({}, std::string(1U << 20U, 'x') + " ~30s"), std::nullopt);
}

TEST(GoDurationTest, ReadsWhatGoWrites) {
  EXPECT_EQ(parse_go_duration("6m0s"), 6min);
  EXPECT_EQ(parse_go_duration("120ms"), 120ms);
  EXPECT_EQ(parse_go_duration("1h2m3.5s"), 1h + 2min + 3500ms);
  EXPECT_EQ(parse_go_duration("1s"), 1s);
  EXPECT_EQ(parse_go_duration("150µs"), 1ms) << "rounded up: never come too early";
  EXPECT_EQ(parse_go_duration("0"), 0ms);
  for (const char* text : {"", "5", "s", "1x", "1s ", "-1s", "1s2", "1..5s", "١s"}) {
    EXPECT_EQ(parse_go_duration(text), std::nullopt) << text;
  }
}

TEST(HttpDateTest, ReadsTheThreeForms) {
  const WallTime expected = parse_iso8601("1994-11-06T08:49:37Z").value();
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), expected);
}

TEST(HttpDateTest, RefusesImpossibleDates) {
  for (const char* text : {"", "Sun, 31 Feb 2026 08:49:37 GMT", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 25:00:00 GMT",
                           "Sun, 06 Foo 1994 08:49:37 GMT", "06 Nov 1994 08:49 GMT", "0 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(RateHintTest, ReadsTheReducedRate) {
  const auto hint = rate_hint(
      answer(
          {},
          R"({"detail":"Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~5s.","status":429,"retry_after":5})"),
      now);
  EXPECT_DOUBLE_EQ(hint.per_second.value(), 0.1);
  EXPECT_EQ(hint.burst, 1);
}

TEST(RateHintTest, BelievesWordsOnlyOfA429) {
  EXPECT_EQ(rate_hint(answer({}, "made 6 requests per minute", 200), now).per_second, std::nullopt);
}

TEST(RateHintTest, ReadsWhatRemains) {
  const auto hint = rate_hint(answer({{"ratelimit-remaining", "0"}, {"ratelimit-reset", "12"}}, "", 200), now);
  EXPECT_EQ(hint.remaining, 0);
  EXPECT_EQ(hint.reset, 12s);
}

TEST(RateHintTest, ReadsHowFastABucketFillsOnlyWhenItIsHalfEmpty) {
  const auto headers = [](const char* left, const char* reset) {
    return std::vector<HttpHeader>{{"x-ratelimit-limit-requests", "60"},
                                   {"x-ratelimit-remaining-requests", left},
                                   {"x-ratelimit-reset-requests", reset}};
  };
  EXPECT_DOUBLE_EQ(rate_hint(answer(headers("20", "40s"), "", 200), now).per_second.value(), 1.0);
  EXPECT_EQ(rate_hint(answer(headers("59", "1s"), "", 200), now).per_second, std::nullopt);
  EXPECT_EQ(rate_hint(answer(headers("20", "0s"), "", 200), now).per_second, std::nullopt);
}

}  // namespace
}  // namespace tessera::test
