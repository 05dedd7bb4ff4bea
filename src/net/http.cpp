#include "net/http.h"

#include <algorithm>
#include <memory>
#include <ranges>

namespace tessera {

namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool same_header_name(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> HttpResponse::header(std::string_view name) const noexcept {
  for (const HttpHeader& header : headers | std::views::reverse) {
    if (same_header_name(header.name, name)) return header.value;
  }
  return std::nullopt;
}

Task<Result<HttpResponse>> HttpTransport::send_shared(std::shared_ptr<const HttpRequest> request,
                                                      std::chrono::milliseconds time_limit) {
  HttpRequest copy = *request;
  copy.timeout = std::min(copy.timeout, time_limit);
  co_return co_await send(std::move(copy));
}

}  // namespace tessera
