#include "providers/s3/store.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"

namespace tessera::s3 {
namespace {

constexpr std::size_t most_compared_bytes = 256U << 20U;
constexpr std::size_t longest_key = 1024;  // bytes; S3's own limit

bool is_plain_key(std::string_view key) {
  if (key.empty() || key.size() > longest_key) return false;
  for (std::size_t start = 0; start <= key.size();) {
    const std::size_t end = std::min(key.find('/', start), key.size());
    const std::string_view part = key.substr(start, end - start);
    if (part.empty() || part == "." || part == "..") return false;
    start = end + 1;
  }
  return std::ranges::none_of(key, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

Result<Place> parse_place(std::string_view url) {
  constexpr std::string_view scheme = "s3://";
  if (!url.starts_with(scheme)) return failure(ErrorKind::usage, fmt::format("\"{}\" is no s3:// address", url));
  const std::string_view rest = url.substr(scheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  Place place{.bucket = std::string(rest.substr(0, slash)), .prefix = std::string(rest.substr(slash))};
  if (place.prefix.starts_with('/')) place.prefix.erase(0, 1);
  if (place.prefix.ends_with('/')) place.prefix.pop_back();
  if (!is_bucket_name(place.bucket)) {
    return failure(ErrorKind::usage, fmt::format("\"{}\" cannot be the name of a bucket", place.bucket));
  }
  if (!place.prefix.empty() && !is_plain_key(place.prefix)) {
    return failure(ErrorKind::usage, fmt::format("\"{}\" cannot be a prefix of keys", place.prefix));
  }
  return place;
}

std::string Store::name() const {
  return place_.prefix.empty() ? "s3://" + place_.bucket : fmt::format("s3://{}/{}", place_.bucket, place_.prefix);
}

Result<ObjectName> Store::object_of(const std::string& key) const {
  std::string whole = place_.prefix.empty() ? key : place_.prefix + "/" + key;
  if (!is_plain_key(whole)) return failure(ErrorKind::usage, fmt::format("\"{}\" cannot be a key of S3", whole));
  return ObjectName{.bucket = place_.bucket, .key = std::move(whole)};
}

Task<Result<std::string>> Store::put(std::string key, Bytes bytes, std::string media_type) {
  const Result<ObjectName> object = object_of(key);
  if (!object) co_return std::unexpected(object.error());
  const Result<void> stored = co_await client_.put(*object, std::move(bytes), std::move(media_type));
  if (!stored) co_return std::unexpected(stored.error());
  co_return client_.public_url(*object);
}

Task<Result<bool>> Store::holds(std::string key, BlobId content) {
  const Result<ObjectName> object = object_of(key);
  if (!object) co_return std::unexpected(object.error());
  const Result<ObjectInfo> info = co_await client_.head(*object);
  if (!info) {
    if (info.error().kind == ErrorKind::not_found) co_return false;
    co_return std::unexpected(info.error());
  }
  if (!info->sha256.empty()) co_return info->sha256 == content.text();
  const Result<Object> whole = co_await client_.get(*object, most_compared_bytes);
  if (!whole) co_return std::unexpected(whole.error());
  co_return blob_id(whole->bytes) == content;
}

}  // namespace tessera::s3
