#include "base/money.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace tessera {

Money Money::from_dollars(double dollars) {
  // Half a thousandth of a micro-dollar of slack: 0.04 * 1e6 is 40000.000000000004 in binary and must not become 40001.
  return Money(static_cast<std::int64_t>(std::ceil(dollars * 1e6 - 5e-4)));
}

Result<Money> Money::parse(std::string_view text) {
  const std::string_view original = text;
  if (text.starts_with('$')) text.remove_prefix(1);
  double dollars = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), dollars, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || !(dollars >= 0 && dollars <= 1e9)) {
    return failure(ErrorKind::usage, fmt::format("\"{}\" is not an amount of dollars such as 2.50", original));
  }
  return from_dollars(dollars);
}

std::string Money::text() const {
  const std::int64_t tenth_of_milli = (micros_ + (micros_ < 0 ? -50 : 50)) / 100;
  const std::int64_t whole = tenth_of_milli < 0 ? -tenth_of_milli : tenth_of_milli;
  return fmt::format("{}${}.{:04}", tenth_of_milli < 0 ? "-" : "", whole / 10000, whole % 10000);
}

}  // namespace tessera
