#include <gtest/gtest.h>

#include "net/curl_transport.h"
#include "net/scripted_server.h"
#include "net/sending.h"

namespace tessera::test {
namespace {

Reaction redirect(std::string location, int status = 302) { return reply(status, "moved", {"Location: " + location}); }

class CurlRedirectTest : public testing::Test {
 protected:
  HttpRequest request(std::string_view path, int max_redirects) {
    HttpRequest made = get(server_.url(path));
    made.max_redirects = max_redirects;
    return made;
  }

  ScriptedServer server_{[](const SeenRequest& seen) {
    if (seen.target == "/loop") return redirect("/loop");
    if (seen.target == "/three") return redirect("two", 301);
    if (seen.target == "/two") return redirect("?one", 307);
    if (seen.target == "/two?one") return redirect("/end", 308);
    if (seen.target == "/foreign") return redirect("http://example.com/");
    if (seen.target == "/file") return redirect("file:///etc/passwd");
    if (seen.target == "/password") return redirect("http://user:password@127.0.0.1/");
    if (seen.target == "/nowhere") return reply(302, "no location");
    return reply(200, "end");
  }};
  CurlTransport transport_;
};

TEST_F(CurlRedirectTest, AreAnswersUnlessTheyAreAskedToBeFollowed) {
  EXPECT_EQ(send(transport_, request("/three", 0)).value().status, 301);
}

TEST_F(CurlRedirectTest, AreFollowedRelativeToWhereTheyStand) {
  const auto answer = send(transport_, request("/three", 3));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text(), "end");
}

TEST_F(CurlRedirectTest, AreFollowedSoManyTimesAndNoMore) {
  EXPECT_EQ(send(transport_, request("/three", 2)).error().kind, ErrorKind::bad_request);
  const auto looped = send(transport_, request("/loop", 5));
  EXPECT_EQ(looped.error().kind, ErrorKind::bad_request);
  EXPECT_NE(looped.error().message.find("redirects"), std::string::npos);
  EXPECT_EQ(server_.requests().size(), 3U + 6U);
}

TEST_F(CurlRedirectTest, AreNotFollowedToWhereTheRequestItselfMayNotGo) {
  EXPECT_EQ(send(transport_, request("/foreign", 5)).error().kind, ErrorKind::bad_request);
  EXPECT_EQ(send(transport_, request("/file", 5)).error().kind, ErrorKind::bad_request);
  EXPECT_EQ(send(transport_, request("/password", 5)).error().kind, ErrorKind::bad_request);
}

TEST_F(CurlRedirectTest, AreNotFollowedWithCredentials) {
  for (const char* name : {"Authorization", "cookie", "X-Api-Key"}) {
    HttpRequest secret = request("/three", 5);
    secret.headers = {{name, "token"}};
    EXPECT_EQ(send(transport_, std::move(secret)).value().status, 301) << name;
  }
  EXPECT_EQ(server_.requests().size(), 3U);
}

TEST_F(CurlRedirectTest, OfAWriteAreAnswers) {
  HttpRequest write = post(server_.url("/three"), "x");
  write.max_redirects = 5;
  EXPECT_EQ(send(transport_, std::move(write)).value().status, 301);
}

TEST_F(CurlRedirectTest, WithoutALocationAreAnswers) {
  EXPECT_EQ(send(transport_, request("/nowhere", 5)).value().text(), "no location");
}

TEST_F(CurlRedirectTest, FromHttpsToHttpAreNotFollowed) {
  ScriptedServer secure([this](const SeenRequest&) { return redirect(server_.url("/end")); }, {.with_tls = true});
  CurlTransport trusting(CurlTransport::Options{.ca_file = secure.ca_file()});
  HttpRequest start = get(secure.url());
  start.max_redirects = 5;
  EXPECT_EQ(send(trusting, std::move(start)).error().kind, ErrorKind::bad_request);
  EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace tessera::test
