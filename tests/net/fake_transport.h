#pragma once
// A transport that answers from a script, in the time of a fake clock.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "async/fake_clock.h"
#include "net/http.h"

namespace tessera::test {

class FakeTransport final : public HttpTransport {
 public:
  using Script = std::function<Result<HttpResponse>(const HttpRequest&, std::size_t number)>;

  FakeTransport(Clock& clock, Duration latency, Script script)
      : clock_(clock), latency_(latency), script_(std::move(script)) {}

  [[nodiscard]] Task<Result<HttpResponse>> send(HttpRequest request) override {
    sent_at_.push_back(clock_.now());
    const std::size_t number = sent_at_.size();
    co_await clock_.sleep_for(latency_);
    co_return script_(request, number);
  }
  [[nodiscard]] const std::vector<SteadyTime>& sent_at() const { return sent_at_; }

 private:
  Clock& clock_;
  Duration latency_;
  Script script_;
  std::vector<SteadyTime> sent_at_;
};

[[nodiscard]] inline HttpResponse response(int status, std::string_view body = "",
                                           std::vector<HttpHeader> headers = {}) {
  return {.status = status, .headers = std::move(headers), .body = to_bytes(body)};
}

}  // namespace tessera::test
