#include "providers/s3/store.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "providers/support/fake_world.h"

namespace tessera::s3 {
namespace {

using test::answer;
using test::header_of;

class S3Store : public testing::Test {
 protected:
  Store make(std::string endpoint = "", std::string place = "s3://pictures/sets") {
    Options options;
    options.credentials = {.access_key = "KEY", .secret_key = Secret("SECRET"), .session_token = {}};
    options.region = "us-west-1";
    options.endpoint = std::move(endpoint);
    Result<Client> client = Client::create(world_.services(), options);
    return Store(std::move(*client), parse_place(place).value());
  }

  Result<std::string> put(Store& store, std::string key = "u1/0001.jpg") {
    Result<std::string> result;
    const auto work = [&]() -> Task<void> { result = co_await store.put(key, to_bytes("picture"), "image/jpeg"); };
    world_.run(work());
    return result;
  }
  Result<bool> holds(Store& store, BlobId content) {
    Result<bool> result;
    const auto work = [&]() -> Task<void> { result = co_await store.holds("u1/0001.jpg", content); };
    world_.run(work());
    return result;
  }

  test::FakeWorld world_;
};

std::string error_xml(std::string_view code, std::string_view more = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + std::string(code) +
         "</Code><Message>a &lt;message&gt;</Message>" + std::string(more) + "<RequestId>R1</RequestId></Error>";
}

TEST_F(S3Store, PutsBytesWithTypeAndHashAndReturnsThePlainAddress) {
  world_.http.script = [](const HttpRequest&) { return answer(200, ""); };
  Store store = make();
  EXPECT_EQ(put(store), "https://pictures.s3.us-west-1.amazonaws.com/sets/u1/0001.jpg");
  ASSERT_EQ(world_.http.sent.size(), 1U);
  const HttpRequest& request = world_.http.sent.front();
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(as_text(request.body), "picture");
  EXPECT_EQ(header_of(request, "content-type"), "image/jpeg");
  EXPECT_EQ(header_of(request, "x-amz-content-sha256"), to_hex(sha256(as_bytes("picture"))));
  EXPECT_EQ(header_of(request, "x-amz-meta-sha256"), to_hex(sha256(as_bytes("picture"))));
  EXPECT_NE(header_of(request, "authorization").find("content-type;host;x-amz-content-sha256"), std::string::npos);
}

TEST_F(S3Store, RefusesKeysThatClientsWouldRewrite) {
  Store store = make();
  for (const char* key : {"", "../x", "a//b", "a/./b", "a/", "/a", "a\nb"}) {
    const auto result = put(store, key);
    ASSERT_FALSE(result) << key;
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
  }
  EXPECT_TRUE(world_.http.sent.empty());
}

TEST_F(S3Store, FollowsABucketToItsRegionAndRemembersIt) {
  for (const auto& wrong :
       {answer(301, error_xml("PermanentRedirect"), {{"x-amz-bucket-region", "eu-west-1"}}),
        answer(400, error_xml("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>")),
        answer(307, error_xml("TemporaryRedirect", "<Endpoint>pictures.s3-eu-west-1.amazonaws.com</Endpoint>")),
        answer(301, "", {{"Location", "https://pictures.s3.eu-west-1.amazonaws.com/sets"}})}) {
    world_.http.sent.clear();
    world_.http.script = [&](const HttpRequest& request) {
      return request.url.find("eu-west-1") == std::string::npos ? wrong : answer(200, "");
    };
    Store store = make();
    EXPECT_EQ(put(store), "https://pictures.s3.eu-west-1.amazonaws.com/sets/u1/0001.jpg");
    EXPECT_TRUE(put(store));
    EXPECT_EQ(world_.http.sent.size(), 3U) << wrong.status;
  }
}

TEST_F(S3Store, DoesNotFollowARegionThatLeavesAws) {
  world_.http.script = [](const HttpRequest&) {
    return answer(301, error_xml("PermanentRedirect", "<Region>x.evil.example/</Region>"));
  };
  Store store = make();
  const auto result = put(store);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::configuration);
  EXPECT_EQ(world_.http.sent.size(), 1U);
}

TEST_F(S3Store, RepeatsWhatMayPass) {
  const std::vector<Result<HttpResponse>> troubles = {
      answer(503, error_xml("SlowDown")), answer(500, error_xml("InternalError")), answer(502, "<html>"),
      answer(400, error_xml("RequestTimeout")),
      std::unexpected(Error{.kind = ErrorKind::transient, .message = "connection lost", .code = "sent"})};
  for (const Result<HttpResponse>& trouble : troubles) {
    int asked = 0;
    world_.http.script = [&](const HttpRequest&) { return ++asked < 3 ? trouble : answer(200, ""); };
    Store store = make();
    EXPECT_TRUE(put(store));
    EXPECT_EQ(asked, 3);
  }
}

TEST_F(S3Store, StopsAtOnceWhenRepeatingCannotHelp) {
  const std::vector<std::pair<HttpResponse, ErrorKind>> refusals = {
      {answer(403, error_xml("AccessDenied")), ErrorKind::authentication},
      {answer(403, error_xml("SignatureDoesNotMatch")), ErrorKind::authentication},
      {answer(400, error_xml("ExpiredToken")), ErrorKind::authentication},
      {answer(404, error_xml("NoSuchBucket")), ErrorKind::configuration},
      {answer(412, error_xml("PreconditionFailed")), ErrorKind::conflict}};
  for (const auto& [refusal, kind] : refusals) {
    world_.http.sent.clear();
    world_.http.script = [&refusal](const HttpRequest&) { return refusal; };
    Store store = make();
    const auto result = put(store);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, kind) << result.error().message;
    EXPECT_NE(result.error().message.find("a <message>"), std::string::npos);
    EXPECT_EQ(world_.http.sent.size(), 1U);
  }
}

