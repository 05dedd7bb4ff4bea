#include "dataset/style_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <fmt/ranges.h>

#include "dataset/plain_text.h"

namespace tessera {
namespace {

using Words = std::vector<std::string>;

/// "A …ing of": what a picture can be called.
constexpr auto picture_nouns = std::to_array<std::string_view>(
    {"painting", "watercolor", "watercolour", "illustration", "drawing", "sketch",    "picture",
     "image",    "photo",      "photograph",  "rendering",    "render",  "print",     "engraving",
     "etching",  "lithograph", "woodcut",     "artwork",      "art",     "depiction", "cartoon",
     "comic",    "fresco",     "collage",     "tile",         "panel",   "linocut",   "screenprint"});

/// Nouns that end a phrase about style: "in muted tones", "with loose brush strokes".
constexpr auto style_nouns = std::to_array<std::string_view>(
    {"style",    "styles",     "tones",        "tone",        "hues",         "palette",  "palettes", "colors",
     "colours",  "strokes",    "brushstrokes", "brushwork",   "linework",     "outlines", "shading",  "crosshatching",
     "hatching", "watercolor", "watercolour",  "watercolors", "watercolours", "gouache",  "acrylics", "acrylic",
     "pastels",  "oils",       "impasto",      "technique",   "aesthetic",    "rendering"});

/// Words that are about style wherever they stand.
constexpr auto style_adjectives = std::to_array<std::string_view>(
    {"watercolor",   "watercolour",     "gouache",        "acrylic",         "impasto",       "painterly",
     "stylized",     "stylised",        "impressionist",  "impressionistic", "expressionist", "cubist",
     "surrealist",   "photorealistic",  "hyperrealistic", "cinematic",       "monochrome",    "monochromatic",
     "sepia",        "hand-drawn",      "hand-painted",   "cel-shaded",      "cartoonish",    "cartoon-style",
     "anime",        "anime-style",     "manga-style",    "pixelated",       "low-poly",      "low-polygon",
     "brushstrokes", "black-and-white", "illustrated",    "sketchy",         "vaporwave",     "lo-fi",
     "8-bit",        "16-bit",          "crosshatched",   "cross-hatched"});

constexpr auto openers = std::to_array<std::string_view>({"in", "with", "using", "by"});
constexpr auto makers = std::to_array<std::string_view>(
    {"rendered", "painted", "drawn", "depicted", "illustrated", "done", "shown", "made", "sketched", "executed"});
constexpr auto boundaries =
    std::to_array<std::string_view>({"in",      "with",    "using", "by",   "on",    "at",    "under",  "over",  "near",
                                     "beside",  "through", "from",  "of",   "to",    "and",   "a",      "an",    "the",
                                     "against", "between", "among", "into", "above", "below", "behind", "while", "as"});

bool is_one_of(std::string_view word, std::span<const std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

/// The word itself, in lower case, without punctuation around it.
std::string core_of(std::string_view word) {
  constexpr std::string_view punctuation = ".,;:!?\"'()[]";
  const std::size_t first = word.find_first_not_of(punctuation);
  if (first == std::string_view::npos) return {};
  return lower_ascii(word.substr(first, word.find_last_not_of(punctuation) - first + 1));
}

Words split(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// "an oil painting of a fox" -> "a fox"; "this image shows a fox" -> "a fox".
void remove_opening(Words& words) {
  constexpr std::size_t longest_opening = 7;
  bool names_picture = false;
  for (std::size_t i = 0; i < std::min(words.size(), longest_opening); ++i) {
    const std::string word = core_of(words[i]);
    const bool ends = word == "of" || word == "showing" || word == "shows" || word == "depicting" || word == "depicts";
    if (ends && names_picture) {
      words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return;
    }
    if (ends || is_one_of(word, openers)) return;
    names_picture = names_picture || is_one_of(word, picture_nouns);
  }
}

/// One past the style noun that ends the phrase which `start` opens, or `start` when it opens none.
std::size_t end_of_style_phrase(const Words& words, std::size_t start) {
  constexpr std::size_t longest_phrase = 6;
  if (!is_one_of(core_of(words[start]), openers)) return start;
  std::size_t end = start;
  for (std::size_t i = start + 1; i < std::min(words.size(), start + longest_phrase); ++i) {
    const std::string word = core_of(words[i]);
    // "in the style of X" runs to the end of its part, whoever X is.
    if (word == "style" && i + 1 < words.size() && core_of(words[i + 1]) == "of") return words.size();
    const bool article = i == start + 1 && (word == "a" || word == "an" || word == "the");
    if (is_one_of(word, style_nouns)) end = i + 1;
    if (!article && word != "and" && is_one_of(word, boundaries)) break;
  }
  return end;
}

void remove_phrases(Words& words) {
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t end = end_of_style_phrase(words, i);
    if (end == i) {
      ++i;
      continue;
    }
    const std::size_t first = i > 0 && is_one_of(core_of(words[i - 1]), makers) ? i - 1 : i;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(first), words.begin() + static_cast<std::ptrdiff_t>(end));
    i = first;
  }
}

bool starts_with_vowel(std::string_view word) {
  return !word.empty() && std::string_view("aeiou").find(lower_ascii(word.substr(0, 1))) != std::string_view::npos;
}

void remove_adjectives(Words& words) {
  for (std::size_t i = 0; i < words.size();) {
    if (!is_one_of(core_of(words[i]), style_adjectives)) {
      ++i;
      continue;
    }
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
    if (i == 0 || i == words.size()) continue;
    // "an impressionist fox" must not become "an fox".
    const std::string article = core_of(words[i - 1]);
    if (article == "a" || article == "an") {
      const bool capital = words[i - 1].front() == 'A';
      words[i - 1] = starts_with_vowel(words[i]) ? (capital ? "An" : "an") : (capital ? "A" : "a");
    }
  }
}

bool names_style(const Words& part) {
  return std::ranges::any_of(part, [](const std::string& word) { return is_one_of(core_of(word), style_nouns); });
}

bool ends_with_article(const Words& part) {
  const std::string word = core_of(part.back());
  return word == "a" || word == "an" || word == "the";
}

}  // namespace

std::string without_style_words(std::string_view caption) {
  std::string content;
  for (bool is_first = true; !caption.empty(); is_first = false) {
    const std::size_t comma = std::min(caption.find(','), caption.size());
    Words part = split(caption.substr(0, comma));
    caption.remove_prefix(std::min(comma + 1, caption.size()));
    if (is_first) remove_opening(part);
    remove_phrases(part);
    if (!is_first && names_style(part)) continue;
    remove_adjectives(part);
    if (part.empty()) continue;
    content += fmt::format("{}", fmt::join(part, " "));
    content += ends_with_article(part) ? " " : ", ";  // "a stylized, sepia tram" is "a tram", not "a, tram"
  }
  while (!content.empty() && std::string_view(" ,;:").find(content.back()) != std::string_view::npos) {
    content.pop_back();
  }
  return content;
}

}  // namespace tessera
