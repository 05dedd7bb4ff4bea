#pragma once
// HttpTransport on libcurl: connections are kept and shared (HTTP/2 where the server offers it), TLS is verified,
// proxies come from the environment. Paid creates travel on a connection of their own, on a second thread with a second
// set of connections, so that libcurl has no reason ever to send one of them again. Thread: the loop. Threads of its
// own start with the first request of each kind.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "net/curl_loop.h"
#include "net/http.h"

namespace tessera {

/// What went over the wire since the start; for benchmarks and reports.
struct TransportStatistics {
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;        ///< made for repeatable requests
  std::uint64_t fresh_connections = 0;  ///< made for at_most_once requests, which never share one
  std::uint64_t bytes_sent = 0;         ///< request heads and bodies
  std::uint64_t bytes_received = 0;
};

class CurlTransport final : public HttpTransport {
 public:
  struct Options {
    std::chrono::milliseconds connect_timeout{15'000};
    std::chrono::milliseconds stall_timeout{30'000};  ///< without a byte in the middle of a request or an answer
    std::string user_agent = "tessera";
    std::string ca_file;  ///< empty: the system's
  };

  CurlTransport() : CurlTransport(Options()) {}
  explicit CurlTransport(Options options);
  /// Requests in flight end as cancelled; the loop may run on afterwards.
  ~CurlTransport() override;

  [[nodiscard]] Task<Result<HttpResponse>> send(HttpRequest request) override;
  [[nodiscard]] Task<Result<HttpResponse>> send_shared(std::shared_ptr<const HttpRequest> request,
                                                       std::chrono::milliseconds time_limit) override;

  /// Starts what the first shared request needs: libcurl, its TLS library, the thread. Takes some milliseconds. Any
  /// thread; the transport must stay meanwhile.
  void start_up() { shared_.start_up(); }

  [[nodiscard]] const TransportStatistics& statistics() const noexcept { return *statistics_; }

 private:
  [[nodiscard]] Task<Result<HttpResponse>> exchange(std::shared_ptr<const HttpRequest> request, std::string url,
                                                    std::chrono::milliseconds time_limit);

  Options options_;
  std::shared_ptr<TransportStatistics> statistics_ = std::make_shared<TransportStatistics>();
  CurlLoop shared_;
  CurlLoop fresh_;
};

}  // namespace tessera
