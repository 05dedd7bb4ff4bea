#include "imaging/text_lines.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "imaging/kernels.h"

namespace tessera::imaging {
namespace {

constexpr int window = ink_window;        // half the side of the local mean, half-size pixels
constexpr std::size_t most_shapes = 800;  // more is texture, not text

/// Two-dimensional, of bytes.
struct Plane {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> values;

  [[nodiscard]] std::uint8_t* row(int y) { return values.data() + static_cast<std::ptrdiff_t>(y) * width; }
  [[nodiscard]] const std::uint8_t* row(int y) const { return values.data() + static_cast<std::ptrdiff_t>(y) * width; }
};

Plane make_plane(int width, int height) {
  return {.width = width,
          .height = height,
          .values = std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height))};
}

Plane halved(const LumaPlane& luma) {
  Plane half = make_plane(luma.size.width / 2, luma.size.height / 2);
  for (int y = 0; y < half.height; ++y) {
    kernels().halve(luma.row(2 * y), luma.row(2 * y + 1), half.row(y), static_cast<std::size_t>(half.width));
  }
  return half;
}

/// Per pixel: 1 darker than its surroundings, 2 lighter, 0 neither. Running sums, a fixed cost a pixel.
Plane ink_of(const Plane& plane) {
  Plane ink = make_plane(plane.width, plane.height);
  std::vector<std::int32_t> columns(static_cast<std::size_t>(plane.width));
  const auto row_at = [&](int y) { return plane.row(std::clamp(y, 0, plane.height - 1)); };
  for (int y = -window; y <= window; ++y) {
    const std::uint8_t* row = row_at(y);
    for (std::size_t x = 0; x < columns.size(); ++x) columns[x] += row[x];
  }
  // Sums over the columns up to each place, the first and the last column repeated beyond the ends.
  std::vector<std::uint32_t> up_to(columns.size() + 2 * window + 2);
  const std::size_t width = columns.size();
  for (int y = 0; y < plane.height; ++y) {
    if (y > 0) kernels().slide(row_at(y + window), row_at(y - window - 1), columns.data(), width);
    std::uint32_t sum = 0;
    std::size_t i = 1;
    const auto add = [&](std::int32_t column) { up_to[i++] = sum += static_cast<std::uint32_t>(column); };
    for (int k = 0; k < window; ++k) add(columns.front());
    std::ranges::for_each(columns, add);
    for (int k = 0; k <= window; ++k) add(columns.back());
    kernels().ink(plane.row(y), up_to.data(), ink.row(y), width);
  }
  return ink;
}

/// A connected piece of ink.
struct Shape {
  int left = 0, top = 0, right = 0, bottom = 0;  // inclusive
  int area = 0;
  int perimeter = 0;  // sides of pixels that face something else
  int level_sum = 0;
  bool at_border = false;

  [[nodiscard]] int height() const { return bottom - top + 1; }
  [[nodiscard]] int width() const { return right - left + 1; }
  [[nodiscard]] double level() const { return static_cast<double>(level_sum) / area; }
};

double stroke_of(const Shape& shape) { return 2.0 * shape.area / shape.perimeter; }

bool letter_like(const Shape& shape, const Plane& plane) {
  const int height = shape.height();
  if (height < 4 || height > plane.height / 4 || shape.width() > 3 * height / 2 || shape.area < 6) return false;
  const double fill = static_cast<double>(shape.area) / (shape.width() * height);
  const double stroke = stroke_of(shape);
  // A hair (one stroke as "I" or "1") fills its box; anything wider must leave some of it empty.
  const bool hair = shape.width() * 3 <= height;
  return stroke <= 0.32 * height && (hair || (fill >= 0.2 && fill <= 0.8));
}

/// Neighbouring pixels of one kind of ink in a row: [first, last).
struct Run {
  int first = 0, last = 0;
  std::uint8_t kind = 0;
  std::size_t shape = 0;
};

/// Shapes while they are put together from runs: a shape that has met another one leads to it.
class Shapes {
 public:
  std::size_t add() {
    leads_to_.push_back(shapes_.size());
    shapes_.emplace_back();
    return shapes_.size() - 1;
  }
  [[nodiscard]] std::size_t root(std::size_t shape) {
    while (leads_to_[shape] != shape) shape = leads_to_[shape] = leads_to_[leads_to_[shape]];
    return shape;
  }
  Shape& operator[](std::size_t shape) { return shapes_[shape]; }
  /// The earlier of both takes over the other.
  std::size_t join(std::size_t a, std::size_t b) {
    const auto [into, from] = std::minmax(root(a), root(b));
    if (into == from) return into;
    leads_to_[from] = into;
    Shape& whole = shapes_[into];
    const Shape& part = shapes_[from];
    whole.left = std::min(whole.left, part.left);
    whole.top = std::min(whole.top, part.top);
    whole.right = std::max(whole.right, part.right);
    whole.bottom = std::max(whole.bottom, part.bottom);
    whole.area += part.area;
    whole.perimeter += part.perimeter;
    whole.level_sum += part.level_sum;
    whole.at_border = whole.at_border || part.at_border;
    return into;
  }
  [[nodiscard]] std::vector<Shape> letters(const Plane& plane) const {
    std::vector<Shape> letters;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      if (leads_to_[i] == i && !shapes_[i].at_border && letter_like(shapes_[i], plane)) letters.push_back(shapes_[i]);
    }
    return letters;
  }

 private:
  std::vector<Shape> shapes_;
  std::vector<std::size_t> leads_to_;
};

