#include "cli/live_block.h"

#include <fmt/format.h>

namespace tessera {
namespace {

// ECMA-48: ED erases from the cursor to the end of the screen, CUU moves it up.
constexpr std::string_view erase_below = "\r\x1b[J";

}  // namespace

std::string LiveBlock::draw(const std::vector<std::string>& lines) {
  if (lines.empty()) return clear();
  std::string bytes(erase_below);
  for (const std::string& line : lines) {
    bytes += '\n';
    bytes += line;
  }
  bytes += fmt::format("\r\x1b[{}A", lines.size());
  is_drawn_ = true;
  return bytes;
}

std::string LiveBlock::print_above(std::string_view line) { return fmt::format("{}{}\n", clear(), line); }

std::string LiveBlock::clear() {
  if (!is_drawn_) return {};
  is_drawn_ = false;
  return std::string(erase_below);
}

}  // namespace tessera
