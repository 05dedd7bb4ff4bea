#include "providers/s3/sigv4.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/digest.h"
#include "net/url.h"

namespace tessera::s3 {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

struct Stamp {
  std::string date;  ///< "20130524"
  std::string time;  ///< "20130524T000000Z"
};

Stamp stamp_of(WallTime now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(now - day));
  Stamp stamp;
  stamp.date = fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                           static_cast<unsigned>(date.day()));
  stamp.time = fmt::format("{}T{:02}{:02}{:02}Z", stamp.date, clock.hours().count(), clock.minutes().count(),
                           clock.seconds().count());
  return stamp;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// Trimmed, inner runs of blanks collapsed to one.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

struct CanonicalHeaders {
  std::string block;  ///< "host:…\n" each
  std::string names;  ///< "host;range"
};

CanonicalHeaders canonical_headers(const std::vector<HttpHeader>& headers) {
  std::vector<std::pair<std::string, std::string>> sorted;
  for (const HttpHeader& header : headers) sorted.emplace_back(lower(header.name), canonical_value(header.value));
  std::ranges::sort(sorted);
  CanonicalHeaders out;
  for (const auto& [name, value] : sorted) {
    out.block += fmt::format("{}:{}\n", name, value);
    if (!out.names.empty()) out.names += ';';
    out.names += name;
  }
  return out;
}

std::string canonical_request(const Signable& request, const CanonicalHeaders& headers, const std::string& query,
                              std::string_view payload) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, percent_encode_path(request.path), query, headers.block,
                     headers.names, payload);
}

std::string scope_of(const Stamp& stamp, std::string_view region) {
  return fmt::format("{}/{}/s3/aws4_request", stamp.date, region);
}

std::string signature_of(const std::string& canonical, const Stamp& stamp, std::string_view region,
                         const Credentials& credentials) {
  const std::string to_sign = fmt::format("{}\n{}\n{}\n{}", algorithm, stamp.time, scope_of(stamp, region),
                                          to_hex(sha256(as_bytes(canonical))));
  const std::string secret = "AWS4" + credentials.secret_key.reveal();
  const Sha256 date_key = hmac_sha256(as_bytes(secret), as_bytes(stamp.date));
  const Sha256 region_key = hmac_sha256(date_key, as_bytes(region));
  const Sha256 service_key = hmac_sha256(region_key, as_bytes("s3"));
  const Sha256 key = hmac_sha256(service_key, as_bytes("aws4_request"));
  return to_hex(hmac_sha256(key, as_bytes(to_sign)));
}

}  // namespace

std::string canonical_query(const Query& query) {
  Query sorted;
  for (const auto& [key, value] : query) {
    sorted.emplace_back(percent_encode(key), percent_encode(value));
  }
  std::ranges::sort(sorted);
  std::string out;
  for (const auto& [key, value] : sorted) {
    if (!out.empty()) out += '&';
    out += key + '=' + value;
  }
  return out;
}

std::vector<HttpHeader> signed_headers(const Signable& request, std::string_view payload_sha256,
                                       const Credentials& credentials, std::string_view region, WallTime now) {
  const Stamp stamp = stamp_of(now);
  std::vector<HttpHeader> headers = request.headers;
  headers.push_back({"x-amz-date", stamp.time});
  headers.push_back({"x-amz-content-sha256", std::string(payload_sha256)});
  if (!credentials.session_token.empty()) {
    headers.push_back({"x-amz-security-token", credentials.session_token.reveal()});
  }
  std::vector<HttpHeader> with_host = headers;
  with_host.push_back({"host", request.host});
  const CanonicalHeaders canonical = canonical_headers(with_host);
  const std::string text = canonical_request(request, canonical, canonical_query(request.query), payload_sha256);
  const std::string signature = signature_of(text, stamp, region, credentials);
  headers.push_back(
      {"authorization", fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm,
                                    credentials.access_key, scope_of(stamp, region), canonical.names, signature)});
  return headers;
}

std::string presigned_query(const Signable& request, const Credentials& credentials, std::string_view region,
                            WallTime now, std::chrono::seconds expires) {
  const Stamp stamp = stamp_of(now);
  std::vector<HttpHeader> headers = request.headers;
  headers.push_back({"host", request.host});
  const CanonicalHeaders canonical = canonical_headers(headers);
  Query query = request.query;
  query.emplace_back("X-Amz-Algorithm", algorithm);
  query.emplace_back("X-Amz-Credential", credentials.access_key + "/" + scope_of(stamp, region));
  query.emplace_back("X-Amz-Date", stamp.time);
  query.emplace_back("X-Amz-Expires", std::to_string(expires.count()));
  query.emplace_back("X-Amz-SignedHeaders", canonical.names);
  if (!credentials.session_token.empty()) {
    query.emplace_back("X-Amz-Security-Token", credentials.session_token.reveal());
  }
  const std::string sorted = canonical_query(query);
  const std::string text = canonical_request(request, canonical, sorted, unsigned_payload);
  return fmt::format("{}&X-Amz-Signature={}", sorted, signature_of(text, stamp, region, credentials));
}

}  // namespace tessera::s3
