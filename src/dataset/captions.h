#pragma once
// The words that stand beside a picture: one line, never empty, UTF-8, bounded. A value; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/description.h"
#include "model/verdict.h"
#include "tessera/error.h"

namespace tessera {

/// Also the most that a pool allows for a description, so that each description can be a caption.
inline constexpr std::size_t max_caption_characters = 300;

/// Who wrote a caption.
enum class CaptionBy { judge, description, user };
[[nodiscard]] std::string_view name_of(CaptionBy by) noexcept;

class Caption {
 public:
  /// The text without spaces at both ends. Errors: usage: empty, not UTF-8, several lines or other control characters,
  /// more than max_caption_characters.
  [[nodiscard]] static Result<Caption> make(std::string_view text, CaptionBy by);

  /// What can be made of a foreign text: what is no printable UTF-8 becomes a space, runs of spaces become one, and an
  /// over-long text ends after the last word that fits. Nothing when no letter or digit is left.
  [[nodiscard]] static std::optional<Caption> tidied(std::string_view text, CaptionBy by);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] CaptionBy by() const noexcept { return by_; }
  friend bool operator==(const Caption&, const Caption&) = default;

 private:
  Caption(std::string text, CaptionBy by) : text_(std::move(text)), by_(by) {}

  std::string text_;
  CaptionBy by_;
};

/// The caption of an accepted tile: the judge's words when they say something beside style, otherwise the description
/// of its cell. Style words are removed from either, unless nothing else is left of the description. Precondition: the
/// description keeps the invariants of its pool (std::invalid_argument otherwise).
[[nodiscard]] Caption caption_for(const Verdict& verdict, const Description& description);

}  // namespace tessera
