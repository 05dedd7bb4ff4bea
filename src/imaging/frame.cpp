#include "imaging/frame.h"

#include <algorithm>
#include <cstdlib>

namespace tessera::imaging {
namespace {

constexpr int uniform_deviation = 8;    // levels; JPEG at quality 60 leaves less on a plain bar
constexpr double uniform_share = 0.94;  // of a line; rounded corners may take the rest
constexpr int step_height = 10;         // levels
constexpr double step_share = 0.6;      // of a line
constexpr int deepest_share = 6;        // a bar deeper than a sixth of the picture is part of what it shows

/// Access to line `depth` of a side, as if it lay along a row.
class Lines {
 public:
  Lines(const Image& image, Box box, Side side) : image_(image), box_(box), side_(side) {}

  [[nodiscard]] int length() const { return upright() ? box_.height : box_.width; }
  [[nodiscard]] int count() const { return upright() ? box_.width : box_.height; }
  /// Luma.
  [[nodiscard]] int at(int depth, int along) const {
    switch (side_) {
      case Side::left:
        return luma(box_.left + depth, box_.top + along);
      case Side::right:
        return luma(box_.left + box_.width - 1 - depth, box_.top + along);
      case Side::top:
        return luma(box_.left + along, box_.top + depth);
      case Side::bottom:
        return luma(box_.left + along, box_.top + box_.height - 1 - depth);
    }
    return 0;
  }

 private:
  [[nodiscard]] int luma(int x, int y) const {
    const std::uint8_t* pixel = image_.row(y).data() + static_cast<std::size_t>(x) * Image::channels;
    return static_cast<int>((77U * pixel[0] + 150U * pixel[1] + 29U * pixel[2]) >> 8U);
  }
  [[nodiscard]] bool upright() const { return side_ == Side::left || side_ == Side::right; }

  const Image& image_;
  Box box_;
  Side side_;
};

bool uniform(const Lines& lines, int depth) {
  const int length = lines.length();
  // The middle of three samples stands for the line: rounded corners and ringing do not move it.
  const auto sample = [&](int numerator) { return lines.at(depth, length * numerator / 8); };
  const int a = sample(2);
  const int b = sample(4);
  const int c = sample(6);
  const int middle = std::max(std::min(a, b), std::min(std::max(a, b), c));
  if (std::abs(a - middle) + std::abs(c - middle) + std::abs(b - middle) > 3 * uniform_deviation) return false;
  constexpr int samples = 16;  // most lines fail here already
  int outside = 0;
  for (int k = 0; k < samples; ++k) {
    const int at = static_cast<int>(std::int64_t{length} * (2 * k + 1) / (2 * samples));
    outside += std::abs(lines.at(depth, at) - middle) > uniform_deviation ? 1 : 0;
  }
  if (outside > samples / 4) return false;
  int room = length - static_cast<int>(uniform_share * length);  // pixels that may be otherwise
  for (int i = 0; i < length; ++i) {
    if (std::abs(lines.at(depth, i) - middle) > uniform_deviation && --room < 0) return false;
  }
  return true;
}

bool step_before(const Lines& lines, int depth) {
  const int length = lines.length();
  int steps = 0;
  for (int i = 0; i < length; ++i) steps += std::abs(lines.at(depth, i) - lines.at(depth - 1, i)) > step_height ? 1 : 0;
  return steps >= static_cast<int>(step_share * length);
}

}  // namespace

int bar_depth(const Image& image, Box box, Side side, int deepest) {
  const Lines lines(image, box, side);
  if (lines.length() < 8) return 0;
  const int last = std::min(deepest, lines.count() / deepest_share);
  for (int depth = 0; depth <= last; ++depth) {
    if (depth > 0 && step_before(lines, depth)) return depth;
    if (!uniform(lines, depth)) return 0;
  }
  return 0;
}

}  // namespace tessera::imaging
