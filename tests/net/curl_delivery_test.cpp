// What happens to a request when the network fails: was it sent, may it be sent again, and is it ever sent twice.

#include <set>

#include <gtest/gtest.h>

#include "net/curl_transport.h"
#include "net/scripted_server.h"
#include "net/sending.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

HttpRequest paid(std::string url) {
  HttpRequest request = post(std::move(url), "{\"prompt\":\"paid\"}");
  request.delivery = Delivery::at_most_once;
  return request;
}

struct Failure {
  ErrorKind kind;
  std::string code;
  friend bool operator==(const Failure&, const Failure&) = default;
  friend void PrintTo(const Failure& failure, std::ostream* out) {
    *out << name_of(failure.kind) << " " << failure.code;
  }
};

Failure failure_of(CurlTransport& transport, HttpRequest request) {
  const auto answer = send(transport, std::move(request));
  if (answer) return {ErrorKind::internal, "answered"};
  return {answer.error().kind, answer.error().code};
}

TEST(CurlDeliveryTest, ARefusedConnectionProvesThatNothingWasSent) {
  CurlTransport transport;
  const std::string url = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
  EXPECT_EQ(failure_of(transport, get(url)), (Failure{ErrorKind::transient, "unsent"}));
  EXPECT_EQ(failure_of(transport, paid(url)), (Failure{ErrorKind::transient, "unsent"}));
}

TEST(CurlDeliveryTest, ANameThatDoesNotResolveProvesThatNothingWasSent) {
  CurlTransport transport;
  // Reserved by RFC 6761: it never resolves.
  EXPECT_EQ(failure_of(transport, paid("https://nowhere.invalid/")), (Failure{ErrorKind::transient, "unsent"}));
}

TEST(CurlDeliveryTest, AServerThatDoesNotSpeakTlsProvesThatNothingWasSent) {
  ScriptedServer server([](const SeenRequest&) { return reply(200); });
  CurlTransport transport;
  std::string url = server.url();
  url.replace(0, 4, "https");
  HttpRequest request = paid(url);
  request.timeout = 300ms;
  const Failure failure = failure_of(transport, std::move(request));
  EXPECT_EQ(failure.code, "unsent");
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlDeliveryTest, AResetAfterTheRequestLeavesItsOutcomeUnknown) {
  ScriptedServer server([](const SeenRequest&) { return Reaction{.end = Reaction::End::reset}; });
  CurlTransport transport;
  EXPECT_EQ(failure_of(transport, get(server.url())), (Failure{ErrorKind::transient, "sent"}));
  EXPECT_EQ(failure_of(transport, paid(server.url())), (Failure{ErrorKind::unknown_outcome, "sent"}));
}

TEST(CurlDeliveryTest, AResetOnAcceptIsNoProof) {
  ScriptedServer server([](const SeenRequest&) { return reply(200); }, {.resets_on_accept = true});
  CurlTransport transport;
  const Failure failure = failure_of(transport, paid(server.url()));
  // The reset may be seen while connecting or after the first byte has left; either is told truthfully.
  const std::set<std::pair<ErrorKind, std::string>> truthful{{ErrorKind::unknown_outcome, "sent"},
                                                             {ErrorKind::transient, "unsent"}};
  EXPECT_TRUE(truthful.contains({failure.kind, failure.code}));
}

TEST(CurlDeliveryTest, AnAnswerThatIsCutOffLeavesTheOutcomeUnknown) {
  ScriptedServer server([](const SeenRequest&) {
    return Reaction{.bytes = "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":",
                    .end = Reaction::End::close};
  });
  CurlTransport transport;
  EXPECT_EQ(failure_of(transport, get(server.url())), (Failure{ErrorKind::transient, "sent"}));
  EXPECT_EQ(failure_of(transport, paid(server.url())), (Failure{ErrorKind::unknown_outcome, "sent"}));
}

TEST(CurlDeliveryTest, AnAnswerThatIsNotHttpIsNeverAnAnswer) {
  ScriptedServer server(
      [](const SeenRequest&) { return Reaction{.bytes = "220 mail ready\r\n", .end = Reaction::End::close}; });
  CurlTransport transport;
  EXPECT_EQ(failure_of(transport, paid(server.url())), (Failure{ErrorKind::unknown_outcome, "sent"}));
}

TEST(CurlDeliveryTest, ATimeoutAfterTheRequestLeavesItsOutcomeUnknown) {
  ScriptedServer server([](const SeenRequest&) {
    Reaction never = reply(200);
    never.pause = 1h;
    return never;
  });
  CurlTransport transport;
  HttpRequest request = get(server.url());
  request.timeout = 50ms;
  EXPECT_EQ(failure_of(transport, request), (Failure{ErrorKind::deadline, "sent"}));
  request = paid(server.url());
  request.timeout = 50ms;
  EXPECT_EQ(failure_of(transport, request), (Failure{ErrorKind::unknown_outcome, "sent"}));
}

