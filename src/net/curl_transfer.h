#pragma once
// One exchange as libcurl sees it: an easy handle, the request it reads and the answer it fills. Owned by one thread at
// a time: the loop prepares it, the curl thread performs it, the loop reads it.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <curl/curl.h>

#include "net/http.h"

namespace tessera {

class CurlTransfer {
 public:
  struct Limits {
    std::chrono::milliseconds connect_timeout;
    std::chrono::milliseconds total_timeout;
    std::chrono::milliseconds stall_timeout;  ///< without a byte while the request or the answer is under way
    std::string user_agent;
    std::string ca_file;  ///< empty: the system's
  };

  /// `url` and the headers of `request` are checked already.
  CurlTransfer(std::shared_ptr<const HttpRequest> request, std::string url, const Limits& limits);
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
  ~CurlTransfer();

  [[nodiscard]] CURL* handle() const noexcept { return easy_; }

  /// Set by the curl thread when the exchange is over.
  void finish(CURLcode code);
  [[nodiscard]] CURLcode code() const noexcept { return code_; }
  /// True from the moment just before the first byte of the request could leave.
  [[nodiscard]] bool request_left() const noexcept { return request_left_; }
  [[nodiscard]] bool too_long() const noexcept { return too_long_; }
  [[nodiscard]] bool stalled() const noexcept { return stalled_; }
  [[nodiscard]] int status() const noexcept { return answer_.status; }
  /// The answer, once.
  [[nodiscard]] HttpResponse take_answer() { return std::move(answer_); }

  struct Traffic {
    std::uint64_t connections = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
  };
  [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }

 private:
  void prepare(const Limits& limits);
  void set_method_and_body();
  void set_headers();
  std::size_t on_header(std::string_view line);
  std::size_t on_body(ByteView bytes);
  bool is_stalled(curl_off_t received, curl_off_t sent);

  std::shared_ptr<const HttpRequest> request_;
  std::string url_;
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::chrono::milliseconds stall_timeout_;
  HttpResponse answer_;
  std::size_t header_bytes_ = 0;
  CURLcode code_ = CURLE_OK;
  bool request_left_ = false;
  bool too_long_ = false;
  bool stalled_ = false;
  curl_off_t progress_ = 0;
  std::chrono::steady_clock::time_point progress_time_;
  Traffic traffic_;
};

}  // namespace tessera
