#pragma once
// The words that stand beside a picture: one line, never empty, UTF-8, bounded. A value; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/description.h"
#include "model/request.h"
#include "model/trigger.h"
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

/// Captions of these many words teach best (field guides for FLUX.1): fewer say too little, more dilute the trigger.
inline constexpr std::size_t fewest_caption_words = 8;
inline constexpr std::size_t most_caption_words = 30;

/// The caption of an accepted tile: the judge's words when they say something, otherwise the description of its cell.
/// In a style set, words of style are removed from either, unless nothing else is left of the description. Judge's
/// words below fewest_caption_words give way to the description when that says all of them and more: then the judge
/// has seen what was asked for. Otherwise they stay short, since nothing is invented. What is longer than
/// most_caption_words ends at the last comma before, or after that word. Precondition: the description keeps the
/// invariants of its pool (std::invalid_argument otherwise).
[[nodiscard]] Caption caption_for(const Verdict& verdict, const Description& description, Mode mode = Mode::style);

/// Where captions carry the trigger unless somebody says otherwise: last for a style,
/// which is said of what the caption shows; first for a character, who the caption is about.
[[nodiscard]] TriggerPlace default_trigger_place(Mode mode) noexcept;

/// What a request says of the trigger; nothing when it has none. Precondition: set_field() checked the word.
[[nodiscard]] std::optional<Trigger> trigger_of(const Request& request);

/// `caption` with `trigger` instead of `earlier`: once, as a word of its own, behind a comma in the place that it
/// wants. A caption that has it anywhere stays as it is. What becomes too long loses words at the end of its content.
[[nodiscard]] Caption with_trigger(const Caption& caption, const std::optional<Trigger>& earlier,
                                   const std::optional<Trigger>& trigger);

}  // namespace tessera
