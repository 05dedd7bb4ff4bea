#pragma once
// The word that a trained LoRA answers to, and where captions carry it. A value; any thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "tessera/error.h"

namespace tessera {

enum class TriggerPlace { first, last };
[[nodiscard]] std::string_view name_of(TriggerPlace place) noexcept;
/// "first" or "last". Errors: usage.
[[nodiscard]] Result<TriggerPlace> parse_trigger_place(std::string_view text);

inline constexpr std::size_t max_trigger_length = 40;

class Trigger {
 public:
  /// 2 to max_trigger_length ASCII letters, digits, '-' and '_', one of them a letter: what tokenizers, file names and
  /// configuration files all take as one word. Errors: usage.
  [[nodiscard]] static Result<Trigger> make(std::string_view word, TriggerPlace place);

  [[nodiscard]] const std::string& word() const noexcept { return word_; }
  [[nodiscard]] TriggerPlace place() const noexcept { return place_; }
  friend bool operator==(const Trigger&, const Trigger&) = default;

 private:
  Trigger(std::string word, TriggerPlace place) : word_(std::move(word)), place_(place) {}

  std::string word_;
  TriggerPlace place_;
};

}  // namespace tessera
