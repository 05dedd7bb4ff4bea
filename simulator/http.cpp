#include "simulator/http.h"

#include <algorithm>
#include <charconv>

#include <boost/url/parse.hpp>

namespace tessera::sim {
namespace {

bool equal_names(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<std::size_t> read_number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const noexcept {
  for (const auto& header : headers) {
    if (equal_names(header.name, name)) return header.value;
  }
  return std::nullopt;
}

bool split_target(std::string_view target, Request& request) {
  const auto url = boost::urls::parse_origin_form(target);
  if (url.has_error()) return false;
  request.segments.clear();
  request.query.clear();
  for (const auto segment : url->segments()) request.segments.emplace_back(segment);
  for (const auto parameter : url->params()) request.query[parameter.key] = parameter.value;
  return true;
}

Reply text_reply(int status, std::string_view text, std::string content_type) {
  return {
      .status = status, .body = std::make_shared<const Bytes>(to_bytes(text)), .content_type = std::move(content_type)};
}

Reply json_reply(int status, const json::value& body) {
  return text_reply(status, json::serialize(body), "application/json");
}

Reply problem(int status, std::string_view title, std::string_view detail) {
  json::object body;
  if (!title.empty()) body["title"] = title;
  body["detail"] = detail;
  body["status"] = status;
  return text_reply(status, json::serialize(body), "application/problem+json");
}

Reply not_found(std::string_view detail) { return problem(404, "", detail); }

Reply bytes_reply(const Request& request, std::shared_ptr<const Bytes> whole, std::string content_type) {
  Reply reply{.body = whole, .content_type = std::move(content_type)};
  reply.headers.push_back({"Accept-Ranges", "bytes"});
  const auto range = request.header("Range");
  if (!range || !range->starts_with("bytes=")) return reply;
  const auto wanted = range->substr(6);
  const auto dash = wanted.find('-');
  if (dash == std::string_view::npos || wanted.contains(',')) return reply;
  const auto size = whole->size();
  const auto first = read_number(wanted.substr(0, dash));
  const auto last = read_number(wanted.substr(dash + 1));
  const auto from = first ? *first : size - std::min(size, last.value_or(0));
  const auto to = first && last ? std::min(*last + 1, size) : size;
  if (from >= to) {
    reply.status = 416;
    reply.body = std::make_shared<const Bytes>();
    reply.headers.push_back({"Content-Range", "bytes */" + std::to_string(size)});
    return reply;
  }
  reply.status = 206;
  reply.body = std::make_shared<const Bytes>(whole->begin() + static_cast<std::ptrdiff_t>(from),
                                             whole->begin() + static_cast<std::ptrdiff_t>(to));
  reply.headers.push_back(
      {"Content-Range", "bytes " + std::to_string(from) + "-" + std::to_string(to - 1) + "/" + std::to_string(size)});
  return reply;
}

}  // namespace tessera::sim