/// The first pixel of ink from `x` on, or the width. Most of a tile is none: eight pixels at once.
int next_ink(const std::uint8_t* row, int x, int width) {
  static_assert(std::endian::native == std::endian::little);
  for (std::uint64_t eight = 0; x + 8 <= width; x += 8) {
    std::memcpy(&eight, row + x, sizeof eight);
    if (eight != 0) return x + std::countr_zero(eight) / 8;
  }
  while (x < width && row[x] == 0) ++x;
  return x;
}

/// Connected pieces (corners count), row by row from runs.
std::vector<Shape> shapes_of(const Plane& ink, const Plane& plane) {
  Shapes shapes;
  std::vector<Run> above;
  std::vector<Run> here;
  for (int y = 0; y < ink.height; ++y) {
    const std::uint8_t* row = ink.row(y);
    const std::uint8_t* levels = plane.row(y);
    here.clear();
    std::size_t from = 0;
    for (int x = next_ink(row, 0, ink.width); x < ink.width; x = next_ink(row, x, ink.width)) {
      Run run{.first = x, .last = x, .kind = row[x]};
      int level_sum = 0;
      while (run.last < ink.width && row[run.last] == run.kind) level_sum += levels[run.last++];
      x = run.last;
      while (from < above.size() && above[from].last < run.first) ++from;
      bool placed = false;
      int covered = 0;  // sides that face the same ink in the row above
      for (std::size_t k = from; k < above.size() && above[k].first <= run.last; ++k) {
        if (above[k].kind != run.kind) continue;
        covered += std::max(0, std::min(above[k].last, run.last) - std::max(above[k].first, run.first));
        run.shape = placed ? shapes.join(run.shape, above[k].shape) : shapes.root(above[k].shape);
        placed = true;
      }
      if (!placed) {
        run.shape = shapes.add();
        shapes[run.shape] = {.left = run.first, .top = y, .right = run.first, .bottom = y};
      }
      Shape& shape = shapes[run.shape];
      const int length = run.last - run.first;
      shape.left = std::min(shape.left, run.first);
      shape.right = std::max(shape.right, run.last - 1);
      shape.bottom = y;
      shape.area += length;
      shape.perimeter += 2 + 2 * length - 2 * covered;
      shape.level_sum += level_sum;
      shape.at_border = shape.at_border || run.first == 0 || run.last == ink.width || y == 0 || y == ink.height - 1;
      here.push_back(run);
    }
    std::swap(above, here);
  }
  return shapes.letters(plane);
}

/// Whether `next` can stand right of `shape` in one word. Brush strokes, leaves and windows come in rows, too, but not
/// so close, so alike in height and in stroke, for five of them.
bool follows(const Shape& shape, const Shape& next) {
  const int height = std::max(shape.height(), next.height());
  const int gap = next.left - shape.right - 1;
  const bool near = gap >= 0 && 5 * gap <= 3 * height;
  const bool like = 4 * std::min(shape.height(), next.height()) >= 3 * height;
  const bool base = std::abs(shape.bottom - next.bottom) * 5 <= height;
  const auto [thin, thick] = std::minmax(stroke_of(shape), stroke_of(next));
  return near && like && base && std::abs(shape.level() - next.level()) <= 24 && thick <= 1.5 * thin;
}

}  // namespace

int longest_text_line(const LumaPlane& luma) {
  const Plane half = halved(luma);
  if (half.width < 4 * window || half.height < 4 * window) return 0;
  const Plane ink = ink_of(half);
  std::vector<Shape> shapes = shapes_of(ink, half);
  if (shapes.size() > most_shapes) return 0;
  std::ranges::sort(shapes, {}, [](const Shape& shape) { return std::pair(shape.left, shape.top); });
  std::vector<int> length(shapes.size(), 1);
  int longest = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    for (std::size_t j = i; j-- > 0;) {
      if (shapes[i].left - shapes[j].left > 3 * half.height / 4) break;
      if (follows(shapes[j], shapes[i])) length[i] = std::max(length[i], length[j] + 1);
    }
    longest = std::max(longest, length[i]);
  }
  return longest >= 3 ? longest : 0;
}

}  // namespace tessera::imaging
