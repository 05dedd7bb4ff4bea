#include "net/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/json.h"

namespace tessera {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_text = 8U << 10U;  ///< of a body; what matters stands at its beginning
/// Seconds above this are a date (GitHub's x-ratelimit-reset, some gateways' Retry-After), not a wait.
constexpr double first_plausible_epoch = 1e9;

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Reads a plain decimal number from the front of `text` and removes it; no sign, no exponent.
std::optional<double> take_number(std::string_view& text) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  if (end == 0 || end > 20 || text.front() == '.') return std::nullopt;
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + end, value, std::chars_format::fixed);
  if (error != std::errc() || stop != text.data() + end) return std::nullopt;
  text.remove_prefix(end);
  return value;
}

std::optional<double> whole_number(std::string_view text) noexcept {
  text = trimmed(text);
  const auto value = take_number(text);
  return text.empty() ? value : std::nullopt;
}

milliseconds bounded_seconds(double seconds) noexcept {
  constexpr double most = std::chrono::duration<double>(longest_readable_wait).count();
  if (!(seconds > 0)) return milliseconds(0);
  return milliseconds(static_cast<std::int64_t>(std::ceil(std::min(seconds, most) * 1000)));
}

milliseconds until(WallTime time, WallTime now) noexcept {
  return bounded_seconds(std::chrono::duration<double>(time - now).count());
}

/// A wait in seconds, or a moment in seconds since 1970.
milliseconds seconds_or_epoch(double value, WallTime now) noexcept {
  if (!(value >= first_plausible_epoch)) return bounded_seconds(value);
  const auto most = std::chrono::duration<double>(WallTime::max().time_since_epoch()).count() / 2;
  const auto moment = std::chrono::duration<double>(std::min(value, most));
  return until(WallTime(std::chrono::duration_cast<std::chrono::microseconds>(moment)), now);
}

std::optional<milliseconds> seconds_or_date(std::string_view text, WallTime now) {
  if (const auto seconds = whole_number(text)) return seconds_or_epoch(*seconds, now);
  if (const auto duration = parse_go_duration(trimmed(text))) return duration;
  if (const auto date = parse_http_date(text)) return until(*date, now);
  return std::nullopt;
}

std::optional<milliseconds> header_wait(const HttpResponse& answer, std::string_view name, WallTime now) {
  const auto value = answer.header(name);
  return value ? seconds_or_date(*value, now) : std::nullopt;
}

/// A number followed by units at the front of `text`, as in "30s." or "1m2s, please": the longest readable part.
std::optional<milliseconds> leading_duration(std::string_view text) {
  std::size_t end = std::min(text.find_first_not_of("0123456789.hmsuµn"), text.size());
  for (; end > 0; --end) {
    if (const auto duration = parse_go_duration(text.substr(0, end))) return duration;
  }
  return std::nullopt;
}

std::optional<milliseconds> text_wait(std::string_view body) {
  std::optional<milliseconds> longest;
  for (const std::string_view mark :
       {std::string_view("~"), std::string_view("try again in "), std::string_view("retry in ")}) {
    for (std::size_t at = body.find(mark); at != std::string_view::npos; at = body.find(mark, at + 1)) {
      const auto found = leading_duration(body.substr(at + mark.size(), 24));
      if (found) longest = std::max(longest.value_or(milliseconds(0)), *found);
    }
  }
  return longest;
}

std::optional<double> json_seconds(const json::value& value) {
  for (const std::string_view key : {std::string_view("retry_after"), std::string_view("retryAfter")}) {
    if (const auto number = find_number(value, key)) return number;
    if (const auto text = find_string(value, key)) {
      if (const auto number = whole_number(*text)) return number;
    }
  }
  return std::nullopt;
}

std::optional<milliseconds> body_wait(const HttpResponse& answer, WallTime now) {
  const std::string_view text = answer.text();
  const std::string_view start = trimmed(text.substr(0, most_text));
  std::optional<milliseconds> wait = text_wait(start);
  if (text.size() > most_text || !start.starts_with('{')) return wait;
  const auto parsed = parse_json(start);
  if (!parsed) return wait;
  std::optional<double> seconds = json_seconds(*parsed);
  if (!seconds) {
    if (const json::value* error = find(*parsed, "error")) seconds = json_seconds(*error);
  }
  if (seconds) wait = std::max(wait.value_or(milliseconds(0)), seconds_or_epoch(*seconds, now));
  return wait;
}

std::optional<milliseconds> x_ratelimit_reset(const HttpResponse& answer, WallTime now) {
  std::optional<milliseconds> longest;
  std::optional<milliseconds> exhausted;
  for (const std::string_view kind : {std::string_view("-requests"), std::string_view("-tokens"), std::string_view()}) {
    const auto reset = header_wait(answer, "x-ratelimit-reset" + std::string(kind), now);
    if (!reset) continue;
    longest = std::max(longest.value_or(milliseconds(0)), *reset);
    const auto left = answer.header("x-ratelimit-remaining" + std::string(kind));
    if (left && whole_number(*left) == 0.0) exhausted = std::max(exhausted.value_or(milliseconds(0)), *reset);
  }
  return exhausted ? exhausted : longest;
}

