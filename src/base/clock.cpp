#include "base/clock.h"

#include <charconv>

#include <fmt/format.h>

namespace tessera {
namespace {

bool read_digits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool read_sign(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

WallTime wall_now() noexcept {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string to_iso8601(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<WallTime> parse_iso8601(std::string_view text) {
  const auto malformed = failure(ErrorKind::bad_request, fmt::format("\"{}\" is not a time in ISO 8601", text));
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!read_digits(text, 4, year) || !read_sign(text, '-') || !read_digits(text, 2, month) || !read_sign(text, '-') ||
      !read_digits(text, 2, day) || !(read_sign(text, 'T') || read_sign(text, ' ')) || !read_digits(text, 2, hour) ||
      !read_sign(text, ':') || !read_digits(text, 2, minute) || !read_sign(text, ':') ||
      !read_digits(text, 2, second)) {
    return malformed;
  }
  std::int64_t micros = 0;
  if (read_sign(text, '.')) {
    std::int64_t unit = 100'000;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      micros += unit * (text.front() - '0');
      unit /= 10;
      text.remove_prefix(1);
    }
  }
  std::chrono::minutes offset(0);
  if (!read_sign(text, 'Z')) {
    const bool west = text.starts_with('-');
    int hours = 0, minutes = 0;
    if (!(read_sign(text, '+') || read_sign(text, '-')) || !read_digits(text, 2, hours)) return malformed;
    static_cast<void>(read_sign(text, ':'));
    if (!read_digits(text, 2, minutes)) return malformed;
    offset = std::chrono::minutes((hours * 60 + minutes) * (west ? -1 : 1));
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) return malformed;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::microseconds(micros) - offset;
}

}  // namespace tessera
