#pragma once
// Numbers of things in sentences.

#include <concepts>
#include <string>
#include <string_view>

namespace tessera {

/// "1 grid", "3 grids", for words whose plural is made with an s.
template <std::integral Count>
[[nodiscard]] std::string counted(Count count, std::string_view singular) {
  std::string text = std::to_string(count);
  text += ' ';
  text += singular;
  if (count != 1) text += 's';
  return text;
}

}  // namespace tessera
