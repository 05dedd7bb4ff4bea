#include "providers/runpod/workflow.h"

#include <optional>
#include <string_view>
#include <utility>

#include <boost/url/pct_string_view.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "net/url.h"

namespace tessera::runpod {
namespace {

constexpr std::string_view opening = "{{";
constexpr std::string_view closing = "}}";
constexpr std::string_view amazon = ".amazonaws.com";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string as_words(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : line_json(value);
}

Result<const json::value*> look_up(const Placeholders& values, std::string_view name) {
  const auto found = values.find(name);
  if (found != values.end()) return &found->second;
  std::string known;
  for (const auto& each : values) known += fmt::format("{}{{{{{}}}}}", known.empty() ? "" : ", ", each.first);
  return failure(ErrorKind::usage,
                 fmt::format("the workflow has a placeholder {{{{{}}}}}; there are {}", name.substr(0, 100), known));
}

Result<json::value> fill_in_text(std::string_view text, const Placeholders& values) {
  std::string filled;
  for (;;) {
    const std::size_t begin = text.find(opening);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find(closing, begin);
    if (end == std::string_view::npos) break;
    const std::string_view name = trimmed(text.substr(begin + opening.size(), end - begin - opening.size()));
    const Result<const json::value*> value = look_up(values, name);
    if (!value) return std::unexpected(value.error());
    const bool alone = filled.empty() && begin == 0 && end + closing.size() == text.size();
    if (alone) return **value;
    filled += text.substr(0, begin);
    filled += as_words(**value);
    text.remove_prefix(end + closing.size());
  }
  filled += text;
  return json::value(filled);
}

/// "bucket.s3.region" or "bucket.s3": the bucket. "s3.region" or "s3": empty, it stands in the path. Nothing otherwise.
std::optional<std::string> bucket_of_host(std::string_view host) {
  if (!host.ends_with(amazon)) return std::nullopt;
  host.remove_suffix(amazon.size());
  if (host == "s3" || host.starts_with("s3.") || host.starts_with("s3-")) return std::string();
  // A bucket may have dots, and "s3" may be one of its parts: the last one counts.
  for (const std::string_view mark : {".s3.", ".s3-"}) {
    if (const std::size_t at = host.rfind(mark); at != std::string_view::npos) return std::string(host.substr(0, at));
  }
  if (host.ends_with(".s3")) return std::string(host.substr(0, host.size() - 3));
  return std::nullopt;
}

}  // namespace

Result<json::value> fill_in(const json::value& workflow, const Placeholders& values) {
  if (const json::string* text = workflow.if_string()) return fill_in_text(*text, values);
  if (const json::array* array = workflow.if_array()) {
    json::array filled;
    for (const json::value& item : *array) {
      Result<json::value> value = fill_in(item, values);
      if (!value) return value;
      filled.push_back(std::move(*value));
    }
    return filled;
  }
  if (const json::object* object = workflow.if_object()) {
    json::object filled;
    for (const auto& member : *object) {
      Result<json::value> value = fill_in(member.value(), values);
      if (!value) return value;
      filled[member.key()] = std::move(*value);
    }
    return filled;
  }
  return workflow;
}

std::set<std::string> placeholders_in(const json::value& workflow) {
  const std::string text = json::serialize(workflow);
  std::set<std::string> names;
  std::size_t begin = 0;
  while ((begin = text.find(opening, begin)) != std::string::npos) {
    const std::size_t end = text.find(closing, begin);
    if (end == std::string::npos) break;
    names.emplace(trimmed(std::string_view(text).substr(begin + opening.size(), end - begin - opening.size())));
    begin = end + closing.size();
  }
  return names;
}

Result<std::string> s3_address(std::string_view address, std::string_view endpoint) {
  constexpr std::string_view scheme = "s3://";
  const auto refused = [address] {
    return failure(ErrorKind::usage, fmt::format("{} is no object of S3", redact_url(address)));
  };
  if (address.starts_with(scheme)) {
    const std::size_t slash = address.find('/', scheme.size());
    if (slash == std::string_view::npos || slash == scheme.size() || slash + 1 == address.size()) return refused();
    return std::string(address);
  }
  const Result<Url> url = parse_url(address);
  if (!url) return refused();
  const Result<Url> own = parse_url(endpoint);
  std::optional<std::string> bucket = bucket_of_host(url->host);
  if (own && own->origin() == url->origin()) bucket = std::string();
  const auto encoded = boost::urls::make_pct_string_view(std::string_view(url->path).substr(1));
  if (!bucket || !encoded) return refused();
  std::string path = encoded->decode();
  if (!bucket->empty()) path = *bucket + "/" + path;
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == path.size()) return refused();
  return std::string(scheme) + path;
}

}  // namespace tessera::runpod
