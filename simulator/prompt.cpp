#include "simulator/prompt.h"

#include <algorithm>
#include <array>
#include <regex>

namespace tessera::sim {
namespace {

constexpr std::array<std::string_view, 4> number_words{"two", "three", "four", "five"};
constexpr auto any_case = std::regex::ECMAScript | std::regex::icase | std::regex::optimize;

int to_number(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  const auto word = std::ranges::find(number_words, text);
  if (word != number_words.end()) return static_cast<int>(word - number_words.begin()) + 2;
  return text.size() == 1 ? (text[0] & 0x0f) : 0;
}

std::string trim(std::string text) {
  const std::string_view edge = " \t\r.;,\"";
  const auto from = text.find_first_not_of(edge);
  if (from == std::string::npos) return {};
  return text.substr(from, text.find_last_not_of(edge) - from + 1);
}

void split(std::string_view text, char separator, std::vector<std::string>& parts) {
  for (;;) {
    const auto end = std::min(text.find(separator), text.size());
    if (auto part = trim(std::string(text.substr(0, end))); !part.empty()) parts.push_back(std::move(part));
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<GridShape> shape_in(std::string_view text) {
  static const std::regex in_words(
      "\\b(two|three|four|five|[2-5]) rows?(?: and|,| by|,? of)? (two|three|four|five|[2-5])"
      "(?: equal)? columns?",
      any_case);
  static const std::regex short_form(
      "\\b(two|three|four|five|[2-5]) ?(?:x|by|\xC3\x97) ?(two|three|four|five|[2-5])\\b", any_case);
  static const std::regex single("\\bone single picture\\b", any_case);
  std::cmatch match;
  const char* begin = text.data();
  const char* end = text.data() + text.size();
  if (std::regex_search(begin, end, match, single)) return single_picture;
  if (!std::regex_search(begin, end, match, in_words) && !std::regex_search(begin, end, match, short_form)) {
    return std::nullopt;
  }
  return GridShape{.rows = to_number(match[1].str()), .columns = to_number(match[2].str())};
}

std::vector<std::string> descriptions_in(std::string_view text) {
  static const std::regex row("^(?:[^\\n:]*\\brow\\b[^\\n:]*|it shows): *(.+)$", any_case | std::regex::multiline);
  static const std::regex item("^[ \\t]*(?:(?:tile|cell|picture)? *[0-9]{1,2} *[.:)-]|[-*]) +(.+)$",
                               any_case | std::regex::multiline);
  std::vector<std::string> found;
  const char* begin = text.data();
  const char* end = text.data() + text.size();
  for (std::cregex_iterator match(begin, end, row), last; match != last; ++match) split((*match)[1].str(), ';', found);
  if (!found.empty()) return found;
  for (std::cregex_iterator match(begin, end, item), last; match != last; ++match) {
    if (auto words = trim((*match)[1].str()); !words.empty()) found.push_back(std::move(words));
  }
  return found;
}

}  // namespace tessera::sim
