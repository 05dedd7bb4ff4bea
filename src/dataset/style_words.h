#pragma once
// Captions of a style set say what is seen, not how it is made: a style that is named in the captions is learnt under
// that name instead of the trigger word. Pure; any thread.

#include <string>
#include <string_view>

namespace tessera {

/// `caption` without words of medium, palette and brush: openings ("an oil painting of a fox"), parts after a comma
/// ("…, soft brush strokes"), phrases ("in the style of …", "in muted tones") and single words ("a watercolor fox").
/// English only; other languages come back as they are. What is left may be empty.
/// A word that may as well be content stays ("an oil lamp", "a man sketching").
[[nodiscard]] std::string without_style_words(std::string_view caption);

}  // namespace tessera