/// The number that stands before `words` in `text`: 6 in "reduced to 6 requests per minute".
std::optional<double> number_before(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, at);
  const std::size_t blank = before.find_last_not_of("0123456789.");
  return whole_number(before.substr(blank == std::string_view::npos ? 0 : blank + 1));
}

std::optional<double> number_after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view after = text.substr(at + words.size());
  return take_number(after);
}

}  // namespace

std::optional<milliseconds> parse_go_duration(std::string_view text) {
  if (text == "0") return milliseconds(0);
  if (text.empty() || text.size() > 64) return std::nullopt;
  double seconds = 0;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    constexpr std::array<std::pair<std::string_view, double>, 7> units{
        {{"ms", 1e-3}, {"us", 1e-6}, {"µs", 1e-6}, {"ns", 1e-9}, {"h", 3600}, {"m", 60}, {"s", 1}}};
    const auto* const unit =
        std::ranges::find_if(units, [&text](const auto& candidate) { return text.starts_with(candidate.first); });
    if (unit == units.end()) return std::nullopt;
    text.remove_prefix(unit->first.size());
    seconds += *number * unit->second;
  }
  return bounded_seconds(seconds);
}

std::optional<WallTime> parse_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() > 64) return std::nullopt;
  std::optional<unsigned> month;
  std::vector<double> numbers;  // day and year, in this order in all three forms
  std::vector<double> time;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,-"), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (const auto* const found = std::ranges::find(months, word); found != months.end()) {
      month = static_cast<unsigned>(found - months.begin()) + 1;
    } else if (const auto number = whole_number(word)) {
      numbers.push_back(*number);
    } else if (word.contains(':')) {
      for (auto part = take_number(word); part; part = take_number(word)) {
        time.push_back(*part);
        if (word.starts_with(':')) word.remove_prefix(1);
      }
    }
  }
  if (!month || numbers.size() != 2 || time.size() != 3) return std::nullopt;
  if (numbers[0] > 31 || numbers[1] > 9999 || time[0] > 23 || time[1] > 59 || time[2] > 60) return std::nullopt;
  auto year = static_cast<int>(numbers[1]);
  if (year < 100) year += year < 70 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(numbers[0]))};
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(static_cast<int>(time[0])) +
         std::chrono::minutes(static_cast<int>(time[1])) + std::chrono::seconds(static_cast<int>(time[2]));
}

std::optional<milliseconds> asked_wait(const HttpResponse& answer, WallTime now) {
  std::optional<milliseconds> longest;
  const auto consider = [&longest](std::optional<milliseconds> wait) {
    if (wait) longest = std::max(longest.value_or(milliseconds(0)), *wait);
  };
  consider(header_wait(answer, "retry-after", now));
  if (const auto value = answer.header("retry-after-ms")) {
    if (const auto number = whole_number(*value)) consider(bounded_seconds(*number / 1000));
  }
  consider(body_wait(answer, now));
  consider(header_wait(answer, "ratelimit-reset", now));
  return longest ? longest : x_ratelimit_reset(answer, now);
}

RateHint rate_hint(const HttpResponse& answer, WallTime now) {
  RateHint hint;
  const auto number = [&answer](std::string_view name) {
    const auto value = answer.header(name);
    return value ? whole_number(*value) : std::nullopt;
  };
  hint.remaining = number("ratelimit-remaining");
  hint.reset = header_wait(answer, "ratelimit-reset", now);
  const auto limit = number("x-ratelimit-limit-requests");
  const auto left = number("x-ratelimit-remaining-requests");
  const auto refill = header_wait(answer, "x-ratelimit-reset-requests", now);
  if (!hint.remaining) hint.remaining = left;
  // The reset time of this kind is when the bucket is full again. A rate is read from it only when the bucket is half
  // empty: near the top its rounding would dominate.
  if (limit && left && refill && *refill > milliseconds(0) && *left * 2 <= *limit) {
    hint.per_second = (*limit - *left) / std::chrono::duration<double>(*refill).count();
  }
  if (answer.status == 429) {
    const std::string_view text = answer.text().substr(0, most_text);
    constexpr std::array<std::pair<std::string_view, double>, 3> periods{
        {{" requests per second", 1}, {" requests per minute", 60}, {" requests per hour", 3600}}};
    for (const auto& [words, seconds] : periods) {
      const auto count = number_before(text, words);
      if (count && *count > 0) hint.per_second = *count / seconds;
    }
    hint.burst = number_after(text, "burst of ");
  }
  return hint;
}

}  // namespace tessera
