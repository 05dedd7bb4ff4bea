#include "providers/s3/xml_error.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::s3 {
namespace {

constexpr std::size_t most_bytes = 64U << 10U;
constexpr std::size_t most_text = 1000;

constexpr std::array<std::pair<std::string_view, char>, 5> entities = {
    {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};

/// Entities resolved, control characters made blanks: the text goes into messages and logs.
std::string plain_text(std::string_view text) {
  std::string out;
  while (!text.empty() && out.size() < most_text) {
    const auto entity =
        std::ranges::find_if(entities, [text](const auto& candidate) { return text.starts_with(candidate.first); });
    if (entity != entities.end()) {
      out += entity->second;
      text.remove_prefix(entity->first.size());
      continue;
    }
    out += static_cast<unsigned char>(text.front()) < 0x20 ? ' ' : text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::string element(std::string_view document, std::string_view name) {
  const std::string opening = "<" + std::string(name) + ">";
  const std::size_t start = document.find(opening);
  if (start == std::string_view::npos) return {};
  const std::string_view rest = document.substr(start + opening.size());
  const std::size_t end = rest.find("</" + std::string(name) + ">");
  if (end == std::string_view::npos) return {};
  return plain_text(rest.substr(0, end));
}

}  // namespace

ErrorDocument read_error_document(ByteView body) {
  const std::string_view text = as_text(body.first(std::min(body.size(), most_bytes)));
  const std::size_t root = text.find("<Error");
  if (root == std::string_view::npos) return {};
  const std::string_view document = text.substr(root);
  ErrorDocument out;
  out.code = element(document, "Code");
  out.message = element(document, "Message");
  out.region = element(document, "Region");
  out.endpoint = element(document, "Endpoint");
  out.request_id = element(document, "RequestId");
  return out;
}

}  // namespace tessera::s3
