#pragma once
// A block of lines at the bottom of a terminal that is drawn over itself. Pure: it says which bytes to write.

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

/// Between two drawings the cursor rests on an empty line above the block. What others write to the terminal (the log,
/// a shell after a sudden end) lands on that line and stays whole; the next drawing goes on below it. The cursor is
/// never hidden, so there is nothing to give back when the process is killed.
class LiveBlock {
 public:
  /// Replaces what is drawn. No line may be wider than the terminal.
  [[nodiscard]] std::string draw(const std::vector<std::string>& lines);
  /// A line that stays, above the block; the block is gone until it is drawn again.
  [[nodiscard]] std::string print_above(std::string_view line);
  /// Takes the block off. Empty when nothing is drawn.
  [[nodiscard]] std::string clear();
  [[nodiscard]] bool is_drawn() const noexcept { return is_drawn_; }

 private:
  bool is_drawn_ = false;
};

}  // namespace tessera
