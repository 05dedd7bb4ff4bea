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

/// `text` on one line: what is not UTF-8 or moves the cursor becomes a space, runs of spaces become one, none at the
/// ends.
[[nodiscard]] std::string one_line(std::string_view text);

/// `text` with U+FFFD in place of each byte that is not UTF-8 and of each C0 control character but tab and line feed:
/// foreign bytes made fit for JSON and HTML.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// ASCII letters in lower case, every other byte as it is.
[[nodiscard]] std::string lower_ascii(std::string_view text);

/// The longest beginning of UTF-8 `text` with at most `characters` code points.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t characters) noexcept;

}  // namespace tessera
