#include "net/curl_transport.h"

#include <gtest/gtest.h>

#include "async/collect_all.h"
#include "net/scripted_server.h"
#include "net/sending.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

TEST(CurlTransportTest, ExchangesMethodHeadersAndBody) {
  ScriptedServer server(
      [](const SeenRequest&) { return reply(201, "made", {"X-Answer:  spaced \t", "x-answer: last"}); });
  CurlTransport transport;
  HttpRequest request = post(server.url("/things?a=b%20c"), "{\"n\":1}");
  request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}, {"X-Thing", "one: two"}};
  const auto answer = send(transport, std::move(request));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->text(), "made");
  EXPECT_EQ(answer->header("X-ANSWER"), "last");
  EXPECT_EQ(answer->header("x-missing"), std::nullopt);
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/things?a=b%20c");
  EXPECT_EQ(seen[0].body, "{\"n\":1}");
  EXPECT_EQ(seen[0].header("content-type"), "application/json");
  EXPECT_EQ(seen[0].header("x-thing"), "one: two");
  EXPECT_EQ(seen[0].header("user-agent"), "tessera");
  EXPECT_NE(seen[0].head.find("X-Empty:"), std::string::npos);
}

TEST(CurlTransportTest, SendsEveryMethodAsItIs) {
  ScriptedServer server([](const SeenRequest&) { return reply(204); });
  CurlTransport transport;
  for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
    HttpRequest request = get(server.url());
    request.method = method;
    if (request.method != "GET" && request.method != "DELETE") request.body = to_bytes("x");
    EXPECT_EQ(send(transport, std::move(request)).value().status, 204);
    EXPECT_EQ(server.requests().back().method, method);
  }
}

TEST(CurlTransportTest, ReadsTheHeadOfAnAnswerToHead) {
  ScriptedServer server([](const SeenRequest&) {
    return Reaction{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nETag: \"x\"\r\n\r\n"};
  });
  CurlTransport transport;
  HttpRequest request = get(server.url());
  request.method = "HEAD";
  const auto answer = send(transport, std::move(request));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("content-length"), "12345");
  EXPECT_TRUE(answer->body.empty());
}

TEST(CurlTransportTest, SendsAnEmptyPostWithItsLength) {
  ScriptedServer server([](const SeenRequest&) { return reply(200); });
  CurlTransport transport;
  EXPECT_TRUE(send(transport, post(server.url(), "")));
  EXPECT_EQ(server.requests().at(0).header("content-length"), "0");
  EXPECT_EQ(server.requests().at(0).header("content-type"), "");
}

TEST(CurlTransportTest, DoesNotAskForPermissionBeforeALargeBody) {
  ScriptedServer server([](const SeenRequest&) { return reply(200); });
  CurlTransport transport;
  const std::string large(3U << 20U, 'x');
  ASSERT_TRUE(send(transport, post(server.url(), large)));
  EXPECT_EQ(server.requests().at(0).header("expect"), "");
  EXPECT_EQ(server.requests().at(0).body, large);
}

TEST(CurlTransportTest, IgnoresInterimAnswers) {
  ScriptedServer server([](const SeenRequest&) {
    return Reaction{.bytes =
                        "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
  });
  CurlTransport transport;
  const auto answer = send(transport, get(server.url()));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->header("x-early"), std::nullopt);
}

TEST(CurlTransportTest, ReadsAnAnswerThatArrivesByteByByte) {
  ScriptedServer server([](const SeenRequest&) {
    Reaction slow = reply(200, "slow");
    slow.piece = 1;
    return slow;
  });
  CurlTransport transport;
  EXPECT_EQ(send(transport, get(server.url())).value().text(), "slow");
}

TEST(CurlTransportTest, ReturnsEveryStatusAsAnAnswer) {
  for (const int status : {200, 302, 404, 429, 500, 503}) {
    ScriptedServer server([status](const SeenRequest&) { return reply(status, "words"); });
    CurlTransport transport;
    const auto answer = send(transport, get(server.url()));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->text(), "words");
  }
}

TEST(CurlTransportTest, ReusesAConnectionAndCountsWhatItDid) {
  ScriptedServer server([](const SeenRequest&) { return reply(200, "ok"); });
  CurlTransport transport;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(send(transport, post(server.url(), "12345")));
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(transport.statistics().requests, 5U);
  EXPECT_EQ(transport.statistics().connections, 1U);
  EXPECT_EQ(transport.statistics().fresh_connections, 0U);
  EXPECT_GT(transport.statistics().bytes_sent, 25U);
  EXPECT_GT(transport.statistics().bytes_received, 10U);
}

