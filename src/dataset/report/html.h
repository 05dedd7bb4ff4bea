#pragma once
// The few things that every part of the report needs to write HTML safely. Pure.

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace tessera::report {

/// `text` for element content and quoted attribute values: & < > " ' as references, bytes that are not UTF-8 replaced.
[[nodiscard]] std::string escaped(std::string_view text);

/// "data:image/jpeg;base64,…"
[[nodiscard]] std::string data_uri(ByteView jpeg);

/// A link for http and https addresses, plain text for all others (a foreign scheme could run something).
[[nodiscard]] std::string address(std::string_view url);

/// "<details><summary>…</summary><pre>…</pre></details>"; nothing when `text` is empty.
[[nodiscard]] std::string folded_text(std::string_view summary, std::string_view text);

/// A number with at most three significant decimals: "0.35", "12", "1.5".
[[nodiscard]] std::string short_number(double value);

/// A whole page with the report's style sheet: `title` is escaped here, the rest is HTML.
[[nodiscard]] std::string page(std::string_view title, std::string_view navigation, std::string_view sections);

/// "850 ms", "12.3 s", "4 min 05 s"
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace tessera::report
