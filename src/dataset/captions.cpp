#include "dataset/captions.h"

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataset/plain_text.h"
#include "dataset/style_words.h"

namespace tessera {
namespace {

/// Fewer words than this say too little to caption a picture ("a fox" does, "fox" alone is kept out).
constexpr std::size_t fewest_words = 2;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::size_t count_words(std::string_view text) { return words_of(text).size(); }

/// The words that carry a text: in lower case, without punctuation around them and without little words.
std::set<std::string> carrying_words(std::string_view text) {
  static const std::set<std::string, std::less<>> little{"a",  "an", "the", "of",   "in",   "on",  "at",  "by",  "to",
                                                         "is", "as", "and", "with", "from", "its", "his", "her", "are"};
  std::set<std::string> carrying;
  for (const std::string& word : words_of(text)) {
    constexpr std::string_view punctuation = ".,;:!?\"'()";
    const std::size_t first = word.find_first_not_of(punctuation);
    if (first == std::string::npos) continue;
    std::string core = lower_ascii(word.substr(first, word.find_last_not_of(punctuation) - first + 1));
    if (!little.contains(core)) carrying.insert(std::move(core));
  }
  return carrying;
}

/// Whether `fuller` has every word that carries `text`, and others.
bool says_all_of(std::string_view fuller, std::string_view text) {
  const std::set<std::string> more = carrying_words(fuller);
  const std::set<std::string> some = carrying_words(text);
  return !some.empty() && more.size() > some.size() && std::ranges::includes(more, some);
}

/// At most most_caption_words: up to the last comma that leaves enough, otherwise just so many.
std::string shortened(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  if (words.size() <= most_caption_words) return std::string(text);
  std::size_t end = most_caption_words;
  for (std::size_t i = most_caption_words; i > fewest_caption_words; --i) {
    if (!words[i - 1].ends_with(',')) continue;
    end = i;
    break;
  }
  std::string shorter =
      fmt::format("{}", fmt::join(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(end), " "));
  while (shorter.ends_with(',')) shorter.pop_back();
  return shorter;
}

bool says_something(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
  });
}

/// Whether `c` can stand inside a word; a trigger next to it is only a part of that word.
bool is_of_a_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         (c & 0x80) != 0;
}

bool holds_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_of_a_word(text[at - 1]);
    if (begins && (end == text.size() || !is_of_a_word(text[end]))) return true;
  }
  return false;
}

std::string_view without_punctuation(std::string_view text) {
  constexpr std::string_view between = " ,;:.";
  const std::size_t last = text.find_last_not_of(between);
  if (last == std::string_view::npos) return {};
  return text.substr(0, last + 1);
}

/// Without `word` at the beginning or the end, and without what stood between them.
std::string_view without_word_at_ends(std::string_view text, std::string_view word) {
  if (text.starts_with(word) && (text.size() == word.size() || !is_of_a_word(text[word.size()]))) {
    text.remove_prefix(word.size());
    text.remove_prefix(std::min(text.find_first_not_of(" ,;:"), text.size()));
  }
  if (text.ends_with(word) && (text.size() == word.size() || !is_of_a_word(text[text.size() - word.size() - 1]))) {
    text = without_punctuation(text.substr(0, text.size() - word.size()));
  }
  return text;
}

/// The beginning of `text` with at most `characters`, ending after a word.
std::string_view whole_words(std::string_view text, std::size_t characters) {
  const std::string_view fitting = first_characters(text, characters);
  if (fitting.size() == text.size() || text[fitting.size()] == ' ') return fitting;
  const std::size_t last_space = fitting.rfind(' ');
  return last_space == std::string_view::npos ? fitting : fitting.substr(0, last_space);
}

}  // namespace

Result<Caption> Caption::make(std::string_view text, CaptionBy by) {
  text = trimmed(text);
  const std::optional<std::size_t> characters = count_characters(text);
  if (!characters) return failure(ErrorKind::usage, "the caption is not UTF-8");
  if (text.empty()) return failure(ErrorKind::usage, "the caption is empty");
  if (has_control_characters(text)) {
    return failure(ErrorKind::usage, "the caption has more than one line or holds control characters");
  }
  if (*characters > max_caption_characters) {
    return failure(ErrorKind::usage, fmt::format("the caption has {} characters; at most {} are allowed", *characters,
                                                 max_caption_characters));
  }
  return Caption(std::string(text), by);
}

std::optional<Caption> Caption::tidied(std::string_view text, CaptionBy by) {
  std::string line = one_line(text);
  line.resize(whole_words(line, max_caption_characters).size());
  if (!says_something(line)) return std::nullopt;
  return Caption(std::move(line), by);
}

std::string_view name_of(CaptionBy by) noexcept {
  switch (by) {
    case CaptionBy::judge:
      return "judge";
    case CaptionBy::description:
      return "description";
    case CaptionBy::user:
      return "user";
  }
  return "description";
}

Caption caption_for(const Verdict& verdict, const Description& description, Mode mode) {
  const auto content_of = [mode](std::string_view text, CaptionBy by) -> std::optional<Caption> {
    const std::optional<Caption> whole = Caption::tidied(text, by);
    if (!whole) return std::nullopt;
    std::optional<Caption> content =
        mode == Mode::style ? Caption::tidied(without_style_words(whole->text()), by) : whole;
    if (!content || count_words(content->text()) < fewest_words) return std::nullopt;
    return Caption::tidied(shortened(content->text()), by);
  };
  const std::optional<Caption> seen = content_of(verdict.caption, CaptionBy::judge);
  const std::optional<Caption> asked = content_of(description.text, CaptionBy::description);
  if (seen) {
    const bool is_short = count_words(seen->text()) < fewest_caption_words;
    return is_short && asked && says_all_of(asked->text(), seen->text()) ? *asked : *seen;
  }
  if (asked) return *asked;
  Result<Caption> whole = Caption::make(description.text, CaptionBy::description);
  if (!whole) throw std::invalid_argument("caption_for: " + whole.error().message);
  return *std::move(whole);
}

TriggerPlace default_trigger_place(Mode mode) noexcept {
  return mode == Mode::character ? TriggerPlace::first : TriggerPlace::last;
}

std::optional<Trigger> trigger_of(const Request& request) {
  if (request.trigger.empty()) return std::nullopt;
  const TriggerPlace place = request.trigger_place.value_or(default_trigger_place(request.mode));
  return Trigger::make(request.trigger, place).value();
}

Caption with_trigger(const Caption& caption, const std::optional<Trigger>& earlier,
                     const std::optional<Trigger>& trigger) {
  std::string_view content = caption.text();
  if (earlier && earlier != trigger) content = without_word_at_ends(content, earlier->word());
  if (content.empty()) content = caption.text();  // the trigger is all that there is
  if (!trigger || holds_word(content, trigger->word())) return Caption::make(content, caption.by()).value();
  constexpr std::string_view separator = ", ";
  content = whole_words(content, max_caption_characters - trigger->word().size() - separator.size());
  if (trigger->place() == TriggerPlace::last) content = without_punctuation(content);
  std::string text = trigger->word();
  if (!content.empty()) {
    text = trigger->place() == TriggerPlace::first ? fmt::format("{}{}{}", text, separator, content)
                                                   : fmt::format("{}{}{}", content, separator, text);
  }
  return Caption::make(text, caption.by()).value();
}

}  // namespace tessera