TEST_F(S3Store, CorrectsItsClockOnce) {
  std::vector<std::string> dates;
  world_.http.script = [&](const HttpRequest& request) {
    dates.push_back(header_of(request, "x-amz-date"));
    if (dates.back().starts_with("2031")) return answer(200, "");
    return answer(403, error_xml("RequestTimeTooSkewed"), {{"Date", "Fri, 03 Jan 2031 10:00:00 GMT"}});
  };
  Store store = make();
  EXPECT_TRUE(put(store));
  ASSERT_EQ(dates.size(), 2U);
  EXPECT_TRUE(dates.back().starts_with("20310103T1000"));

  world_.http.script = [&](const HttpRequest&) {
    return answer(403, error_xml("RequestTimeTooSkewed"), {{"Date", "Fri, 03 Jan 2031 10:00:00 GMT"}});
  };
  world_.http.sent.clear();
  Store hopeless = make();
  EXPECT_FALSE(put(hopeless));
  EXPECT_EQ(world_.http.sent.size(), 2U);
}

TEST_F(S3Store, KnowsWhetherAKeyHoldsTheBytes) {
  const BlobId content = blob_id(as_bytes("picture"));
  Store store = make();
  world_.http.script = [&](const HttpRequest&) {
    return answer(200, "", {{"Content-Length", "7"}, {"x-amz-meta-sha256", content.text()}});
  };
  EXPECT_EQ(holds(store, content), true);
  EXPECT_EQ(holds(store, BlobId("other")), false);
  EXPECT_EQ(world_.http.count("GET", "/"), 0U);

  world_.http.script = [](const HttpRequest&) { return answer(404, ""); };
  EXPECT_EQ(holds(store, content), false);

  // An object that somebody else put there carries no hash of ours.
  world_.http.script = [](const HttpRequest& request) {
    return answer(200, request.method == "GET" ? "picture" : "", {{"Content-Length", "7"}});
  };
  EXPECT_EQ(holds(store, content), true);
  EXPECT_EQ(world_.http.count("GET", "/"), 1U);

  world_.http.script = [](const HttpRequest&) { return answer(403, ""); };
  const auto refused = holds(store, content);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::authentication);
}

TEST_F(S3Store, NoticesObjectsThatDoNotHaveTheirHash) {
  world_.http.script = [](const HttpRequest&) { return answer(200, "damaged", {{"x-amz-meta-sha256", "00"}}); };
  Store store = make();
  const auto work = [&]() -> Task<void> {
    const auto object = co_await store.client().get({"pictures", "a.png"}, 1000);
    EXPECT_FALSE(object.has_value());
    if (!object) EXPECT_EQ(object.error().kind, ErrorKind::corrupt);
  };
  world_.run(work());
}

TEST_F(S3Store, PresignsWithinTheEndpointsOwnPath) {
  Store store = make("http://127.0.0.1:8480/s3");
  const std::string url = store.client().presigned_get({"pictures", "a b.png"}, std::chrono::hours(1));
  EXPECT_TRUE(url.starts_with("http://127.0.0.1:8480/s3/pictures/a%20b.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&"));
  EXPECT_EQ(url.find("SECRET"), std::string::npos);
}

TEST_F(S3Store, NeedsKeysAndARegion) {
  Options options;
  EXPECT_FALSE(Client::create(world_.services(), options));
  options.credentials = {.access_key = "KEY", .secret_key = Secret("SECRET"), .session_token = {}};
  options.region = "evil.example/";
  EXPECT_FALSE(Client::create(world_.services(), options));
}

TEST(S3Place, IsABucketWithOrWithoutAPrefix) {
  EXPECT_EQ(parse_place("s3://pictures").value().prefix, "");
  EXPECT_EQ(parse_place("s3://pictures/a/b/").value().prefix, "a/b");
  for (const char* text : {"pictures", "s3://", "s3://x", "s3://pictures/../up", "s3://pictures//a"}) {
    EXPECT_FALSE(parse_place(text)) << text;
  }
}

}  // namespace
}  // namespace tessera::s3
