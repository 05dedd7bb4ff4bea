#include "dataset/caption_files.h"

#include "base/digest.h"
#include "dataset/files.h"
#include "dataset/plain_text.h"

namespace tessera {
namespace {

constexpr std::size_t max_caption_bytes = 64U << 10U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

CaptionBy caption_by(std::string_view name) {
  for (const CaptionBy by : {CaptionBy::judge, CaptionBy::description}) {
    if (name == name_of(by)) return by;
  }
  return CaptionBy::user;
}

/// Without what editors put around it.
std::string_view content_of(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return trimmed(text);
}

bool is_as(const RecordedCaption& recorded, std::string_view text, std::string_view hash) {
  return recorded.sha256.empty() ? text == recorded.caption.text() : hash == recorded.sha256;
}

}  // namespace

std::map<std::string, RecordedCaption> captions_of(const json::value& manifest) {
  std::map<std::string, RecordedCaption> captions;
  const json::value* items = find(manifest, "items");
  if (items == nullptr || !items->is_array()) return captions;
  for (const json::value& item : items->get_array()) {
    const std::optional<std::string> file = find_string(item, "file");
    const CaptionBy by = caption_by(find_string(item, "caption_by").value_or(""));
    const Result<Caption> caption = Caption::make(find_string(item, "caption").value_or(""), by);
    if (!file || !caption) continue;
    captions.emplace(*file,
                     RecordedCaption{.caption = *caption, .sha256 = find_string(item, "caption_sha256").value_or("")});
  }
  return captions;
}

std::string caption_sha256(std::string_view text) { return to_hex(sha256(as_bytes(content_of(text)))); }

Result<CaptionFile> read_caption(const std::filesystem::path& file, const RecordedCaption* recorded) {
  const Result<Bytes> bytes = read_file(file, max_caption_bytes);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) return CaptionFile();
  if (!bytes) return std::unexpected(bytes.error());
  const std::string_view text = content_of(as_text(*bytes));
  CaptionFile found{.is_there = true, .sha256 = caption_sha256(text), .caption = {}};
  const bool is_recorded = recorded != nullptr && is_as(*recorded, text, found.sha256);
  const CaptionBy by = is_recorded ? recorded->caption.by() : CaptionBy::user;
  if (const Result<Caption> caption = Caption::make(text, by)) {
    found.caption = *caption;
  } else {
    found.is_plain = false;
    found.caption = Caption::tidied(text, by);
  }
  return found;
}

}  // namespace tessera
