#pragma once
// Text that stands on one line: what descriptions and captions must be. Pure; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tessera {

/// The number of code points, or nothing when `text` is not UTF-8 (overlong forms, surrogates and cut-off sequences are
/// refused, Unicode 15 table 3-7).
[[nodiscard]] std::optional<std::size_t> count_characters(std::string_view text);

/// Whether UTF-8 `text` holds anything that moves the cursor instead of printing: C0 and C1 controls (line feed and tab
/// among them), line and paragraph separators, marks that turn the direction of text, the byte order mark.
[[nodiscard]] bool has_control_characters(std::string_view text);

/// Without spaces, tabs and line ends at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// ASCII letters in lower case, every other byte as it is.
[[nodiscard]] std::string lower_ascii(std::string_view text);

/// The longest beginning of UTF-8 `text` with at most `characters` code points.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t characters) noexcept;

}  // namespace tessera
