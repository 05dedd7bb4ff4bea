#include "model/trigger.h"

#include <algorithm>

#include <fmt/format.h>

namespace tessera {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_allowed(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

}  // namespace

std::string_view name_of(TriggerPlace place) noexcept { return place == TriggerPlace::first ? "first" : "last"; }

Result<TriggerPlace> parse_trigger_place(std::string_view text) {
  if (text == "first") return TriggerPlace::first;
  if (text == "last") return TriggerPlace::last;
  return failure(ErrorKind::usage, fmt::format("\"{}\" is no place for a trigger; first and last are", text));
}

Result<Trigger> Trigger::make(std::string_view word, TriggerPlace place) {
  const bool is_word = word.size() >= 2 && word.size() <= max_trigger_length && std::ranges::all_of(word, is_allowed) &&
                       std::ranges::any_of(word, is_letter);
  if (!is_word) {
    return failure(ErrorKind::usage,
                   fmt::format("\"{}\" cannot be a trigger: one word of 2 to {} letters, digits, - and _ can, such as "
                               "tk4style",
                               word.substr(0, 60), max_trigger_length));
  }
  return Trigger(std::string(word), place);
}

}  // namespace tessera