TEST(CurlDeliveryTest, AnAnswerThatStandsStillIsGivenUp) {
  ScriptedServer server([](const SeenRequest&) {
    Reaction stuck = reply(200, std::string(100, 'x'));
    stuck.bytes.resize(stuck.bytes.size() - 50);
    return stuck;
  });
  CurlTransport transport(CurlTransport::Options{.stall_timeout = 20ms});
  EXPECT_EQ(failure_of(transport, get(server.url())), (Failure{ErrorKind::deadline, "sent"}));
}

TEST(CurlDeliveryTest, WaitingForAnAnswerToBeginIsNoStandstill) {
  ScriptedServer server([](const SeenRequest&) {
    Reaction thinking = reply(200, "thought");
    thinking.pause = 100ms;
    return thinking;
  });
  CurlTransport transport(CurlTransport::Options{.stall_timeout = 10ms});
  EXPECT_EQ(send(transport, get(server.url())).value().text(), "thought");
}

TEST(CurlDeliveryTest, AnAnswerThatIsTooLongDoesNotHideThatAPaidRequestWasReceived) {
  ScriptedServer server([](const SeenRequest&) { return reply(201, std::string(5000, 'x')); });
  CurlTransport transport;
  HttpRequest request = paid(server.url());
  request.max_response_bytes = 100;
  EXPECT_EQ(failure_of(transport, request), (Failure{ErrorKind::unknown_outcome, "sent"}));
}

/// Answers the first request of every connection and closes at the second one without a byte: what an idle connection
/// that dies at the wrong moment looks like.
Reaction dies_when_reused(std::set<int>& known, const SeenRequest& request) {
  if (known.insert(request.connection).second) return reply(201, "made");
  return {.end = Reaction::End::close};
}

TEST(CurlDeliveryTest, LibcurlRepeatsAnOrdinaryPostWhenAReusedConnectionDies) {
  std::set<int> known;
  ScriptedServer server([&known](const SeenRequest& request) { return dies_when_reused(known, request); });
  CurlTransport transport;
  EXPECT_TRUE(send(transport, post(server.url(), "x")));
  EXPECT_TRUE(send(transport, post(server.url(), "x"))) << "libcurl hides the loss by sending again";
  EXPECT_EQ(server.requests().size(), 3U) << "two calls, three requests: why paid creates must not share connections";
}

TEST(CurlDeliveryTest, APaidPostIsNeverSentTwiceWhenConnectionsDie) {
  std::set<int> known;
  ScriptedServer server([&known](const SeenRequest& request) { return dies_when_reused(known, request); });
  CurlTransport transport;
  constexpr std::size_t calls = 20;
  for (std::size_t i = 0; i < calls; ++i) {
    // An ordinary request leaves an idle connection behind that a careless client would reuse.
    if (i % 4 == 0) EXPECT_TRUE(send(transport, get(server.url("/read"))));
    EXPECT_TRUE(send(transport, paid(server.url("/create"))));
  }
  std::set<int> connections;
  std::size_t creates = 0;
  for (const SeenRequest& request : server.requests()) {
    if (request.method != "POST") continue;
    ++creates;
    EXPECT_TRUE(connections.insert(request.connection).second) << "a paid request shared a connection";
  }
  EXPECT_EQ(creates, calls);
  EXPECT_EQ(transport.statistics().fresh_connections, calls);
}

TEST(CurlDeliveryTest, APaidPostWhoseConnectionDiesWithoutAByteIsSeenOnce) {
  ScriptedServer server([](const SeenRequest& request) {
    if (request.method == "GET") return reply(200);
    return Reaction{.end = Reaction::End::close};
  });
  CurlTransport transport;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(send(transport, get(server.url("/read"))));
    EXPECT_EQ(failure_of(transport, paid(server.url("/create"))), (Failure{ErrorKind::unknown_outcome, "sent"}));
  }
  const auto seen = server.requests();
  EXPECT_EQ(std::ranges::count(seen, "POST", &SeenRequest::method), 10);
}

TEST(CurlDeliveryTest, APaidPostFollowsNoRedirect) {
  ScriptedServer server([](const SeenRequest&) { return reply(307, "", {"Location: /elsewhere"}); });
  CurlTransport transport;
  HttpRequest request = paid(server.url());
  request.max_redirects = 5;
  EXPECT_EQ(send(transport, std::move(request)).value().status, 307);
  EXPECT_EQ(server.requests().size(), 1U);
}

}  // namespace
}  // namespace tessera::test
