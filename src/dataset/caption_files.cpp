#include "dataset/caption_files.h"

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

}  // namespace

std::map<std::string, Caption> captions_of(const json::value& manifest) {
  std::map<std::string, Caption> captions;
  const json::value* items = find(manifest, "items");
  if (items == nullptr || !items->is_array()) return captions;
  for (const json::value& item : items->get_array()) {
    const std::optional<std::string> file = find_string(item, "file");
    const CaptionBy by = caption_by(find_string(item, "caption_by").value_or(""));
    const Result<Caption> caption = Caption::make(find_string(item, "caption").value_or(""), by);
    if (file && caption) captions.emplace(*file, *caption);
  }
  return captions;
}

Result<CaptionFile> read_caption(const std::filesystem::path& file, const Caption* recorded) {
  const Result<Bytes> bytes = read_file(file, max_caption_bytes);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) return CaptionFile();
  if (!bytes) return std::unexpected(bytes.error());
  std::string_view text = as_text(*bytes);
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const bool is_recorded = recorded != nullptr && trimmed(text) == recorded->text();
  const CaptionBy by = is_recorded ? recorded->by() : CaptionBy::user;
  if (const Result<Caption> caption = Caption::make(text, by)) {
    return CaptionFile{.is_there = true, .caption = *caption};
  }
  return CaptionFile{.is_there = true, .is_plain = false, .caption = Caption::tidied(text, by)};
}

}  // namespace tessera
