#include "net/curl_transfer.h"

#include <algorithm>
#include <charconv>
#include <new>
#include <string_view>

namespace tessera {

namespace {

constexpr std::size_t most_header_bytes = 256U << 10U;
constexpr long receive_buffer = 128L << 10;
constexpr long upload_buffer = 256L << 10;
/// What an answer announces is reserved in advance only up to here; the rest must arrive first.
constexpr std::size_t most_reserved = 16U << 20U;

long as_long(std::chrono::milliseconds time) { return static_cast<long>(std::max<std::int64_t>(time.count(), 1)); }

}  // namespace

CurlTransfer::CurlTransfer(std::shared_ptr<const HttpRequest> request, std::string url, const Limits& limits)
    : request_(std::move(request)),
      url_(std::move(url)),
      easy_(curl_easy_init()),
      stall_timeout_(limits.stall_timeout),
      progress_time_(std::chrono::steady_clock::now()) {
  if (easy_ == nullptr) throw std::bad_alloc();
  prepare(limits);
}

CurlTransfer::~CurlTransfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(headers_);
}

void CurlTransfer::prepare(const Limits& limits) {
  curl_easy_setopt(easy_, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  // The caller checked which of the two this URL may be; redirects are ours too, so no other scheme is ever reached.
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, url_.starts_with("https:") ? "https" : "http");
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!limits.user_agent.empty()) curl_easy_setopt(easy_, CURLOPT_USERAGENT, limits.user_agent.c_str());
  if (!limits.ca_file.empty()) curl_easy_setopt(easy_, CURLOPT_CAINFO, limits.ca_file.c_str());
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, as_long(std::min(limits.connect_timeout, limits.total_timeout)));
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, as_long(limits.total_timeout));
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy_, CURLOPT_BUFFERSIZE, receive_buffer);
  if (request_->body.size() > (64U << 10U)) curl_easy_setopt(easy_, CURLOPT_UPLOAD_BUFFERSIZE, upload_buffer);
  if (request_->delivery == Delivery::at_most_once) {
    // libcurl sends a POST again by itself when a reused connection dies before the answer's first byte (shown by
    // tests/net/curl_delivery_test.cpp), and a connection of HTTP/2 counts as reused as soon as anybody joins it
    // (reuse_conn and Curl_retry_request of 7.88). So: a connection that nobody else was on or can come onto.
    curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  } else {
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    if (url_.starts_with("https:")) curl_easy_setopt(easy_, CURLOPT_PIPEWAIT, 1L);
  }
  const auto limit = static_cast<curl_off_t>(request_->max_response_bytes);
  curl_easy_setopt(easy_, CURLOPT_MAXFILESIZE_LARGE, limit);

  curl_easy_setopt(easy_, CURLOPT_PREREQDATA, this);
  const curl_prereq_callback before_request = [](void* self, char*, char*, int, int) {
    static_cast<CurlTransfer*>(self)->request_left_ = true;
    return CURL_PREREQFUNC_OK;
  };
  curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, before_request);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  const curl_write_callback header = [](char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<CurlTransfer*>(self)->on_header({data, size * count});
  };
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, header);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  const curl_write_callback body = [](char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<CurlTransfer*>(self)->on_body({reinterpret_cast<std::uint8_t*>(data), size * count});
  };
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, body);
  curl_easy_setopt(easy_, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy_, CURLOPT_XFERINFODATA, this);
  const curl_xferinfo_callback progress = [](void* self, curl_off_t, curl_off_t received, curl_off_t, curl_off_t sent) {
    return static_cast<CurlTransfer*>(self)->is_stalled(received, sent) ? 1 : 0;
  };
  curl_easy_setopt(easy_, CURLOPT_XFERINFOFUNCTION, progress);

  set_method_and_body();
  set_headers();
}

void CurlTransfer::set_method_and_body() {
  const HttpRequest& request = *request_;
  if (request.method == "HEAD") {
    curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request.method == "GET" && request.body.empty()) {
    curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    return;
  }
  const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (has_body) {
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request.body.empty() ? "" : as_text(request.body).data());
  }
  if (request.method != "POST") curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void CurlTransfer::set_headers() {
  const auto append = [this](const std::string& line) {
    curl_slist* grown = curl_slist_append(headers_, line.c_str());
    if (grown == nullptr) throw std::bad_alloc();
    headers_ = grown;
  };
  bool names_type = false;
  for (const HttpHeader& header : request_->headers) {
    names_type = names_type || same_header_name(header.name, "Content-Type");
    // libcurl reads "Name:" as "send none of these" and "Name;" as "send it empty".
    append(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  append("Expect:");
  if (!names_type) append("Content-Type:");
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
}

std::size_t CurlTransfer::on_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > most_header_bytes) {
    too_long_ = true;
    return 0;
  }
  const std::size_t whole = line.size();
  if (line.starts_with("HTTP/")) {
    // A new head: what came before was an interim answer (100, 103) or a proxy's.
    answer_.headers.clear();
    return whole;
  }
  while (line.ends_with('\r') || line.ends_with('\n')) line.remove_suffix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return whole;
  std::string_view value = line.substr(colon + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  answer_.headers.push_back({.name = std::string(line.substr(0, colon)), .value = std::string(value)});
  return whole;
}

std::size_t CurlTransfer::on_body(ByteView bytes) {
  Bytes& body = answer_.body;
  if (bytes.size() > request_->max_response_bytes - body.size()) {
    too_long_ = true;
    return 0;
  }
  if (body.empty()) {
    curl_off_t announced = -1;
    curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    if (announced > 0) body.reserve(std::min(static_cast<std::size_t>(announced), most_reserved));
  }
  body.insert(body.end(), bytes.begin(), bytes.end());
  return bytes.size();
}

bool CurlTransfer::is_stalled(curl_off_t received, curl_off_t sent) {
  const auto now = std::chrono::steady_clock::now();
  const bool answering = received > 0;
  const bool sending = request_left_ && sent < static_cast<curl_off_t>(request_->body.size());
  // Waiting for an answer to begin is not a stall: models think for minutes. The total timeout bounds that.
  if (received + sent != progress_ || !(answering || sending)) {
    progress_ = received + sent;
    progress_time_ = now;
    return false;
  }
  stalled_ = now - progress_time_ > stall_timeout_;
  return stalled_;
}

void CurlTransfer::finish(CURLcode code) {
  code_ = code;
  if (code == CURLE_FILESIZE_EXCEEDED) too_long_ = true;
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  answer_.status = static_cast<int>(status);
  long connections = 0;
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connections);
  long request_bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &request_bytes);
  long header_bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_HEADER_SIZE, &header_bytes);
  curl_off_t sent = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_UPLOAD_T, &sent);
  curl_off_t received = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &received);
  traffic_ = {.connections = static_cast<std::uint64_t>(connections),
              .bytes_sent = static_cast<std::uint64_t>(request_bytes + sent),
              .bytes_received = static_cast<std::uint64_t>(header_bytes + received)};
}

}  // namespace tessera
