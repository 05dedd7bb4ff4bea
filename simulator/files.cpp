#include "simulator/files.h"

#include <algorithm>

#include "base/digest.h"

namespace tessera::sim {
namespace {

constexpr std::string_view line_end = "\r\n";

// `name="value"` of a Content-Disposition.
std::string parameter_of(std::string_view header, std::string_view name) {
  const std::string start = "; " + std::string(name) + "=\"";
  const auto from = header.find(start);
  if (from == std::string_view::npos) return {};
  const auto value = header.substr(from + start.size());
  return std::string(value.substr(0, value.find('"')));
}

std::string_view header_of(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const auto end = std::min(headers.find(line_end), headers.size());
    const auto line = headers.substr(0, end);
    const auto colon = line.find(':');
    if (colon == name.size() && std::ranges::equal(line.substr(0, colon), name, {}, [](char c) {
          return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        })) {
      const auto value = line.substr(colon + 1);
      return value.substr(std::min(value.find_first_not_of(' '), value.size()));
    }
    headers.remove_prefix(std::min(end + line_end.size(), headers.size()));
  }
  return {};
}

void take_part(std::string_view headers, std::string_view body, Upload& upload) {
  const auto disposition = header_of(headers, "content-disposition");
  const auto field = parameter_of(disposition, "name");
  if (field == "content") {
    upload.content = to_bytes(body);
    if (upload.name.empty()) upload.name = parameter_of(disposition, "filename");
    if (const auto type = header_of(headers, "content-type"); !type.empty()) upload.content_type = type;
  } else if (field == "filename") {
    upload.name = body;
  } else if (field == "type") {
    upload.content_type = body;
  } else if (field == "metadata") {
    const auto metadata = parse_json(body);
    if (metadata && metadata->is_object()) upload.metadata = metadata->get_object();
  }
}

}  // namespace

std::optional<Upload> read_upload(const Request& request) {
  const auto type = request.header("Content-Type").value_or("");
  const auto at = type.find("boundary=");
  if (!type.starts_with("multipart/form-data") || at == std::string_view::npos) return std::nullopt;
  auto boundary = type.substr(at + 9);
  boundary = boundary.substr(0, boundary.find(';'));
  if (boundary.size() > 1 && boundary.front() == '"') boundary = boundary.substr(1, boundary.size() - 2);
  const std::string delimiter = "\r\n--" + std::string(boundary);

  // The first delimiter has no line end before it.
  std::string_view rest = request.text();
  if (!rest.starts_with(std::string_view(delimiter).substr(2))) return std::nullopt;
  rest.remove_prefix(delimiter.size() - 2);
  Upload upload;
  while (rest.starts_with(line_end)) {
    rest.remove_prefix(2);
    const auto end = rest.find(delimiter);
    const auto gap = rest.find("\r\n\r\n");
    if (end == std::string_view::npos || gap == std::string_view::npos || gap > end) return std::nullopt;
    take_part(rest.substr(0, gap), rest.substr(gap + 4, end - gap - 4), upload);
    rest.remove_prefix(end + delimiter.size());
  }
  if (!rest.starts_with("--")) return std::nullopt;
  return upload;
}

const File& Files::add(Upload upload) {
  const auto now = wall_now();
  std::erase_if(files_, [&](const auto& entry) { return entry.second.expires < now; });
  File file{.name = std::move(upload.name),
            .content_type = std::move(upload.content_type),
            .metadata = std::move(upload.metadata),
            .created = now,
            .expires = now + std::chrono::duration_cast<std::chrono::microseconds>(life_)};
  file.content.hash = to_hex(sha256(*upload.content));
  file.content.bytes = std::make_shared<const Bytes>(std::move(*upload.content));
  file.id = to_hex(sha256(as_bytes("file " + std::to_string(++added_) + file.content.hash))).substr(0, 26);
  return files_.insert_or_assign(file.id, std::move(file)).first->second;
}

const File* Files::find(const std::string& id) const {
  const auto found = files_.find(id);
  if (found == files_.end() || found->second.expires < wall_now()) return nullptr;
  return &found->second;
}

json::object to_json(const File& file, const std::string& base) {
  return {{"id", file.id},
          {"name", file.name},
          {"content_type", file.content_type},
          {"size", file.content.bytes->size()},
          {"etag", file.content.hash.substr(0, 32)},
          {"checksums", {{"sha256", file.content.hash}}},
          {"metadata", file.metadata},
          {"created_at", to_iso8601(file.created)},
          {"expires_at", to_iso8601(file.expires)},
          {"urls", {{"get", base + "/files/" + file.id}}}};
}

std::optional<Bytes> read_data_uri(std::string_view uri) {
  if (!uri.starts_with("data:")) return std::nullopt;
  const auto comma = uri.find(',');
  if (comma == std::string_view::npos || !uri.substr(0, comma).ends_with(";base64")) return std::nullopt;
  auto bytes = from_base64(uri.substr(comma + 1));
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

}  // namespace tessera::sim
