#pragma once
// Bytes that are not text, and views of them.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tessera {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The same bytes seen as characters; valid while the bytes live.
[[nodiscard]] inline std::string_view as_text(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The same characters seen as bytes; valid while the text lives.
[[nodiscard]] inline ByteView as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace tessera