TEST(CurlTransportTest, RunsManyExchangesAtOnce) {
  ScriptedServer server([](const SeenRequest& request) {
    Reaction later = reply(200, request.target);
    later.pause = 20ms;
    return later;
  });
  CurlTransport transport;
  const auto body = [](CurlTransport& over, const ScriptedServer& at) -> Task<void> {
    std::vector<Task<Result<HttpResponse>>> tasks;
    for (int i = 0; i < 40; ++i) tasks.push_back(over.send(get(at.url("/" + std::to_string(i)))));
    const auto answers = co_await collect_all(std::move(tasks));
    for (std::size_t i = 0; i < answers.size(); ++i) {
      EXPECT_TRUE(answers[i].has_value());
      if (answers[i]) EXPECT_EQ(answers[i]->text(), "/" + std::to_string(i));
    }
  };
  run(body(transport, server));
  EXPECT_EQ(server.requests().size(), 40U);
}

TEST(CurlTransportTest, ClosesAnAnswerThatIsAnnouncedTooLong) {
  ScriptedServer server([](const SeenRequest&) {
    return Reaction{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nstart"};
  });
  CurlTransport transport;
  HttpRequest request = get(server.url());
  request.max_response_bytes = 1000;
  const auto answer = send(transport, std::move(request));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::io);
}

TEST(CurlTransportTest, ClosesAnAnswerThatGrowsTooLong) {
  ScriptedServer server([](const SeenRequest&) {
    return Reaction{.bytes = "HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'), .end = Reaction::End::close};
  });
  CurlTransport transport;
  HttpRequest request = get(server.url());
  request.max_response_bytes = 1000;
  const auto answer = send(transport, request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::io);
  request.max_response_bytes = 100'000;
  EXPECT_EQ(send(transport, request).value().body.size(), 100'000U) << "the limit itself is allowed";
}

TEST(CurlTransportTest, ClosesAnAnswerWithEndlessHeaders) {
  ScriptedServer server([](const SeenRequest&) {
    Reaction flood{.bytes = "HTTP/1.1 200 OK\r\n"};
    for (int i = 0; i < 10'000; ++i)
      flood.bytes += "X-Flood-" + std::to_string(i) + ": " + std::string(90, 'y') + "\r\n";
    return flood;
  });
  CurlTransport transport;
  const auto answer = send(transport, get(server.url()));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::io);
}

TEST(CurlTransportTest, RefusesUrlsThatItMayNotSendTo) {
  CurlTransport transport;
  for (const char* url : {"ftp://127.0.0.1/x", "file:///etc/passwd", "http://example.com/",
                          "http://127.0.0.1.example.com/", "not a url", "", "https://", "https://host/\r\nX: y"}) {
    const auto answer = send(transport, get(url));
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().kind, ErrorKind::bad_request) << url;
    EXPECT_EQ(answer.error().code, code_unsent) << url;
  }
}

TEST(CurlTransportTest, RefusesHeadersThatWouldBecomeTwo) {
  ScriptedServer server([](const SeenRequest&) { return reply(200); });
  CurlTransport transport;
  HttpRequest request = get(server.url());
  request.headers = {{"X-Name", "value\r\nAuthorization: stolen"}};
  EXPECT_EQ(send(transport, request).error().kind, ErrorKind::bad_request);
  request.headers = {{"X Name", "value"}};
  EXPECT_EQ(send(transport, request).error().kind, ErrorKind::bad_request);
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlTransportTest, ReadsOverTlsOnlyFromAServerWhoseCertificateIsTrusted) {
  ScriptedServer server([](const SeenRequest&) { return reply(200, "secret"); }, {.with_tls = true});
  CurlTransport trusting(CurlTransport::Options{.ca_file = server.ca_file()});
  EXPECT_EQ(send(trusting, get(server.url())).value().text(), "secret");
  CurlTransport strict;
  const auto answer = send(strict, get(server.url()));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::io);
  EXPECT_EQ(answer.error().code, code_unsent);
  EXPECT_EQ(server.requests().size(), 1U);
}

}  // namespace
}  // namespace tessera::test
