#include <memory>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "base/random.h"
#include "net/curl_transport.h"
#include "net/scripted_server.h"
#include "net/sending.h"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;

Reaction never(const SeenRequest&) {
  Reaction late = reply(200);
  late.pause = 1h;
  return late;
}

TEST(CurlCancellationTest, EndsARequestInFlight) {
  ScriptedServer server(never);
  CurlTransport transport;
  asio::io_context loop;
  Result<HttpResponse> answer;
  Spawned task(loop, send_into(transport, get(server.url()), answer));
  loop.poll();
  server.wait_for_requests(1);
  task.cancel();
  loop.run();
  EXPECT_TRUE(task.was_cancelled());
}

TEST(CurlCancellationTest, OfOneRequestLeavesTheOthersAlone) {
  ScriptedServer server(
      [](const SeenRequest& request) { return request.target == "/never" ? never(request) : reply(200, "ok"); });
  CurlTransport transport;
  asio::io_context loop;
  Result<HttpResponse> lost;
  Spawned doomed(loop, send_into(transport, get(server.url("/never")), lost));
  loop.poll();
  server.wait_for_requests(1);
  doomed.cancel();
  Result<HttpResponse> answer;
  Spawned task(loop, send_into(transport, get(server.url("/")), answer));
  loop.run();
  EXPECT_TRUE(doomed.was_cancelled());
  EXPECT_EQ(answer.value().text(), "ok");
}

TEST(CurlCancellationTest, SurvivesTwoHundredRacesWithTheAnswer) {
  ScriptedServer server([](const SeenRequest&) { return reply(200, std::string(2000, 'x')); });
  CurlTransport transport;
  Random random(7);
  int answered = 0;
  int cancelled = 0;
  for (int i = 0; i < 200; ++i) {
    asio::io_context loop;
    Result<HttpResponse> answer;
    HttpRequest request = i % 3 == 0 ? post(server.url(), "x") : get(server.url());
    if (i % 3 == 0) request.delivery = Delivery::at_most_once;
    Spawned task(loop, send_into(transport, std::move(request), answer));
    asio::steady_timer timer(loop, std::chrono::microseconds(random.below(1500)));
    timer.async_wait([&task](const boost::system::error_code&) { task.cancel(); });
    loop.run();
    ASSERT_TRUE(task.succeeded() || task.was_cancelled());
    ++(task.succeeded() ? answered : cancelled);
  }
  EXPECT_EQ(answered + cancelled, 200);
  EXPECT_EQ(send(transport, get(server.url())).value().status, 200) << "the transport still works";
}

TEST(CurlCancellationTest, DestroyingTheTransportEndsItsRequests) {
  ScriptedServer server(never);
  auto transport = std::make_unique<CurlTransport>();
  asio::io_context loop;
  std::vector<Result<HttpResponse>> answers(8);
  std::vector<std::unique_ptr<Spawned>> tasks;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    HttpRequest request = post(server.url(), "x");
    if (i % 2 == 0) request.delivery = Delivery::at_most_once;
    tasks.push_back(std::make_unique<Spawned>(loop, send_into(*transport, std::move(request), answers[i])));
  }
  loop.poll();
  server.wait_for_requests(answers.size());
  transport.reset();
  loop.run();
  for (const auto& task : tasks) EXPECT_TRUE(task->was_cancelled());
}

TEST(CurlCancellationTest, ALoopMayGoWhileARequestIsInFlight) {
  ScriptedServer server(never);
  CurlTransport transport;
  for (int i = 0; i < 20; ++i) {
    auto loop = std::make_unique<asio::io_context>();
    Result<HttpResponse> answer;
    const Spawned task(*loop, send_into(transport, get(server.url()), answer));
    loop->poll();
    if (i % 2 == 0) server.wait_for_requests(static_cast<std::size_t>(i) / 2 + 1);
    loop.reset();
    EXPECT_FALSE(task.ended());
  }
  ScriptedServer other([](const SeenRequest&) { return reply(200); });
  EXPECT_EQ(send(transport, get(other.url())).value().status, 200);
}

TEST(CurlCancellationTest, ATransportThatWasNeverUsedStartsNothing) {
  const CurlTransport transport;
  EXPECT_EQ(transport.statistics().requests, 0U);
}

}  // namespace
}  // namespace tessera::test
