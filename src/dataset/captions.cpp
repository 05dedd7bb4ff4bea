#include "dataset/captions.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "dataset/plain_text.h"
#include "dataset/style_words.h"

namespace tessera {
namespace {

/// Fewer words than this say too little to caption a picture ("a fox" does, "fox" alone is kept out).
constexpr std::ptrdiff_t fewest_words = 2;

std::ptrdiff_t count_words(std::string_view text) { return std::ranges::count(text, ' ') + 1; }

bool says_something(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
  });
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
  if (const std::string_view fitting = first_characters(line, max_caption_characters); fitting.size() < line.size()) {
    const std::size_t last_space = line[fitting.size()] == ' ' ? fitting.size() : fitting.rfind(' ');
    line.resize(last_space == std::string_view::npos ? fitting.size() : last_space);
  }
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

Caption caption_for(const Verdict& verdict, const Description& description) {
  const auto content_of = [](std::string_view text, CaptionBy by) -> std::optional<Caption> {
    const std::optional<Caption> whole = Caption::tidied(text, by);
    if (!whole) return std::nullopt;
    std::optional<Caption> content = Caption::tidied(without_style_words(whole->text()), by);
    return content && count_words(content->text()) >= fewest_words ? content : std::nullopt;
  };
  if (std::optional<Caption> content = content_of(verdict.caption, CaptionBy::judge)) return *content;
  if (std::optional<Caption> content = content_of(description.text, CaptionBy::description)) return *content;
  Result<Caption> whole = Caption::make(description.text, CaptionBy::description);
  if (!whole) throw std::invalid_argument("caption_for: " + whole.error().message);
  return *std::move(whole);
}

}  // namespace tessera
