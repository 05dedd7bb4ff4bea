// Words of captions, and which of them are English.

#include <algorithm>
#include <array>
#include <unordered_set>

#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"

namespace tessera {
namespace embedded {

extern const std::string_view english_words;

}  // namespace embedded

namespace lint {
namespace {

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '\'' ||
         c == '_' || (c & 0x80) != 0;
}

constexpr auto fillers = std::to_array<std::string_view>(
    {"a",    "an",   "and", "are",   "as",   "at",   "be", "behind", "beside", "between", "by",    "for", "from",
     "has",  "her",  "his", "in",    "into", "is",   "it", "its",    "near",   "next",    "of",    "on",  "or",
     "over", "that", "the", "their", "them", "this", "to", "under",  "up",     "wearing", "while", "who", "with"});

const std::unordered_set<std::string_view>& english() {
  static const std::unordered_set<std::string_view> words = [] {
    std::unordered_set<std::string_view> list;
    const std::string_view text = embedded::english_words;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
      if (end > begin) list.insert(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return list;
  }();
  return words;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (in_word(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(lower_ascii(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(lower_ascii(word));
  return words;
}

std::size_t find_phrase(std::string_view text, std::string_view phrase, std::size_t from) {
  if (phrase.empty()) return std::string_view::npos;
  for (std::size_t at = text.find(phrase, from); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    if ((at == 0 || !in_word(text[at - 1])) && (end == text.size() || !in_word(text[end]))) return at;
  }
  return std::string_view::npos;
}

std::size_t count_phrase(std::string_view text, std::string_view phrase) {
  std::size_t count = 0;
  for (std::size_t at = find_phrase(text, phrase); at != std::string_view::npos;
       at = find_phrase(text, phrase, at + 1)) {
    ++count;
  }
  return count;
}

bool is_filler(std::string_view word) { return std::ranges::find(fillers, word) != fillers.end(); }

bool is_english(std::string_view word) { return english().contains(word) || is_filler(word); }

std::vector<std::string> english_words_with(std::string_view part, std::size_t most) {
  std::vector<std::string> found;
  for (const std::string_view word : english()) {
    if (word.size() > part.size() && word.contains(part)) found.emplace_back(word);
  }
  std::ranges::sort(found, {}, [](const std::string& word) { return std::pair(word.size(), word); });
  if (found.size() > most) found.resize(most);
  return found;
}

std::string guessed_trigger(const std::vector<CaptionText>& captions) {
  if (captions.size() < 5) return {};
  std::map<std::string, std::size_t> ends;
  for (const CaptionText& caption : captions) {
    const std::vector<std::string> words = words_of(caption.text);
    for (const std::string& word :
         std::set<std::string>{words.empty() ? "" : words.front(), words.empty() ? "" : words.back()}) {
      if (!word.empty() && !is_english(word)) ++ends[word];
    }
  }
  const auto most = std::ranges::max_element(ends, {}, [](const auto& entry) { return entry.second; });
  if (most == ends.end() || 5 * most->second < 4 * captions.size()) return {};
  // As it is written: triggers are compared letter by letter.
  for (const CaptionText& caption : captions) {
    const std::string small = lower_ascii(caption.text);
    if (const std::size_t at = small.find(most->first); at != std::string::npos) {
      return std::string(caption.text.substr(at, most->first.size()));
    }
  }
  return {};
}

}  // namespace lint
}  // namespace tessera
