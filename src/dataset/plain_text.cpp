#include "dataset/plain_text.h"

#include <algorithm>
#include <cstdint>

namespace tessera {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  ///< bytes; 0 when the bytes are no code point
};

/// The code point that `text`, which is not empty, starts with.
CodePoint first_code_point(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  char32_t value = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {};
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  const char32_t smallest = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
  if (value < smallest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
  return {value, length};
}

bool moves_the_cursor(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::optional<std::size_t> count_characters(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.length == 0) return std::nullopt;
    text.remove_prefix(point.length);
    ++count;
  }
  return count;
}

bool has_control_characters(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.length == 0 || moves_the_cursor(point.value)) return true;
    text.remove_prefix(point.length);
  }
  return false;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const bool prints = point.length > 0 && !moves_the_cursor(point.value) && point.value != ' ';
    if (prints) {
      line += text.substr(0, point.length);
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
    text.remove_prefix(std::max<std::size_t>(point.length, 1));
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const bool fits = point.length > 0 && (point.value >= 0x20 || point.value == '\n' || point.value == '\t');
    valid += fits ? text.substr(0, point.length) : "\xef\xbf\xbd";
    text.remove_prefix(std::max<std::size_t>(point.length, 1));
  }
  return valid;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::string_view first_characters(std::string_view text, std::size_t characters) noexcept {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const bool starts_character = (static_cast<std::uint8_t>(text[bytes]) & 0xc0U) != 0x80;
    if (starts_character && characters-- == 0) break;
    ++bytes;
  }
  return text.substr(0, bytes);
}

}  // namespace tessera
