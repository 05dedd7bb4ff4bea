#pragma once
// What a provider stands on, scripted: a transport that answers from a function, blobs in memory, and time that jumps.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/fake_clock.h"
#include "async/spawned.h"
#include "base/digest.h"
#include "model/call.h"
#include "net/retry.h"

namespace tessera::test {

/// Answers each request by `script`, after `latency` on the clock; keeps what was sent.
class FakeHttp final : public HttpTransport {
 public:
  using Script = std::function<Result<HttpResponse>(const HttpRequest&)>;

  explicit FakeHttp(Clock& clock) : clock_(clock) {}

  Task<Result<HttpResponse>> send(HttpRequest request) override {
    sent.push_back(request);
    const Result<HttpResponse> answer = script(request);
    co_await clock_.sleep_for(latency);
    co_return answer;
  }

  /// Requests whose method and URL hold these texts.
  [[nodiscard]] std::size_t count(std::string_view method, std::string_view part_of_url) const {
    std::size_t found = 0;
    for (const HttpRequest& request : sent) {
      if (request.method == method && request.url.find(part_of_url) != std::string::npos) ++found;
    }
    return found;
  }

  Script script;
  Duration latency = std::chrono::milliseconds(10);
  std::vector<HttpRequest> sent;

 private:
  Clock& clock_;
};

class FakeBlobs final : public BlobReader {
 public:
  BlobId add(Bytes bytes) {
    const BlobId id = blob_id(bytes);
    blobs_[id] = std::move(bytes);
    return id;
  }
  Task<Result<Bytes>> read(BlobId blob) override {
    ++reads;
    const auto found = blobs_.find(blob);
    if (found == blobs_.end()) co_return failure(ErrorKind::not_found, "no blob " + blob.text());
    co_return found->second;
  }
  Result<std::uintmax_t> size_of(const BlobId& blob) const override {
    const auto found = blobs_.find(blob);
    if (found == blobs_.end()) return failure(ErrorKind::not_found, "no blob " + blob.text());
    return found->second.size();
  }
  int reads = 0;

 private:
  std::map<BlobId, Bytes> blobs_;
};

struct FakeWorld {
  asio::io_context loop;
  FakeClock clock{loop};
  FakeHttp http{clock};
  FakeBlobs blobs;
  Random random{1};
  RetryBudget budget;
  HostLimiter limiter{clock, {}};

  [[nodiscard]] RetryServices services() {
    return {.transport = http, .clock = clock, .random = random, .budget = budget, .limiter = &limiter};
  }
  void run(Task<void> work) { test::run(loop, clock, std::move(work)); }

  /// What a task gives.
  template <class T>
  T result_of(Task<T> task) {
    std::optional<T> result;
    const auto work = [&]() -> Task<void> { result = co_await std::move(task); };
    run(work());
    return std::move(*result);
  }

  /// Submits a call of run r-1; what it notes before it sends is in `wires`.
  Result<Accepted> submit(CallEndpoint& endpoint, CallSpec spec) {
    const auto note = [this](std::string wire) -> Task<Result<void>> {
      wires.push_back(wire);
      co_return Result<void>();
    };
    SubmitContext context{.run = RunId("r-1"), .about_to_send = note};
    return result_of(endpoint.submit(std::move(spec), std::move(context)));
  }
  std::vector<std::string> wires;
};

[[nodiscard]] inline HttpResponse answer(int status, std::string_view body, std::vector<HttpHeader> headers = {}) {
  return HttpResponse{.status = status, .headers = std::move(headers), .body = to_bytes(body)};
}

[[nodiscard]] inline std::string header_of(const HttpRequest& request, std::string_view name) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

/// A picture in name only: the first bytes of a PNG, then `size` bytes that depend on `seed`.
[[nodiscard]] inline Bytes fake_png(std::size_t size, std::uint8_t seed) {
  Bytes bytes = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
  bytes.resize(std::max(size, bytes.size()), seed);
  return bytes;
}

}  // namespace tessera::test
