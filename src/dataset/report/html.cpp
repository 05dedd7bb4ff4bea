#include "dataset/report/html.h"

#include <cmath>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "dataset/plain_text.h"

namespace tessera::report {

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string data_uri(ByteView jpeg) { return "data:image/jpeg;base64," + to_base64(jpeg); }

std::string address(std::string_view url) {
  const bool opens_in_browser = url.starts_with("https://") || url.starts_with("http://");
  // The text without its query: a signed address is a key, and a report gets passed on.
  const std::string shown = redact_url(url);
  if (!opens_in_browser) return escaped(shown);
  return fmt::format(R"(<a href="{0}" rel="noreferrer">{0}</a>)", escaped(shown));
}

std::string folded_text(std::string_view summary, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("<details><summary>{}</summary><pre>{}</pre></details>\n", escaped(summary), escaped(text));
}

std::string short_number(double value) {
  if (!std::isfinite(value)) return "–";
  return std::abs(value) >= 100 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string duration_text(double seconds) {
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 99.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = std::llround(seconds);
  return fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

}  // namespace tessera::report
