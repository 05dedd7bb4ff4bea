#include "imaging/text_lines.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace tessera::imaging {
namespace {

constexpr int contrast = 22;              // levels from the local mean that make ink
constexpr int window = 8;                 // half the side of the local mean, half-size pixels
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
    const std::uint8_t* a = luma.row(2 * y);
    const std::uint8_t* b = luma.row(2 * y + 1);
    std::uint8_t* out = half.row(y);
    for (int x = 0; x < half.width; ++x) {
      out[x] = static_cast<std::uint8_t>((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2);
    }
  }
  return half;
}

/// Per pixel: 1 darker than its surroundings, 2 lighter, 0 neither. Running sums, a fixed cost a pixel.
Plane ink_of(const Plane& plane) {
  Plane ink = make_plane(plane.width, plane.height);
  std::vector<int> columns(static_cast<std::size_t>(plane.width));
  const auto add_row = [&](int y, int sign) {
    const std::uint8_t* row = plane.row(std::clamp(y, 0, plane.height - 1));
    for (std::size_t x = 0; x < columns.size(); ++x) columns[x] += sign * row[x];
  };
  for (int y = -window; y <= window; ++y) add_row(y, 1);
  constexpr int area = (2 * window + 1) * (2 * window + 1);
  std::vector<int> padded(columns.size() + 2 * window + 2);
  for (int y = 0; y < plane.height; ++y) {
    if (y > 0) {
      add_row(y + window, 1);
      add_row(y - window - 1, -1);
    }
    std::fill_n(padded.begin(), window, columns.front());
    std::ranges::copy(columns, padded.begin() + window);
    std::fill(padded.end() - window - 2, padded.end(), columns.back());
    int sum = 0;
    for (int x = 0; x <= 2 * window; ++x) sum += padded[static_cast<std::size_t>(x)];
    const std::uint8_t* row = plane.row(y);
    std::uint8_t* out = ink.row(y);
    const int* entering = padded.data() + 2 * window + 1;
    const int* leaving = padded.data();
    for (int x = 0; x < plane.width; ++x) {
      const int excess = row[x] * area - sum;
      out[x] = static_cast<std::uint8_t>((excess < -contrast * area ? 1 : 0) + (excess > contrast * area ? 2 : 0));
      sum += entering[x] - leaving[x];
    }
  }
  return ink;
}

/// A connected piece of ink.
struct Shape {
  int left = 0, top = 0, right = 0, bottom = 0;  // inclusive
  int area = 0;
  int perimeter = 0;  // sides of pixels that face something else
  int level_sum = 0;

  [[nodiscard]] int height() const { return bottom - top + 1; }
  [[nodiscard]] int width() const { return right - left + 1; }
  [[nodiscard]] double level() const { return static_cast<double>(level_sum) / area; }
};

bool letter_like(const Shape& shape, const Plane& plane) {
  const int height = shape.height();
  if (height < 4 || height > plane.height / 4 || shape.width() > 3 * height / 2 || shape.area < 6) return false;
  const double fill = static_cast<double>(shape.area) / (shape.width() * height);
  const double stroke = 2.0 * shape.area / shape.perimeter;
  // A hair (one stroke as "I" or "1") fills its box; anything wider must leave some of it empty.
  const bool hair = shape.width() * 3 <= height;
  return stroke <= 0.32 * height && (hair || (fill >= 0.2 && fill <= 0.8));
}

/// Flood fill with an own stack; each pixel is visited once.
std::vector<Shape> shapes_of(Plane& ink, const Plane& plane) {
  std::vector<Shape> shapes;
  std::vector<std::pair<int, int>> open;
  for (int y0 = 0; y0 < ink.height; ++y0) {
    for (int x0 = 0; x0 < ink.width; ++x0) {
      const std::uint8_t kind = ink.row(y0)[x0];
      if (kind != 1 && kind != 2) continue;
      const auto done = static_cast<std::uint8_t>(kind + 2);
      Shape shape{.left = x0, .top = y0, .right = x0, .bottom = y0};
      bool at_border = false;
      ink.row(y0)[x0] = done;
      open.assign(1, {x0, y0});
      while (!open.empty()) {
        const auto [x, y] = open.back();
        open.pop_back();
        ++shape.area;
        shape.level_sum += plane.row(y)[x];
        shape.left = std::min(shape.left, x);
        shape.right = std::max(shape.right, x);
        shape.top = std::min(shape.top, y);
        shape.bottom = std::max(shape.bottom, y);
        if (x == 0 || y == 0 || x == ink.width - 1 || y == ink.height - 1) {
          at_border = true;
        }
        for (int dy = -1; dy <= 1; ++dy) {
          for (int dx = -1; dx <= 1; ++dx) {
            const int nx = x + dx;
            const int ny = y + dy;
            const bool inside = nx >= 0 && ny >= 0 && nx < ink.width && ny < ink.height;
            const std::uint8_t neighbour = inside ? ink.row(ny)[nx] : std::uint8_t{0};
            if (dx * dy == 0 && neighbour != kind && neighbour != done) ++shape.perimeter;
            if (neighbour == kind) {
              ink.row(ny)[nx] = done;
              open.emplace_back(nx, ny);
            }
          }
        }
      }
      if (!at_border && letter_like(shape, plane)) shapes.push_back(shape);
      if (shapes.size() > most_shapes) return shapes;
    }
  }
  return shapes;
}

/// Whether `next` can stand right of `shape` in one word or line.
bool follows(const Shape& shape, const Shape& next) {
  const int height = std::max(shape.height(), next.height());
  const int gap = next.left - shape.right - 1;
  const bool near = gap >= 0 && gap <= height;
  const bool like = 3 * std::min(shape.height(), next.height()) >= 2 * height;
  const bool base = std::abs(shape.bottom - next.bottom) * 5 <= height;
  return near && like && base && std::abs(shape.level() - next.level()) <= 24;
}

}  // namespace

int longest_text_line(const LumaPlane& luma) {
  const Plane half = halved(luma);
  if (half.width < 4 * window || half.height < 4 * window) return 0;
  Plane ink = ink_of(half);
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
