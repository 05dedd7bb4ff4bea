#include "providers/replicate/training_progress.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tessera::replicate {
namespace {

constexpr std::size_t looked_at = 32'000;
constexpr int most_digits = 8;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// The digits that end right before `end`, or begin at `begin`.
std::optional<int> number_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  int number = 0;
  if (begin == end || end - begin > most_digits) return std::nullopt;
  std::from_chars(text.data() + begin, text.data() + end, number);
  return number;
}

struct Bar {
  LoggedProgress progress;
  std::size_t end = 0;  ///< one past the total
};

/// "100/1000 [" around the slash at `slash`.
std::optional<Bar> bar_at(std::string_view text, std::size_t slash) {
  std::size_t end = slash + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  const std::optional<int> step = number_before(text, slash);
  const std::optional<int> steps = number_before(text, end);
  if (!step || !steps || end == slash + 1 || *steps == 0 || *step > *steps) return std::nullopt;
  if (!text.substr(end).starts_with(" [")) return std::nullopt;
  return Bar{.progress = {.step = *step, .steps = *steps, .loss = {}}, .end = end};
}

/// The number behind "loss:" or "avr_loss=" before the line or the bar ends.
std::optional<double> loss_behind(std::string_view text) {
  text = text.substr(0, text.find_first_of("\r\n]"));
  const std::size_t word = text.find("loss");
  if (word == std::string_view::npos) return std::nullopt;
  text.remove_prefix(std::min(word + 5, text.size()));
  text.remove_prefix(std::min(text.find_first_not_of(" "), text.size()));
  double loss = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), loss);
  return error == std::errc() && loss >= 0 ? std::optional(loss) : std::nullopt;
}

}  // namespace

std::optional<LoggedProgress> progress_in(std::string_view logs, int steps) {
  if (logs.size() > looked_at) logs.remove_prefix(logs.size() - looked_at);
  for (std::size_t slash = logs.rfind('/'); slash != std::string_view::npos;
       slash = slash == 0 ? std::string_view::npos : logs.rfind('/', slash - 1)) {
    std::optional<Bar> bar = bar_at(logs, slash);
    if (!bar || (steps > 0 && bar->progress.steps != steps)) continue;
    bar->progress.loss = loss_behind(logs.substr(bar->end));
    return bar->progress;
  }
  return std::nullopt;
}

}  // namespace tessera::replicate
