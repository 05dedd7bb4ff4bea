#pragma once
// A decoded picture: 8-bit RGB, interleaved, rows without padding, sRGB. A value; moving it is cheap, copying copies.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/unfilled.h"

namespace tessera {

/// Pixels.
struct Size {
  int width = 0;
  int height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

/// Pixels; origin top left; covers [left, left + width) x [top, top + height).
struct Box {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Box&, const Box&) = default;
};

class Image {
 public:
  static constexpr int channels = 3;

  Image() = default;
  /// Black.
  explicit Image(Size size) : size_(size), pixels_(bytes_of(size), std::uint8_t{0}) {}
  /// For those who write every pixel: what stands in them before that is not defined.
  [[nodiscard]] static Image unfilled(Size size) {
    Image image;
    image.size_ = size;
    image.pixels_ = Pixels(bytes_of(size));
    return image;
  }

  [[nodiscard]] Size size() const noexcept { return size_; }
  [[nodiscard]] int width() const noexcept { return size_.width; }
  [[nodiscard]] int height() const noexcept { return size_.height; }
  [[nodiscard]] bool empty() const noexcept { return pixels_.empty(); }
  /// Bytes per row.
  [[nodiscard]] std::size_t stride() const noexcept { return static_cast<std::size_t>(size_.width) * channels; }

  /// One row: width * 3 bytes, R G B R G B …
  [[nodiscard]] std::span<std::uint8_t> row(int y) noexcept {
    return {pixels_.data() + static_cast<std::size_t>(y) * stride(), stride()};
  }
  [[nodiscard]] std::span<const std::uint8_t> row(int y) const noexcept {
    return {pixels_.data() + static_cast<std::size_t>(y) * stride(), stride()};
  }
  [[nodiscard]] std::span<std::uint8_t> pixels() noexcept { return pixels_; }
  [[nodiscard]] std::span<const std::uint8_t> pixels() const noexcept { return pixels_; }
  friend bool operator==(const Image&, const Image&) = default;

 private:
  using Pixels = UnfilledVector<std::uint8_t>;

  [[nodiscard]] static std::size_t bytes_of(Size size) noexcept {
    return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * channels;
  }

  Size size_;
  Pixels pixels_;
};

}  // namespace tessera
