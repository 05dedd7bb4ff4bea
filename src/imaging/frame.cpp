#include "imaging/frame.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "imaging/kernels.h"

namespace tessera::imaging {
namespace {

constexpr int uniform_deviation = 8;    // levels; JPEG at quality 60 leaves less on a plain bar
constexpr double uniform_share = 0.94;  // of a line; rounded corners may take the rest
constexpr int step_height = 10;         // levels
constexpr double step_share = 0.6;      // of a line
constexpr int deepest_share = 6;        // a bar deeper than a sixth of the picture is part of what it shows

/// The lines of a side as luma, one at a time and the one before it, as if they lay along rows.
class Lines {
 public:
  Lines(const Image& image, Box box, Side side)
      : image_(image), box_(box), side_(side), line_(static_cast<std::size_t>(length())), before_(line_.size()) {}

  [[nodiscard]] int length() const { return upright() ? box_.height : box_.width; }
  [[nodiscard]] int count() const { return upright() ? box_.width : box_.height; }
  /// Of one pixel, without reading its line.
  [[nodiscard]] int at(int depth, int along) const {
    const int x = upright() ? box_.left + from_start(depth, box_.width) : box_.left + along;
    const int y = upright() ? box_.top + along : box_.top + from_start(depth, box_.height);
    const std::uint8_t* pixel = image_.row(y).data() + static_cast<std::size_t>(x) * Image::channels;
    return static_cast<int>((77U * pixel[0] + 150U * pixel[1] + 29U * pixel[2]) >> 8U);
  }
  /// The line read last becomes the one before.
  void read(int depth) {
    std::swap(line_, before_);
    const int x = upright() ? box_.left + from_start(depth, box_.width) : box_.left;
    const int y = upright() ? box_.top : box_.top + from_start(depth, box_.height);
    const std::uint8_t* pixel = image_.row(y).data() + static_cast<std::size_t>(x) * Image::channels;
    if (!upright()) return kernels().luma(pixel, line_.data(), line_.size());
    for (std::uint8_t& level : line_) {
      level = static_cast<std::uint8_t>((77U * pixel[0] + 150U * pixel[1] + 29U * pixel[2]) >> 8U);
      pixel += image_.stride();
    }
  }
  [[nodiscard]] const std::vector<std::uint8_t>& line() const { return line_; }
  [[nodiscard]] const std::vector<std::uint8_t>& before() const { return before_; }

 private:
  [[nodiscard]] bool upright() const { return side_ == Side::left || side_ == Side::right; }
  [[nodiscard]] int from_start(int depth, int count) const {
    return side_ == Side::left || side_ == Side::top ? depth : count - 1 - depth;
  }

  const Image& image_;
  Box box_;
  Side side_;
  std::vector<std::uint8_t> line_, before_;
};

/// The middle of three samples stands for the line: rounded corners and ringing do not move it. Nothing when the
/// samples alone show that the line is not uniform, as they do of most.
std::optional<int> likely_level(const Lines& lines, int depth) {
  const int length = lines.length();
  const auto sample = [&](int numerator) { return lines.at(depth, length * numerator / 8); };
  const int a = sample(2);
  const int b = sample(4);
  const int c = sample(6);
  const int middle = std::max(std::min(a, b), std::min(std::max(a, b), c));
  if (std::abs(a - middle) + std::abs(c - middle) + std::abs(b - middle) > 3 * uniform_deviation) return std::nullopt;
  constexpr int samples = 16;
  int outside = 0;
  for (int k = 0; k < samples; ++k) {
    const int at = static_cast<int>(std::int64_t{length} * (2 * k + 1) / (2 * samples));
    outside += std::abs(lines.at(depth, at) - middle) > uniform_deviation ? 1 : 0;
  }
  return outside > samples / 4 ? std::nullopt : std::optional(middle);
}

bool uniform(const std::vector<std::uint8_t>& line, int middle) {
  int outside = 0;
  for (const std::uint8_t level : line) outside += std::abs(level - middle) > uniform_deviation ? 1 : 0;
  const int length = static_cast<int>(line.size());
  return outside <= length - static_cast<int>(uniform_share * length);
}

bool step_between(const std::vector<std::uint8_t>& line, const std::vector<std::uint8_t>& before) {
  int steps = 0;
  for (std::size_t i = 0; i < line.size(); ++i) steps += std::abs(line[i] - before[i]) > step_height ? 1 : 0;
  return steps >= static_cast<int>(step_share * static_cast<double>(line.size()));
}

}  // namespace

int bar_depth(const Image& image, Box box, Side side, int deepest) {
  Lines lines(image, box, side);
  if (lines.length() < 8) return 0;
  const int last = std::min(deepest, lines.count() / deepest_share);
  for (int depth = 0; depth <= last; ++depth) {
    const std::optional<int> level = likely_level(lines, depth);
    if (depth == 0 && !level) return 0;
    lines.read(depth);
    if (depth > 0 && step_between(lines.line(), lines.before())) return depth;
    if (!level || !uniform(lines.line(), *level)) return 0;
  }
  return 0;
}

}  // namespace tessera::imaging
